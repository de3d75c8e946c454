#include "core/load/crowd.h"

#include <algorithm>
#include <utility>

namespace rampart::load {
namespace {

Random random_of_user(std::uint64_t seed, std::uint64_t number) {
  return Random(seed ^ ((number + 1) * 0x9e3779b97f4a7c15ULL));
}

}  // namespace

script::Variables make_initial_variables(const script::Script& script, const std::string& test_run_id,
                                         const boost::json::object& process_environment) {
  boost::json::object known;
  known["target"] = script.config.target;
  if (script.shared_variables)
    for (const auto& member : *script.shared_variables) known[member.key()] = member.value();
  if (!test_run_id.empty()) known["$testId"] = test_run_id;
  if (!process_environment.empty()) known["$processEnvironment"] = known["$env"] = process_environment;
  return script::Variables(std::make_shared<const boost::json::object>(std::move(known)));
}

Crowd::Crowd(const script::Script& script, CrowdOptions options, Transport& transport, Timer& timer,
             ledger::Journal& journal, Population& population)
    : script_(script),
      options_(std::move(options)),
      transport_(transport),
      timer_(timer),
      journal_(journal),
      population_(population),
      collector_(options_.worker),
      plan_(make_plan(script, transport_, collector_)),
      world_{.script = script_,
             .plan = plan_,
             .transport = transport_,
             .timer = timer_,
             .collector = collector_,
             .log_line = options_.log_line,
             .initial = options_.initial,
             .hooks = options_.hooks,
             .channels = options_.channels,
             .on_spans = options_.on_spans},
      arrivals_(script.config.phases, options_.seed, options_.worker, options_.workers),
      due_(arrivals_) {
  if (options_.hooks != nullptr)
    options_.hooks->on_metric([this](const HookMetric& metric) {
      collector_.at(timer_.now());
      collector_.emit(metric);
    });
}

Crowd::~Crowd() { stop(); }

void Crowd::begin(Instant start) {
  start_ = start;
  phases_end_ = phase_starts(script_.config.phases).back();
  next_due_ = due_.next();
  take_next();
  collector_.roll(start);
}

void Crowd::take_next() {
  const Duration before = next_ ? next_->due : Duration::zero();
  next_ = arrivals_.next();
  if (next_) gap_ = next_->due - before;
}

std::optional<Instant> Crowd::next_arrival() const {
  if (!next_) return std::nullopt;
  return start_ + next_->due;
}

Instant Crowd::next_wake() const {
  const Instant roll = next_roll();
  if (next_ || phases_end_ == Duration::max()) return roll;
  const Instant end = start_ + phases_end_;
  return end > timer_.now() ? std::min(roll, end) : roll;
}

void Crowd::count_due_before(Instant end) {
  std::uint64_t n = 0;
  for (; next_due_ && start_ + next_due_->due < end; next_due_ = due_.next()) ++n;
  if (n > 0) collector_.arrivals_due(n);
  totals_.arrivals_due += n;
}

void Crowd::begin_turn() {
  reap();
  const Instant now = timer_.now();
  while (next_roll() <= now) {
    const Instant end = next_roll();
    if (!stopped_) count_due_before(end);
    if (auto slot = collector_.roll(end)) journal_.write(end, std::move(*slot));
    if (options_.hooks != nullptr) give_up_hooks(now);
  }
}

void Crowd::give_up_hooks(Instant now) {
  if (next_ || phases_end_ == Duration::max() || now - (start_ + phases_end_) < options_.hook_grace) return;
  for (const auto& user : running_) user->give_up_hooks(now - options_.hook_grace);
  reap();
}

std::size_t Crowd::start_due(std::size_t most) {
  const Instant now = timer_.now();
  std::size_t started = 0;
  while (next_ && !stopped_ && start_ + next_->due <= now && started < most) {
    const Arrival arrival = *next_;
    take_next();
    ++started;
    const auto& most_users = script_.config.phases[static_cast<std::size_t>(arrival.phase)].max_vusers;
    if (most_users && population_.running.load(std::memory_order_relaxed) >= *most_users) {
      collector_.count(collector_.names().skipped);
      ++totals_.skipped;
      continue;
    }
    start_user(arrival, now - (start_ + arrival.due));
  }
  return started;
}

script::Variables Crowd::variables_for(const Arrival& arrival, Random& random) const {
  return draw_variables(script_, options_.initial, arrival.number, random);
}

script::Variables draw_variables(const script::Script& script, const script::Variables& initial, std::uint64_t number,
                                 Random& random) {
  script::Variables out = initial;
  for (const script::Payload& payload : script.config.payloads) {
    if (payload.rows.empty()) continue;
    const auto rows = static_cast<std::int64_t>(payload.rows.size());
    const auto row =
        payload.in_sequence ? number % payload.rows.size() : static_cast<std::uint64_t>(random.between(0, rows - 1));
    const auto& values = payload.rows[row];
    for (std::size_t i = 0; i < payload.fields.size() && i < values.size(); ++i) out.set(payload.fields[i], values[i]);
  }
  for (const auto& [name, value] : script.config.variables) {
    const auto* list = value.if_array();
    if (list == nullptr)
      out.set(name, value);
    else if (!list->empty())
      out.set(name, (*list)[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(list->size()) - 1))]);
  }
  const std::uint64_t high = random();
  out.draw_uuid(high, random());
  return out;
}

void Crowd::start_user(const Arrival& arrival, Duration lateness) {
  if (plan_.scenarios.empty() || plan_.weights_up_to.back() <= 0) return;
  Random random = random_of_user(options_.seed, arrival.number);
  const double draw = random.uniform() * plan_.weights_up_to.back();
  const auto chosen = std::upper_bound(plan_.weights_up_to.begin(), plan_.weights_up_to.end(), draw);
  const auto index =
      std::min(static_cast<std::size_t>(chosen - plan_.weights_up_to.begin()), plan_.scenarios.size() - 1);
  const PlannedScenario& scenario = plan_.scenarios[index];
  script::Variables variables = variables_for(arrival, random);
  collector_.at(timer_.now());
  collector_.user_started(lateness);
  collector_.count(scenario.created_by_name);
  ++totals_.arrivals_started;
  population_.running.fetch_add(1, std::memory_order_relaxed);
  if (idle_.empty()) idle_.push_back(std::make_unique<VirtualUser>(world_));
  running_.push_back(std::move(idle_.back()));
  idle_.pop_back();
  VirtualUser& user = *running_.back();
  user.place = running_.size() - 1;
  user.scenario = &script_.scenarios[index].spec;
  user.traced_as =
      script_.config.traces && script_.scenarios[index].over_http ? &script_.scenarios[index].name : nullptr;
  user.start(scenario.flow, std::move(variables), random, lateness, user_ended_);
}

void Crowd::end_user(VirtualUser& user, const UserEnd& end) {
  const Collector::Names& names = collector_.names();
  collector_.at(timer_.now());
  if (end.ok) {
    ++totals_.completed;
    collector_.count(names.completed);
    collector_.count(names.failed, 0);
    collector_.record(names.session_length, timer_.now() - user.started_at());
  } else {
    ++totals_.failed;
    collector_.count(names.failed);
    collector_.count_error(end.error);
  }
  population_.running.fetch_sub(1, std::memory_order_relaxed);
  ended_.push_back(&user);
}

// A user can't be put away while its coroutine is on the stack, so that is done between turns.
void Crowd::reap() {
  for (VirtualUser* user : ended_) {
    user->drop();
    const std::size_t place = user->place;
    idle_.push_back(std::move(running_[place]));
    if (place + 1 != running_.size()) {
      running_[place] = std::move(running_.back());
      running_[place]->place = place;
    }
    running_.pop_back();
  }
  ended_.clear();
}

bool Crowd::finished() const {
  if (running_.size() > ended_.size()) return false;
  return stopped_ || (!next_ && timer_.now() >= start_ + phases_end_);
}

void Crowd::stop() {
  if (std::exchange(stopped_, true)) return;
  count_due_before(timer_.now());
  reap();
  population_.running.fetch_sub(static_cast<std::int64_t>(running_.size()), std::memory_order_relaxed);
  running_.clear();
  next_.reset();
}

void Crowd::flush() {
  reap();
  const Instant now = timer_.now();
  if (!stopped_) count_due_before(now + Duration(1));
  if (auto slot = collector_.flush()) journal_.write(now, std::move(*slot));
}

CrowdTotals Crowd::totals() const {
  CrowdTotals out = totals_;
  out.expect_failures = world_.expect_failures;
  return out;
}

}  // namespace rampart::load
