#include "conformance/conformance.h"

#include <gtest/gtest.h>

#include <set>

namespace rampart::conformance {

void PrintTo(const Row& row, std::ostream* out) { *out << row.id; }

namespace {

class Conformance : public ::testing::TestWithParam<Row> {};

TEST_P(Conformance, Holds) {
  const Finding finding = GetParam().look({});
  EXPECT_TRUE(finding.ok) << line_of(GetParam(), finding);
}

INSTANTIATE_TEST_SUITE_P(Rows, Conformance, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.id); });

TEST(ConformanceTable, HasTwentyRowsEachWithASource) {
  std::set<std::string_view> ids;
  for (const Row& row : rows()) {
    ids.insert(row.id);
    EXPECT_FALSE(row.title.empty()) << row.id;
    EXPECT_FALSE(row.source.empty()) << row.id;
  }
  EXPECT_EQ(ids.size(), 20U);
  EXPECT_EQ(rows().size(), 20U);
}

// With this machine's own delays an alarm hears of load two minutes earlier than on AWS: the row must say so.
TEST(ConformanceTable, ARowFailsWhereTheDelaysAreOthers) {
  const Row& row = rows().at(1);
  const Facts local{.cloudwatch = sim::alarm_options(sim::CloudWatchDelays::local)};
  Facts slower;
  slower.cloudwatch.high_resolution_ingestion_delay += std::chrono::seconds(10);
  EXPECT_FALSE(row.look(slower).ok) << line_of(row, row.look(slower));
  EXPECT_FALSE(rows().front().look(local).ok);
}

TEST(Finding, SaysWhichClaimIsWrong) {
  Finding finding;
  finding.claim(true, "a");
  EXPECT_TRUE(finding.ok);
  finding.claim(false, "b");
  finding.claim(true, "c");
  EXPECT_FALSE(finding.ok);
  EXPECT_EQ(finding.figures, "a; WRONG: b; c");
  const Row row{"C99", "title", "nowhere, 2026-01", nullptr};
  EXPECT_EQ(line_of(row, finding), "C99  WRONG title: a; WRONG: b; c   source: nowhere, 2026-01");
}

}  // namespace
}  // namespace rampart::conformance
