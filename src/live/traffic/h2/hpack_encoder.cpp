#include "live/traffic/h2/hpack_encoder.h"

#include "live/traffic/h2/hpack_huffman.h"

namespace rampart::live::traffic::hpack {
namespace {

void put_number(std::string& out, unsigned char first, unsigned bits, std::size_t number) {
  const std::size_t most = (std::size_t{1} << bits) - 1;
  if (number < most) return out.push_back(static_cast<char>(first | number));
  out.push_back(static_cast<char>(first | most));
  number -= most;
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>(number | 0x80));
  out.push_back(static_cast<char>(number));
}

void put_text(std::string& out, std::string_view text) {
  const std::size_t packed = huffman_size(text);
  if (packed < text.size()) {
    put_number(out, 0x80, 7, packed);
    append_huffman(out, text);
  } else {
    put_number(out, 0, 7, text.size());
    out.append(text);
  }
}

}  // namespace

void Encoder::limit(std::size_t bytes) {
  limit_ = std::min(bytes, table_bytes_at_first);
  if (limit_ == table_.limit() && !tells_limit_) return;
  smallest_ = tells_limit_ ? std::min(smallest_, limit_) : limit_;
  tells_limit_ = true;
  ++limits_;
}

void Encoder::begin(std::string& out) {
  if (!tells_limit_) return;
  tells_limit_ = false;
  if (smallest_ < limit_) put_number(out, 0x20, 5, smallest_);
  table_.limit(smallest_);
  put_number(out, 0x20, 5, limit_);
  table_.limit(limit_);
}

void Encoder::write(std::string& out, Field field) {
  const Marks marks = marks_of(field);
  const Table::Place known = table_.find(field, marks);
  if (known.whole) {
    table_.note_use(*known.whole);
    return put_number(out, 0x80, 7, static_fields + 1 + *known.whole);
  }
  const StaticPlace fixed = find_static(field.name, field.value);
  if (fixed.whole != 0) return put_number(out, 0x80, 7, fixed.whole);
  const std::size_t name = fixed.name != 0 ? fixed.name : known.name ? static_fields + 1 + *known.name : 0;
  const bool large = field.name.size() + field.value.size() + 32 > table_.limit() * 3 / 4;
  if (large || (known.name && !table_.was_used(*known.name))) return write_literal(out, name, field, 0, 4);
  write_literal(out, name, field, 0x40, 6);
  table_.insert(field, marks);
}

void Encoder::write_apart(std::string& out, Field field, Kind kind) {
  const StaticPlace fixed = find_static(field.name, field.value);
  if (fixed.whole != 0 && kind == Kind::plain) return put_number(out, 0x80, 7, fixed.whole);
  write_literal(out, fixed.name, field, kind == Kind::secret ? 0x10 : 0, 4);
}

void Encoder::write_literal(std::string& out, std::size_t name, Field field, unsigned char first, unsigned bits) {
  put_number(out, first, bits, name);
  if (name == 0) put_text(out, field.name);
  put_text(out, field.value);
}

}  // namespace rampart::live::traffic::hpack
