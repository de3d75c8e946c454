#include "publish/prometheus.h"

#include <gtest/gtest.h>

#include "publish/testing/sample_window.h"

namespace rampart::publish {
namespace {

TEST(PrometheusPush, WritesWhatArtilleryPushes) {
  const boost::json::object options{{"pushgateway", "http://127.0.0.1:3006/"},
                                    {"tags", boost::json::array{"testId:abc", "env:x"}}};
  PrometheusPush push(options, sample_facts());
  const auto messages = push.window(sample_window(), Instant{});
  ASSERT_EQ(messages.size(), 1U);
  const auto& post = std::get<HttpPost>(messages[0]);
  EXPECT_EQ(post.url, "http://127.0.0.1:3006/metrics/job/worker-1");
  EXPECT_EQ(post.body,
            R"(# HELP artillery_counters counter based stats e.g.: core_vusers_created_total, engine.http.requests
# TYPE artillery_counters counter
artillery_counters{metric="http_codes_200",testId="abc",env="x"} 2
artillery_counters{metric="plugins_metrics-by-endpoint_/json_(rq)_codes_200",testId="abc",env="x"} 2
artillery_counters{metric="vusers_failed",testId="abc",env="x"} 0

# HELP artillery_rates rates based stats e.g.: engine_http_request_rate
# TYPE artillery_rates gauge
artillery_rates{metric="http_request_rate",testId="abc",env="x"} 2

# HELP artillery_summaries summaries based stats e.g.: engine_http_response_time_min, engine_http_response_time_p999
# TYPE artillery_summaries gauge
artillery_summaries{metric="http_response_time_mean",testId="abc",env="x"} 0.5
artillery_summaries{metric="http_response_time_min",testId="abc",env="x"} 0
)");
}

TEST(PrometheusPush, LetsCountersGrow) {
  PrometheusPush push({{"pushgateway", "http://h"}, {"prefix", "p"}}, sample_facts());
  (void)push.window(sample_window(), Instant{});
  const auto messages = push.window(sample_window(), Instant{});
  EXPECT_NE(std::get<HttpPost>(messages.at(0)).body.find("p_counters{metric=\"http_codes_200\"} 4\n"),
            std::string::npos);
  EXPECT_NE(std::get<HttpPost>(messages.at(0)).body.find("p_rates{metric=\"http_request_rate\"} 2\n"),
            std::string::npos);
}

}  // namespace
}  // namespace rampart::publish
