#include "core/load/virtual_user.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/load/expect.h"
#include "core/load/loop_plan.h"
#include "core/load/talk.h"
#include "core/load/user_trace.h"
#include "core/load/user_waits.h"
#include "core/script/endpoint.h"
#include "core/script/load.h"

namespace rampart::load {
namespace {

constexpr std::string_view failed_expectations = "Failed expectations for request ";

bool is_redirect(int status) {
  return status == 300 || status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// The first `total;dur=12.3` of a server-timing header, in milliseconds there.
std::optional<Duration> server_timing_total(std::string_view header) {
  constexpr std::string_view mark = "total;dur=";
  const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); };
  const auto found = std::search(header.begin(), header.end(), mark.begin(), mark.end(), same);
  if (found == header.end()) return std::nullopt;
  double ms = 0;
  std::from_chars(&*found + mark.size(), header.data() + header.size(), ms);
  return from_seconds(ms / 1000);
}

}  // namespace

UserState::UserState() = default;
UserState::~UserState() = default;

VirtualUser::VirtualUser(UserWorld& world) : world_(world), state_(own_) {}

VirtualUser::~VirtualUser() { drop(); }

void VirtualUser::start(const std::vector<PlannedStep>& steps, script::Variables variables, Random random,
                        Duration lateness, const Ended& ended) {
  state_.variables = std::move(variables);
  random_ = random;
  lateness_ = lateness;
  ended_ = &ended;
  started_at_ = world_.timer.now();
  state_.jar.clear();
  state_.jar_active = false;
  state_.turns.reset();
  error_.clear();
  state_.trace.reset();
  request_span_.reset();
  if (traced_as != nullptr && world_.on_spans) begin_trace();
  life_ = walk(steps, true);
  life_.run_until_wait();
}

void VirtualUser::drop() {
  if (timer_ != 0) world_.timer.cancel(std::exchange(timer_, 0));
  close_hook_user();
  if (std::exchange(has_slot_, false)) world_.transport.close_slot(slot_);
  life_ = {};
  give_request_back();
  talk_.reset();
}

void VirtualUser::need_slot() {
  if (!std::exchange(has_slot_, true)) slot_ = world_.transport.open_slot();
}

void VirtualUser::borrow_request() {
  if (!takes_turns_) need_slot();
  if (running_ == nullptr && !world_.idle_requests.empty()) {
    running_ = std::move(world_.idle_requests.back());
    world_.idle_requests.pop_back();
  }
  if (running_ == nullptr) running_ = std::make_unique<RunningRequest>(world_.script);
  running_->exchange.request.slot = slot_;
  running_->exchange.request.timeout = world_.script.config.timeout;
}

void VirtualUser::give_request_back() {
  if (running_ == nullptr) return;
  running_->writer.clear();
  world_.idle_requests.push_back(std::move(running_));
}

void VirtualUser::finish(bool ok) {
  const UserEnd end{ok, ok ? std::string() : error_};
  talk_.reset();
  if (std::exchange(has_slot_, false)) world_.transport.close_slot(slot_);
  give_request_back();
  close_hook_user();
  if (state_.trace) end_trace(end);
  (*ended_)(*this, end);
}

VirtualUser::Waits VirtualUser::begin(const PlannedStep& step) {
  if (const auto* request = std::get_if<PlannedRequest>(&step.what)) {
    if (request->conditional && !is_wanted(*request->script)) return Waits::not_at_all;
    if (asks_functions(*request)) return Waits::for_steps;
    return prepare(*request) ? Waits::for_answer : Waits::failed;
  }
  if (const auto* pause = std::get_if<const script::Think*>(&step.what))
    return think(**pause) ? Waits::until_due : Waits::failed;
  if (const auto* log = std::get_if<const script::Log*>(&step.what)) {
    say(**log);
    return Waits::not_at_all;
  }
  return Waits::for_steps;
}

// A sleeping user holds this coroutine's frame, and each variable and each place that awaits has its room there: as few
// as can be. So the whole life is walked by it too, not by one around it.
Task<bool> VirtualUser::walk(const std::vector<PlannedStep>& steps, bool whole_life) {
  bool ok = true;
  for (const PlannedStep* step = steps.data(); ok && step != steps.data() + steps.size(); ++step) {
    switch (begin(*step)) {
      case Waits::not_at_all:
        break;
      case Waits::for_answer:
        do {
          begin_hop();
          if (!takes_turns_ || co_await Turn{*this}) co_await running_->exchange.on(world_.transport);
          if (takes_turns_) pass_turn();
        } while (next_hop(std::get<PlannedRequest>(step->what)));
        ok = conclude(std::get<PlannedRequest>(step->what));
        if (ok) give_request_back();
        break;
      case Waits::until_due:
        co_await Pause{*this};
        break;
      case Waits::for_steps:
        ok = co_await long_step(*step);
        break;
      case Waits::failed:
        ok = false;
        break;
    }
  }
  if (whole_life) finish(ok);
  co_return ok;
}

void VirtualUser::begin_hop() {
  ++waits_;
  running_->asked = world_.timer.now();
  world_.collector.at(running_->asked);
  world_.collector.request_sent();
}

void VirtualUser::say(const script::Log& log) {
  std::string text = log.text.render(state_.variables, random_);
  if (world_.log_line) world_.log_line(std::move(text));
}

/// A step that has a coroutine of its own.
Task<bool> VirtualUser::long_step(const PlannedStep& step) {
  if (const auto* request = std::get_if<PlannedRequest>(&step.what)) return request_unless_function_says_no(*request);
  if (const auto* loop = std::get_if<PlannedLoop>(&step.what)) return repeat(*loop);
  if (const auto* parallel = std::get_if<PlannedParallel>(&step.what)) return fork(*parallel);
  if (const auto* function = std::get_if<const script::Function*>(&step.what)) return run_function(**function);
  return converse(step);
}

Task<bool> VirtualUser::converse(const PlannedStep& step) {
  const auto* connect = std::get_if<const script::Connect*>(&step.what);
  if (connect != nullptr && calls_function((*connect)->connection)) return connect_by_function(step);
  if (connect != nullptr)
    talk_ = std::make_unique<Talk>(world_, state_.variables, random_, error_, (*connect)->connection);
  ++waits_;
  return talk_->take_step(step);
}

Task<bool> VirtualUser::repeat(const PlannedLoop& loop) {
  const LoopRounds rounds = plan_rounds(*loop.script, state_.variables, random_);
  if (asks_function(*loop.script) && (!rounds.over || !rounds.over->empty())) {
    const bool ok = co_await repeat_while_true(loop, rounds);
    co_return ok;
  }
  state_.variables.set(loop.script->counter_name, rounds.from);
  set_element(loop, rounds, rounds.from);
  for (std::int64_t i = rounds.from; i < rounds.to; ++i) {
    const std::uint64_t waits = waits_;
    const bool ok = co_await walk(loop.steps, false);
    if (!ok) co_return false;
    count_round(loop);
    if (rounds.over) set_element(loop, rounds, i + 1);
    // A loop that never waits would keep the whole worker to itself.
    if (waits == waits_ && i % 256 == 255) {
      due_ = world_.timer.now() + std::chrono::milliseconds(1);
      co_await Pause{*this};
    }
  }
  co_return true;
}

// The element stays what it is at the start where the loop goes over nothing, and is gone behind the last of a list.
void VirtualUser::set_element(const PlannedLoop& loop, const LoopRounds& rounds, std::int64_t i) {
  const std::string& name = loop.script->element_name;
  if (!rounds.over)
    state_.variables.set(name, i);
  else if (i >= 0 && static_cast<std::size_t>(i) < rounds.over->size())
    state_.variables.set(name, (*rounds.over)[static_cast<std::size_t>(i)]);
  else
    state_.variables.unset(name);
}

// One more than whatever the counter is: a loop inside that counts with the same name has moved it.
void VirtualUser::count_round(const PlannedLoop& loop) {
  const std::string& name = loop.script->counter_name;
  auto* own = state_.variables.change(name);
  if (own != nullptr && own->is_int64())
    ++own->get_int64();
  else
    state_.variables.set(name, expression::to_number(expression::Value::of(state_.variables.find_named(name))) + 1);
}

bool VirtualUser::fail(std::string_view error) {
  error_.assign(error);
  return false;
}

// A draw of 0 to 100, both included, below the probability: 100 is 99.01 %, as in Artillery. A condition that can't be
// evaluated lets the request go.
bool VirtualUser::is_wanted(const script::Request& request) {
  if (request.probability && static_cast<double>(random_.between(0, 100)) >= *request.probability) return false;
  if (!request.if_true || !request.if_true->expression || names_function(request)) return true;
  const auto value = request.if_true->expression->evaluate(
      [this](std::string_view name) { return state_.variables.find_named(name); }, random_);
  return value.has_error() || expression::is_truthy(*value);
}

bool VirtualUser::prepare(const PlannedRequest& request) {
  borrow_request();
  running_->hops = 0;
  running_->redirect_failed = false;
  running_->endpoint = request.endpoint;
  if (state_.trace) trace_request(request);
  if (!running_->writer.write(request, state_.variables, random_, state_.jar, state_.jar_active, world_.timer.now(),
                              world_.transport, running_->exchange.request)) {
    if (running_->writer.error() == "ERR_GOT_REQUEST_ERROR" || running_->writer.error() == "ERR_INVALID_ARG_TYPE")
      world_.collector.count_endpoint_error(request.endpoint, running_->writer.error());
    return fail(running_->writer.error());
  }
  if (request_span_) running_->exchange.request.keep_headers = true;
  if (request.keeps_url) note_url(request);
  return true;
}

void VirtualUser::note_url(const PlannedRequest& request) {
  const Url& url = running_->writer.url();
  running_->asked_url.assign(url.origin.tls ? "https://" : "http://").append(host_header(url.origin));
  running_->asked_path = running_->asked_url.size();
  running_->asked_url += url.target;
  const script::Config& config = world_.script.config;
  if (config.endpoint_naming.group_dynamic || !world_.plan.measured) return;
  const std::string name =
      script::endpoint_of(config.target, running_->asked_url, request_name(request), config.endpoint_naming);
  running_->endpoint = name.empty() ? Collector::no_endpoint : world_.collector.endpoint(name);
}

std::string VirtualUser::request_name(const PlannedRequest& request) {
  const script::Template name(request.script->name);
  return name.is_constant() ? request.script->name : name.render(state_.variables, random_);
}

void VirtualUser::count_answer() {
  const Answer& answer = running_->exchange.answer;
  Collector& collector = world_.collector;
  collector.at(answer.done);
  if (!answer.error.empty()) {
    collector.request_failed();
    collector.count_endpoint_error(running_->endpoint, answer.error);
    return;
  }
  collector.answered(answer.status, answer.first_byte - answer.uploaded, answer.body_bytes);
  collector.took(answer.done - running_->asked + lateness_, answer.done - answer.sent);
  if (world_.script.config.extended_metrics)
    collector.timed(answer.dns, answer.tcp, answer.tls, answer.done - running_->asked,
                    running_->writer.url().origin.tls);
  if (answer.status >= 500) collector.request_failed();
}

void VirtualUser::take_cookies() {
  running_->exchange.answer.for_each_header("set-cookie", [this](std::string_view header) {
    state_.jar_active = true;
    const Url& url = running_->writer.url();
    using Prefixes = script::CookieRules::Prefixes;
    const script::CookieRules& rules = world_.script.config.cookie_rules;
    auto cookie = parse_set_cookie(header, url.origin, url.target, world_.timer.now(), rules);
    if (cookie && rules.prefixes != Prefixes::ignored && !keeps_prefix_promise(*cookie)) {
      if (rules.prefixes == Prefixes::silent) return;
      cookie.reset();
    }
    if (cookie)
      state_.jar.store(std::move(*cookie), world_.timer.now());
    else
      world_.collector.count_error("cookie_parse_error_invalid_cookie");
  });
}

// Counts the answer that just came. True: it was a redirect, and the next hop is ready to be sent.
bool VirtualUser::next_hop(const PlannedRequest& request) {
  count_answer();
  const Answer& answer = running_->exchange.answer;
  if (!answer.error.empty()) return false;
  if (!answer.headers.empty()) take_cookies();
  if (!is_redirect(answer.status) || !request.script->follow_redirect || !answer.has_header("location")) return false;
  running_->redirect_failed = true;
  if (running_->hops++ >= request.script->max_redirects) {
    world_.collector.count_endpoint_error(request.endpoint, "ERR_TOO_MANY_REDIRECTS");
    return fail("ERR_TOO_MANY_REDIRECTS");
  }
  if (!running_->writer.redirect(request, answer.status, answer.header("location"), state_.jar, state_.jar_active,
                                 world_.timer.now(), world_.transport, running_->exchange.request))
    return fail(running_->writer.error());
  running_->redirect_failed = false;
  return true;
}

bool VirtualUser::conclude(const PlannedRequest& request) {
  const Answer& answer = running_->exchange.answer;
  if (!answer.error.empty()) {
    report_error();
    return fail(answer.error);
  }
  if (running_->redirect_failed) return false;
  if (request_span_) trace_answer();
  count_concluded(request);
  const bool silent = !request.keeps_url || world_.plan.expect_format != ExpectFormat::json;
  if (request.captures.empty() && request.matches.empty() && request.expectations.empty() && silent) return true;
  OpenedAnswer opened(answer);
  const bool captured = take_captures(request, opened);
  const bool as_expected = check_expectations(request, opened);
  if (!captured) return fail("Failed capture or match");
  const script::Config& config = world_.script.config;
  if (as_expected || !config.expect_failures_as_errors) return true;
  const std::string name = config.expect_only_request_names ? request_name(request) : std::string();
  return fail(std::string(failed_expectations) + (name.empty() ? running_->asked_url : name));
}

// What plugins count of an answer at the end of all its hops.
void VirtualUser::count_concluded(const PlannedRequest& request) {
  const Answer& answer = running_->exchange.answer;
  Collector& collector = world_.collector;
  collector.endpoint_answered(running_->endpoint, answer.status, answer.first_byte - answer.uploaded);
  if (!answer.headers.empty())
    if (const auto timing = server_timing_total(answer.header("server-timing")))
      collector.endpoint_server_timing(running_->endpoint, *timing);
  const auto threshold = world_.script.config.apdex_threshold_ms;
  if (!threshold || !world_.plan.measured || request.script == nullptr) return;
  const double took = milliseconds(answer.done - answer.sent);
  const Plan& plan = world_.plan;
  const CounterId rank = took <= *threshold       ? plan.apdex_satisfied
                         : took <= 4 * *threshold ? plan.apdex_tolerated
                                                  : plan.apdex_frustrated;
  // All three names exist from the first answer on, as in Artillery.
  for (const CounterId id : {plan.apdex_satisfied, plan.apdex_tolerated, plan.apdex_frustrated})
    collector.count(id, id == rank ? 1 : 0);
}

// None is stored when any fails.
bool VirtualUser::take_captures(const PlannedRequest& request, OpenedAnswer& opened) {
  std::vector<std::pair<const Extractor*, boost::json::value>> taken;
  bool ok = true;
  for (const Extractor& capture : request.captures) {
    auto value = capture.extract(opened, state_.variables, random_);
    if (is_empty_result(value) && capture.strict()) ok = false;
    if (!value && capture.empty_is_undefined()) continue;
    taken.emplace_back(&capture, value ? std::move(*value) : boost::json::value(""));
  }
  for (const PlannedMatch& match : request.matches) {
    const auto value = match.from.extract(opened, state_.variables, random_);
    const bool same = value && *value == match.value.evaluate(state_.variables, random_) && !value->is_structured();
    if (!same && match.from.strict()) ok = false;
  }
  if (!ok) return false;
  for (auto& [capture, value] : taken) state_.variables.set(capture->as(), std::move(value));
  return true;
}

/// Kept for the reporters: templates may give something else the next time.
struct VirtualUser::JudgedExpectation {
  const Expectation* check;
  std::vector<boost::json::value> values;
  bool ok;
};

bool VirtualUser::check_expectations(const PlannedRequest& request, OpenedAnswer& opened) {
  bool all = true;
  std::vector<JudgedExpectation> judged;
  const bool reports = world_.plan.expect_format != ExpectFormat::silent && world_.log_line && world_.plan.measured;
  for (const PlannedExpectation& expectation : request.expectations) {
    std::vector<boost::json::value> values = expectation.check.render(state_.variables, random_);
    const bool ok = expectation.check.holds(values, opened);
    if (reports) judged.push_back({&expectation.check, std::move(values), ok});
    world_.collector.count(ok ? world_.plan.expect_ok : world_.plan.expect_failed);
    world_.collector.count(ok ? expectation.ok : expectation.failed);
    if (!ok) ++world_.expect_failures;
    all = all && ok;
  }
  if (reports && world_.script.config.expect_plugin) report_expectations(request, judged, opened);
  return all;
}

void VirtualUser::report_expectations(const PlannedRequest& request, const std::vector<JudgedExpectation>& judged,
                                      OpenedAnswer& opened) {
  CheckedRequest shown;
  shown.method = script::name_of(request.script->method);
  shown.url = running_->asked_url;
  shown.path = running_->asked_url.substr(running_->asked_path);
  shown.name = request_name(request);
  if (request.script->json) shown.json = running_->exchange.request.body;
  for (const JudgedExpectation& one : judged) shown.results.push_back(one.check->describe(one.ok, one.values, opened));
  if (auto text = expect_text(world_.plan.expect_format, shown, opened, state_.variables))
    world_.log_line(std::move(*text));
}

/// The expect plugin says every request that got no answer.
void VirtualUser::report_error() const {
  if (!world_.script.config.expect_plugin || !world_.plan.measured || !world_.log_line) return;
  world_.log_line(expect_error_text(world_.plan.expect_format, running_->exchange.answer.error));
}

// Sets due_.
bool VirtualUser::think(const script::Think& think) {
  Duration out{};
  if (think.constant) {
    out = *think.constant;
  } else {
    const std::string text = think.duration.render(state_.variables, random_);
    const auto parsed = script::parse_duration(text);
    if (!parsed) return fail("Invalid think time: " + text);
    out = *parsed;
  }
  const script::Config& config = world_.script.config;
  const bool own = think.jitter_ms || think.jitter_percent;
  const auto& percent = own ? think.jitter_percent : config.think_jitter_percent;
  double around_ms = (own ? think.jitter_ms : config.think_jitter_ms).value_or(0);
  if (percent) around_ms = milliseconds(out) * *percent / 100;
  if (around_ms > 0) out += from_seconds((random_.uniform() * 2 - 1) * around_ms / 1000);
  due_ = world_.timer.now() + std::max(out, Duration::zero());
  return true;
}

}  // namespace rampart::load
