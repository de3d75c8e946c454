// config: reference artillery.md §1.3, §2.3, §2.4 and §7.
#include "core/script/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using testing::warns;
using testing::with_config;

std::string headers_of(const std::string& config) {
  std::string out;
  for (const auto& header : loaded(with_config(config)).config.default_headers)
    out += header.name + "=" + header.value.source() + ";";
  return out;
}

TEST(Config, PicksDefaultHeaders_2_3) {
  EXPECT_EQ(headers_of(""), "user-agent=Artillery (https://artillery.io);");
  EXPECT_EQ(headers_of("  defaults: {headers: {X-A: 1}}\n"),
            "x-a=1;user-agent=got (https://github.com/sindresorhus/got);");
  EXPECT_EQ(headers_of("  defaults: {headers: {X-A: 1}}\n  http: {defaults: {headers: {User-Agent: me}}}\n"),
            "user-agent=me;");
  EXPECT_EQ(headers_of("  defaults: {headers: {}}\n"), "user-agent=got (https://github.com/sindresorhus/got);");
}

TEST(Config, PicksTheTimeout_2_4) {
  const auto timeout = [](const std::string& config) { return seconds(loaded(with_config(config)).config.timeout); };
  EXPECT_EQ(timeout(""), 10);
  EXPECT_EQ(timeout("  http: {timeout: 3}\n"), 3);
  EXPECT_EQ(timeout("  http: {timeout: \"2.5\"}\n"), 2.5);
  EXPECT_EQ(timeout("  http: {timeout: 3}\n  timeout: 4\n"), 4);
  EXPECT_EQ(timeout("  http: {timeout: 3}\n  timeout: 0\n"), 3);
  EXPECT_THAT(refusal_of(with_config("  http: {timeout: soon}\n")), HasSubstr("\"config.http.timeout\" must be"));
}

TEST(Config, ReadsHttpOptions_1_3) {
  const Config config = loaded(with_config("  http: {pool: 50, extendedMetrics: true, defaults: {strictCapture: false, "
                                           "cookie: {a: b}, think: {jitter: "
                                           "\"20%\"}}}\n"))
                            .config;
  EXPECT_EQ(config.pool, 50);
  EXPECT_TRUE(config.extended_metrics);
  EXPECT_FALSE(config.strict_capture);
  EXPECT_EQ(config.default_cookies.at(0).first, "a");
  EXPECT_EQ(config.think_jitter_percent, 20);
  EXPECT_EQ(config.think_jitter_ms, std::nullopt);
  EXPECT_EQ(loaded(with_config("  defaults: {think: {jitter: 500}}\n")).config.think_jitter_ms, 500);
  EXPECT_THAT(refusal_of(with_config("  defaults: {think: {jitter: a}}\n")), HasSubstr("jitter\" must be"));
}

TEST(Config, ReadsTls_1_3) {
  const Tls tls =
      loaded(with_config("  tls: {ca: [\"-----BEGIN a\", \"-----BEGIN b\"], certificate: \"-----BEGIN c\", key: "
                         "\"-----BEGIN k\", passphrase: 12, servername: h, minVersion: TLSv1.3}\n"))
          .config.tls;
  EXPECT_TRUE(tls.reject_unauthorized);
  EXPECT_THAT(tls.ca, ::testing::ElementsAre("-----BEGIN a", "-----BEGIN b"));
  EXPECT_EQ(tls.cert, "-----BEGIN c");
  EXPECT_EQ(tls.key, "-----BEGIN k");
  EXPECT_EQ(tls.passphrase, "12");
  EXPECT_EQ(tls.servername, "h");
  EXPECT_EQ(tls.min_version, "TLSv1.3");
  EXPECT_THAT(refusal_of(with_config("  tls: {ca: ./ca.pem}\n")), HasSubstr("not its path"));
  EXPECT_THAT(refusal_of(with_config("  tls: {minVersion: SSLv3}\n")), HasSubstr("TLSv1.2"));
  EXPECT_THAT(refusal_of(with_config("  tls: {pfx: a}\n")), HasSubstr("config.tls.pfx"));
  EXPECT_TRUE(warns(loaded(with_config("  tls: {rejectUnauthorised: false}\n")), "rejectUnauthorized"));
}

TEST(Config, ReadsPlugins_7) {
  const Config bare = loaded(with_config("")).config;
  EXPECT_FALSE(bare.expect_plugin);
  EXPECT_FALSE(bare.endpoint_metrics_shown);
  const Config config = loaded(with_config("  plugins: {expect: {reportFailuresAsErrors: true, outputFormat: silent}, "
                                           "metrics-by-endpoint: {}}\n"))
                            .config;
  EXPECT_TRUE(config.expect_plugin);
  EXPECT_TRUE(config.expect_failures_as_errors);
  EXPECT_EQ(config.expect_formatter, "silent");
  EXPECT_TRUE(config.endpoint_metrics_shown);  // once configured, nothing is suppressed by default
  EXPECT_FALSE(
      loaded(with_config("  plugins: {metrics-by-endpoint: {suppressOutput: true}}\n")).config.endpoint_metrics_shown);
  EXPECT_THAT(refusal_of(with_config("  plugins: {expect: {formatter: jsn}}\n")), HasSubstr("Did you mean \"json\"?"));
  EXPECT_TRUE(warns(loaded(with_config("  plugins: {http-file-uploads: {}}\n")), "are sent without it"));
}

TEST(Ensure, ReadsChecks_7) {
  const auto checks = loaded(with_config("  plugins: {ensure: {thresholds: [{http.response_time.p99: 200}, "
                                         "{vusers.failed: \"1\"}], maxErrorRate: 1, p95: "
                                         "100}}\n"))
                          .config.ensure;
  ASSERT_EQ(checks.size(), 4U);
  EXPECT_EQ(checks[0].metric, "http.response_time.p99");
  EXPECT_EQ(checks[0].limit, 200);
  EXPECT_EQ(checks[1].limit, 1);
  EXPECT_EQ(checks[2].kind, EnsureCheck::Kind::legacy);
  EXPECT_EQ(checks[2].metric, "p95");
  EXPECT_EQ(checks[3].kind, EnsureCheck::Kind::max_error_rate);
}

TEST(Ensure, PrefersTheTopLevelSection_7) {
  const auto checks = loaded(with_config("  ensure: {p99: 5}\n  plugins: {ensure: {p95: 6}}\n")).config.ensure;
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks[0].metric, "p99");
  const Script alone = loaded(with_config("  ensure: {p99: 5}\n"));
  EXPECT_TRUE(alone.config.ensure.empty());
  EXPECT_TRUE(warns(alone, "none of this is checked"));
  EXPECT_THAT(refusal_of(with_config("  ensure: {p99: fast}\n")), HasSubstr("\"config.ensure.p99\" must be a number"));
}

TEST(Ensure, CanBeTurnedOff_5_6) {
  LoadOptions options;
  options.process_environment = {{"ARTILLERY_DISABLE_ENSURE", "1"}};
  EXPECT_TRUE(loaded(with_config("  plugins: {ensure: {p95: 6}}\n"), options).config.ensure.empty());
}

TEST(Ensure, RefusesWhatIsNoLimit_7) {
  EXPECT_THAT(
      refusal_of(with_config("  plugins: {ensure: {thresholds: [{a: fast}]}}\n")),
      HasSubstr("t.yml:3:39: Scenario validation error: \"config.plugins.ensure.thresholds[0].a\" must be a number"));
  EXPECT_TRUE(warns(loaded(with_config("  plugins: {ensure: {p96: 6}}\n")), "\"p96\" in config.plugins.ensure"));
}

}  // namespace
}  // namespace rampart::script
