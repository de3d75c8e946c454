#include "core/script/path.h"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <charconv>

namespace rampart::script {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_list = 1'000'000;

std::optional<std::size_t> index_of(std::string_view name) {
  if (name.empty() || (name.size() > 1 && name.front() == '0')) return std::nullopt;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return value;
}

void add_key(Path& path, std::string_view name) { path.keys.push_back({std::string(name), index_of(name)}); }

/// Reads `[0]`, `['x-y']` or `["x-y"]` from the front of `rest`.
void read_bracket(Path& path, std::string_view& rest) {
  rest.remove_prefix(1);
  const char quote = rest.empty() ? '\0' : rest.front();
  const bool quoted = quote == '\'' || quote == '"';
  if (quoted) rest.remove_prefix(1);
  const auto end = quoted ? rest.find(quote) : rest.find(']');
  add_key(path, rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (quoted && rest.starts_with(']')) rest.remove_prefix(1);
  if (rest.starts_with('.')) rest.remove_prefix(1);
}

/// JavaScript counts in UTF-16 units: a character of four bytes is two.
std::size_t length_of(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0U ? 2 : 1;
  }
  return units;
}

const json::value* step_into_text(const json::string& text, const Path::Key& key, json::value& scratch) {
  const std::size_t length = length_of(text);
  if (key.name == "length") {
    scratch = length;
    return &scratch;
  }
  // Only plain ASCII has its n-th character at its n-th byte.
  if (!key.index || *key.index >= text.size() || length != text.size()) return nullptr;
  scratch = json::string(1, text[*key.index]);
  return &scratch;
}

const json::value* step_into(const json::value& from, const Path::Key& key, json::value& scratch) {
  if (const auto* object = from.if_object()) return object->if_contains(key.name);
  if (const auto* list = from.if_array()) {
    if (key.name == "length") {
      scratch = list->size();
      return &scratch;
    }
    return key.index ? list->if_contains(*key.index) : nullptr;
  }
  if (const auto* text = from.if_string()) {
    const json::string copy(*text);  // `from` may be the scratch itself
    return step_into_text(copy, key, scratch);
  }
  return nullptr;
}

/// The place for `key` inside `at`, made when it isn't there. What `at` held is replaced when it can't hold keys.
json::value& make_slot(json::value& at, const Path::Key& key) {
  if (auto* list = at.if_array(); list != nullptr && key.index && *key.index < longest_list) {
    if (list->size() <= *key.index) list->resize(*key.index + 1);
    return (*list)[*key.index];
  }
  if (!at.is_object()) at.emplace_object();
  return at.get_object()[key.name];
}

}  // namespace

Path parse_path(std::string_view text) {
  Path path{.source = std::string(text), .keys = {}};
  std::string_view rest = text;
  while (!rest.empty()) {
    if (rest.front() == '[') {
      read_bracket(path, rest);
      continue;
    }
    const auto end = rest.find_first_of(".[");
    add_key(path, rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(rest[end] == '.' ? end + 1 : end);
  }
  return path;
}

const json::value* look_up(const json::object& root, const Path& path, json::value& scratch) {
  const json::value* at = root.if_contains(path.source);
  if (at != nullptr || path.keys.empty()) return at;
  at = root.if_contains(path.keys.front().name);
  for (std::size_t i = 1; i < path.keys.size() && at != nullptr; ++i) at = step_into(*at, path.keys[i], scratch);
  return at;
}

void assign(json::object& root, const Path& path, json::value value) {
  if (path.keys.size() < 2 || root.contains(path.source)) {
    root.insert_or_assign(path.keys.size() == 1 ? path.keys.front().name : path.source, std::move(value));
    return;
  }
  json::value* at = &root[path.keys.front().name];
  for (std::size_t i = 1; i < path.keys.size(); ++i) {
    const Path::Key& key = path.keys[i];
    if (at->is_null() && key.index && *key.index < longest_list) at->emplace_array();
    at = &make_slot(*at, key);
  }
  *at = std::move(value);
}

}  // namespace rampart::script
