#include "core/import/script_text.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>

#include "core/document/document.h"
#include "core/script/json_text.h"

namespace rampart::imports {
namespace {

namespace json = boost::json;

bool is_plain_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '/' || c == '-' || c == '$';
}

/// May it stand without quotes, and is it still text then? yes, no, on and off are text for js-yaml but flags
/// elsewhere.
bool is_plain(std::string_view text) {
  if (text.empty() || (std::isalpha(static_cast<unsigned char>(text.front())) == 0 && text.front() != '/' &&
                       text.front() != '$' && text.front() != '_'))
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inner_space = text[i] == ' ' && i + 1 < text.size() && is_plain_character(text[i + 1]);
    const bool inner_colon = text[i] == ':' && i + 1 < text.size() && text[i + 1] != ' ';
    if (!is_plain_character(text[i]) && !inner_space && !inner_colon) return false;
  }
  for (const std::string_view word : {"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
    if (text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) {
          return std::tolower(static_cast<unsigned char>(a)) == b;
        }))
      return false;
  return true;
}

std::string scalar_text(const json::value& value) {
  std::string out;
  if (const auto* text = value.if_string(); text != nullptr && is_plain({text->data(), text->size()}))
    return {text->data(), text->size()};
  script::append_json(out, value);
  return out;
}

std::string key_text(std::string_view key) {
  return scalar_text(json::value(json::string_view(key.data(), key.size())));
}

bool has_parts(const json::value& value) {
  if (const auto* object = value.if_object()) return !object->empty();
  if (const auto* array = value.if_array()) return !array->empty();
  return false;
}

/// Appends what follows `key:` or `-`. After a dash the first part stands on the same line.
void append(std::string& out, const json::value& value, std::size_t depth, bool after_dash) {
  if (!has_parts(value)) {
    out += ' ' + scalar_text(value) + '\n';
    return;
  }
  bool first = true;
  const auto begin_line = [&] {
    if (first && after_dash)
      out += ' ';
    else if (first)
      out += (depth == 0 ? "" : "\n") + std::string(2 * depth, ' ');
    else
      out += std::string(2 * depth, ' ');
    first = false;
  };
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      begin_line();
      out += key_text({member.key().data(), member.key().size()}) + ':';
      append(out, member.value(), depth + 1, false);
    }
    return;
  }
  for (const json::value& item : value.get_array()) {
    begin_line();
    out += '-';
    append(out, item, depth + 1, true);
  }
}

}  // namespace

std::string yaml_text(const json::value& value) {
  std::string out;
  append(out, value, 0, false);
  return out;
}

std::string url_without_templates(std::string_view url) {
  std::string out;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const bool pair = url[i] == '{' && ((i + 1 < url.size() && url[i + 1] == '{') || (i > 0 && url[i - 1] == '{'));
    if (pair)
      out += "%7b";
    else
      out += url[i];
  }
  return out;
}

std::string comment_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += "# ";
    out += text.substr(0, end);
    out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace rampart::imports
