#include "report/junit.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <vector>

#include "report/artillery_number.h"
#include "report/json_text.h"

namespace rampart::report {
namespace {

/// XML 1.0 has no control characters at all, not even escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20)
      out += c;
    else
      out += "\xef\xbf\xbd";
  }
  return out;
}

struct Case {
  std::string name;
  std::string failure;  ///< Empty: it passed.
  bool optional = false;
  std::string output;
};

struct Suite {
  std::string name;
  std::vector<Case> cases;

  [[nodiscard]] int failures() const {
    int n = 0;
    for (const Case& one : cases) n += !one.failure.empty() && !one.optional ? 1 : 0;
    return n;
  }
  [[nodiscard]] int skipped() const {
    int n = 0;
    for (const Case& one : cases) n += !one.failure.empty() && one.optional ? 1 : 0;
    return n;
  }
};

Suite ensure_suite(const EnsureOutcome& ensured) {
  Suite out{"ensure", {}};
  constexpr std::string_view ok = "ok: ";
  constexpr std::string_view fail = "fail: ";
  constexpr std::string_view optional = " (optional)";
  for (const std::string& line : ensured.lines) {
    Case one;
    if (line.starts_with(ok)) {
      one.name = line.substr(ok.size());
    } else {
      one.name = line.substr(line.starts_with(fail) ? fail.size() : 0);
      one.optional = one.name.ends_with(optional);
      one.failure = one.name + " does not hold";
    }
    out.cases.push_back(std::move(one));
  }
  return out;
}

/// plugins.expect.ok.statusCode and plugins.expect.failed.statusCode.
Suite expect_suite(const MetricSet& total) {
  constexpr std::string_view ok = "plugins.expect.ok.";
  constexpr std::string_view failed = "plugins.expect.failed.";
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> kinds;
  for (const auto& [name, count] : total.counters) {
    if (name.starts_with(ok)) kinds[name.substr(ok.size())].first = count;
    if (name.starts_with(failed)) kinds[name.substr(failed.size())].second = count;
  }
  Suite out{"expect", {}};
  for (const auto& [kind, counts] : kinds) {
    Case one;
    one.name = kind;
    one.output = fmt::format("{} held, {} failed", counts.first, counts.second);
    if (counts.second > 0)
      one.failure = fmt::format("{} of {} answers were not as expected", counts.second, counts.first + counts.second);
    out.cases.push_back(std::move(one));
  }
  return out;
}

Suite validity_suite(const JUnitRun& run, const RunSummary& load, const Validity& validity, const GeneratorUse& use) {
  Case one;
  one.name = "the load was the load asked for";
  std::string reasons;
  for (const std::string& reason : validity.reasons) reasons += reason + "\n";
  if (run.interrupted)
    one.failure = "the run was interrupted";
  else if (!validity.valid())
    one.failure = reasons;
  const stats::Histogram& late = load.total_load().lateness;
  one.output = fmt::format("{}\n{}{}", name_of(validity.grade), reasons, generator_text(use));
  if (!late.empty())
    one.output += fmt::format("Arrivals late by: p50 {} ms, p99 {} ms, max {} ms\n",
                              number_text(quantile_ms(late, 0.5)), number_text(quantile_ms(late, 0.99)),
                              number_text(to_artillery_ms(static_cast<double>(late.max()))));
  return {"validity", {std::move(one)}};
}

std::string case_text(const Suite& suite, const Case& one) {
  std::string out = fmt::format("    <testcase classname=\"rampart.{}\" name=\"{}\"", suite.name, escaped(one.name));
  if (one.failure.empty() && one.output.empty()) return out + "/>\n";
  out += ">\n";
  if (!one.failure.empty() && one.optional)
    out += fmt::format("      <skipped message=\"{}\"/>\n", escaped(one.failure));
  else if (!one.failure.empty())
    out += fmt::format("      <failure message=\"{}\"/>\n", escaped(one.failure));
  if (!one.output.empty()) out += fmt::format("      <system-out>{}</system-out>\n", escaped(one.output));
  return out + "    </testcase>\n";
}

}  // namespace

std::string junit_xml(const JUnitRun& run, const RunSummary& load, const EnsureOutcome& ensured,
                      const Validity& validity, const GeneratorUse& use) {
  std::vector<Suite> suites;
  if (!run.interrupted) suites.push_back(ensure_suite(ensured));
  suites.push_back(expect_suite(load.total()));
  suites.push_back(validity_suite(run, load, validity, use));
  std::size_t tests = 0;
  int failures = 0;
  std::string inner;
  for (const Suite& suite : suites) {
    if (suite.cases.empty()) continue;
    tests += suite.cases.size();
    failures += suite.failures();
    inner += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" "
        "timestamp=\"{}\" time=\"{:.3f}\">\n",
        suite.name, suite.cases.size(), suite.failures(), suite.skipped(), iso8601(run.start), seconds(run.length));
    for (const Case& one : suite.cases) inner += case_text(suite, one);
    inner += "  </testsuite>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\" time=\"{:.3f}\">\n{}</testsuites>\n",
      escaped(run.name), tests, failures, seconds(run.length), inner);
}

}  // namespace rampart::report
