#include "aws/protocol/page_token.h"

#include <gtest/gtest.h>

namespace rampart::aws::protocol {
namespace {

Call listing(boost::json::object input, const std::string& region = "us-east-1") {
  return {.operation = "ListServices", .input = std::move(input), .region = region, .account = "123456789012"};
}

const ErrorStyle style{.token_code = "InvalidParameterException", .token_query_code = "InvalidNextToken"};

TEST(PageToken, ContinuesTheRequestItWasMadeFor) {
  const std::string position("service/\0\xFF/web", 14);
  const std::string token = page_token(listing({{"cluster", "demo"}, {"maxResults", std::int64_t{10}}}), position);
  // The page's size may change, and the token itself comes along.
  const auto again = page_position(
      listing({{"maxResults", std::int64_t{5}}, {"cluster", "demo"}, {"nextToken", token}}), token, style);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(*again, position);
}

TEST(PageToken, OfAnotherRequestIsTheServicesError) {
  const std::string token = page_token(listing({{"cluster", "demo"}}), "web");
  Call other_operation = listing({{"cluster", "demo"}});
  other_operation.operation = "ListTasks";
  for (const Call& call :
       {listing({{"cluster", "other"}}), listing({}), listing({{"cluster", "demo"}}, "eu-west-1"), other_operation}) {
    const auto position = page_position(call, token, style);
    ASSERT_TRUE(position.has_error());
    EXPECT_EQ(position.error().code, "InvalidParameterException");
    EXPECT_EQ(position.error().name_in_query(), "InvalidNextToken");
  }
  for (const std::string& wrong :
       {std::string(), std::string("x"), token.substr(4), std::string("AAAA"), token + "===="})
    EXPECT_TRUE(page_position(listing({{"cluster", "demo"}}), wrong, style).has_error()) << wrong;
}

TEST(PageToken, DoesNotDependOnTheOrderOfMembers) {
  const std::string token = page_token(listing({{"a", 1}, {"b", {{"x", 1}, {"y", 2}}}}), "p");
  EXPECT_TRUE(page_position(listing({{"b", {{"y", 2}, {"x", 1}}}, {"a", 1}}), token, style).has_value());
}

}  // namespace
}  // namespace rampart::aws::protocol
