#include "aws/protocol/cbor_item.h"

#include <cbor.h>

namespace rampart::aws::protocol {
namespace {

using Item = CborItem::Kind;

void put(void* item, CborItem what) { *static_cast<CborItem*>(item) = what; }

template <class Integer>
void put_unsigned(void* item, Integer value) {
  put(item, {Item::unsigned_integer, value});
}
template <class Integer>
void put_negative(void* item, Integer value) {
  put(item, {Item::negative_integer, value});
}
template <class Float>
void put_float(void* item, Float value) {
  put(item, {.kind = Item::floating, .real = static_cast<double>(value)});
}
template <Item kind>
void put_indefinite(void* item) {
  put(item, {.kind = kind, .is_indefinite = true});
}
template <Item kind>
void put_count(void* item, std::uint64_t count) {
  put(item, {kind, count});
}
template <Item kind>
void put_data(void* item, cbor_data data, std::uint64_t size) {
  put(item, {.kind = kind, .data = {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)}});
}

cbor_callbacks made_callbacks() {
  cbor_callbacks out = cbor_empty_callbacks;
  out.uint8 = put_unsigned<std::uint8_t>;
  out.uint16 = put_unsigned<std::uint16_t>;
  out.uint32 = put_unsigned<std::uint32_t>;
  out.uint64 = put_unsigned<std::uint64_t>;
  out.negint8 = put_negative<std::uint8_t>;
  out.negint16 = put_negative<std::uint16_t>;
  out.negint32 = put_negative<std::uint32_t>;
  out.negint64 = put_negative<std::uint64_t>;
  out.byte_string = put_data<Item::bytes>;
  out.byte_string_start = put_indefinite<Item::bytes>;
  out.string = put_data<Item::text>;
  out.string_start = put_indefinite<Item::text>;
  out.array_start = put_count<Item::array>;
  out.indef_array_start = put_indefinite<Item::array>;
  out.map_start = put_count<Item::map>;
  out.indef_map_start = put_indefinite<Item::map>;
  out.tag = put_count<Item::tag>;
  out.float2 = put_float<float>;
  out.float4 = put_float<float>;
  out.float8 = put_float<double>;
  out.undefined = [](void* item) { put(item, {.kind = Item::null}); };
  out.null = [](void* item) { put(item, {.kind = Item::null}); };
  out.boolean = [](void* item, bool value) { put(item, {Item::boolean, value ? 1U : 0U}); };
  out.indef_break = [](void* item) { put(item, {.kind = Item::end_of_indefinite}); };
  return out;
}

}  // namespace

CborItem next_cbor_item(std::string_view& rest) {
  static const cbor_callbacks callbacks = made_callbacks();
  CborItem out;
  if (rest.empty()) return out;
  const cbor_decoder_result result =
      cbor_stream_decode(reinterpret_cast<cbor_data>(rest.data()), rest.size(), &callbacks, &out);
  if (result.status != CBOR_DECODER_FINISHED || result.read > rest.size()) return {};
  rest.remove_prefix(result.read);
  return out;
}

}  // namespace rampart::aws::protocol
