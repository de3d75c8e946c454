#include "aws/recorded/desk.h"

#include <algorithm>
#include <charconv>

#include "aws/protocol/page_token.h"

namespace rampart::aws::recorded {

namespace json = boost::json;

json::array merged_tags(json::array set, const json::array& more, std::string_view key) {
  for (const json::value& tag : more) {
    const std::string wanted = text_of(tag.as_object(), key);
    const auto same = [&](const json::value& one) { return text_of(one.as_object(), key) == wanted; };
    const auto found = std::find_if(set.begin(), set.end(), same);
    if (found == set.end())
      set.push_back(tag);
    else
      *found = tag;
  }
  return set;
}

json::array tags_without(const json::array& set, const json::array& keys, std::string_view key) {
  json::array out;
  for (const json::value& tag : set) {
    const std::string name = text_of(tag.as_object(), key);
    if (std::none_of(keys.begin(), keys.end(), [&](const json::value& one) { return one.as_string() == name; }))
      out.push_back(tag);
  }
  return out;
}

protocol::Answer page(const protocol::Call& call, json::array all, std::int64_t most, std::string_view member,
                      std::string_view token, const protocol::ErrorStyle& style, json::object rest) {
  std::size_t first = 0;
  if (const std::string given = text_of(call.input, token); !given.empty()) {
    const auto position = protocol::page_position(call, given, style);
    if (position.has_error()) return position.error();
    std::from_chars(position->data(), position->data() + position->size(), first);
  }
  first = std::min(first, all.size());
  const std::size_t last = std::min(all.size(), first + static_cast<std::size_t>(std::max<std::int64_t>(most, 1)));
  rest[member] =
      json::array(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last));
  if (last < all.size()) rest[token] = protocol::page_token(call, std::to_string(last));
  return rest;
}

}  // namespace rampart::aws::recorded
