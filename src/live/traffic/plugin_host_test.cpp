// The user's own plugins in the real Node.js. Skipped where there is none.
#include "live/traffic/plugin_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
namespace fs = std::filesystem;
namespace json = boost::json;

class PluginHostTest : public testing::Test {
 protected:
  void SetUp() override {
    if (find_node().has_error()) GTEST_SKIP() << "no Node.js here";
    std::string name = fs::temp_directory_path() / "rampart_plugins_XXXXXX";
    folder = mkdtemp(name.data());
    PluginSettings settings;
    settings.script_path = folder / "t.yml";
    settings.test_run_id = "t1";
    host.emplace(settings);
  }
  void TearDown() override {
    host.reset();
    fs::remove_all(folder);
  }

  /// A package beside the script, as npm installs it.
  void install(const std::string& name, const std::string& text) {
    const fs::path package = folder / "node_modules" / ("artillery-plugin-" + name);
    fs::create_directories(package);
    std::ofstream(package / "index.js") << text;
    call.plugins.push_back({name, "artillery-plugin-" + name, {"t.yml", 5, static_cast<int>(call.plugins.size()) + 3}});
  }
  /// What plugins wrote with `say()`.
  [[nodiscard]] std::string said() const {
    std::ifstream in(folder / "said");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::string say() const {
    return "const say = (text) => require('fs').appendFileSync('" + (folder / "said").string() + "', text + ';');\n";
  }

  fs::path folder;
  script::PluginCall call{{{"config", json::object{{"plugins", json::object{{"p", json::object{}}}}}},
                           {"scenarios", json::array{json::object{{"name", "s"}}}}},
                          {},
                          {}};
  std::optional<PluginHost> host;
};

TEST_F(PluginHostTest, LoadsPluginsInTheirOrderAndGivesTheScriptBack) {
  install("first", R"(module.exports.Plugin = function (script) {
    script.config.processor = { f: () => undefined };
    script.scenarios[0].beforeRequest = ['f'];
  };)");
  install("second", "module.exports = function (config) { config.seen = Object.keys(config.processor ?? {}); };");
  const auto script = host->load(call);
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  EXPECT_EQ(json::serialize(*script),
            R"({"config":{"plugins":{"p":{}},"seen":["f"]},"scenarios":[{"name":"s","beforeRequest":["f"]}]})");
  EXPECT_FALSE(host->empty());
  const auto workers = host->start_workers(3);
  ASSERT_TRUE(workers.has_value());
  EXPECT_EQ(workers->size(), 3U);
}

TEST_F(PluginHostTest, SaysWhichPluginIsWrongAndWhy) {
  const auto refusal = [&](const std::string& name, const std::string& text) {
    call.plugins.clear();
    install(name, text);
    PluginHost fresh({.script_path = folder / "t.yml"});
    const auto made = fresh.load(call);
    EXPECT_TRUE(fresh.empty());
    return made.has_error() ? to_string(made.error()) : "made";
  };
  EXPECT_THAT(refusal("throws", "exports.Plugin = class { constructor() { throw new Error('no licence'); } };"),
              StartsWith("t.yml:5:3: the plugin \"throws\" failed while it was made: Error: no licence"));
  EXPECT_THAT(refusal("broken", "exports.Plugin = ;"), HasSubstr("SyntaxError"));
  EXPECT_THAT(refusal("lacks", "require('nowhere-to-be-found');"),
              HasSubstr("Cannot find module 'nowhere-to-be-found'"));
  EXPECT_THAT(refusal("other", "exports.other = 1;"), HasSubstr("exports neither a function nor one called Plugin"));
  EXPECT_THAT(refusal("exits", "exports.Plugin = class { constructor() { process.exit(3); } };"),
              HasSubstr("ended with exit code 3"));
  EXPECT_THAT(
      refusal("holds", "exports.Plugin = class { constructor(s) { s.scenarios[0].beforeRequest = () => 1; } };"),
      HasSubstr("puts a function into the script as \"beforeRequest\""));
  call.plugins = {{"gone", "artillery-plugin-gone", {"t.yml", 7, 5}}};
  const auto missing = host->load(call);
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_THAT(to_string(missing.error()), StartsWith("t.yml:7:5: the plugin \"gone\" isn't built in"));
  EXPECT_THAT(to_string(missing.error()), HasSubstr("Run: npm install artillery-plugin-gone"));
}

TEST_F(PluginHostTest, TellsReportsAndTheEndAndTakesTheExitCode) {
  install("hears", say() + R"(module.exports = { LEGACY_METRICS_FORMAT: false, Plugin: class {
    constructor(script, events) {
      if (process.env.LOCAL_WORKER_ID) return;
      for (const event of ['phaseStarted', 'stats', 'done']) events.on(event, (data) => say(event + (data.counters?.n ?? data.index)));
      artillery.ext({ ext: 'beforeExit', method: async ({ exitCode }) => { say('exit' + exitCode); artillery.suggestedExitCode = 5; } });
    }
    cleanup(done) { say('clean' + (process.env.LOCAL_WORKER_ID ?? '')); setTimeout(done, 5); }
  } };)");
  ASSERT_TRUE(host->load(call).has_value());
  const json::object report{{"counters", json::object{{"n", 2}}},
                            {"rates", json::object{}},
                            {"summaries", json::object{}},
                            {"period", "1000"}};
  host->phase_started(0, Instant());
  host->stats(report);
  host->done(report);
  EXPECT_EQ(said(), "phaseStarted0;stats2;done2;");  // heard before these calls return
  const auto end = host->end(0, false, report, 5s);
  EXPECT_EQ(end.suggested_exit_code, 5);
  EXPECT_FALSE(end.failed);
  EXPECT_EQ(end.trouble, "");
  EXPECT_EQ(said(), "phaseStarted0;stats2;done2;exit0;clean;");
}

TEST_F(PluginHostTest, AListenerThatFailsIsRemembered) {
  install(
      "fails",
      "exports.Plugin = class { constructor(s, events) { events.on('stats', () => { throw new Error('x'); }); } };");
  ASSERT_TRUE(host->load(call).has_value());
  host->stats(
      {{"counters", json::object{}}, {"rates", json::object{}}, {"summaries", json::object{}}, {"period", "1"}});
  EXPECT_FALSE(host->stop_asked().has_value());
  EXPECT_TRUE(host->end(0, false, {}, 5s).failed);
}

TEST_F(PluginHostTest, ACleanupWithoutEndIsWaitedForNoLonger) {
  install("stays", "exports.Plugin = class { cleanup(done) {} };");
  ASSERT_TRUE(host->load(call).has_value());
  EXPECT_EQ(host->end(0, false, {}, 200ms).trouble, "");  // said by Node.js, which goes on
  call.plugins.clear();
  install("spins", "exports.Plugin = class { cleanup() { for (;;); } };");
  PluginHost spinning({.script_path = folder / "t.yml"});
  ASSERT_TRUE(spinning.load(call).has_value());
  EXPECT_THAT(spinning.end(0, false, {}, 200ms).trouble, HasSubstr("is killed"));
}

TEST_F(PluginHostTest, APluginMayEndTheRun) {
  install("stops",
          "exports.Plugin = class { constructor(s, events) { events.on('stats', () => artillery.shutdown({ exitCode: 4 "
          "})); } };");
  ASSERT_TRUE(host->load(call).has_value());
  EXPECT_FALSE(host->stop_asked().has_value());
  const json::object report{
      {"counters", json::object{}}, {"rates", json::object{}}, {"summaries", json::object{}}, {"period", "1"}};
  host->stats(report);
  const auto stop = host->stop_asked();
  ASSERT_TRUE(stop.has_value());
  EXPECT_EQ(stop->exit_code, 4);

  call.plugins.clear();
  install("exits", "exports.Plugin = class { constructor(s, events) { events.on('stats', () => process.exit(3)); } };");
  PluginHost leaving({.script_path = folder / "t.yml"});
  ASSERT_TRUE(leaving.load(call).has_value());
  leaving.stats(report);
  ASSERT_TRUE(leaving.stop_asked().has_value());
  EXPECT_EQ(leaving.stop_asked()->exit_code, 3);
}

}  // namespace
}  // namespace rampart::live::traffic
