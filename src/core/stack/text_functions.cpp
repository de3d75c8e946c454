#include "core/stack/text_functions.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "core/stack/stack.h"

namespace rampart::stack {
namespace {

/// A non-negative whole number, however it was written.
std::optional<std::uint64_t> whole(const Node& node) {
  const std::string text = scalar_text(node);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool has_text(const Node& node) { return node.is_scalar() && !node.is_null(); }

/// "10.0.0.0/16" → its address and prefix length.
std::optional<std::pair<std::uint32_t, int>> read_block(const std::string& text) {
  std::uint32_t address = 0;
  const char* at = text.data();
  const char* end = at + text.size();
  for (int i = 0; i < 4; ++i) {
    unsigned octet = 0;
    const auto [next, error] = std::from_chars(at, end, octet);
    if (error != std::errc() || octet > 255 || next == end || *next != (i < 3 ? '.' : '/')) return std::nullopt;
    address = (address << 8) | octet;
    at = next + 1;
  }
  int length = 0;
  const auto [next, error] = std::from_chars(at, end, length);
  if (error != std::errc() || next != end || length < 0 || length > 32) return std::nullopt;
  return std::pair{address, length};
}

}  // namespace

Node text_at(const Node& site, std::string text) {
  Node node = document::make_text(std::move(text));
  node.line = site.line;
  node.column = site.column;
  node.key_line = site.key_line;
  node.key_column = site.key_column;
  node.file = site.file;
  return node;
}

Node texts_at(const Node& site, std::vector<std::string> texts) {
  Node list = text_at(site, {});
  list.kind = document::Kind::sequence;
  for (std::string& text : texts) list.items.push_back(text_at(site, std::move(text)));
  return list;
}

Result<Node> join(const Node& argument, const Node& site) {
  if (!argument.is_sequence() || argument.items.size() != 2 || !has_text(argument.items[0]) ||
      !argument.items[1].is_sequence())
    return invalid("Fn::Join takes a list of two: a delimiter and the list of values to join.", site.place());
  std::string out;
  bool first = true;
  for (const Node& item : argument.items[1].items) {
    if (!has_text(item))
      return invalid(fmt::format("Fn::Join joins texts, but this is {}.", name_of(item.kind)), item.place());
    if (!first) out += argument.items[0].text;
    first = false;
    out += scalar_text(item);
  }
  return text_at(site, std::move(out));
}

Result<Node> select(const Node& argument, const Node& site) {
  if (!argument.is_sequence() || argument.items.size() != 2 || !argument.items[1].is_sequence())
    return invalid("Fn::Select takes a list of two: an index and a list.", site.place());
  const auto index = whole(argument.items[0]);
  const auto& items = argument.items[1].items;
  if (!index) return invalid("Fn::Select: the index must be a whole number from 0.", argument.items[0].place());
  if (*index >= items.size())
    return invalid(fmt::format("Fn::Select: index {} is past the end; the list has {} item{}, counted from 0.", *index,
                               items.size(), items.size() == 1 ? "" : "s"),
                   site.place());
  return items[*index];
}

Result<Node> split(const Node& argument, const Node& site) {
  if (!argument.is_sequence() || argument.items.size() != 2 || !has_text(argument.items[0]) ||
      !has_text(argument.items[1]))
    return invalid("Fn::Split takes a list of two texts: a delimiter and the text to split.", site.place());
  const std::string& delimiter = argument.items[0].text;
  if (delimiter.empty()) return invalid("Fn::Split: the delimiter is empty.", argument.items[0].place());
  const std::string text = scalar_text(argument.items[1]);
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t next = 0; (next = text.find(delimiter, at)) != std::string::npos; at = next + delimiter.size())
    parts.push_back(text.substr(at, next - at));
  parts.push_back(text.substr(at));
  return texts_at(site, std::move(parts));
}

Result<Node> base64(const Node& argument, const Node& site) {
  if (!has_text(argument)) return invalid("Fn::Base64 takes a text.", site.place());
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string text = scalar_text(argument);
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = (group << 8) | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += i + j <= text.size() ? alphabet[(group >> (18 - 6 * j)) & 63U] : '=';
  }
  return text_at(site, std::move(out));
}

Result<Node> cidr(const Node& argument, const Node& site) {
  const auto wrong = [&](std::string_view why) { return invalid(fmt::format("Fn::Cidr: {}", why), site.place()); };
  if (!argument.is_sequence() || argument.items.size() < 2 || argument.items.size() > 3)
    return wrong("takes a list of three: an IPv4 block, how many, and the bits of each.");
  const auto block = read_block(scalar_text(argument.items[0]));
  const auto count = whole(argument.items[1]);
  const auto bits = argument.items.size() == 3 ? whole(argument.items[2]) : std::optional<std::uint64_t>(8);
  if (!block) return wrong(fmt::format("\"{}\" isn't an IPv4 block like 10.0.0.0/16.", scalar_text(argument.items[0])));
  if (!count || *count < 1 || *count > 256) return wrong("the count must be 1 to 256.");
  if (!bits || *bits < 1 || *bits > 32) return wrong("the bits must be 1 to 32.");
  const auto available = static_cast<std::uint64_t>(32 - block->second);
  if (*bits > available || (*count - 1) >> (available - *bits) != 0)
    return wrong(fmt::format("{} blocks of {} bits don't fit into a /{}.", *count, *bits, block->second));
  const std::uint64_t start = block->first & (available >= 32 ? 0ULL : ~0ULL << available);
  std::vector<std::string> parts;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const std::uint64_t a = start + (i << *bits);
    parts.push_back(
        fmt::format("{}.{}.{}.{}/{}", (a >> 24) & 255U, (a >> 16) & 255U, (a >> 8) & 255U, a & 255U, 32 - *bits));
  }
  return texts_at(site, std::move(parts));
}

}  // namespace rampart::stack
