#include "report/generator.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

TEST(Generator, SaysWhatItUsedOfItsLimits) {
  const GeneratorUse use{ledger::GeneratorAudit{30, 60, 2, 812, 1024}, {28232}};
  EXPECT_EQ(generator_text(use), "Generator: 25 % of 2 cores, at most 812 of 28232 ports, 812 of 1024 descriptors.\n");
  const boost::json::object object = generator_object(use);
  EXPECT_EQ(object.at("cpu_share"), 0.25);
  EXPECT_EQ(object.at("connections_peak").to_number<int>(), 812);
  EXPECT_EQ(object.at("ports_limit").to_number<int>(), 28232);
}

TEST(Generator, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(generator_text({}), "Generator: it made no load.\n");
  EXPECT_TRUE(generator_object({}).empty());
  const GeneratorUse use{ledger::GeneratorAudit{0, 0, 1, 1, 1024}, {}};
  EXPECT_EQ(use.cpu_share(), 0);
  EXPECT_TRUE(generator_object(use).at("ports_limit").is_null());
}

}  // namespace
}  // namespace rampart::report
