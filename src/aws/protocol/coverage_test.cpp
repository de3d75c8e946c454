#include "aws/protocol/coverage.h"

#include <gtest/gtest.h>

#include "aws/protocol/testing/specimen.h"

namespace rampart::aws::protocol {
namespace {

TEST(Coverage, ListsEveryOperationDoneOrNot) {
  const auto services = testing::specimen_services([](const Call& call) -> Answer { return call.input; });
  const std::string page = coverage_page({services[0], services[1]});
  EXPECT_NE(page.find("4 of 6 operations in 2 services"), std::string::npos) << page;
  EXPECT_NE(
      page.find(
          "## Specimen (specimen)\n\n2 of 3 operations, API version 2020-01-01, by query, JSON 1.0, JSON 1.1, "
          "rpc-v2-cbor.\n\n| operation | answered |\n|---|---|\n| Echo | yes |\n| Later | no |\n| Limit | yes |\n"),
      std::string::npos)
      << page;
}

}  // namespace
}  // namespace rampart::aws::protocol
