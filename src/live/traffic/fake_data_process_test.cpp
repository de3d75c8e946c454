// Values made up by the user's Node.js. @ngneat/falso itself is shown by tests/conformance; here a small module of that
// name stands beside the script. Skipped where there is no Node.js.
#include "live/traffic/fake_data_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "live/traffic/sidecars.h"

namespace rampart::live::traffic {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr Duration generous = std::chrono::seconds(120);

class FakeDataTest : public testing::Test {
 protected:
  void SetUp() override {
    if (find_node().has_error()) GTEST_SKIP() << "no Node.js here";
    std::string name = fs::temp_directory_path() / "rampart_fake_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  void install(const std::string& module) const {
    fs::create_directories(folder_ / "node_modules/@ngneat/falso");
    std::ofstream(folder_ / "node_modules/@ngneat/falso/index.js") << module;
  }
  Result<std::unique_ptr<FakeDataProcess>> started(std::vector<std::string> functions, boost::json::object options = {},
                                                   const std::string& seed = "1") const {
    auto made = FakeDataProcess::start(
        {*find_node(), {std::move(options), std::move(functions), {"t.yml", 4, 5}}, folder_.string(), seed});
    if (made.has_error()) return made.error();
    if (auto ready = (*made)->wait_ready(generous); ready.has_error()) return ready.error();
    return made;
  }
  static std::string next(FakeDataProcess& fake, const char* name) {
    std::string out;
    fake.append(name, out);
    return out;
  }
  fs::path folder_;
};

constexpr const char* small_module = R"(
  let state = 0;
  exports.seed = (text) => { state = [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1e9, 7) * 1e5; };
  exports.randNumber = () => ++state;
  exports.randPet = (given) => `${given?.kind ?? 'cat'} \u{1F408}`;
  exports.randTwo = (a, b) => 'two';
  exports.randNeedy = (given) => given.from;
  exports.randObject = () => ({});
)";

TEST_F(FakeDataTest, GivesEveryValueOnceAndAsText) {
  install(small_module);
  auto fake =
      started({"$randNumber", "$randPet", "$randObject", "$randTwo", "$randNone"}, {{"randPet", {{"kind", "dog"}}}});
  ASSERT_TRUE(fake.has_value()) << to_string(fake.error());
  EXPECT_EQ(next(**fake, "$randPet"), "dog \U0001F408");
  EXPECT_EQ(next(**fake, "$randObject"), "[object Object]");
  EXPECT_FALSE((*fake)->has("$randTwo"));  // more than one argument: Artillery leaves it out
  EXPECT_FALSE((*fake)->has("$randNone"));
  std::set<std::string> values;
  for (int i = 0; i < 20'000; ++i) values.insert(next(**fake, "$randNumber"));  // several batches
  EXPECT_EQ(values.size(), 20'000U);
  EXPECT_EQ((*fake)->death(), "");
}

TEST_F(FakeDataTest, OneSeedGivesOneOrder) {
  install(small_module);
  const auto first_hundred = [&](const std::string& seed) {
    auto fake = started({"$randPet", "$randNumber"}, {}, seed);
    std::string out;
    for (int i = 0; i < 100; ++i) {
      (*fake)->append("$randNumber", out);
      if (seed == "1") next(**fake, "$randPet");  // another function's use changes nothing
    }
    return out;
  };
  EXPECT_EQ(first_hundred("1"), first_hundred("1"));
  EXPECT_NE(first_hundred("1"), first_hundred("2"));
}

TEST_F(FakeDataTest, SaysWhatToInstall) {
  const std::string node = *find_node();
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);  // no Artillery of this machine's
  const auto missing = FakeDataProcess::start({node, {{}, {"$randPet"}, {"t.yml", 4, 5}}, folder_.string(), "1"});
  setenv("PATH", path.c_str(), 1);
  ASSERT_TRUE(missing.has_value());
  const auto ready = (*missing)->wait_ready(generous);
  ASSERT_TRUE(ready.has_error());
  EXPECT_THAT(to_string(ready.error()), HasSubstr("t.yml:4:5: the plugin fake-data takes its functions from the npm "
                                                  "package @ngneat/falso"));
  EXPECT_THAT(to_string(ready.error()), HasSubstr("npm install @ngneat/falso"));
}

TEST_F(FakeDataTest, RefusesAFunctionThatNeedsAnArgument) {
  install(small_module);
  const auto fake = started({"$randNeedy"});
  ASSERT_TRUE(fake.has_error());
  EXPECT_THAT(to_string(fake.error()), HasSubstr("can't call $randNeedy()"));
  EXPECT_TRUE(started({"$randNeedy"}, {{"randNeedy", {{"from", 3}}}}).has_value());
}

TEST_F(FakeDataTest, SaysWhenItsProcessIsGone) {
  install(small_module);
  auto fake = started({"$randNumber"});
  ASSERT_TRUE(fake.has_value());
  ASSERT_EQ(::kill((*fake)->pid(), SIGKILL), 0);
  std::string out;
  for (int i = 0; i < 1000 && (*fake)->death().empty(); ++i) (*fake)->append("$randNumber", out);
  EXPECT_THAT((*fake)->death(), HasSubstr("fake-data's Node.js was killed by signal 9"));
}

}  // namespace
}  // namespace rampart::live::traffic
