#include "aws/recorded/cidr.h"

#include <gtest/gtest.h>

namespace rampart::aws::recorded {
namespace {

TEST(Cidr, ReadsWritesAndCompares) {
  const Cidr vpc = *cidr_of("172.31.0.0/16");
  EXPECT_EQ(vpc.size(), 65536U);
  EXPECT_EQ(to_string(*cidr_of("10.0.1.77/24")), "10.0.1.0/24");
  EXPECT_TRUE(vpc.holds(*cidr_of("172.31.240.0/20")));
  EXPECT_FALSE(vpc.holds(*cidr_of("172.32.0.0/20")));
  EXPECT_TRUE(cidr_of("10.0.0.0/24")->overlaps(*cidr_of("10.0.0.128/25")));
  EXPECT_FALSE(cidr_of("10.0.0.0/24")->overlaps(*cidr_of("10.0.1.0/24")));
  EXPECT_TRUE(cidr_of("0.0.0.0/0")->holds(vpc));
  for (const char* wrong : {"", "10.0.0.0", "10.0.0/24", "10.0.0.256/24", "10.0.0.0/33", "10.0.0.0/24 ", "a.b.c.d/8"})
    EXPECT_FALSE(cidr_of(wrong)) << wrong;
}

}  // namespace
}  // namespace rampart::aws::recorded
