// A version 4 UUID from a seeded stream: the same seed names things the same.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/random.h"

namespace rampart {

/// "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx", lower case.
inline std::string uuid(Random& random) {
  const std::uint64_t high = random();
  const std::uint64_t low = random();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                     ((low >> 48) & 0x3fff) | 0x8000, low & 0xffffffffffffULL);
}

}  // namespace rampart
