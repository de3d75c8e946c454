#include "live/compute/program.h"

#include <gmock/gmock.h>

namespace rampart::live::compute {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::map<std::string, std::vector<std::string>> kPrograms{{"rampart-heavy", {"/opt/rampart", "heavy"}}};

fleet::ContainerSpec container(std::string image) {
  fleet::ContainerSpec spec;
  spec.image = std::move(image);
  return spec;
}

TEST(Program, NamesImagesWithoutTheirTag) {
  EXPECT_EQ(image_without_tag("web"), "web");
  EXPECT_EQ(image_without_tag("web:1"), "web");
  EXPECT_EQ(image_without_tag("host:5000/a/web"), "host:5000/a/web");
  EXPECT_EQ(image_without_tag("host:5000/a/web:1.2@sha256:abc"), "host:5000/a/web");
}

TEST(Program, IsTheImagesWithTheCommandBehind) {
  auto spec = container("1234.dkr.ecr.eu-west-1.amazonaws.com/rampart-heavy:latest");
  spec.command = {"--cpu", "20"};
  const auto argv = program_of(spec, kPrograms);
  ASSERT_TRUE(argv);
  EXPECT_THAT(*argv, ElementsAre("/opt/rampart", "heavy", "--cpu", "20"));
}

TEST(Program, IsTheEntryPointWhenThereIsOne) {
  auto spec = container("rampart-heavy");
  spec.entry_point = {"sh", "-c"};
  spec.command = {"sleep 1"};
  const auto argv = program_of(spec, kPrograms);
  ASSERT_TRUE(argv);
  EXPECT_THAT(*argv, ElementsAre("sh", "-c", "sleep 1"));
}

TEST(Program, IsMissedInEcsWords) {
  const auto argv = program_of(container("nginx:1.25"), kPrograms);
  ASSERT_FALSE(argv);
  EXPECT_THAT(argv.error().message, HasSubstr("CannotPullContainerError: image nginx:1.25 isn't a program here"));
  EXPECT_THAT(argv.error().message, HasSubstr("--image nginx=PROGRAM"));
}

}  // namespace
}  // namespace rampart::live::compute
