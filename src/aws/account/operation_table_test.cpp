#include "aws/account/operation_table.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace rampart::aws {
namespace {

TEST(OperationTable, ListsEveryNameAndAnswersThoseThatAreDone) {
  OperationTable table(" One Two\nThree ");
  const auto nothing = protocol::structure("Nothing", {});
  table.answer("Two", nothing, nothing, [](const protocol::Call&) { return protocol::Answer(boost::json::object()); });
  ASSERT_EQ(table.all().size(), 3U);
  EXPECT_EQ(table.all()[2].name, "Three");
  EXPECT_EQ(table.all()[0].handler, nullptr);
  EXPECT_NE(table.all()[1].handler, nullptr);
  EXPECT_THROW(table.answer("Four", nothing, nothing, nullptr), std::logic_error);
}

}  // namespace
}  // namespace rampart::aws
