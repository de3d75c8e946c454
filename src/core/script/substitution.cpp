#include "core/script/substitution.h"

#include "core/script/json_text.h"
#include "core/script/path.h"
#include "core/script/placeholder.h"

namespace rampart::script {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 16 * 1024 * 1024;
constexpr int more_replacements = 200;

int count_placeholders(std::string_view text) {
  int count = 0;
  std::size_t from = 0;
  while (const auto place = find_variable(text, from)) {
    ++count;
    from = place->end;
  }
  return count;
}

/// Replaces [begin, end) of `text` as String.replace(string, value) does.
void replace(std::string& text, std::size_t begin, std::size_t end, std::string_view value) {
  const std::string_view all = text;
  std::string expanded;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char next = i + 1 < value.size() ? value[i + 1] : '\0';
    if (value[i] != '$' || std::string_view("$&`'").find(next) == std::string_view::npos || next == '\0') {
      expanded += value[i];
      continue;
    }
    ++i;
    if (next == '$') expanded += '$';
    if (next == '&') expanded += all.substr(begin, end - begin);
    if (next == '`') expanded += all.substr(0, begin);
    if (next == '\'') expanded += all.substr(end);
  }
  text.replace(begin, end - begin, expanded);
}

/// False when a function is unknown.
bool replace_calls(std::string& text, Random& random, FakeData* fake_data) {
  for (int left = count_placeholders(text) + more_replacements; left > 0 && text.size() < longest_text; --left) {
    const auto place = find_call(text);
    if (!place) return true;
    if (!is_known(place->call, fake_data)) return false;
    std::string value;
    append_call(value, place->call, random, fake_data);
    replace(text, place->begin, place->end, value);
  }
  return true;
}

}  // namespace

json::value substitute(std::string_view source, const Variables& variables, Random& random, bool& undefined) {
  undefined = false;
  std::string text(source);
  if (!replace_calls(text, random, variables.fake_data())) {
    undefined = true;
    return nullptr;
  }
  json::value scratch;
  if (const auto only = find_variable(text); only && only->begin == 0 && only->end == text.size()) {
    const auto* value = variables.look_up(parse_path(only->path), scratch);
    undefined = value == nullptr;
    return value == nullptr ? json::value() : *value;
  }
  for (int left = count_placeholders(text) + more_replacements; left > 0 && text.size() < longest_text; --left) {
    const auto place = find_variable(text);
    if (!place) break;
    const auto* value = variables.look_up(parse_path(place->path), scratch);
    std::string value_text;
    if (value == nullptr)
      value_text = "undefined";
    else
      append_text(value_text, *value);
    replace(text, place->begin, place->end, value_text);
  }
  return json::value(text);
}

bool has_replacement_pattern(std::string_view value) {
  for (auto at = value.find('$'); at != std::string_view::npos; at = value.find('$', at + 1)) {
    if (at + 1 < value.size() && std::string_view("$&`'").find(value[at + 1]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace rampart::script
