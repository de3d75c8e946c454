// One item's head of a CBOR text, pulled from libcbor's streaming decoder.
#pragma once

#include <cstdint>
#include <string_view>

namespace rampart::aws::protocol {

struct CborItem {
  enum class Kind : std::uint8_t {
    unsigned_integer,
    negative_integer,
    bytes,
    text,
    array,
    map,
    tag,
    floating,
    boolean,
    null,
    end_of_indefinite,
    none,  ///< The input is over, cut short or no CBOR.
  };
  Kind kind = Kind::none;
  std::uint64_t number = 0;  ///< The integer (a negative one is -1 - number), the count, the tag, the boolean.
  double real = 0;
  std::string_view data = {};  ///< Of text and bytes with a definite length.
  bool is_indefinite = false;  ///< bytes, text, array, map: parts follow until end_of_indefinite.
};

/// Takes the next item's head off `rest`.
CborItem next_cbor_item(std::string_view& rest);

}  // namespace rampart::aws::protocol
