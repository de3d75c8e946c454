#include "heavy/option.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "heavy/nearest.h"

namespace rampart::heavy {
namespace {

using ::testing::HasSubstr;
using Query = std::vector<std::pair<std::string, std::string>>;

std::string refusal(const std::vector<std::string>& args, const Environment& environment = {}) {
  const auto options = options_from(args, environment);
  if (options) return "accepted";
  EXPECT_EQ(options.error().kind, ErrorKind::invalid);
  return options.error().message;
}

TEST(HeavyOptions, DefaultsCostNothing) {
  const auto options = options_from({}, {{"HOME", "/root"}});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->port, 8080);
  EXPECT_EQ(options->host, "0.0.0.0");
  EXPECT_EQ(options->workers, 8);
  EXPECT_EQ(describe(options->burden), "");
}

TEST(HeavyOptions, FlagsGoBeforeTheEnvironment) {
  const Environment environment = {{"RAMPART_HEAVY_CPU_MS", "7"}, {"RAMPART_HEAVY_ECHO", "true"}, {"PORT", "9000"}};
  const auto options = options_from({"--cpu-ms", "20", "--queue=3", "--call", "http://a:1/b"}, environment);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->burden.cpu_ms, 20);
  EXPECT_TRUE(options->burden.echo);
  EXPECT_EQ(options->queue, 3);
  EXPECT_EQ(options->port, 9000);
  EXPECT_EQ(options->burden.call, "http://a:1/b");
  EXPECT_EQ(options_from({}, {{"PORT", "9000"}, {"RAMPART_HEAVY_PORT", "9001"}})->port, 9001);
  EXPECT_EQ(options_from({"--port", "9002"}, environment)->port, 9002);
  EXPECT_FALSE(options_from({"--echo=0"}, environment)->burden.echo);
}

TEST(HeavyOptions, EveryOptionCanBeSetInEachWay) {
  std::set<std::string> variables;
  for (const auto& option : all_options()) {
    const auto value = option.name == "call" ? std::string("http://h/") : option.most > 0 ? "1" : "x";
    const auto text = option.name == "status" ? std::string("200") : value;
    EXPECT_TRUE(options_from({fmt::format("--{}={}", option.name, text)}, {})) << option.name;
    EXPECT_TRUE(options_from({}, {{variable_name(option), text}})) << option.name;
    EXPECT_TRUE(!option.is_per_request() || burden_of({}, Query{{std::string(option.name), text}})) << option.name;
    EXPECT_TRUE(variables.insert(variable_name(option)).second);
    EXPECT_THAT(usage(), HasSubstr(fmt::format("--{}", option.name)));
  }
}

TEST(HeavyOptions, SayWhatIsAllowedAndWhatWasMeant) {
  EXPECT_EQ(refusal({"--cpums", "5"}), "There is no flag --cpums; did you mean --cpu-ms?");
  EXPECT_THAT(refusal({"--nonsense", "5"}), HasSubstr("--help"));
  EXPECT_EQ(refusal({}, {{"RAMPART_HEAVY_CPU", "5"}}),
            "There is no environment variable RAMPART_HEAVY_CPU; did you mean RAMPART_HEAVY_CPU_MS?");
  EXPECT_EQ(refusal({"--cpu-ms", "much"}), "--cpu-ms takes a number from 0 to 600000, not \"much\".");
  EXPECT_THAT(refusal({"--cpu-ms", "-1"}), HasSubstr("from 0 to"));
  EXPECT_THAT(refusal({"--cpu-ms", "nan"}), HasSubstr("not \"nan\""));
  EXPECT_THAT(refusal({"--cpu-ms", "5ms"}), HasSubstr("not \"5ms\""));
  EXPECT_THAT(refusal({"--cpu-ms"}), HasSubstr("needs a value"));
  EXPECT_THAT(refusal({"--workers", "0"}), HasSubstr("from 1 to 4096"));
  EXPECT_THAT(refusal({"--workers", "1.5"}), HasSubstr("a whole number"));
  EXPECT_THAT(refusal({"--error-rate", "5"}), HasSubstr("from 0 to 1"));
  EXPECT_THAT(refusal({"--status", "99"}), HasSubstr("from 200 to 599"));
  EXPECT_THAT(refusal({"--echo=maybe"}), HasSubstr("takes 1 or 0"));
  EXPECT_THAT(refusal({"--call", "ftp://x"}), HasSubstr("http://HOST"));
  EXPECT_THAT(refusal({"extra"}), HasSubstr("isn't a flag"));
  EXPECT_THAT(refusal({}, {{"PORT", "http"}}), HasSubstr("PORT takes a whole number"));
}

TEST(Burden, AQueryChangesTheDefaults) {
  const Burden defaults = {.cpu_ms = 20, .sleep_ms = 5};
  const auto burden = burden_of(defaults, Query{{"cpu-ms", "0.5"}, {"echo", ""}, {"page", "3"}});
  ASSERT_TRUE(burden);
  EXPECT_EQ(burden->cpu_ms, 0.5);
  EXPECT_EQ(burden->sleep_ms, 5);
  EXPECT_TRUE(burden->echo);
}

TEST(Burden, AQueryNearlyRightIsAMistake) {
  EXPECT_EQ(burden_of({}, Query{{"cpu_ms", "1"}}).error().message,
            "There is no query parameter \"cpu_ms\". Did you mean \"cpu-ms\"?");
  EXPECT_FALSE(burden_of({}, Query{{"sleep", "1"}}));
  EXPECT_FALSE(burden_of({}, Query{{"respnse-kb", "1"}}));
  EXPECT_FALSE(burden_of({}, Query{{"cpu-ms", "x"}}));
  // What an application's own scripts use goes through; flags of the server aren't for requests.
  for (const auto* name : {"page", "q", "id", "state", "limit", "sort", "port", "token", "user"}) {
    EXPECT_TRUE(burden_of({}, Query{{name, "1"}})) << name;
  }
}

TEST(Nearest, FindsWhatWasMeantAndNothingElse) {
  const std::vector<std::string_view> known = {"cpu-ms", "memory-mb", "status", "call"};
  EXPECT_EQ(find_nearest("cpuMs", known), "cpu-ms");
  EXPECT_EQ(find_nearest("cpu", known), "cpu-ms");
  EXPECT_EQ(find_nearest("meomry-mb", known), "memory-mb");
  EXPECT_EQ(find_nearest("memry-m", known), "");
  EXPECT_EQ(find_nearest("stats", known), "status");
  EXPECT_EQ(find_nearest("ca", known), "");
  EXPECT_EQ(find_nearest(std::string(1000, 'c'), known), "");
}

}  // namespace
}  // namespace rampart::heavy
