#include "import_law.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace rampart::house {
namespace {

TEST(ImportLaw, HoldsInEveryFile) {
  const auto includes = includes_below(RAMPART_SRC);
  ASSERT_GT(includes.size(), 50U) << "the walk over src found next to nothing: is RAMPART_SRC right?";
  for (const std::string& breach : breaches(includes)) ADD_FAILURE() << breach;
}

TEST(ImportLaw, NoticesARoomThatLooksAtItsNeighbour) {
  EXPECT_EQ(breaches({{"core/load/x.cpp", 3, "core/scaling/policy.h"}}).size(), 1U);
  EXPECT_EQ(breaches({{"core/control/x.cpp", 3, "core/script/script.h"}}).size(), 1U);
  EXPECT_EQ(breaches({{"report/x.cpp", 1, "app/run.h"}}).size(), 1U);
  EXPECT_TRUE(breaches({{"core/load/x.cpp", 3, "core/script/script.h"}}).empty());
}

TEST(ImportLaw, EveryFolderWithCodeIsARoom) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(RAMPART_SRC)) {
    if (entry.path().extension() != ".cpp") continue;
    const auto path = fs::relative(entry.path(), RAMPART_SRC).generic_string();
    EXPECT_NE(room_of(path), "") << path << " stands in no room of the import law";
  }
}

}  // namespace
}  // namespace rampart::house
