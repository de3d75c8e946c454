// Hooks in the user's real Node.js. Skipped where there is none.
#include "live/traffic/sidecar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "live/traffic/clock.h"
#include "live/traffic/sidecars.h"
#include "live/traffic/testing/small_server.h"
#include "live/traffic/testing/stage.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr Duration generous = 120s;

// A folder with a processor in it, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = fs::temp_directory_path() / "rampart_hooks_XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

script::Step function(const std::string& name) { return {script::Function{name}, {}}; }

class SidecarTest : public testing::Test {
 protected:
  void SetUp() override {
    if (find_node().has_error()) GTEST_SKIP() << "no Node.js here";
  }
  Folder folder;

  // A processor's text and the flow that uses it, run against a server that answers "hello".
  void use(Stage& stage, const std::string& text, const std::string& name = "hooks.js") const {
    stage.script->config.processor = script::Processor{folder.write(name, text), {}, {"t.yml", 3, 14}};
    stage.script->scenarios[0].spec = {{"name", "first"}};
  }
};

TEST_F(SidecarTest, RunsEveryKindOfHookOfAUser) {
  SmallServer server([](const std::string& request) -> SmallAnswer {
    return {{ok(request.find("x-from-hook: 42") != std::string::npos ? "seen" : "unseen")}};
  });
  script::Step request = get("/a");
  auto& asked = std::get<script::Request>(request.what);
  asked.before_request = {script::Template("add"), script::Template("add_async")};
  asked.after_response = {script::Template("look")};
  asked.spec = {{"url", "/a"}};
  script::Loop loop;
  loop.while_true = "more";
  loop.steps = {function("turn")};
  std::vector<std::string> lines;
  Stage stage(server.url(),
              {function("begin"),
               request,
               {loop, {}},
               {script::Log{script::Template("{{ user.name }} {{ status }} {{ text }} {{ turns }}")}, {}}});
  stage.options.log_line = [&](const std::string& line) { lines.push_back(line); };
  use(stage, R"(
    exports.begin = (context, events, next) => {
      context.vars.user = { name: context.scenario.name };
      context.vars.turns = 0;
      events.emit('counter', 'mine', 2);
      next();
    };
    exports.add = (req, context, events, next) => { req.headers = { 'X-From-Hook': '{{ n }}' }; next(); };
    exports.add_async = async (req, context) => { context.vars.n = 42; };
    exports.look = (req, res, context, events, next) => {
      context.vars.status = res.statusCode;
      context.vars.text = res.body;
      context.vars.user.name += ' changed';
      next();
    };
    exports.turn = async (context) => { context.vars.turns += 1; };
    exports.more = (context, next) => next(context.vars.turns < 3);
  )");
  stage.run();
  EXPECT_EQ(stage.counters["vusers.completed"], 1U);
  EXPECT_EQ(stage.counters["mine"], 2U);
  EXPECT_THAT(lines, testing::ElementsAre("first changed 200 seen 3"));
  EXPECT_EQ(stage.summary.hooks_error, "");
}

TEST_F(SidecarTest, FailuresCountAsInArtillery) {
  SmallServer server([](const std::string&) -> SmallAnswer { return {{ok("hello")}}; });
  const std::string text = R"(
    exports.thrown = async () => { throw new Error('thrown'); };
    exports.code = (context, events, next) => { const e = new Error('m'); e.code = 'E_CODE'; next(e); };
    exports.text = (context, events, next) => next('just text');
    exports.sync = () => { throw new Error('sync'); };
    exports.truthy = async () => 'an error';
  )";
  for (const auto& [name, error] : std::map<std::string, std::string>{
           {"thrown", "thrown"}, {"code", "E_CODE"}, {"text", "undefined"}, {"sync", "sync"}, {"truthy", ""}}) {
    Stage stage(server.url(), {function(name)});
    use(stage, text);
    stage.run();
    EXPECT_EQ(stage.counters["vusers.failed"], error.empty() ? 0U : 1U) << name;
    if (!error.empty()) {
      EXPECT_EQ(stage.counters["errors." + error], 1U) << name;
    }
  }
}

TEST_F(SidecarTest, AHookThatNeverCallsNextEndsWithTheRun) {
  Stage stage("http://127.0.0.1:1", {function("never")});
  use(stage, "exports.never = () => undefined;");
  stage.options.hook_grace = 300ms;
  stage.run();
  EXPECT_EQ(stage.counters["errors.Hook never ended: never"], 1U);
  EXPECT_EQ(stage.counters["vusers.failed"], 1U);
}

TEST_F(SidecarTest, AProcessThatEndsItselfEndsTheRunWithAReason) {
  for (const auto& [text, reason] : std::map<std::string, std::string>{
           {"exports.end = () => process.exit(3);", "ended with exit code 3"},
           {"exports.end = () => process.kill(process.pid, 'SIGKILL');", "was killed by signal 9"},
           {"exports.end = () => setTimeout(() => { throw new Error('later'); }, 1);", "Error: later"}}) {
    Stage stage("http://127.0.0.1:1", {function("end")});
    use(stage, text);
    stage.run();
    EXPECT_THAT(stage.summary.hooks_error, HasSubstr(reason));
    EXPECT_EQ(stage.counters["vusers.created"], 1U);  // the report loses nothing
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);  // no process is left, nor what remains of one
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(SidecarTest, AProcessorThatCantBeLoadedIsRefusedBeforeAnyLoad) {
  Stage stage("http://127.0.0.1:1", {function("f")});
  use(stage, "exports.f = ;");
  const auto broken = Runner::create(stage.script, stage.options, stage.journal);
  ASSERT_TRUE(broken.has_error());
  EXPECT_THAT(to_string(broken.error()), testing::StartsWith("t.yml:3:14: the processor "));
  EXPECT_THAT(to_string(broken.error()), HasSubstr("SyntaxError"));
  stage.script->config.processor->path = "/nowhere/hooks.js";
  const auto missing = Runner::create(stage.script, stage.options, stage.journal);
  ASSERT_TRUE(missing.has_error());
  EXPECT_THAT(to_string(missing.error()), HasSubstr("Cannot find module"));
}

TEST_F(SidecarTest, LoadsAnEsModule) {
  Stage stage("http://127.0.0.1:1", {function("f")});
  use(stage, "export async function f(context, events) { events.emit('counter', 'esm', 1); }", "hooks.mjs");
  stage.run();
  EXPECT_EQ(stage.counters["esm"], 1U);
}

// esbuild beside the processor, a Node.js that strips types, or a clear refusal.
TEST_F(SidecarTest, LoadsTypeScriptOrSaysWhatIsMissing) {
  Stage stage("http://127.0.0.1:1", {function("f")});
  use(stage, "export async function f(context: object, events: any) { events.emit('counter', 'ts', 1); }", "hooks.ts");
  const auto runner = Runner::create(stage.script, stage.options, stage.journal);
  if (runner.has_error()) {
    EXPECT_THAT(to_string(runner.error()), HasSubstr("npm install esbuild"));
    return;
  }
  (*runner)->start();
  (*runner)->join();
  stage.read_journal();
  EXPECT_EQ(stage.counters["ts"], 1U);
}

// Hooks of many users side by side, some of them slow, each with its own variables.
TEST_F(SidecarTest, KeepsManyUsersApart) {
  script::Loop loop;
  loop.has_count = true;
  loop.count = script::Template("20");
  loop.steps = {function("step")};
  Stage stage("http://127.0.0.1:1", {{loop, {}}, function("check")}, 200);
  use(stage, R"(
    exports.step = async (context) => {
      context.vars.sum = (context.vars.sum ?? 0) + context.vars.$loopCount;
      if (context.vars.$loopCount % 7 === 0) await new Promise((done) => setTimeout(done, 2));
    };
    exports.check = (context, events, next) => next(context.vars.sum === 190 ? null : new Error('mixed up'));
  )");
  stage.run();
  EXPECT_EQ(stage.counters["vusers.completed"], 200U);
}

TEST(FindNode, SaysWhatToDoWithoutOne) {
  setenv("RAMPART_NODE", "/nowhere/node", 1);
  const auto named = find_node();
  unsetenv("RAMPART_NODE");
  ASSERT_TRUE(named.has_error());
  EXPECT_THAT(to_string(named.error()), HasSubstr("/nowhere/node"));
}

}  // namespace
}  // namespace rampart::live::traffic
