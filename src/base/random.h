// Random numbers from one printed seed. Streams are split by name, so that adding a draw in one place doesn't
// move the draws of another: one seed gives one run.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace rampart {

/// xoshiro256++, seeded through splitmix64. Copyable: a copy repeats the same draws.
class Random {
 public:
  using result_type = std::uint64_t;
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) word = splitmix(seed);
  }

  /// Goes on where another one stood: what state() of it said.
  explicit Random(const std::array<std::uint64_t, 4>& state) : state_(state) {}
  [[nodiscard]] const std::array<std::uint64_t, 4>& state() const { return state_; }

  /// A stream of its own for the part called `name`; the same (seed, name) always gives the same stream.
  [[nodiscard]] static Random stream(std::uint64_t seed, std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325ULL ^ seed;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return Random(h);
  }

  std::uint64_t operator()() {
    const std::uint64_t out = rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotl(state_[3], 45);
    return out;
  }
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~0ULL; }

  /// In [0, 1).
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }
  /// An integer in [low, high], both included; low <= high.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return span == 0 ? static_cast<std::int64_t>((*this)()) : low + static_cast<std::int64_t>((*this)() % span);
  }
  /// Exponential with this mean (> 0), in the mean's unit.
  double exponential(double mean) { return -mean * std::log1p(-uniform()); }

 private:
  static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  static std::uint64_t splitmix(std::uint64_t& s) {
    std::uint64_t z = (s += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::array<std::uint64_t, 4> state_ = {};
};

}  // namespace rampart
