#include "live/traffic/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "live/traffic/testing/small_server.h"
#include "live/traffic/testing/stage.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;
using script::Template;

SmallServer::Respond always(SmallAnswer answer) {
  return [answer](const std::string&) { return answer; };
}

TEST(Runner, RunsAScriptAndTellsTheJournal) {
  SmallServer server(always({{ok("hello")}}));
  script::Loop loop;
  loop.has_count = true;
  loop.count = Template("5");
  loop.steps = {get("/a")};
  Stage stage(server.url(), {{loop, {}}}, 8);
  stage.options.workers = 2;
  stage.run();
  EXPECT_EQ(stage.counters["vusers.created"], 8U);
  EXPECT_EQ(stage.counters["vusers.completed"], 8U);
  EXPECT_EQ(stage.counters["vusers.failed"], 0U);
  EXPECT_EQ(stage.counters["vusers.created_by_name.0"], 8U);
  EXPECT_EQ(stage.counters["http.requests"], 40U);
  EXPECT_EQ(stage.counters["http.codes.200"], 40U);
  EXPECT_EQ(stage.counters["http.downloaded_bytes"], 200U);
  EXPECT_EQ(stage.sum.arrivals_due, 8U);
  EXPECT_EQ(stage.sum.arrivals_started, 8U);
  EXPECT_EQ(stage.sum.felt.count(), 40U);
  EXPECT_GE(stage.sum.felt.max(), stage.sum.service.max());
  EXPECT_EQ(server.connections(), 8);  // a user, a connection
  EXPECT_EQ(stage.summary.totals.completed, 8U);
  const auto started = stage.journal.all<ledger::PhaseStarted>();
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started[0].name, "only");
  EXPECT_EQ(stage.journal.all<ledger::PhaseCompleted>().size(), 1U);
  const auto audit = stage.journal.all<ledger::GeneratorAudit>();
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].workers, 2);
  EXPECT_GE(audit[0].open_connections_peak, 1U);
}

TEST(Runner, ReadsChunkedSlowAndCloseDelimitedAnswers) {
  SmallServer server([](const std::string& request) -> SmallAnswer {
    if (request.starts_with("GET /chunked"))
      return {{"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{\"a", "\r\n4\r\n\":1", "}\r\n0\r\n\r\n"}};
    if (request.starts_with("GET /close")) return {{"HTTP/1.1 200 OK\r\n\r\n", "{\"a\":2}"}, true};
    return {{ok("{}")}};
  });
  std::vector<std::string> lines;
  auto chunked = get("/chunked");
  script::Capture capture;
  capture.expression = "$.a";
  capture.as = "a";
  std::get<script::Request>(chunked.what).captures = {capture};
  auto closed = get("/close");
  capture.as = "b";
  std::get<script::Request>(closed.what).captures = {capture};
  Stage stage(server.url(), {chunked, closed, get("/last"), {script::Log{Template("{{ a }} {{ b }}")}, {}}});
  stage.options.log_line = [&](const std::string& line) { lines.push_back(line); };
  stage.run();
  EXPECT_EQ(stage.counters["vusers.completed"], 1U);
  EXPECT_THAT(lines, testing::ElementsAre("1 2"));
  EXPECT_EQ(server.connections(), 2);  // after a close-delimited answer comes a new connection
}

TEST(Runner, LargeBodiesGoUpWhole) {
  std::atomic<std::size_t> got{0};
  SmallServer server([&](const std::string& request) -> SmallAnswer {
    got = request.size();
    return {{ok("ok")}};
  });
  auto post = get("/up");
  auto& request = std::get<script::Request>(post.what);
  request.method = script::Method::post;
  request.body = Template(std::string(8 << 20, 'x'));
  Stage stage(server.url(), {post, get("/after")});
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
  EXPECT_EQ(server.connections(), 1);
}

struct ErrorCase {
  SmallAnswer answer;
  const char* error;
};

TEST(Runner, NamesErrorsAsNodeDoes) {
  const ErrorCase cases[] = {
      {{{}, false, true}, "ECONNRESET"},
      {{{}, true}, "ECONNRESET"},
      {{{"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"}, true}, "ECONNRESET"},
      {{{"SMTP ready\r\n"}, true}, "HPE_INVALID_CONSTANT"},
      {{{"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"}, true}, "HPE_INVALID_CHUNK_SIZE"},
      {{{"HTTP/1.1 200 OK\r\n"}, false, false, true}, "ETIMEDOUT"},
  };
  for (const ErrorCase& c : cases) {
    SmallServer server(always(c.answer));
    Stage stage(server.url(), {get("/")}, 3);
    stage.script->config.timeout = 100ms;
    stage.run();
    EXPECT_EQ(stage.counters["errors." + std::string(c.error)], 3U) << c.error;
    EXPECT_EQ(stage.counters["vusers.failed"], 3U);
    EXPECT_EQ(stage.sum.requests_failed, 3U);
    EXPECT_EQ(stage.counters["http.responses"], 0U);
  }
}

TEST(Runner, RefusedAndUnknownHosts) {
  int port = 0;
  {
    SmallServer gone(always({}));
    port = gone.port();
  }
  Stage refused("http://localhost:" + std::to_string(port), {get("/")}, 2);
  refused.run();
  EXPECT_EQ(refused.counters["errors.ECONNREFUSED"], 2U);
  EXPECT_EQ(refused.counters["http.requests"], 2U);
}

TEST(Runner, LocalhostFindsAServerOnOneFamilyOnly) {
  SmallServer server(always({{ok("")}}));
  Stage stage("http://localhost:" + std::to_string(server.port()), {get("/"), get("{{ base }}/dynamic")}, 2);
  stage.script->config.variables = {{"base", boost::json::string("http://127.0.0.1:" + std::to_string(server.port()))}};
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 4U);
}

TEST(Runner, APoolIsShared) {
  SmallServer server([](const std::string&) -> SmallAnswer {
    std::this_thread::sleep_for(2ms);
    return {{ok("")}};
  });
  Stage stage(server.url(), {get("/"), get("/")}, 20);
  stage.script->config.pool = 3;
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 40U);
  EXPECT_LE(server.connections(), 3);
}

TEST(Runner, APoolSurvivesConnectionsThatAreClosed) {
  SmallServer server(always({{"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"}, true}));
  Stage stage(server.url(), {get("/"), get("/")}, 10);
  stage.script->config.pool = 1;
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 20U);
  EXPECT_EQ(server.connections(), 20);
}

TEST(Runner, StopEndsRunningUsersAndKeepsWhatWasCounted) {
  SmallServer server(always({{ok("")}}));
  script::Loop for_ever;
  for_ever.steps = {get("/")};
  Stage stage(server.url(), {{for_ever, {}}}, 4);
  auto runner = Runner::create(stage.script, stage.options, stage.journal);
  ASSERT_TRUE(runner);
  (*runner)->start();
  while (server.requests() < 100) std::this_thread::yield();
  EXPECT_FALSE((*runner)->finished());
  (*runner)->stop();
  (*runner)->join();
  stage.read_journal();
  EXPECT_EQ(stage.counters["vusers.completed"], 0U);
  EXPECT_EQ(stage.counters["vusers.failed"], 0U);
  EXPECT_GE(stage.counters["http.responses"], 96U);
  EXPECT_EQ(stage.journal.all<ledger::GeneratorAudit>().size(), 1U);
}

TEST(Runner, MaxVusersSkipsArrivals) {
  SmallServer server([](const std::string&) -> SmallAnswer {
    std::this_thread::sleep_for(60ms);
    return {{ok("")}};
  });
  Stage stage(server.url(), {get("/")}, 10);
  stage.script->config.phases[0].max_vusers = 2;
  stage.options.workers = 2;
  stage.run();
  EXPECT_EQ(stage.counters["vusers.created"], 2U);
  EXPECT_EQ(stage.counters["vusers.skipped"], 8U);
  EXPECT_EQ(stage.sum.arrivals_due, 10U);
  EXPECT_EQ(stage.sum.arrivals_started, 2U);
}

TEST(Runner, BeforeGivesItsVariablesToEveryUser) {
  std::mutex mutex;
  std::vector<std::string> seen;
  SmallServer server([&](const std::string& request) -> SmallAnswer {
    const std::lock_guard lock(mutex);
    seen.push_back(request.substr(0, request.find(" HTTP")));
    return {{ok(R"({"token":"t1"})")}};
  });
  Stage stage(server.url(), {get("/{{ token }}")}, 2);
  auto login = get("/login");
  script::Capture capture;
  capture.expression = "$.token";
  capture.as = "token";
  std::get<script::Request>(login.what).captures = {capture};
  stage.script->before = {login};
  stage.script->after = {get("/bye/{{ token }}/{{ fixed }}")};
  stage.script->config.variables = {{"fixed", 7}};
  stage.run();
  EXPECT_THAT(seen, testing::ElementsAre("GET /login", "GET /t1", "GET /t1", "GET /bye/t1/7"));
  EXPECT_EQ(stage.counters["http.requests"], 2U);  // before and after are not in the metrics
}

TEST(Runner, AFailedBeforeMakesNoLoad) {
  SmallServer server(always({{}, true}));
  Stage stage(server.url(), {get("/")});
  stage.script->before = {get("/login")};
  stage.run();
  EXPECT_EQ(stage.summary.before_error, "ECONNRESET");
  EXPECT_TRUE(stage.journal.all<ledger::LoadSlot>().empty());
}

TEST(Runner, LocalAddressesAreUsedInTurn) {
  SmallServer server(always({{ok("")}}));
  Stage stage(server.url(), {get("/")}, 6);
  stage.options.local_addresses = {"127.0.0.2", "127.0.0.3", "127.0.0.4"};
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 6U);
  EXPECT_THAT(server.peers(), testing::ElementsAre("127.0.0.2", "127.0.0.3", "127.0.0.4"));
  for (const char* wrong : {"localhost", "203.0.113.1"}) {
    Stage refused(server.url(), {get("/")});
    refused.options.local_addresses = {wrong};
    const auto runner = Runner::create(refused.script, refused.options, refused.journal);
    ASSERT_FALSE(runner);
    EXPECT_THAT(runner.error().message, testing::HasSubstr(wrong));
  }
}

// The service's name needn't be known here: the proxy connects to it.
TEST(Runner, GoesThroughTheProxyOfTheEnvironment) {
  std::mutex mutex;
  std::vector<std::string> seen;
  SmallServer proxy([&](const std::string& request) -> SmallAnswer {
    const std::lock_guard lock(mutex);
    seen.push_back(request);
    if (request.starts_with("CONNECT")) return {{"HTTP/1.1 200 Connec", "tion established\r\nx: y\r\n\r\n"}};
    return {{ok("")}};
  });
  Stage stage("http://shop.example:81", {get("/a"), get("/b")});
  stage.options.process_environment = {{"HTTP_PROXY", "http://ann:s%40@127.0.0.1:" + std::to_string(proxy.port())}};
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
  EXPECT_THAT(seen, testing::ElementsAre(testing::StartsWith("CONNECT shop.example:81 "), testing::StartsWith("GET /a"),
                                         testing::StartsWith("GET /b")));
}

TEST(Runner, NamesWhatAProxyRefuses) {
  SmallServer proxy(always({{"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"}}));
  SmallServer closing(always({{}, true}));
  const auto run_through = [](int port) {
    Stage stage("http://shop.example", {get("/")});
    stage.options.process_environment = {{"HTTP_PROXY", "http://127.0.0.1:" + std::to_string(port)}};
    stage.run();
    return stage.counters;
  };
  EXPECT_EQ(run_through(proxy.port())["errors.ERR_GOT_REQUEST_ERROR"], 1U);
  EXPECT_EQ(run_through(closing.port())["errors.ECONNRESET"], 1U);
}

TEST(Runner, AProxyForHttpsServesHttpsOnly) {
  SmallServer server(always({{ok("")}}));
  Stage stage(server.url(), {get("/")});
  stage.options.process_environment = {{"HTTPS_PROXY", "http://127.0.0.1:1"}};
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 1U);
  for (const char* wrong : {"https://proxy:1", "proxy:3128", "http://", "http://a:99999"}) {
    Stage refused(server.url(), {get("/")});
    refused.options.process_environment = {{"HTTPS_PROXY", wrong}};
    const auto runner = Runner::create(refused.script, refused.options, refused.journal);
    ASSERT_FALSE(runner) << wrong;
    EXPECT_THAT(runner.error().message, testing::HasSubstr("HTTPS_PROXY"));
  }
}

TEST(Runner, ExtendedMetricsTellThePartsApart) {
  SmallServer server(always({{ok("")}}));
  const auto count = [](Stage& stage, const char* name) {
    std::uint64_t n = 0;
    for (const auto& slot : stage.journal.all<ledger::LoadSlot>())
      if (const auto found = slot.summaries.find(name); found != slot.summaries.end()) n += found->second.count();
    return n;
  };
  Stage plain(server.url(), {get("/"), get("/")}, 3);
  plain.run();
  EXPECT_EQ(count(plain, "http.tcp"), 0U);
  Stage extended(server.url(), {get("/"), get("/")}, 3);
  extended.script->config.extended_metrics = true;
  extended.run();
  for (const char* name : {"http.dns", "http.tcp", "http.total"}) EXPECT_EQ(count(extended, name), 6U) << name;
  EXPECT_EQ(count(extended, "http.tls"), 0U);  // Artillery's would be "null" for plain http
}

TEST(Runner, RefusesWhatItCannotDo) {
  Stage https("https://localhost", {get("/")});
  https.script->config.tls.ciphers = "no-such-cipher";
  const auto refused = Runner::create(https.script, https.options, https.journal);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("config.tls.ciphers"));
  Stage broken("http://localhost", {get("/")});
  script::Capture capture;
  capture.expression = "$.a[";
  std::get<script::Request>(broken.script->scenarios[0].flow[0].what).captures = {capture};
  EXPECT_FALSE(Runner::create(broken.script, broken.options, broken.journal));
}

}  // namespace
}  // namespace rampart::live::traffic
