// A version 4 UUID from a seeded stream: the same seed names things the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"

namespace rampart {

/// "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx", lower case, of two draws.
inline std::string uuid(std::uint64_t high, std::uint64_t low) {
  static constexpr std::string_view hex = "0123456789abcdef";
  const std::uint64_t words[2] = {(high & ~0xf000ULL) | 0x4000ULL, (low & ~(3ULL << 62)) | (2ULL << 62)};
  std::string out;
  out.reserve(36);
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) out += '-';
    out += hex[(words[digit / 16] >> (60 - 4 * (digit % 16))) & 15];
  }
  return out;
}

inline std::string uuid(Random& random) {
  const std::uint64_t high = random();
  return uuid(high, random());
}

}  // namespace rampart
