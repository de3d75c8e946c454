#include "aws/protocol/cbor_form.h"

#include <cbor.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>

#include "aws/protocol/cbor_item.h"
#include "aws/protocol/text_value.h"
#include "aws/protocol/utf8.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;
using ItemKind = CborItem::Kind;

/// Pulls items; the first thing that is wrong sets `failed_` and everything after it is empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  Decoded all(const Shape& shape) {
    json::value out = read(shape, next(), 0);
    if (!failed_ && !rest_.empty()) fail("Bytes follow the CBOR value.");
    if (failed_) return *failed_;
    return out;
  }

 private:
  CborItem next() {
    if (++items_ > most_cbor_items) {
      fail("The request body has too many elements.");
      return {};
    }
    const CborItem item = next_cbor_item(rest_);
    if (item.kind == ItemKind::none) fail("The request body is not valid CBOR.");
    return item;
  }

  void fail(std::string message) {
    if (!failed_) failed_ = serialization_error(std::move(message));
  }

  json::value wrong(std::string_view expected) {
    fail(fmt::format("Unexpected CBOR item where a {} was expected.", expected));
    return nullptr;
  }

  bool too_deep(int depth) {
    if (depth > deepest_cbor) fail("The request body is nested too deeply.");
    return failed_.has_value();
  }

  /// Calls `each` for every element of an array or entry of a map that `head` began.
  template <class Each>
  void elements(const CborItem& head, Each each) {
    for (std::uint64_t left = head.number; !failed_ && (head.is_indefinite || left > 0); --left) {
      const CborItem item = next();
      if (item.kind == ItemKind::end_of_indefinite && head.is_indefinite) return;
      each(item);
    }
  }

  std::string text(const CborItem& item, ItemKind kind) {
    if (item.kind != kind) return wrong(kind == ItemKind::text ? "string" : "blob"), std::string();
    std::string out(item.data);
    if (item.is_indefinite)
      elements(item, [&](const CborItem& part) {
        if (part.kind != kind || part.is_indefinite) return fail("An indefinite string holds something else.");
        out += part.data;
      });
    if (kind == ItemKind::text && !is_utf8(out)) fail("A text string is not UTF-8.");
    return out;
  }

  json::value whole(const CborItem& item, Kind kind) {
    const std::uint64_t largest = kind == Kind::integer ? INT32_MAX : INT64_MAX;
    const bool negative = item.kind == ItemKind::negative_integer;
    if (!negative && item.kind != ItemKind::unsigned_integer) return wrong("whole number");
    if (item.number > largest) return wrong("number of that size");
    const auto number = static_cast<std::int64_t>(item.number);
    return negative ? -1 - number : number;
  }

  std::optional<double> floating(const CborItem& item) {
    if (item.kind == ItemKind::floating) return item.real;
    if (item.kind == ItemKind::unsigned_integer) return static_cast<double>(item.number);
    if (item.kind == ItemKind::negative_integer) return -1.0 - static_cast<double>(item.number);
    return std::nullopt;
  }

  json::value moment(const CborItem& item) {
    if (item.kind != ItemKind::tag || item.number != 1) return wrong("timestamp (tag 1)");
    const auto seconds = floating(next());
    const auto at = seconds ? canonical_timestamp(*seconds) : std::nullopt;
    return at ? json::value(*at) : wrong("timestamp");
  }

  json::value read(const Shape& shape, const CborItem& item, int depth) {
    if (too_deep(depth)) return nullptr;
    switch (shape->kind) {
      case Kind::structure:
      case Kind::map:
        return object(shape, item, depth);
      case Kind::list: {
        if (item.kind != ItemKind::array) return wrong("list");
        json::array out;
        elements(item, [&](const CborItem& one) { out.push_back(read(shape->element(), one, depth + 1)); });
        return out;
      }
      case Kind::integer:
      case Kind::long_integer:
        return whole(item, shape->kind);
      case Kind::double_number:
        if (const auto number = floating(item)) return *number;
        return wrong("number");
      case Kind::boolean:
        if (item.kind == ItemKind::boolean) return item.number != 0;
        return wrong("boolean");
      case Kind::timestamp:
        return moment(item);
      case Kind::blob:
        return json::value(text(item, ItemKind::bytes));
      default:
        return json::value(text(item, ItemKind::text));
    }
  }

  json::value object(const Shape& shape, const CborItem& head, int depth) {
    if (head.kind != ItemKind::map) return wrong(shape->kind == Kind::map ? "map" : "structure");
    json::object out;
    elements(head, [&](const CborItem& item) {
      const std::string key = text(item, ItemKind::text);
      const CborItem value = next();
      if (failed_) return;
      if (shape->kind == Kind::map) {
        out[key] = read(shape->element(), value, depth + 1);
        return;
      }
      for (const Member& member : shape->members) {
        if (member.name != key) continue;
        if (value.kind != ItemKind::null) out[member.name] = read(member.shape, value, depth + 1);
        return;
      }
      skip(value, depth + 1);
    });
    return out;
  }

  void skip(const CborItem& item, int depth) {
    if (too_deep(depth)) return;
    switch (item.kind) {
      case ItemKind::tag:
        return skip(next(), depth + 1);
      case ItemKind::array:
        return elements(item, [&](const CborItem& one) { skip(one, depth + 1); });
      case ItemKind::map:
        return elements(item, [&](const CborItem& key) {
          skip(key, depth + 1);
          if (!failed_) skip(next(), depth + 1);
        });
      case ItemKind::text:
      case ItemKind::bytes:
        if (item.is_indefinite) text(item, item.kind);
        return;
      case ItemKind::end_of_indefinite:
        return fail("A CBOR break where a value was expected.");
      default:
        return;
    }
  }

  std::string_view rest_;
  std::size_t items_ = 0;
  std::optional<ApiError> failed_;
};

class Writer {
 public:
  std::string out;

  void write(const Shape& shape, const json::value& value) {
    switch (shape->kind) {
      case Kind::structure:
        return structure(shape, value.as_object());
      case Kind::map:
        put(cbor_encode_map_start, value.as_object().size());
        for (const auto& [key, one] : value.as_object()) {
          text(key);
          write(shape->element(), one);
        }
        return;
      case Kind::list:
        put(cbor_encode_array_start, value.as_array().size());
        for (const json::value& one : value.as_array()) write(shape->element(), one);
        return;
      case Kind::integer:
      case Kind::long_integer: {
        const auto number = value.to_number<std::int64_t>();
        if (number >= 0) return put(cbor_encode_uint, static_cast<std::uint64_t>(number));
        return put(cbor_encode_negint, static_cast<std::uint64_t>(-1 - number));
      }
      case Kind::double_number:
        return put(cbor_encode_double, value.to_number<double>());
      case Kind::boolean:
        return put(cbor_encode_bool, value.as_bool());
      case Kind::timestamp:
        put(cbor_encode_tag, std::uint64_t{1});
        return put(cbor_encode_double, value.to_number<double>());
      case Kind::blob:
        put(cbor_encode_bytestring_start, value.as_string().size());
        out += std::string_view(value.as_string());
        return;
      default:
        text(value.as_string());
    }
  }

 private:
  template <class Encode, class Value>
  void put(Encode encode, Value value) {
    std::array<unsigned char, 16> buffer{};
    const std::size_t size = encode(value, buffer.data(), buffer.size());
    out.append(reinterpret_cast<const char*>(buffer.data()), size);
  }

  void text(std::string_view value) {
    put(cbor_encode_string_start, value.size());
    out += value;
  }

  void structure(const Shape& shape, const json::object& value) {
    std::size_t present = 0;
    for (const Member& member : shape->members) present += value.contains(member.name) ? 1 : 0;
    put(cbor_encode_map_start, present);
    for (const Member& member : shape->members) {
      const json::value* one = value.if_contains(member.name);
      if (one == nullptr) continue;
      text(member.name);
      write(member.shape, *one);
    }
  }
};

}  // namespace

Decoded read_cbor(const Shape& shape, std::string_view bytes) {
  if (bytes.empty()) return json::value(json::object());
  return Reader(bytes).all(shape);
}

std::string write_cbor(const Shape& shape, const json::value& value) {
  Writer writer;
  writer.write(shape, value);
  return std::move(writer.out);
}

}  // namespace rampart::aws::protocol
