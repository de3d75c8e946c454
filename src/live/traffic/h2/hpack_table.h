// HPACK's tables of header fields: the static one, and the dynamic one that both ends of a connection keep alike.
//
// Source: RFC 7541 §2.3, §4 and appendix A.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rampart::live::traffic::hpack {

struct Field {
  std::string_view name;
  std::string_view value;
};

constexpr std::size_t static_fields = 61;
constexpr std::size_t table_bytes_at_first = 4096;

/// 1 … 61.
const Field& static_field(std::size_t index);
/// Where this name, or this name and value, stands in the static table; 0: nowhere.
struct StaticPlace {
  std::size_t whole = 0;
  std::size_t name = 0;
};
StaticPlace find_static(std::string_view name, std::string_view value);

/// What differs where a field's texts do, mostly; for those who look for fields.
struct Marks {
  std::uint16_t name = 0;
  std::uint16_t value = 0;
};
Marks marks_of(Field field);

/// The newest fields first; the oldest fall out when there is no room. Its bytes lie in a row, so that a field costs no
/// allocation once the table has been full. One thread only.
class Table {
 public:
  /// `bytes` is counted as HPACK has it: a field's name, value and 32.
  void limit(std::size_t bytes);
  [[nodiscard]] std::size_t limit() const { return limit_; }

  /// `field` may not lie in this table. One that is larger than the whole table empties it.
  void insert(Field field, Marks marks = {});
  [[nodiscard]] std::size_t size() const { return count_; }
  /// Counted from 0, the newest. The texts are valid until the next insert() or limit().
  [[nodiscard]] Field at(std::size_t place) const { return text_of(entry(place)); }
  /// How many were inserted so far: while it and limit() stay, every place stays.
  [[nodiscard]] std::uint64_t inserted() const { return inserted_; }

  struct Place {
    std::optional<std::size_t> whole;
    std::optional<std::size_t> name;  ///< The newest of this name; of use when `whole` is nothing.
  };
  /// Among those that were inserted with their marks.
  [[nodiscard]] Place find(Field field, Marks marks) const;
  /// Whether a field was of use since it was inserted, for those who encode.
  [[nodiscard]] bool was_used(std::size_t place) const { return entry(place).used; }
  void note_use(std::size_t place) { ring_[ring_place(place)].used = true; }

 private:
  struct Entry {
    std::uint32_t at = 0;  // in bytes_
    std::uint32_t name = 0;
    std::uint32_t value = 0;
    Marks marks;
    bool used = false;
  };
  [[nodiscard]] std::size_t ring_place(std::size_t place) const {
    return (static_cast<std::size_t>(inserted_) - 1 - place) & (ring_.size() - 1);
  }
  [[nodiscard]] const Entry& entry(std::size_t place) const { return ring_[ring_place(place)]; }
  [[nodiscard]] Field text_of(const Entry& entry) const {
    const std::string_view all(bytes_);
    return {all.substr(entry.at, entry.name), all.substr(entry.at + entry.name, entry.value)};
  }
  void make_room(std::size_t bytes);
  void widen_ring();
  void move_to_front();

  std::vector<Entry> ring_;  // its size is a power of two
  std::string bytes_;        // the live ones are at its end
  std::size_t count_ = 0;
  std::uint64_t inserted_ = 0;
  std::size_t used_ = 0;
  std::size_t limit_ = table_bytes_at_first;
};

}  // namespace rampart::live::traffic::hpack
