// House rules that a reader would otherwise have to remember: names, file size, paths of one machine.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

namespace rampart::house {
namespace {

namespace fs = std::filesystem;

template <class Visit>
void for_each_source(Visit visit) {
  for (const char* folder : {"src", "tests", "bench", "fuzz"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(RAMPART_ROOT) / folder)) {
      const std::string extension = entry.path().extension();
      if (entry.is_regular_file() && (extension == ".h" || extension == ".cpp"))
        visit(fs::relative(entry.path(), RAMPART_ROOT).generic_string(), entry.path());
    }
}

TEST(TidyTree, NoFileHasTwoNouns) {
  for_each_source([](const std::string& name, const fs::path& path) {
    std::ifstream in(path);
    const auto lines = std::count(std::istreambuf_iterator<char>(in), {}, '\n');
    EXPECT_LE(lines, 500) << name << " is past 500 lines: it has two nouns, split it";
  });
}

TEST(TidyTree, NamesSayWhatAThingIs) {
  const std::regex banned(R"((^|_)(util|utils|helper|helpers|manager|impl|common|misc|base_class)(_|\.))");
  for_each_source([&](const std::string& name, const fs::path& path) {
    EXPECT_FALSE(std::regex_search(path.filename().string(), banned))
        << name << ": if it wants that name, the room is wrong";
  });
}

TEST(TidyTree, EveryHeaderIsIncludedOnce) {
  for_each_source([](const std::string& name, const fs::path& path) {
    if (path.extension() != ".h") return;
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NE(text.find("#pragma once"), std::string::npos) << name;
  });
}

TEST(TidyTree, ASourceIncludesItsOwnHeaderFirst) {
  for_each_source([](const std::string& name, const fs::path& path) {
    const fs::path header = fs::path(path).replace_extension(".h");
    if (path.extension() != ".cpp" || !name.starts_with("src/") || !fs::exists(header)) return;
    std::ifstream in(path);
    std::string line;
    while (std::getline(in, line) && !line.starts_with("#include")) {
    }
    EXPECT_NE(line.find("/" + header.filename().string() + "\""), std::string::npos)
        << name << " begins with " << line << ": include its own header first, so that it is seen to compile alone";
  });
}

}  // namespace
}  // namespace rampart::house
