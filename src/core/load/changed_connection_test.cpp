#include "core/load/changed_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace rampart::load {
namespace {

script::Connection changed_by(const char* reply) {
  script::Connection connection;
  connection.target = script::Template("ws://a");
  connection.headers.push_back({"x-a", script::Template("1")});
  connection.subprotocols = {"json"};
  change_connection(connection, boost::json::parse(reply).as_object());
  return connection;
}

TEST(ChangedConnection, TakesWhatTheFunctionSet) {
  const auto c =
      changed_by(R"({"target": "ws://b/?t=1", "headers": {"X-B": 2, "x-gone": null}, "subprotocols": ["a", "b"]})");
  EXPECT_EQ(c.target.source(), "ws://b/?t=1");
  ASSERT_EQ(c.headers.size(), 1U);
  EXPECT_EQ(c.headers[0].name, "x-b");
  EXPECT_EQ(c.headers[0].value.source(), "2");
  EXPECT_THAT(c.subprotocols, testing::ElementsAre("a", "b"));
}

TEST(ChangedConnection, KeepsWhatIsMissingOrOfAnotherKind) {
  for (const char* reply : {"{}", R"({"target": 7, "headers": "none", "subprotocols": {}})"}) {
    const auto c = changed_by(reply);
    EXPECT_EQ(c.target.source(), "ws://a") << reply;
    EXPECT_EQ(c.headers.size(), 1U) << reply;
    EXPECT_THAT(c.subprotocols, testing::ElementsAre("json")) << reply;
  }
}

}  // namespace
}  // namespace rampart::load
