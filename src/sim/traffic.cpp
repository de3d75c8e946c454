#include "sim/traffic.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rampart::sim {
namespace {

constexpr auto later = [](const auto& a, const auto& b) { return a.at > b.at; };

}  // namespace

Traffic::Traffic(Programs programs, std::unique_ptr<Demand> demand, const TaskModel& model, VirtualTasks& tasks,
                 VirtualBalancer& balancer, const Present& present, ledger::Journal& journal, std::uint64_t seed)
    : programs_(std::move(programs)),
      demand_(std::move(demand)),
      model_(model),
      tasks_(tasks),
      balancer_(balancer),
      present_(present),
      journal_(journal),
      random_(Random::stream(seed, "service")) {
  double sum = 0;
  for (const UserProgram& program : programs_.scenarios) weights_up_to_.push_back(sum += program.weight);
  collector_.name_endpoints_in(programs_.endpoint_namespace);
  for (const std::string& endpoint : programs_.endpoints) endpoints_.push_back(collector_.endpoint(endpoint));
}

void Traffic::begin(double t) {
  begun_ = true;
  began_ = t;
  next_second_ = std::floor(t) + 1;
  roll(t);
  next_arrival_ = demand_->next();
  if (next_arrival_) *next_arrival_ += began_;
}

void Traffic::advance(double t) {
  if (!begun_) return;
  for (;;) {
    const double event = events_.empty() ? t + 1 : events_.front().at;
    const double arrival = next_arrival_.value_or(t + 1);
    const double next = std::min(event, arrival);
    if (next_second_ <= std::min(next, t)) {
      settle(next_second_);
      roll(next_second_);
      next_second_ += 1;
    } else if (next > t) {
      break;
    } else if (arrival <= event) {
      arrive(arrival);
    } else {
      std::pop_heap(events_.begin(), events_.end(), later);
      const Event woken = events_.back();
      events_.pop_back();
      go_on(woken.user, woken.at);
    }
  }
  settle(t);
}

void Traffic::arrive(double t) {
  next_arrival_ = demand_->next();
  if (next_arrival_) *next_arrival_ += began_;
  collector_.arrivals_due(1);
  UserNumber number = 0;
  if (free_.empty()) {
    number = static_cast<UserNumber>(users_.size());
    users_.emplace_back();
  } else {
    number = free_.back();
    free_.pop_back();
  }
  std::size_t scenario = 0;
  if (weights_up_to_.size() > 1) {
    const double drawn = random_.uniform() * weights_up_to_.back();
    while (scenario + 1 < weights_up_to_.size() && drawn >= weights_up_to_[scenario]) ++scenario;
  }
  User& user = users_[number];
  user.program = &programs_.scenarios[scenario];
  user.step = 0;
  user.arrived = t;
  user.failed = false;
  user.loops.clear();
  collector_.at(present_.real(t));
  collector_.user_started(Duration::zero());
  go_on(number, t);
}

void Traffic::wake(UserNumber number, double t) {
  events_.push_back({t, number});
  std::push_heap(events_.begin(), events_.end(), later);
}

// Whether anything but the ends of loops that are over follows the step a user stands at.
bool Traffic::does_more(const User& user) const {
  const auto& steps = user.program->steps;
  auto open = user.loops.size();
  for (std::size_t at = user.step; at < steps.size(); ++at) {
    if (steps[at].kind != UserStep::Kind::again) return true;
    if (user.loops[--open].left != 0) return true;
  }
  return false;
}

void Traffic::go_on(UserNumber number, double t) {
  for (;;) {
    User& user = users_[number];
    if (user.failed) return leave(number, t, true);
    if (user.step >= user.program->steps.size()) return leave(number, t, false);
    const UserStep& step = user.program->steps[user.step];
    switch (step.kind) {
      case UserStep::Kind::loop:
        if (step.times == 0) {
          user.step = step.jump;
        } else {
          user.loops.push_back({step.times < 0 ? -1 : step.times - 1});
          ++user.step;
        }
        break;
      case UserStep::Kind::again: {
        Loop& loop = user.loops.back();
        if (loop.left == 0 || (loop.left < 0 && going_home_)) {
          user.loops.pop_back();
          ++user.step;
        } else {
          if (loop.left > 0) --loop.left;
          user.step = step.jump;
        }
        break;
      }
      case UserStep::Kind::pause: {
        ++user.step;
        double length = step.seconds;
        if (step.jitter > 0) length *= 1 + step.jitter * (random_.uniform() * 2 - 1);
        return wake(number, t + std::max(0.0, length));
      }
      case UserStep::Kind::request:
        ++user.step;
        if (step.probability < 1 && random_.uniform() >= step.probability) break;
        if (!ask(number, user, step, t)) return;
        break;
    }
  }
}

bool Traffic::ask(UserNumber number, User& user, const UserStep& step, double t) {
  ++requests_;
  collector_.request_sent();
  const auto choice = balancer_.choose(random_);
  if (choice.group != nullptr) ++choice.group->traffic.requests;
  if (choice.task == nullptr) {
    ++balancer_.refused;
    collector_.at(present_.real(t));
    answered(nullptr, 503, 0.001, step.endpoint);
    collector_.request_failed();
    return true;
  }
  const int tasks = static_cast<int>(choice.group->healthy.size());
  const double service = model_.service.draw(random_) * model_.stretch(tasks);
  const double gap = model_.downstream_rate > 0 ? 1 / model_.downstream_rate : 0;
  // Answers are counted later than users go on, so whether this is a user's last has to be said now.
  const bool last = !does_more(user);
  const auto end =
      choice.task->station.admit(t, service, programs_.timeout_s, number, step.endpoint, &shared_free_at_, gap, last);
  if (!end) {
    collector_.at(present_.real(t));
    answered(choice.group, 503, 0.001, step.endpoint);
    collector_.request_failed();
    return true;
  }
  ++in_flight_;
  if (!last) {
    user.failed = *end >= t + programs_.timeout_s;
    wake(number, *end);
  }
  return false;
}

void Traffic::answered(VirtualBalancer::Group* group, int status, double latency, std::uint32_t endpoint) {
  const Duration took = from_seconds(latency);
  collector_.answered(status, took, 0);
  collector_.endpoint_answered(endpoint_id(endpoint), status, took);
  collector_.took(took, took);
  if (group == nullptr) return;
  ++group->traffic.answers[static_cast<std::size_t>(status / 100)];
  group->traffic.response_time.merge(stats::StatisticSet::of(latency));
}

void Traffic::count(const VirtualBalancer::Choice& choice, const InFlight& request) {
  --in_flight_;
  const double latency = request.end - request.arrived;
  if (request.timed_out) {
    collector_.count_error("ETIMEDOUT");
    collector_.count_endpoint_error(endpoint_id(request.endpoint), "ETIMEDOUT");
    collector_.took(from_seconds(latency), from_seconds(latency));
    collector_.request_failed();
  } else {
    answered(choice.group, 200, latency, request.endpoint);
  }
  if (request.last) leave(request.user, request.end, request.timed_out);
}

void Traffic::leave(UserNumber number, double t, bool failed) {
  const auto& names = collector_.names();
  collector_.count(failed ? names.failed : names.completed);
  if (!failed) collector_.record(names.session_length, from_seconds(t - users_[number].arrived));
  free_.push_back(number);
}

void Traffic::settle(double t) {
  if (in_flight_ == 0) return;
  collector_.at(present_.real(t));
  for (VirtualBalancer::Group& group : balancer_.groups()) {
    for (const auto& member : group.members) {
      VirtualTask* task = tasks_.find(member.target.task);
      if (task == nullptr) continue;
      while (const auto ended = task->station.take_ended(t)) count({&group, task}, *ended);
    }
  }
  // Their target is gone from its group already; the answers come all the same.
  for (auto& [id, task] : tasks_.all())
    if (task->asked_at)
      while (const auto ended = task->station.take_ended(t)) count({nullptr, task.get()}, *ended);
  for (const InFlight& request : tasks_.take_cut_off()) {
    --in_flight_;
    const double latency = std::max(0.0, t - request.arrived);
    answered(nullptr, 502, latency, request.endpoint);
    collector_.request_failed();
    if (request.last) leave(request.user, t, false);
  }
}

void Traffic::roll(double t) {
  if (auto slot = collector_.roll(present_.real(t))) journal_.write(present_.real(t), std::move(*slot));
}

void Traffic::finish() {
  if (auto slot = collector_.flush()) journal_.write(present_.real(present_.t), std::move(*slot));
}

}  // namespace rampart::sim
