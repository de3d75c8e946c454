#include "live/traffic/h2/hpack_huffman.h"

#include <array>
#include <cstdint>

namespace rampart::live::traffic::hpack {
namespace {

constexpr std::size_t symbols = 257;  // every byte, and the end
constexpr unsigned longest = 30;
constexpr std::array<std::uint8_t, symbols> lengths = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 6,  10, 10, 12, 13, 6,  8,  11, 10, 10, 8,  11, 8,  6,  6,  6,  5,  5,  5,  6,  6,  6,  6,  6,  6,  6,
    7,  8,  15, 6,  12, 10, 13, 6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,
    7,  8,  7,  8,  13, 19, 13, 14, 6,  15, 5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,  6,  7,  6,  5,
    5,  6,  7,  7,  7,  7,  7,  15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24,
    24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22,
    23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26,
    27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23,
    22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
};

/// The words in the order of their bits, which is that of their lengths and then of their symbols.
struct Code {
  std::array<std::uint32_t, symbols> word{};          // of each symbol, in its low bits
  std::array<std::uint16_t, symbols> symbol{};        // of each place in the order
  std::array<std::uint32_t, longest + 2> first{};     // of each length: its first word, moved to the top of 32 bits
  std::array<std::uint16_t, longest + 2> first_at{};  // and that word's place
};

constexpr Code make_code() {
  Code code;
  std::uint64_t top = 0;  // the next word, moved to the top of 32 bits
  std::size_t place = 0;
  for (unsigned length = 1; length <= longest; ++length) {
    code.first[length] = static_cast<std::uint32_t>(top);
    code.first_at[length] = static_cast<std::uint16_t>(place);
    for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
      if (lengths[symbol] != length) continue;
      code.word[symbol] = static_cast<std::uint32_t>(top >> (32 - length));
      code.symbol[place++] = static_cast<std::uint16_t>(symbol);
      top += std::uint64_t{1} << (32 - length);
    }
  }
  return code;
}

constexpr Code code = make_code();
static_assert(code.word[256] == 0x3fffffff);  // the end: thirty ones

/// Words of at most eight bits, which nearly all are, by the next eight bits.
constexpr unsigned short_bits = 8;
struct Short {
  std::uint8_t symbol = 0;
  std::uint8_t length = 0;  // 0: it is longer
};

constexpr std::array<Short, 1U << short_bits> make_shorts() {
  std::array<Short, 1U << short_bits> shorts{};
  for (std::size_t symbol = 0; symbol < 256; ++symbol) {
    if (lengths[symbol] > short_bits) continue;
    const unsigned rest = short_bits - lengths[symbol];
    for (std::size_t i = 0; i < std::size_t{1} << rest; ++i)
      shorts[(std::size_t{code.word[symbol]} << rest) + i] = {static_cast<std::uint8_t>(symbol), lengths[symbol]};
  }
  return shorts;
}

constexpr auto shorts = make_shorts();

/// The length of the word that the 32 bits begin with.
unsigned length_of(std::uint32_t bits) {
  unsigned length = short_bits + 1;
  while (length < longest && bits >= code.first[length + 1]) ++length;
  return length;
}

}  // namespace

std::size_t huffman_size(std::string_view text) {
  std::size_t bits = 0;
  for (const char c : text) bits += lengths[static_cast<unsigned char>(c)];
  return (bits + 7) / 8;
}

void append_huffman(std::string& out, std::string_view text) {
  std::uint64_t bits = 0;  // the low `count` are still to be written
  unsigned count = 0;
  for (const char c : text) {
    const auto symbol = static_cast<unsigned char>(c);
    bits = bits << lengths[symbol] | code.word[symbol];
    count += lengths[symbol];
    while (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>(bits >> count));
    }
  }
  if (count != 0) out.push_back(static_cast<char>(bits << (8 - count) | 0xffU >> count));
}

std::size_t read_huffman(std::string_view bytes, char* to) {
  const char* const begin = to;
  std::uint64_t bits = 0;  // the high `count` are still to be read, below them are zeros
  unsigned count = 0;
  std::size_t at = 0;
  for (;;) {
    while (count <= 56 && at < bytes.size()) {
      bits |= std::uint64_t{static_cast<unsigned char>(bytes[at++])} << (56 - count);
      count += 8;
    }
    if (count == 0) break;
    const Short next = shorts[bits >> (64 - short_bits)];
    unsigned length = next.length;
    std::uint32_t symbol = next.symbol;
    if (length == 0) {
      const auto top = static_cast<std::uint32_t>(bits >> 32);
      length = length_of(top);
      symbol = code.symbol[code.first_at[length] + ((top - code.first[length]) >> (32 - length))];
    }
    if (length > count) {  // what is left isn't a word: it must be less than a byte, and only ones
      if (count >= 8 || bits >> (64 - count) != (1U << count) - 1) return bad_huffman;
      break;
    }
    if (symbol == 256) return bad_huffman;
    *to++ = static_cast<char>(symbol);
    bits <<= length;
    count -= length;
  }
  return static_cast<std::size_t>(to - begin);
}

}  // namespace rampart::live::traffic::hpack
