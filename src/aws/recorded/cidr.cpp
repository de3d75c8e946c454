#include "aws/recorded/cidr.h"

#include <fmt/format.h>

#include <charconv>

namespace rampart::aws::recorded {
namespace {

/// A decimal number up to `most` in front of `text`, taken off it.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t most) {
  std::uint32_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || out > most) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return out;
}

}  // namespace

std::optional<Cidr> cidr_of(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const auto number = take_number(text, 255);
    if (!number || text.empty() || text[0] != (part == 3 ? '/' : '.')) return std::nullopt;
    text.remove_prefix(1);
    address = address << 8 | *number;
  }
  const auto prefix = take_number(text, 32);
  if (!prefix || !text.empty()) return std::nullopt;
  const auto mask = *prefix == 0 ? 0U : ~std::uint32_t{0} << (32 - *prefix);
  return Cidr{address & mask, static_cast<int>(*prefix)};
}

std::string address_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

std::string to_string(const Cidr& cidr) { return fmt::format("{}/{}", address_text(cidr.first), cidr.prefix); }

}  // namespace rampart::aws::recorded
