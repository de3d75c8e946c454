#include "core/load/extract.h"

#include <boost/json/parse.hpp>

#include "core/load/inflate.h"
#include "core/script/css_selector.h"

namespace rampart::load {
namespace {

using boost::json::value;
using Source = script::Capture::Source;

std::size_t any_index(std::size_t size, Random& random) {
  if (size == 1) return 0;  // no draw where there is no choice
  return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(size) - 1));
}

}  // namespace

std::string_view OpenedAnswer::text() {
  if (!text_done_) {
    text_done_ = true;
    const std::string_view encoding = answer_.header("content-encoding");
    if (!encoding.empty()) unpacked_ = unpack_body(answer_.body, encoding);
  }
  return unpacked_ ? std::string_view(*unpacked_) : std::string_view(answer_.body);
}

const boost::json::value* OpenedAnswer::json() {
  if (!json_done_) {
    json_done_ = true;
    boost::system::error_code failure;
    boost::json::value parsed = boost::json::parse(text(), failure);
    if (!failure) json_ = std::move(parsed);
  }
  return json_ ? &*json_ : nullptr;
}

bool OpenedAnswer::is_json_type() const {
  const std::string_view type = answer_.header("content-type");
  return type.find("application/json") != type.npos || type.find("application/problem+json") != type.npos ||
         type.find("application/ld+json") != type.npos;
}

const Markup& OpenedAnswer::html() {
  if (!html_) html_ = Markup::parse(text(), Markup::Kind::html);
  return *html_;
}

const Markup& OpenedAnswer::markup() {
  const std::string_view type = answer_.header("content-type");
  const bool xml = type.find("/xml") != type.npos || type.find("+xml") != type.npos || text().starts_with("<?xml");
  if (!xml) return html();
  if (!xml_) xml_ = Markup::parse(text(), Markup::Kind::xml);
  return *xml_;
}

Extractor::Extractor(const script::Capture& capture) : capture_(capture), expression_(capture.expression) {
  if (expression_.is_constant()) compile();
}

void Extractor::compile() {
  const std::string& text = capture_.expression;
  switch (capture_.source) {
    case Source::json:
      if (auto path = JsonPath::compile(text))
        path_ = std::move(*path);
      else
        problem_ = path.error().message;
      break;
    case Source::regexp:
      if (auto regexp = script::Regexp::compile(text, capture_.flags))
        regexp_ = std::move(*regexp);
      else
        problem_ = regexp.error().message;
      break;
    case Source::selector:
      if (auto xpath = script::xpath_of_selector(text))
        xpath_ = std::move(*xpath);
      else
        problem_ = xpath.error().message;
      break;
    case Source::xpath:
      xpath_ = text;
      if (!Markup::understands(text)) problem_ = "\"" + text + "\" is no XPath expression";
      break;
    case Source::header:
      break;
  }
}

std::optional<value> Extractor::extract(OpenedAnswer& opened, const script::Variables& variables,
                                        Random& random) const {
  if (!expression_.is_constant()) {
    script::Capture rendered = capture_;
    rendered.expression = expression_.render(variables, random);
    const Extractor once(rendered);
    // A value that looks like a template isn't one: Artillery renders once more, and so on until none is left.
    return once.expression_.is_constant() ? once.extract(opened, variables, random) : std::nullopt;
  }
  if (!problem_.empty()) return std::nullopt;
  switch (capture_.source) {
    case Source::header:
      if (!opened.answer().has_header(capture_.expression)) return std::nullopt;
      return value(boost::json::string(opened.answer().header(capture_.expression)));
    case Source::regexp: {
      auto found = regexp_->find(opened.text(), capture_.group);
      // A numbered group that is empty or took no part gives way to the whole match, as in Artillery.
      if ((!found || found->empty()) && !regexp_->names_groups()) found = regexp_->find(opened.text());
      if (!found) return std::nullopt;
      return value(boost::json::string(*found));
    }
    case Source::selector:
      return extract_element(opened, random);
    case Source::xpath:
      return extract_xpath(opened, random);
    case Source::json:
      break;
  }
  return extract_json(opened, random);
}

std::optional<value> Extractor::extract_json(OpenedAnswer& opened, Random& random) const {
  const value* document = opened.json();
  if (document == nullptr || !document->is_structured()) return std::nullopt;
  const auto found = path_.find_all(*document);
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return *found.front();
  if (capture_.multiple) return *found[any_index(found.size(), random)];
  boost::json::array all;
  for (const value* v : found) all.push_back(*v);
  return value(std::move(all));
}

/// `index` counts from 0, below 0 from the end; without one the first element is meant.
std::optional<value> Extractor::extract_element(OpenedAnswer& opened, Random& random) const {
  const auto found = opened.html().find_all(xpath_);
  if (found.empty()) return std::nullopt;
  const auto size = static_cast<std::int64_t>(found.size());
  std::int64_t index = 0;
  if (capture_.index == "random")
    index = static_cast<std::int64_t>(any_index(found.size(), random));
  else if (capture_.index == "last")
    index = size - 1;
  else if (!capture_.index.empty())
    index = std::stoll(capture_.index);
  if (index < -1) index += size;  // cheerio takes slice(-1, 0) for -1, which is empty
  if (index < 0 || index >= size) return std::nullopt;
  boost::json::object all;
  for (const auto& [name, text] : found[static_cast<std::size_t>(index)].attributes) {
    if (name == capture_.attribute) return value(text);
    all[name] = text;
  }
  if (!capture_.attribute.empty()) return std::nullopt;
  return value(std::move(all));
}

std::optional<value> Extractor::extract_xpath(OpenedAnswer& opened, Random& random) const {
  const auto found = opened.markup().find_all(xpath_);
  if (found.empty()) return std::nullopt;
  if (capture_.multiple) return value(found[any_index(found.size(), random)].text);
  boost::json::array all;
  for (const MarkupNode& node : found) all.emplace_back(node.text);
  return found.size() == 1 ? all.front() : value(std::move(all));
}

bool is_empty_result(const std::optional<boost::json::value>& value) {
  return !value || (value->is_string() && value->get_string().empty());
}

}  // namespace rampart::load
