#include "store/testing/every_event.h"

namespace rampart::store::testing {

std::vector<ledger::Recorded> every_event() {
  using namespace std::chrono_literals;
  const Instant t0(1'795'334'484'450'000'007ns);
  ledger::LoadSlot slot;
  slot.start = t0;
  slot.worker = 3;
  slot.counters = {{"http.requests", 66}, {"vusers.failed", 0}};
  slot.rates = {{"http.request_rate", 66}};
  slot.summaries["http.response_time"].record(2'500, 60);
  slot.summaries["vusers.session_length"].record(1'032'000);
  slot.felt.record(3'100, 66);
  slot.service.record(2'900, 65);
  slot.lateness.record(41, 24);
  slot.arrivals_due = 24;
  slot.arrivals_started = 23;
  slot.requests_sent = 66;
  slot.requests_answered = 65;
  slot.requests_failed = 1;
  slot.first_metric_at = t0 + 5ms;
  slot.last_metric_at = t0 + 900ms;
  slot.span = std::chrono::minutes(1);

  const std::vector<ledger::Event> events = {
      ledger::RunStarted{"quest", "tw73q", 42, "process", "CPU share by cgroup v2", 6, "rampart prove plan.yml",
                         "targets: {scale-in-to: 1}"},
      ledger::PhaseStarted{1, "warm", "4"},
      slot,
      ledger::ServiceState{"web", 4, 3, 2, 1},
      ledger::TaskState{"web", "0123abcd", "STOPPED", "Essential container in task exited", 137},
      ledger::TargetState{"web-targets", "0123abcd", "unhealthy", "Target.Timeout", "Request timed out"},
      ledger::ServiceEvent{"web", "(service web) has reached a steady state."},
      ledger::MetricPeriod{"AWS/ECS CPUUtilization {ServiceName=web}", "Percent", t0, 20, {3, 210.5, 60.25, 80.75}},
      ledger::AlarmTransition{"high", "OK", "ALARM", "Threshold Crossed", "{\"version\":\"1.0\"}", 800,
                              "AWS/ECS CPUUtilization {ServiceName=web}", "Average", "GreaterThanThreshold"},
      ledger::ScalingActivity{"a-1", "service/c/web", "Setting desired count to 4.",
                              "monitor alarm high in state ALARM", t0, t0 + 3s, "Successful",
                              "Successfully set desired count to 4.", 2, 4, "4 instead of 2: 1,310 per target over 800",
                              "AlreadyAtMaxCapacity"},
      ledger::Note{"warning", "AWS::EC2::VPC is not emulated"},
      ledger::PhaseCompleted{1, "warm", "4"},
      ledger::GeneratorAudit{1.5, 60.25, 2, 120, 1024},
      ledger::RunEnded{true},
  };
  std::vector<ledger::Recorded> out;
  for (const ledger::Event& event : events) out.push_back({t0 + out.size() * 1s, event});
  return out;
}

}  // namespace rampart::store::testing
