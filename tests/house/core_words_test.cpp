// The rules may not touch the machine: no clock, thread, OS header or machine randomness inside src/core.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace rampart::house {
namespace {

namespace fs = std::filesystem;

struct Ban {
  std::regex pattern;
  const char* instead;
};

const std::vector<Ban>& bans() {
  static const std::vector<Ban> list = {
      {std::regex(R"(::now\()"), "take the Instant as an argument"},
      {std::regex(R"(std::(jthread|thread|mutex|condition_variable|shared_mutex|async|future)\b)"),
       "the caller owns the threads"},
      {std::regex(R"(#\s*include\s*<(unistd|pthread|fcntl|poll|signal|dirent|netdb|sys/|arpa/|netinet/|linux/))"),
       "put it into live"},
      {std::regex(R"(\brandom_device\b|\bs?rand\()"), "draw from base/random.h with the run's seed"},
      {std::regex(R"(std::(cout|cerr|clog)\b|\bprintf\()"), "return text; app prints"},
      {std::regex(R"(\bgetenv\()"), "app hands the environment in"},
      {std::regex(R"(boost/(asio|beast|process|thread|interprocess)\b)"), "I/O belongs to live"},
  };
  return list;
}

// document/parse.cpp reads a file by name on its caller's behalf; it takes no decision by it.
std::vector<std::string> complaints_about(const std::string& name, std::istream& in) {
  std::vector<std::string> out;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const auto comment = line.find("//");
    const std::string code = line.substr(0, comment);
    for (const Ban& ban : bans())
      if (std::regex_search(code, ban.pattern))
        out.push_back(name + ":" + std::to_string(number) + ": " + line + "  (" + ban.instead + ")");
  }
  return out;
}

TEST(CoreWords, TheRulesDoNotTouchTheMachine) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(RAMPART_SRC) / "core")) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    const std::string name = fs::relative(entry.path(), RAMPART_SRC).generic_string();
    if (name.ends_with("_test.cpp") || name.find("/testing/") != std::string::npos) continue;
    ++files;
    std::ifstream in(entry.path());
    for (const std::string& complaint : complaints_about(name, in)) ADD_FAILURE() << complaint;
  }
  EXPECT_GT(files, 20);
}

TEST(CoreWords, NoticesEachBannedWord) {
  for (const char* line : {"auto t = std::chrono::steady_clock::now();", "std::mutex m;", "#include <unistd.h>",
                           "std::random_device r;", "std::cout << 1;", "getenv(\"X\")", "#include <boost/asio.hpp>"}) {
    std::istringstream in(line);
    EXPECT_EQ(complaints_about("x", in).size(), 1U) << line;
  }
  std::istringstream comment("// never call ::now( here");
  EXPECT_TRUE(complaints_about("x", comment).empty());
}

}  // namespace
}  // namespace rampart::house
