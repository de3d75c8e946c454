// Every failing of a server ends under its Artillery name: no hang, no descriptor left behind.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>

#include "live/traffic/testing/hostile_server.h"
#include "live/traffic/testing/small_server.h"
#include "live/traffic/testing/stage.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;

std::ptrdiff_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

script::Step step_for(const Hostility& hostility) {
  script::Step step = get("/");
  auto& request = std::get<script::Request>(step.what);
  if (!hostility.upload) return step;
  request.method = script::Method::post;
  request.body = script::Template(std::string(8 << 20, 'x'));
  return step;
}

bool waits_for_the_timeout(const Hostility& hostility) {
  return std::find(hostility.errors.begin(), hostility.errors.end(), "ETIMEDOUT") != hostility.errors.end();
}

TEST(Hostile, EveryFailingHasItsName) {
  const ServerTls identity(make_self_signed());
  const auto before = open_descriptors();
  for (const Hostility& hostility : all_hostilities(identity)) {
    SCOPED_TRACE(hostility.name);
    HostileServer server(hostility);
    Stage stage(server.url(), {step_for(hostility)}, 2);
    stage.script->config.tls.reject_unauthorized = false;
    stage.script->config.timeout = waits_for_the_timeout(hostility) ? 300ms : 60s;
    stage.run();
    std::uint64_t known = 0;
    for (const std::string& error : hostility.errors)
      known += stage.counters[error.empty() ? "http.codes.200" : "errors." + error];
    EXPECT_EQ(known, 2U);
    EXPECT_EQ(stage.counters["http.requests"], 2U);
    EXPECT_EQ(stage.counters["vusers.completed"] + stage.counters["vusers.failed"], 2U);
    if (known != 2)
      for (const auto& [name, count] : stage.counters)
        if (name.starts_with("errors.")) ADD_FAILURE() << name << " " << count;
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(Hostile, ANameThatDoesNotExistIsSaidSo) {
  Stage stage("http://no-such-host.invalid", {get("/")}, 2);
  stage.run();
  EXPECT_EQ(stage.counters["errors.ENOTFOUND"] + stage.counters["errors.EAI_AGAIN"], 2U);  // the latter without DNS
}

}  // namespace
}  // namespace rampart::live::traffic
