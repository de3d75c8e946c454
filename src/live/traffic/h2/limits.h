// How much an HTTP/2 server may ask of us. nghttp2's limits, where it has one.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rampart::live::traffic::h2 {

constexpr std::uint32_t own_window = 16 << 20;   // of the connection and of each stream: bodies are read at once
constexpr unsigned continuations_max = 8;        // frames CONTINUATION of one block
constexpr std::size_t settings_max = 32;         // values in one frame
constexpr unsigned acknowledgements_max = 1000;  // that it asked for and didn't read
constexpr std::size_t field_bytes_max = 256
                                        << 10;  // names and values of one block: what nine frames can hold, unpacked

}  // namespace rampart::live::traffic::h2
