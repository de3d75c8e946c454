#include "core/script/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/script/check_keys.h"
#include "core/script/css_selector.h"
#include "core/script/fields.h"
#include "core/script/regexp.h"

namespace rampart::script {
namespace {

using document::Node;

constexpr std::pair<std::string_view, Expectation::Kind> expectation_kinds[] = {
    {"statusCode", Expectation::Kind::status_code},
    {"notStatusCode", Expectation::Kind::not_status_code},
    {"contentType", Expectation::Kind::content_type},
    {"hasProperty", Expectation::Kind::has_property},
    {"notHasProperty", Expectation::Kind::not_has_property},
    {"equals", Expectation::Kind::equals},
    {"hasHeader", Expectation::Kind::has_header},
    {"headerEquals", Expectation::Kind::header_equals},
    {"matchesRegexp", Expectation::Kind::matches_regexp},
    {"cdnHit", Expectation::Kind::cdn_hit},
    {"jmespath", Expectation::Kind::jmespath},
    {"jpath", Expectation::Kind::jmespath},
};

void for_each_entry(const Node& node, const std::string& name,
                    const std::function<void(const Node&, const std::string&)>& read) {
  if (node.is_mapping()) return read(node, name);
  if (!node.is_sequence()) refuse_value(name, "a mapping or a list of them", node);
  for (std::size_t i = 0; i < node.items.size(); ++i)
    read(expect_mapping(node.items[i], name_at(name, i)), name_at(name, i));
}

void check_regexp(const Node& pattern, const Capture& capture, const std::string& name) {
  const auto compiled = Regexp::compile(capture.expression, capture.flags);
  if (compiled.has_error()) refuse(fmt::format("\"{}\": {}", name, compiled.error().message), pattern.place());
  if (!compiled->has_group(capture.group))
    refuse(fmt::format("\"{}\": the expression \"{}\" has no group \"{}\"", name, capture.expression, capture.group),
           pattern.place());
}

void check_selector(const Node& selector, const Capture& capture, const std::string& name) {
  const auto xpath = xpath_of_selector(capture.expression);
  if (xpath.has_error()) refuse(fmt::format("\"{}\": {}", name, xpath.error().message), selector.place());
}

/// `attr` and `index` of a selector.
void read_element_choice(const Node& node, const std::string& name, Capture& capture) {
  if (const Node* attribute = node.find("attr"); is_truthy(attribute))
    capture.attribute = read_text(*attribute, name + ".attr");
  const Node* index = node.find("index");
  if (index == nullptr || index->is_null()) return;
  const bool word = index->is_text() && (index->text == "random" || index->text == "last");
  const auto number = number_of(*index);
  if (!word && (!number || *number != std::trunc(*number) || std::abs(*number) > 1e9))
    refuse_value(name + ".index", "a whole number, \"random\" or \"last\"", *index);
  capture.index = word ? index->text : fmt::format("{}", static_cast<std::int64_t>(*number));
}

/// The one of json, xpath, regexp, header and selector that is written; of several, as Artillery chooses.
const Node& read_source(const Node& node, const std::string& name, Capture& capture) {
  constexpr std::pair<const char*, Capture::Source> sources[] = {{"json", Capture::Source::json},
                                                                 {"xpath", Capture::Source::xpath},
                                                                 {"regexp", Capture::Source::regexp},
                                                                 {"header", Capture::Source::header},
                                                                 {"selector", Capture::Source::selector}};
  for (const auto& [key, source] : sources) {
    const Node* expression = node.find(key);
    if (expression == nullptr) continue;
    const std::string inner = name_in(name, key);
    capture.source = source;
    capture.expression = read_text(*expression, inner);
    return *expression;
  }
  refuse(fmt::format("\"{}\" must have one of json, regexp, header, selector, xpath", name), node.place());
}

/// What capture and match have in common.
Capture read_common(const Node& node, const std::string& name, language::Part part, bool strict, Warnings& warnings) {
  check_keys(node, name, part, warnings);
  Capture capture;
  capture.strict = strict;
  const Node& expression = read_source(node, name, capture);
  if (const Node* flag = node.find("strict")) capture.strict = read_flag(*flag, name + ".strict");
  if (const Node* flag = node.find("multiple")) capture.multiple = read_flag(*flag, name + ".multiple");
  if (const Node* flags = node.find("flags"); is_truthy(flags)) capture.flags = read_text(*flags, name + ".flags");
  if (const Node* group = node.find("group"); is_truthy(group)) {
    if (!group->is_text() && group->kind != document::Kind::integer)
      refuse_value(name + ".group", "the name or the number of a group", *group);
    capture.group = text_of(*group);
  }
  const bool known_now = Template(capture.expression).is_constant();
  if (capture.source == Capture::Source::regexp && known_now) check_regexp(expression, capture, name + ".regexp");
  if (capture.source == Capture::Source::selector) {
    read_element_choice(node, name, capture);
    if (known_now) check_selector(expression, capture, name + ".selector");
  }
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (capture.source == Capture::Source::header &&
      std::any_of(capture.expression.begin(), capture.expression.end(), is_upper))
    warnings.add(expression.place(),
                 fmt::format("\"{}.header\" finds nothing: names of headers are lower case here, as "
                             "in Artillery",
                             name));
  return capture;
}

std::vector<ValueTemplate> values_of(const Node& value) {
  std::vector<ValueTemplate> out;
  if (!value.is_sequence()) return {ValueTemplate(document::to_json(value))};
  for (const Node& item : value.items) out.emplace_back(document::to_json(item));
  return out;
}

void check_values(Expectation::Kind kind, const Node& value, const std::string& name) {
  using Kind = Expectation::Kind;
  if (value.is_sequence() && value.items.empty()) refuse_value(name, "at least one value", value);
  if (value.is_mapping() || value.is_null()) refuse_value(name, "a value or a list of values", value);
  if (kind == Kind::equals && !value.is_sequence()) refuse_value(name, "a list of values", value);
  if (kind == Kind::header_equals && value.items.size() != 2) refuse_value(name, "a list: [header, value]", value);
  const bool single = kind == Kind::content_type || kind == Kind::has_property || kind == Kind::not_has_property ||
                      kind == Kind::has_header || kind == Kind::matches_regexp || kind == Kind::cdn_hit ||
                      kind == Kind::jmespath;
  if (single && !value.is_scalar()) refuse_value(name, "one value", value);
  if (kind == Kind::status_code || kind == Kind::not_status_code) {
    const auto check = [&](const Node& code) {
      if (!number_of(code) && !(code.is_text() && code.text.find("{{") != std::string::npos))
        refuse_value(name, "a status code such as 200, or a list of them", code);
    };
    if (value.is_sequence())
      std::for_each(value.items.begin(), value.items.end(), check);
    else
      check(value);
  }
  if (kind == Kind::matches_regexp && Template(text_of(value)).is_constant()) {
    const auto compiled = Regexp::compile(text_of(value));
    if (compiled.has_error()) refuse(fmt::format("\"{}\": {}", name, compiled.error().message), value.place());
  }
}

Expectation read_expectation(const std::string& key, const Node& value, const std::string& name, Warnings& warnings) {
  for (const auto& [known, kind] : expectation_kinds) {
    if (known != key) continue;
    check_values(kind, value, name_in(name, key));
    if (kind == Expectation::Kind::equals && value.items.size() == 1)
      warnings.add(value.place(),
                   fmt::format("\"{}\" always holds: it compares one value with nothing", name_in(name, key)));
    // Artillery counts this check under the header's name (plugins.expect.ok.header x-id values equals).
    const std::string counted = kind == Expectation::Kind::header_equals
                                    ? fmt::format("header {} values equals", value.items.front().text)
                                    : key;
    return {kind, counted, values_of(value)};
  }
  refuse_unknown("the expectation", key, language::mapping_of(language::Part::expectation).working_names(),
                 value.key_place());
}

}  // namespace

std::vector<Capture> read_captures(const Node& node, const std::string& name, bool strict, Warnings& warnings) {
  std::vector<Capture> out;
  for_each_entry(node, name, [&](const Node& entry, const std::string& entry_name) {
    Capture capture = read_common(entry, entry_name, language::Part::capture, strict, warnings);
    const Node* as = entry.find("as");
    if (as == nullptr)
      refuse(fmt::format("\"{}.as\" is required: the variable to keep the value in", entry_name), entry.place());
    capture.as = read_text(*as, entry_name + ".as");
    if (capture.as.empty()) refuse_value(entry_name + ".as", "the name of a variable", *as);
    out.push_back(std::move(capture));
  });
  return out;
}

std::vector<Match> read_matches(const Node& node, const std::string& name, bool strict, Warnings& warnings) {
  std::vector<Match> out;
  for_each_entry(node, name, [&](const Node& entry, const std::string& entry_name) {
    Match match;
    match.from = read_common(entry, entry_name, language::Part::match, strict, warnings);
    const Node* value = entry.find("value");
    if (value == nullptr)
      refuse(fmt::format("\"{}.value\" is required: what to compare with", entry_name), entry.place());
    match.value = ValueTemplate(document::to_json(*value));
    out.push_back(std::move(match));
  });
  return out;
}

std::vector<Expectation> read_expectations(const Node& node, const std::string& name, Warnings& warnings) {
  std::vector<Expectation> out;
  for_each_entry(node, name, [&](const Node& entry, const std::string& entry_name) {
    for (const auto& [key, value] : entry.members) out.push_back(read_expectation(key, value, entry_name, warnings));
  });
  return out;
}

}  // namespace rampart::script
