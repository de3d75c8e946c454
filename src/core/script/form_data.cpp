#include "core/script/form_data.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "core/script/fields.h"
#include "core/script/language.h"
#include "core/script/refusal.h"

namespace rampart::script {
namespace {

using document::Node;

ValueTemplate read_value(const Node& value, const std::string& name) {
  if (!value.is_scalar()) refuse_value(name, "one value; Artillery takes no lists or mappings there", value);
  return ValueTemplate(document::to_json(value));
}

FormPart read_part(const std::string& key, const Node& node, const std::string& name) {
  FormPart part;
  part.name = key;
  if (!node.is_mapping()) {
    part.value = read_value(node, name);
    return part;
  }
  const language::Mapping& table = language::mapping_of(language::Part::form_part);
  for (const auto& [inner, value] : node.members)
    if (table.find(inner) == nullptr)
      refuse_unknown(fmt::format("\"{}\"", name), inner, table.key_names(), value.key_place());
  if (const Node* type = node.find("contentType"); is_truthy(type))
    part.content_type = read_template(*type, name_in(name, "contentType"));
  if (const Node* file = node.find("fromFile"); is_truthy(file)) {
    part.file = Template(read_text(*file, name_in(name, "fromFile")));
    part.place = file->place();
  } else if (const Node* value = node.find("value")) {
    part.value = read_value(*value, name_in(name, "value"));
  } else {
    refuse(fmt::format("\"{}\" must have a value or a fromFile", name), node.place());
  }
  return part;
}

/// As URLSearchParams takes a query apart: '+' is a space, %41 is A; a broken % stays.
std::string decode(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

void refuse_braces(const std::string& text, const std::string& name, const Node& at) {
  if (text.find("{{") != std::string::npos)
    refuse(fmt::format("\"{}\" is sent as it is written, braces included, in Artillery; write qs, which is rendered",
                       name),
           at.place());
}

}  // namespace

std::vector<FormPart> read_form_data(const Node& form, const std::string& name) {
  std::vector<FormPart> parts;
  for (const auto& [key, value] : expect_mapping(form, name).members)
    parts.push_back(read_part(key, value, name_in(name, key)));
  return parts;
}

std::vector<std::pair<std::string, ValueTemplate>> read_search_params(const Node& params, const std::string& name) {
  std::vector<std::pair<std::string, ValueTemplate>> out;
  const auto add = [&out](std::string key, std::string value) {
    out.emplace_back(std::move(key), ValueTemplate(boost::json::value(std::move(value))));
  };
  if (params.is_mapping()) {
    for (const auto& [key, value] : params.members) {
      const std::string inner = name_in(name, key);
      if (!value.is_scalar()) refuse_value(inner, "text, a number, true, false or null", value);
      const std::string text = value.is_null() ? "" : text_of(value);
      refuse_braces(text, inner, value);
      add(key, text);
    }
    return out;
  }
  const std::string& text = read_text(params, name);
  refuse_braces(text, name, params);
  std::string_view rest = text;
  if (rest.starts_with('?')) rest.remove_prefix(1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t sign = std::min(pair.find('='), pair.size());
    if (!pair.empty())
      add(decode(pair.substr(0, sign)), sign < pair.size() ? decode(pair.substr(sign + 1)) : std::string());
  }
  return out;
}

}  // namespace rampart::script
