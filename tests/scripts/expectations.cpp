#include "expectations.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace rampart::scripts {
namespace {

using scaling::NotScaled;

std::string clock_of(Instant t) {
  const auto d = t - World::start();
  return fmt::format("{}m{:02d}s", std::chrono::duration_cast<std::chrono::minutes>(d).count(),
                     std::chrono::duration_cast<std::chrono::seconds>(d).count() % 60);
}

/// The managed alarms have long names: "cpu50.high" stands for AlarmHigh of the policy cpu50.
std::string alarm_named(const std::string& name) {
  if (name.ends_with(".high")) return "TargetTracking-service/c/s-AlarmHigh-" + name.substr(0, name.size() - 5);
  if (name.ends_with(".low")) return "TargetTracking-service/c/s-AlarmLow-" + name.substr(0, name.size() - 4);
  return name;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A count over time: its value at span.from and no other until span.to.
void check_count(Words& words, const Span& span, const std::vector<std::pair<Instant, int>>& history,
                 std::string_view what) {
  const int expected = words.integer(what);
  if (words.error()) return;
  std::optional<int> value;
  Instant since;
  for (const auto& [at, count] : history) {
    if (at > span.to) break;
    if (at > span.from && value && *value != expected) break;
    value = count;
    since = at;
  }
  if (value != expected)
    words.fail(
        fmt::format("Expected {} {}, but it is {} since {}.", what, expected, value.value_or(0), clock_of(since)));
}

const scaling::Decision* last_scaling(const World& world, Instant until) {
  const scaling::Decision* last = nullptr;
  for (const auto& [at, decision] : world.seen().decisions)
    if (at <= until && decision.scale) last = &decision;
  return last;
}

void check_desired(Words& words, const Span& span, const World& world) {
  check_count(words, span, world.seen().desired, "desired");
  const auto* last = last_scaling(world, span.to);
  while (!words.error() && !words.done()) {
    const bool cause = words.skip("because");
    if (!cause && !words.skip("explained")) return;
    const auto text = words.text("a text");
    const auto& said = last == nullptr ? "nothing" : cause ? last->cause : last->explanation;
    if (!contains(said, text)) words.fail(fmt::format("Expected \"{}\", but it says \"{}\".", text, said));
  }
}

void check_alarm(Words& words, const Span& span, const World& world) {
  const auto name = alarm_named(words.text("the alarm's name"));
  const bool becomes = words.skip("becomes");
  const auto state = words.text("a state");
  if (!words.error() && !world.has_alarm(name)) words.fail(fmt::format("There is no alarm {}.", name));
  if (words.error()) return;
  std::string value = "INSUFFICIENT_DATA", reason = "Unchecked: Initial alarm creation";
  Instant since = World::start();
  for (const auto& t : world.seen().transitions) {
    if (t.alarm != name || t.at > span.to) continue;
    if (t.at > span.from && value != state) break;
    value = name_of(t.to);
    reason = t.reason;
    since = t.at;
  }
  if (value != state)
    return words.fail(fmt::format("Expected {}, but it is {} since {}: {}", state, value, clock_of(since), reason));
  if (becomes && since != span.from)
    return words.fail(fmt::format("It is {} since {} already.", value, clock_of(since)));
  if (!words.skip("reason")) return;
  words.skip("~");
  const auto text = words.text("a text");
  if (!contains(reason, text)) words.fail(fmt::format("Expected the reason \"{}\", but it is \"{}\".", text, reason));
}

void check_not_scaled(Words& words, const Span& span, const World& world) {
  const auto code = words.text("a code, or silent");
  const auto text = words.done() ? std::string() : words.text("a text");
  std::string heard;
  for (const auto& [at, d] : world.seen().decisions) {
    if (at < span.from || at > span.to) continue;
    const auto said = d.scale                                         ? std::string("scaled")
                      : d.not_scaled_reason.code == NotScaled::silent ? std::string("silent")
                                                                      : std::string(name_of(d.not_scaled_reason.code));
    if (said == code && contains(d.explanation, text)) return;
    heard += fmt::format(" {} ({});", said, d.explanation);
  }
  words.fail(fmt::format("Expected {} {}, but heard{}", code, text, heard.empty() ? " nothing." : heard));
}

void check_activity(Words& words, const Span& span, const World& world) {
  const auto status = words.text("a status");
  const auto text = words.done() ? std::string() : words.text("a text");
  std::string heard;
  for (const auto& [at, activity] : world.seen().activities) {
    if (at < span.from || at > span.to) continue;
    const auto all =
        fmt::format("{} {} {}", activity.decision.description, activity.decision.cause, activity.status_message);
    if (name_of(activity.status) == status && contains(all, text)) return;
    heard += fmt::format(" {} ({});", name_of(activity.status), all);
  }
  words.fail(fmt::format("Expected an activity {} {}, but there is{}", status, text, heard.empty() ? " none." : heard));
}

}  // namespace

Result<Span> span_of(const ScriptLine& line) {
  Words words(line, 1);
  const auto word = words.text("a time");
  const auto dots = word.find("..");
  const auto from = parse_time(word.substr(0, dots));
  const auto to = dots == std::string::npos ? from : parse_time(word.substr(dots + 2));
  if (!from || !to || *to < *from)
    return invalid(fmt::format("\"{}\" is no time such as 3m30s, or 4m..9m.", word), line.place);
  return Span{World::start() + *from, World::start() + *to};
}

Result<void> check(const ScriptLine& line, const World& world) {
  const auto span = span_of(line);
  if (!span) return span.error();
  Words words(line, 2);
  if (words.skip("desired"))
    check_desired(words, *span, world);
  else if (words.skip("running"))
    check_count(words, *span, world.seen().running, "running");
  else if (words.skip("alarm"))
    check_alarm(words, *span, world);
  else if (words.skip("not-scaled"))
    check_not_scaled(words, *span, world);
  else if (words.skip("activity"))
    check_activity(words, *span, world);
  words.expect_end();
  if (words.error()) return *words.error();
  return {};
}

}  // namespace rampart::scripts
