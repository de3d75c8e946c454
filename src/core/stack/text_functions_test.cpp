#include "core/stack/text_functions.h"

#include <gtest/gtest.h>

#include "core/stack/testing/template_text.h"

namespace rampart::stack {
namespace {

using testing::value;

TEST(TextFunctions, Base64PadsAsRfc4648) {
  EXPECT_EQ(value("!Base64 ''"), R"("")");
  EXPECT_EQ(value("!Base64 f"), R"("Zg==")");
  EXPECT_EQ(value("!Base64 fo"), R"("Zm8=")");
  EXPECT_EQ(value("!Base64 foo"), R"("Zm9v")");
  EXPECT_EQ(value("!Base64 foobar"), R"("Zm9vYmFy")");
}

TEST(TextFunctions, SplitKeepsEmptyParts) {
  EXPECT_EQ(value("!Split ['|', 'a||c|']"), R"(["a","","c",""])");
  EXPECT_EQ(value("!Split ['', a]"), "t.yml:9:18: Fn::Split: the delimiter is empty.");
}

TEST(TextFunctions, JoinWritesScalarsAsCloudFormationDoes) {
  EXPECT_EQ(value("!Join ['', [a, 1, true, 2.5]]"), R"("a1true2.5")");
  EXPECT_EQ(value("!Join ['', [[a]]]"), "t.yml:9:22: Fn::Join joins texts, but this is a list.");
  EXPECT_EQ(value("!Join [a]"),
            "t.yml:9:10: Fn::Join takes a list of two: a delimiter and the list of values to join.");
}

TEST(TextFunctions, SelectCountsFromZero) {
  EXPECT_EQ(value("!Select [2, [a, b]]"),
            "t.yml:9:10: Fn::Select: index 2 is past the end; the list has 2 items, counted from 0.");
  EXPECT_EQ(value("!Select [-1, [a]]"), "t.yml:9:19: Fn::Select: the index must be a whole number from 0.");
}

TEST(TextFunctions, CidrCutsBlocks) {
  EXPECT_EQ(value("!Cidr ['10.1.0.0/16', 3, 8]"), R"(["10.1.0.0/24","10.1.1.0/24","10.1.2.0/24"])");
  EXPECT_EQ(value("!Cidr ['0.0.0.0/0', 1, 32]"), R"(["0.0.0.0/0"])");
  EXPECT_EQ(value("!Cidr ['10.0.0.0/24', 2, 8]"), "t.yml:9:10: Fn::Cidr: 2 blocks of 8 bits don't fit into a /24.");
  EXPECT_EQ(value("!Cidr ['10.0.0/24', 2, 8]"),
            "t.yml:9:10: Fn::Cidr: \"10.0.0/24\" isn't an IPv4 block like 10.0.0.0/16.");
}

}  // namespace
}  // namespace rampart::stack
