#include "app/zone_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace rampart::app {
namespace {

TEST(ZoneFile, ReadsByNameAndNeverOutsideItsFolder) {
  const auto folder = std::filesystem::temp_directory_path() / "rampart_zone_file_test";
  std::filesystem::create_directories(folder / "zones" / "Europe");
  std::ofstream(folder / "zones" / "Europe" / "Vienna", std::ios::binary) << "TZif2";
  std::ofstream(folder / "secret") << "s";
  const std::string zones = (folder / "zones").string();
  EXPECT_EQ(read_zone_file("Europe/Vienna", zones), "TZif2");
  EXPECT_FALSE(read_zone_file("Mars/Olympus", zones).has_value());
  EXPECT_FALSE(read_zone_file("Europe", zones).has_value());
  EXPECT_FALSE(read_zone_file("../secret", zones).has_value());
  EXPECT_FALSE(read_zone_file((folder / "secret").string(), zones).has_value());
  EXPECT_FALSE(read_zone_file("", zones).has_value());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rampart::app
