#include "aws/account/account.h"

#include <fmt/format.h>

namespace rampart::aws {

std::string make_arn(std::string_view service, std::string_view region, std::string_view account,
                     std::string_view rest) {
  return fmt::format("arn:aws:{}:{}:{}:{}", service, region, account, rest);
}

std::string draw_hex(Random& ids, std::size_t count) {
  std::string out;
  while (out.size() < count) out += fmt::format("{:016x}", ids());
  out.resize(count);
  return out;
}

}  // namespace rampart::aws
