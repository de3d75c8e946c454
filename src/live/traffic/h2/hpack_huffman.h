// HPACK's Huffman code, both ways.
//
// The code is canonical: the lengths of the 257 words say everything, a word's bits follow from the order by length,
// then symbol. Both tables are made from them by the compiler. Source: RFC 7541 §5.2 and appendix B.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rampart::live::traffic::hpack {

/// How many bytes append_huffman() would add.
std::size_t huffman_size(std::string_view text);
void append_huffman(std::string& out, std::string_view text);

/// Writes what `bytes` mean to `to`, which has room for 8/5 of their number, and says how many there are; `bad_huffman`
/// when they are no words, when they contain the word for the end, or when what fills the last byte is not its
/// beginning.
std::size_t read_huffman(std::string_view bytes, char* to);
constexpr std::size_t bad_huffman = static_cast<std::size_t>(-1);
constexpr std::size_t huffman_room(std::size_t bytes) { return bytes * 8 / 5; }

}  // namespace rampart::live::traffic::hpack
