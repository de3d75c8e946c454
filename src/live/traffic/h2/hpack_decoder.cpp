#include "live/traffic/h2/hpack_decoder.h"

#include "live/traffic/h2/hpack_huffman.h"

namespace rampart::live::traffic::hpack {

Decoder::Got Decoder::next(std::string_view& block, Field& field) {
  std::size_t number = 0;
  for (;;) {
    if (block.empty()) return Got::end;
    const auto first = static_cast<unsigned char>(block.front());
    if ((first & 0x80) != 0) {  // a field of a table
      at_start_ = false;
      return take_number(block, 7, number) && look_up(number, field) ? Got::field : Got::bad;
    }
    if ((first & 0xe0) != 0x20) break;  // else: the table is to be smaller, or as large as before
    if (!at_start_ || !take_number(block, 5, number) || number > table_bytes_at_first) return Got::bad;
    table_.limit(number);
  }
  at_start_ = false;
  const bool keep = (block.front() & 0x40) != 0;
  if (!take_number(block, keep ? 6 : 4, number)) return Got::bad;
  if (number == 0) {
    if (!take_text(block, name_, field.name)) return Got::bad;
  } else {
    if (!look_up(number, field)) return Got::bad;
    if (keep && number > static_fields) {  // the insertion may move it
      name_.assign(field.name);
      field.name = name_;
    }
  }
  if (!take_text(block, value_, field.value)) return Got::bad;
  if (keep) table_.insert(field);
  return Got::field;
}

bool Decoder::look_up(std::size_t index, Field& field) const {
  if (index == 0 || index > static_fields + table_.size()) return false;
  field = index <= static_fields ? static_field(index) : table_.at(index - static_fields - 1);
  return true;
}

bool Decoder::take_number(std::string_view& block, unsigned bits, std::size_t& number) {
  const std::size_t most = (std::size_t{1} << bits) - 1;
  number = static_cast<unsigned char>(block.front()) & most;
  block.remove_prefix(1);
  if (number < most) return true;
  for (unsigned shift = 0; shift <= 28; shift += 7) {  // 35 bits are more than any number that is of use
    if (block.empty()) return false;
    const auto byte = static_cast<unsigned char>(block.front());
    block.remove_prefix(1);
    number += std::size_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool Decoder::take_text(std::string_view& block, std::string& room, std::string_view& text) {
  if (block.empty()) return false;
  const bool packed = (block.front() & 0x80) != 0;
  std::size_t size = 0;
  if (!take_number(block, 7, size) || size > text_bytes_max || size > block.size()) return false;
  text = block.substr(0, size);
  block.remove_prefix(size);
  if (!packed) return true;
  if (room.size() < huffman_room(size)) room.resize(huffman_room(size));
  size = read_huffman(text, room.data());
  if (size == bad_huffman) return false;
  text = std::string_view(room).substr(0, size);
  return true;
}

}  // namespace rampart::live::traffic::hpack
