#include "core/scaling/time_zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace rampart::scaling {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

/// Big-endian numbers from a text that may end too soon; then `ok` is false and all reads give 0.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  std::int64_t number(std::size_t size) {
    if (!skip_check(size)) return 0;
    std::uint64_t out = (static_cast<unsigned char>(rest_[0]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < size; ++i) out = out << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(size);
    return static_cast<std::int64_t>(out);
  }
  void skip(std::size_t size) {
    if (skip_check(size)) rest_.remove_prefix(size);
  }

 private:
  bool skip_check(std::size_t size) {
    ok_ = ok_ && size <= rest_.size();
    return ok_;
  }
  std::string_view rest_;
  bool ok_ = true;
};

struct Counts {
  std::size_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, chars = 0;
};

std::optional<Counts> read_header(ByteReader& in) {
  if (!in.rest().starts_with("TZif")) return std::nullopt;
  in.skip(20);
  Counts out;
  for (std::size_t* count : {&out.utc, &out.standard, &out.leaps, &out.times, &out.types, &out.chars}) {
    const std::int64_t n = in.number(4);
    if (n < 0 || n > 100000) return std::nullopt;
    *count = static_cast<std::size_t>(n);
  }
  return in.ok() ? std::optional(out) : std::nullopt;
}

/// Reads a POSIX TZ text from its front.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// "CET", "<+03>"; its letters don't matter.
  bool name() {
    if (take('<')) {
      const auto end = rest_.find('>');
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end + 1);
      return true;
    }
    std::size_t length = 0;
    while (length < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[length])) != 0) ++length;
    rest_.remove_prefix(length);
    return length >= 3;
  }
  std::optional<int> digits() {
    int out = 0;
    std::size_t length = 0;
    for (; length < rest_.size() && length < 4 && rest_[length] >= '0' && rest_[length] <= '9'; ++length)
      out = out * 10 + (rest_[length] - '0');
    if (length == 0) return std::nullopt;
    rest_.remove_prefix(length);
    return out;
  }
  /// "[+-]hh[:mm[:ss]]"
  std::optional<Duration> time() {
    const bool negative = take('-');
    if (!negative) take('+');
    const auto hours = digits();
    if (!hours) return std::nullopt;
    Duration out = std::chrono::hours(*hours);
    if (take(':')) {
      const auto minutes = digits();
      if (!minutes) return std::nullopt;
      out += std::chrono::minutes(*minutes);
      if (take(':')) {
        const auto s = digits();
        if (!s) return std::nullopt;
        out += seconds(*s);
      }
    }
    return negative ? -out : out;
  }
  [[nodiscard]] bool at_name() const {
    return !rest_.empty() && (rest_.front() == '<' || std::isalpha(static_cast<unsigned char>(rest_.front())) != 0);
  }
  std::optional<ZoneRule::Day> day() {
    using enum ZoneRule::Day::Kind;
    ZoneRule::Day out;
    if (take('M')) {
      const auto month = digits();
      if (!month || !take('.')) return std::nullopt;
      const auto week = digits();
      if (!week || !take('.')) return std::nullopt;
      const auto weekday = digits();
      if (!weekday || *month < 1 || *month > 12 || *week < 1 || *week > 5 || *weekday > 6) return std::nullopt;
      out.month = *month, out.week = *week, out.day = *weekday;
    } else {
      out.kind = take('J') ? julian : day_of_year;
      const auto n = digits();
      if (!n || *n > 365 || (out.kind == julian && *n < 1)) return std::nullopt;
      out.day = *n;
    }
    if (take('/')) {
      const auto at = time();
      if (!at) return std::nullopt;
      out.time = *at;
    }
    return out;
  }

 private:
  std::string_view rest_;
};

sys_days date_of(const ZoneRule::Day& day, std::chrono::year year) {
  using namespace std::chrono;
  using enum ZoneRule::Day::Kind;
  const sys_days new_year = year / January / 1;
  switch (day.kind) {
    case julian:
      return new_year + days(day.day - 1 + (year.is_leap() && day.day >= 60 ? 1 : 0));
    case day_of_year:
      return new_year + days(day.day);
    case week_of_month:
      break;
  }
  const auto which = month(static_cast<unsigned>(day.month));
  const weekday on(static_cast<unsigned>(day.day));
  if (day.week == 5) return year / which / on[last];
  return year / which / on[static_cast<unsigned>(day.week)];
}

Instant moment_of(const ZoneRule::Day& day, std::chrono::year year, Duration offset_before) {
  return Instant(Duration(date_of(day, year).time_since_epoch()) + day.time - offset_before);
}

Duration offset_by(const ZoneRule& rule, Instant t) {
  if (!rule.dst_offset) return rule.offset;
  const auto local = std::chrono::floor<days>(t.time_since_epoch() + rule.offset);
  const auto year = std::chrono::year_month_day(sys_days(local)).year();
  const Instant begins = moment_of(rule.begins, year, rule.offset);
  const Instant ends = moment_of(rule.ends, year, *rule.dst_offset);
  const bool summer = begins < ends ? begins <= t && t < ends : !(ends <= t && t < begins);
  return summer ? *rule.dst_offset : rule.offset;
}

}  // namespace

Result<ZoneRule> parse_zone_rule(std::string_view text) {
  const auto wrong = [&] { return invalid(fmt::format("\"{}\" is no time zone rule.", text)); };
  RuleReader in(text);
  ZoneRule out;
  if (!in.name()) return wrong();
  const auto west = in.time();
  if (!west) return wrong();
  out.offset = -*west;
  if (in.done()) return out;
  if (!in.name()) return wrong();
  out.dst_offset = out.offset + std::chrono::hours(1);
  if (!in.done() && !in.take(',')) {
    const auto dst_west = in.time();
    if (!dst_west || !in.take(',')) return wrong();
    out.dst_offset = -*dst_west;
  }
  const auto begins = in.day();
  if (!begins || !in.take(',')) return wrong();
  const auto ends = in.day();
  if (!ends || !in.done()) return wrong();
  out.begins = *begins;
  out.ends = *ends;
  return out;
}

Result<TimeZone> TimeZone::parse(std::string_view bytes) {
  const auto wrong = [] { return invalid("These bytes are no time zone file (TZif)."); };
  ByteReader in(bytes);
  const auto first = read_header(in);
  if (!first || bytes.size() < 5) return wrong();
  std::size_t width = 4;
  Counts counts = *first;
  if (bytes[4] >= '2') {  // the same again with 64 bits
    in.skip(first->times * 5 + first->types * 6 + first->chars + first->leaps * 8 + first->standard + first->utc);
    const auto second = read_header(in);
    if (!second) return wrong();
    counts = *second;
    width = 8;
  }
  std::vector<std::int64_t> times(counts.times);
  for (auto& at : times) at = in.number(width);
  std::vector<std::size_t> kinds(counts.times);
  for (auto& kind : kinds) kind = static_cast<std::size_t>(in.number(1) & 0xff);
  std::vector<Duration> offsets(counts.types);
  for (auto& offset : offsets) {
    offset = seconds(in.number(4));
    in.skip(2);
  }
  in.skip(counts.chars + counts.leaps * (width + 4) + counts.standard + counts.utc);
  if (!in.ok() || offsets.empty()) return wrong();
  TimeZone out;
  out.first_ = offsets.front();
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (kinds[i] >= offsets.size() || (i > 0 && times[i] <= times[i - 1])) return wrong();
    if (times[i] < -9'000'000'000 || times[i] > 9'000'000'000) continue;  // before or after what an Instant holds
    out.transitions_.push_back({Instant(seconds(times[i])), offsets[kinds[i]]});
  }
  std::string_view footer = in.rest();
  if (width == 8 && footer.size() > 2 && footer.front() == '\n' && footer.back() == '\n') {
    auto rule = parse_zone_rule(footer.substr(1, footer.size() - 2));
    if (!rule) return rule.error();
    out.rule_ = *rule;
  }
  return out;
}

Duration TimeZone::offset_at(Instant t) const {
  if (rule_ && (transitions_.empty() || t >= transitions_.back().at)) return offset_by(*rule_, t);
  const auto after = std::upper_bound(transitions_.begin(), transitions_.end(), t,
                                      [](Instant at, const Transition& next) { return at < next.at; });
  return after == transitions_.begin() ? first_ : std::prev(after)->offset;
}

LocalTime TimeZone::to_local(Instant t) const {
  return LocalTime(std::chrono::floor<seconds>(t.time_since_epoch() + offset_at(t)));
}

Instant TimeZone::to_utc(LocalTime local) const {
  const Instant as_utc(Duration(local.time_since_epoch()));
  const Duration before = offset_at(as_utc - days(1));
  const Duration after = offset_at(as_utc + days(1));
  if (offset_at(as_utc - before) == before) return as_utc - before;
  if (offset_at(as_utc - after) == after) return as_utc - after;
  return as_utc - before;
}

}  // namespace rampart::scaling
