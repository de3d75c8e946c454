// A range of IPv4 addresses, as VPCs and subnets have them: "172.31.0.0/16".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rampart::aws::recorded {

struct Cidr {
  std::uint32_t first = 0;  ///< The network's address.
  int prefix = 0;           ///< Bits, 0 to 32.

  [[nodiscard]] std::uint64_t size() const { return std::uint64_t{1} << (32 - prefix); }
  [[nodiscard]] std::uint64_t end() const { return first + size(); }
  [[nodiscard]] bool overlaps(const Cidr& other) const { return first < other.end() && other.first < end(); }
  [[nodiscard]] bool holds(const Cidr& other) const { return first <= other.first && other.end() <= end(); }
};

/// Nothing when it isn't one. Bits behind the prefix are taken away, as EC2 does.
std::optional<Cidr> cidr_of(std::string_view text);
std::string to_string(const Cidr& cidr);
/// "172.31.0.7"
std::string address_text(std::uint32_t address);

}  // namespace rampart::aws::recorded
