#include "core/load/extract.h"

#include <boost/json/parse.hpp>

#include "core/load/inflate.h"

namespace rampart::load {

std::string_view OpenedAnswer::text() {
  if (!text_done_) {
    text_done_ = true;
    const std::string_view encoding = answer_.header("content-encoding");
    if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate") {
      if (auto unpacked = inflate_body(answer_.body, encoding != "deflate")) unpacked_ = std::move(*unpacked);
    }
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

Extractor::Extractor(const script::Capture& capture)
    : source_(capture.source),
      expression_(capture.expression),
      as_(capture.as),
      group_(capture.group),
      strict_(capture.strict),
      multiple_(capture.multiple) {
  if (source_ == script::Capture::Source::json) {
    if (auto path = JsonPath::compile(expression_))
      path_ = std::move(*path);
    else
      problem_ = path.error().message;
  } else if (source_ == script::Capture::Source::regexp) {
    if (auto regexp = script::Regexp::compile(expression_, capture.flags))
      regexp_ = std::move(*regexp);
    else
      problem_ = regexp.error().message;
  }
}

std::optional<boost::json::value> Extractor::extract(OpenedAnswer& opened, Random& random) const {
  if (!problem_.empty()) return std::nullopt;
  switch (source_) {
    case script::Capture::Source::header:
      if (!opened.answer().has_header(expression_)) return std::nullopt;
      return boost::json::value(boost::json::string(opened.answer().header(expression_)));
    case script::Capture::Source::regexp: {
      const auto found = regexp_->find(opened.text(), group_);
      if (!found) return std::nullopt;
      return boost::json::value(boost::json::string(*found));
    }
    case script::Capture::Source::json:
      break;
  }
  const boost::json::value* document = opened.json();
  if (document == nullptr || !document->is_structured()) return std::nullopt;
  const auto found = path_.find_all(*document);
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return *found.front();
  if (multiple_)
    return *found[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(found.size()) - 1))];
  boost::json::array all;
  for (const boost::json::value* v : found) all.push_back(*v);
  return boost::json::value(std::move(all));
}

bool is_empty_result(const std::optional<boost::json::value>& value) {
  return !value || (value->is_string() && value->get_string().empty());
}

}  // namespace rampart::load
