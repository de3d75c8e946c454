#include "base/result.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return invalid("not even", {"numbers.yml", 3, 7});
  return n / 2;
}

TEST(Result, CarriesAValueOrAnError) {
  EXPECT_EQ(half(4).value(), 2);
  ASSERT_TRUE(half(3).has_error());
  EXPECT_EQ(half(3).error().kind, ErrorKind::invalid);
}

TEST(Result, SaysFileLineAndColumn) { EXPECT_EQ(to_string(half(3).error()), "numbers.yml:3:7: not even"); }

TEST(Result, UncheckedAccessIsADefectNotASilentValue) { EXPECT_THROW((void)half(3).value(), std::logic_error); }

}  // namespace
}  // namespace rampart
