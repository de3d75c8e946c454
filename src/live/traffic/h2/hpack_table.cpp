#include "live/traffic/h2/hpack_table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rampart::live::traffic::hpack {
namespace {

constexpr std::size_t overhead = 32;  // of a field, by the rule

constexpr std::array<Field, static_fields> fields = {{
    {":authority", ""},
    {":method", "GET"},
    {":method", "POST"},
    {":path", "/"},
    {":path", "/index.html"},
    {":scheme", "http"},
    {":scheme", "https"},
    {":status", "200"},
    {":status", "204"},
    {":status", "206"},
    {":status", "304"},
    {":status", "400"},
    {":status", "404"},
    {":status", "500"},
    {"accept-charset", ""},
    {"accept-encoding", "gzip, deflate"},
    {"accept-language", ""},
    {"accept-ranges", ""},
    {"accept", ""},
    {"access-control-allow-origin", ""},
    {"age", ""},
    {"allow", ""},
    {"authorization", ""},
    {"cache-control", ""},
    {"content-disposition", ""},
    {"content-encoding", ""},
    {"content-language", ""},
    {"content-length", ""},
    {"content-location", ""},
    {"content-range", ""},
    {"content-type", ""},
    {"cookie", ""},
    {"date", ""},
    {"etag", ""},
    {"expect", ""},
    {"expires", ""},
    {"from", ""},
    {"host", ""},
    {"if-match", ""},
    {"if-modified-since", ""},
    {"if-none-match", ""},
    {"if-range", ""},
    {"if-unmodified-since", ""},
    {"last-modified", ""},
    {"link", ""},
    {"location", ""},
    {"max-forwards", ""},
    {"proxy-authenticate", ""},
    {"proxy-authorization", ""},
    {"range", ""},
    {"referer", ""},
    {"refresh", ""},
    {"retry-after", ""},
    {"server", ""},
    {"set-cookie", ""},
    {"strict-transport-security", ""},
    {"transfer-encoding", ""},
    {"user-agent", ""},
    {"vary", ""},
    {"via", ""},
    {"www-authenticate", ""},
}};

std::uint16_t mark_of(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [text](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  return static_cast<std::uint16_t>(text.size() * 31 + byte(0) * 7 + byte(text.size() / 2) * 131 +
                                    byte(text.size() - 1) * 257);
}

}  // namespace

const Field& static_field(std::size_t index) { return fields[index - 1]; }

StaticPlace find_static(std::string_view name, std::string_view value) {
  StaticPlace found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name.size() != name.size() || fields[i].name != name) {
      if (found.name != 0) break;  // those of one name stand together
      continue;
    }
    if (found.name == 0) found.name = i + 1;
    if (fields[i].value == value) {
      found.whole = i + 1;
      break;
    }
  }
  return found;
}

void Table::limit(std::size_t bytes) {
  limit_ = bytes;
  make_room(0);
}

// Drops the oldest until `bytes` more fit.
void Table::make_room(std::size_t bytes) {
  while (count_ != 0 && used_ + bytes > limit_) {
    const Entry& oldest = entry(count_ - 1);
    used_ -= oldest.name + oldest.value + overhead;
    --count_;
  }
}

Marks marks_of(Field field) { return {mark_of(field.name), mark_of(field.value)}; }

void Table::insert(Field field, Marks marks) {
  const std::size_t text = field.name.size() + field.value.size();
  make_room(text + overhead);
  if (text + overhead > limit_) return;
  if (count_ == ring_.size()) widen_ring();
  if (bytes_.size() + text > 2 * limit_) move_to_front();
  const Entry added{static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(field.name.size()),
                    static_cast<std::uint32_t>(field.value.size()), marks, false};
  bytes_.append(field.name).append(field.value);
  ++inserted_;
  ++count_;
  used_ += text + overhead;
  ring_[ring_place(0)] = added;
}

void Table::widen_ring() {
  std::vector<Entry> wider(std::max<std::size_t>(8, 2 * ring_.size()));
  for (std::size_t place = 0; place < count_; ++place)
    wider[(static_cast<std::size_t>(inserted_) - 1 - place) & (wider.size() - 1)] = entry(place);
  ring_ = std::move(wider);
}

void Table::move_to_front() {
  const std::size_t dead = count_ == 0 ? bytes_.size() : entry(count_ - 1).at;
  bytes_.erase(0, dead);
  for (std::size_t place = 0; place < count_; ++place) ring_[ring_place(place)].at -= static_cast<std::uint32_t>(dead);
}

Table::Place Table::find(Field field, Marks marks) const {
  Place found;
  for (std::size_t place = 0; place < count_; ++place) {
    const Entry& e = entry(place);
    if (e.marks.name != marks.name || e.name != field.name.size()) continue;
    const Field text = text_of(e);
    if (text.name != field.name) continue;
    if (e.marks.value == marks.value && text.value == field.value) {
      found.whole = place;
      break;
    }
    if (!found.name) found.name = place;
  }
  return found;
}

}  // namespace rampart::live::traffic::hpack
