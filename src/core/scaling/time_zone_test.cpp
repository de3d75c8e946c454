#include "core/scaling/time_zone.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace rampart::scaling {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

std::string big_endian(std::int64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff);
  return out;
}

/// A version-2 file: an empty first block, then transitions (time, type) of the types' offsets, then the footer.
std::string zone_file(const std::vector<std::pair<std::int64_t, int>>& transitions, const std::vector<int>& offsets,
                      const std::string& footer) {
  const auto header = [](std::size_t times, std::size_t types, std::size_t chars) {
    std::string out = "TZif2" + std::string(15, '\0');
    for (const std::size_t n : {std::size_t{0}, std::size_t{0}, std::size_t{0}, times, types, chars})
      out += big_endian(static_cast<std::int64_t>(n), 4);
    return out;
  };
  std::string out = header(0, 1, 1) + big_endian(0, 4) + std::string(3, '\0');
  out += header(transitions.size(), offsets.size(), 4);
  for (const auto& [at, type] : transitions) out += big_endian(at, 8);
  for (const auto& [at, type] : transitions) out += static_cast<char>(type);
  for (const int offset : offsets) out += big_endian(offset, 4) + std::string(2, '\0');
  return out + "UTC" + std::string(1, '\0') + "\n" + footer + "\n";
}

Instant utc(int y, unsigned m, unsigned d, int hour, int minute = 0) {
  return Instant(Duration(sys_days(year(y) / month(m) / day(d)).time_since_epoch()) + hours(hour) + minutes(minute));
}
LocalTime local(int y, unsigned m, unsigned d, int hour, int minute = 0) {
  return LocalTime(local_days(year(y) / month(m) / day(d))) + hours(hour) + minutes(minute);
}

TimeZone vienna() {
  // 1996-10-27 01:00 UTC is the last transition of slim files; from there the rule holds.
  auto zone =
      TimeZone::parse(zone_file({{-1693706400, 1}, {846378000, 0}}, {3600, 7200}, "CET-1CEST,M3.5.0,M10.5.0/3"));
  EXPECT_TRUE(zone.has_value());
  return zone.has_value() ? *zone : TimeZone();
}

TEST(TimeZone, UtcIsUtc) {
  EXPECT_EQ(TimeZone().offset_at(utc(2026, 7, 1, 0)), 0s);
  EXPECT_EQ(TimeZone().to_utc(local(2026, 7, 1, 5)), utc(2026, 7, 1, 5));
}

TEST(TimeZone, TableFirstThenTheRule) {
  const TimeZone zone = vienna();
  EXPECT_EQ(zone.offset_at(utc(1900, 1, 1, 0)), 1h) << "before the first transition";
  EXPECT_EQ(zone.offset_at(utc(1950, 1, 1, 0)), 2h) << "by the table";
  EXPECT_EQ(zone.offset_at(utc(2026, 1, 15, 12)), 1h);
  EXPECT_EQ(zone.offset_at(utc(2026, 3, 29, 0, 59)), 1h);
  EXPECT_EQ(zone.offset_at(utc(2026, 3, 29, 1)), 2h);
  EXPECT_EQ(zone.offset_at(utc(2026, 10, 25, 0, 59)), 2h);
  EXPECT_EQ(zone.offset_at(utc(2026, 10, 25, 1)), 1h);
}

TEST(TimeZone, TimesThatAreLeftOutOrComeTwice) {
  const TimeZone zone = vienna();
  EXPECT_EQ(zone.to_utc(local(2026, 3, 29, 2, 30)), utc(2026, 3, 29, 1, 30)) << "left out: 03:30 of summer time";
  EXPECT_EQ(zone.to_utc(local(2026, 10, 25, 2, 30)), utc(2026, 10, 25, 0, 30)) << "twice: the first";
  EXPECT_EQ(zone.to_local(utc(2026, 7, 1, 7)), local(2026, 7, 1, 9));
}

TEST(TimeZone, SouthernSummerCrossesTheYear) {
  auto zone = TimeZone::parse(zone_file({}, {36000}, "AEST-10AEDT,M10.1.0,M4.1.0/3"));
  ASSERT_TRUE(zone.has_value());
  EXPECT_EQ(zone->offset_at(utc(2026, 1, 1, 0)), 11h);
  EXPECT_EQ(zone->offset_at(utc(2026, 7, 1, 0)), 10h);
  EXPECT_EQ(zone->offset_at(utc(2026, 12, 31, 23)), 11h);
}

TEST(TimeZone, RulesInAllTheirForms) {
  const auto plain = parse_zone_rule("<+0545>-5:45");
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->offset, 5h + 45min);
  EXPECT_FALSE(plain->dst_offset.has_value());
  const auto julian = parse_zone_rule("XXX3YYY2,J60/0,300/-1:30");
  ASSERT_TRUE(julian.has_value());
  EXPECT_EQ(julian->offset, -3h);
  EXPECT_EQ(julian->dst_offset, -2h);
  EXPECT_EQ(julian->begins.day, 60);
  EXPECT_EQ(julian->ends.time, -90min);
  for (const char* wrong : {"", "A5", "EST", "EST5EDT", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.2.0", "<+03-3"})
    EXPECT_FALSE(parse_zone_rule(wrong).has_value()) << wrong;
}

TEST(TimeZone, BytesThatAreNoZone) {
  EXPECT_FALSE(TimeZone::parse("").has_value());
  EXPECT_FALSE(TimeZone::parse("TZif").has_value());
  const std::string whole = zone_file({{0, 1}}, {3600, 7200}, "CET-1");
  for (std::size_t length = 0; length + 8 < whole.size(); length += 3)
    EXPECT_FALSE(TimeZone::parse(whole.substr(0, length)).has_value()) << length;
  EXPECT_FALSE(TimeZone::parse(zone_file({{0, 7}}, {3600}, "CET-1")).has_value()) << "a type that isn't there";
}

}  // namespace
}  // namespace rampart::scaling
