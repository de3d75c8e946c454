#include "aws/protocol/page_token.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <vector>

#include "aws/protocol/text_value.h"
#include "aws/signature/sigv4.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;
constexpr std::size_t digest_size = 16;
constexpr std::array<std::string_view, 11> paging_members = {"NextToken",  "nextToken",  "Marker",       "MaxResults",
                                                             "maxResults", "MaxRecords", "PageSize",     "MaxItems",
                                                             "limit",      "Limit",      "MaxDatapoints"};

/// With members sorted: CBOR gives them in the order they came.
void append_sorted(std::string& out, const json::value& value) {
  if (value.is_array()) {
    for (const json::value& one : value.get_array()) append_sorted(out += ',', one);
    out += ']';
  } else if (value.is_object()) {
    std::vector<std::string_view> keys;
    for (const auto& [key, one] : value.get_object()) keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    for (const std::string_view key : keys) {
      out += json::serialize(json::string_view(key.data(), key.size())) + ":";
      append_sorted(out, value.get_object().at(key));
    }
    out += '}';
  } else {
    out += json::serialize(value);
  }
}

std::string digest_of(const Call& call) {
  json::object rest = call.input;
  for (const std::string_view name : paging_members) rest.erase(name);
  std::string text = call.operation + "\n" + call.region + "\n" + call.account + "\n";
  append_sorted(text, rest);
  return signature::sha256_hex(text).substr(0, digest_size);
}

}  // namespace

std::string page_token(const Call& call, std::string_view position) {
  return base64(digest_of(call) + std::string(position));
}

Answered<std::string> page_position(const Call& call, std::string_view token, const ErrorStyle& style) {
  const auto plain = from_base64(token);
  if (!plain || plain->size() < digest_size || plain->substr(0, digest_size) != digest_of(call))
    return ApiError{.code = style.token_code, .message = style.token_message, .query_code = style.token_query_code};
  return Answered<std::string>(boost::system::in_place_value, plain->substr(digest_size));
}

}  // namespace rampart::aws::protocol
