#include "aws/protocol/http_message.h"

#include <algorithm>

#include "base/ascii.h"

namespace rampart::aws::protocol {
namespace {}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

const std::string* header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (same_word(key, name)) return &value;
  return nullptr;
}

std::string media_type(const Headers& headers) {
  const std::string* value = header(headers, "content-type");
  if (value == nullptr) return {};
  std::string out = value->substr(0, value->find(';'));
  out.erase(std::remove(out.begin(), out.end(), ' '), out.end());
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

}  // namespace rampart::aws::protocol
