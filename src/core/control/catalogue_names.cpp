#include "core/control/catalogue_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"

namespace rampart::control {
namespace {

std::string draw(Random random, std::string_view alphabet, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += alphabet[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(alphabet.size()) - 1))];
  return out;
}

/// One stream per name; the seed is any fixed number, since only the name must tell streams apart.
Random stream_of(const stack::Pseudo& pseudo, std::string_view logical_id, std::string_view purpose) {
  return Random::stream(0x5eed, fmt::format("{}/{}/{}", pseudo.stack_name, logical_id, purpose));
}

}  // namespace

std::string Names::generated(std::string_view logical_id, std::size_t longest) const {
  constexpr std::size_t tail = 12;
  const std::size_t room = longest - tail - 2;  // 18 letters of a load balancer's 32
  std::string_view stack = pseudo_.stack_name;
  const std::string_view whole_id = logical_id;
  if (stack.size() + logical_id.size() > room) {
    const std::size_t for_stack = std::min(stack.size(), std::max(room / 2, room - std::min(room, logical_id.size())));
    stack = stack.substr(0, for_stack);
    logical_id = logical_id.substr(0, room - for_stack);
  }
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return fmt::format("{}-{}-{}", stack, logical_id, draw(stream_of(pseudo_, whole_id, "name"), alphabet, tail));
}

std::string Names::hex(std::string_view logical_id, std::string_view purpose, std::size_t count) const {
  return draw(stream_of(pseudo_, logical_id, purpose), "0123456789abcdef", count);
}

std::string Names::uuid(std::string_view logical_id, std::string_view purpose) const {
  std::string h = hex(logical_id, purpose, 32);
  h[12] = '4';  // version 4, variant 1: what AWS draws
  h[16] = "89ab"[h[16] % 4];
  return fmt::format("{}-{}-{}-{}-{}", h.substr(0, 8), h.substr(8, 4), h.substr(12, 4), h.substr(16, 4), h.substr(20));
}

std::string Names::digits(std::string_view logical_id) const {
  return draw(stream_of(pseudo_, logical_id, "dns"), "123456789", 9);
}

std::string Names::arn(std::string_view service, std::string_view rest) const {
  return fmt::format("arn:{}:{}:{}:{}:{}", pseudo_.partition, service, pseudo_.region, pseudo_.account_id, rest);
}

std::string name_in_arn(std::string_view arn) {
  const std::size_t slash = arn.rfind('/');
  return std::string(slash == std::string_view::npos ? arn : arn.substr(slash + 1));
}

}  // namespace rampart::control
