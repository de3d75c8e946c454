#include "report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rampart::report {
namespace {

using testing::HasSubstr;
using testing::Not;

RunSummary load_with_checks() {
  ledger::LoadSlot slot;
  slot.counters["plugins.expect.ok"] = 9;
  slot.counters["plugins.expect.ok.statusCode"] = 7;
  slot.counters["plugins.expect.failed.statusCode"] = 2;
  slot.counters["plugins.expect.ok.header x-id values equals"] = 2;
  slot.lateness.record(300, 10);
  RunSummary load;
  load.add(slot);
  return load;
}

const JUnitRun run{"load <&\"1\x01.yml", instant_from_unix_seconds(1769860800), std::chrono::milliseconds(12345),
                   false};

TEST(JUnit, MakesATestCaseOfEveryCheck) {
  const EnsureOutcome ensured{{"ok: http.response_time.p95 < 200", "fail: vusers.failed < 1", "fail: x < 1 (optional)"},
                              true};
  const std::string xml = junit_xml(run, load_with_checks(), ensured, {}, {});
  EXPECT_THAT(xml, HasSubstr("<testsuites name=\"load &lt;&amp;&quot;1\xef\xbf\xbd.yml\" tests=\"6\" failures=\"2\""));
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"ensure\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" "
                             "timestamp=\"2026-01-31T12:00:00.000Z\" time=\"12.345\">"));
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"rampart.ensure\" name=\"http.response_time.p95 &lt; 200\"/>"));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"vusers.failed &lt; 1 does not hold\"/>"));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"x &lt; 1 (optional) does not hold\"/>"));
  EXPECT_THAT(xml, HasSubstr("2 of 9 answers were not as expected"));
  EXPECT_THAT(xml, HasSubstr("name=\"header x-id values equals\""));
  EXPECT_THAT(xml,
              HasSubstr("VALID\nGenerator: it made no load.\nArrivals late by: p50 0.3 ms, p99 0.3 ms, max 0.3 ms"));
}

TEST(JUnit, FailsARunThatDoesNotCount) {
  const Validity invalid{ValidityGrade::invalid, {"Too late."}};
  EXPECT_THAT(junit_xml(run, {}, {}, invalid, {}), HasSubstr("<failure message=\"Too late.\n\"/>"));
  const Validity suspect{ValidityGrade::suspect, {"A bit late."}};
  EXPECT_THAT(junit_xml(run, {}, {}, suspect, {}), Not(HasSubstr("<failure")));
  JUnitRun interrupted = run;
  interrupted.interrupted = true;
  const std::string xml = junit_xml(interrupted, {}, {{"fail: a < 1"}, true}, {}, {});
  EXPECT_THAT(xml, HasSubstr("the run was interrupted"));
  EXPECT_THAT(xml, Not(HasSubstr("a &lt; 1"))) << "what was not judged is no result";
}

}  // namespace
}  // namespace rampart::report
