#include "app/publisher.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>

#include "live/net/outgoing.h"
#include "report/summary_values.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_post = 5s;  // Artillery's for the push gateway
constexpr auto longest_finish = 10s;
constexpr std::size_t spans_a_batch = 512;  // and every five seconds: OpenTelemetry's defaults, as Artillery has them
constexpr auto longest_batch = 5s;
constexpr std::size_t most_spans = 65'536;     // OpenTelemetry's default is 2,048; more are dropped
constexpr std::size_t most_waiting = 100'000;  // messages for a service that doesn't take them; more are dropped

publish::WindowStats stats_of(const report::MetricSet& metrics, Instant start) {
  publish::WindowStats out;
  out.start = start;
  out.first_at = metrics.first_at();
  out.last_at = metrics.last_at();
  out.counters.assign(metrics.counters.begin(), metrics.counters.end());
  out.rates.assign(metrics.rates.begin(), metrics.rates.end());
  for (const auto& [name, histogram] : metrics.summaries) {
    publish::WindowStats::Summary summary{name, {}};
    for (const std::string_view key : report::summary_value_names)
      summary.values.emplace_back(key, *report::summary_value(histogram, key));
    out.summaries.push_back(std::move(summary));
  }
  return out;
}

}  // namespace

publish::RunFacts run_facts(const script::Script& script, const std::map<std::string, std::string>& environment,
                            const std::string& test_run_id, Instant now) {
  const auto read = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  publish::RunFacts out;
  out.target = script.config.target;
  out.environment = script.config.test_environment;
  if (!script.scenarios.empty()) out.first_scenario = script.scenarios.front().name;
  out.job = read("WORKER_ID").empty() ? test_run_id : read("WORKER_ID");
  out.started = now;
  out.aws_access_key_id = read("AWS_ACCESS_KEY_ID");
  out.aws_secret_access_key = read("AWS_SECRET_ACCESS_KEY");
  out.aws_session_token = read("AWS_SESSION_TOKEN");
  out.aws_endpoint = read("AWS_ENDPOINT_URL_CLOUDWATCH");
  if (out.aws_endpoint.empty()) out.aws_endpoint = read("AWS_ENDPOINT_URL");
  return out;
}

Result<std::unique_ptr<Publisher>> Publisher::create(const script::Config& config, const publish::RunFacts& facts) {
  std::unique_ptr<Publisher> out(new Publisher);
  for (const script::MetricsReporter& wanted : config.reporters) {
    auto made = publish::make_reporter(wanted.type, wanted.options, facts);
    if (made.has_error()) return made.error();
    out->services_.push_back({wanted.type, std::move(*made), false});
  }
  if (const auto& traces = config.traces) {
    const script::MetricsReporter& exporter = config.reporters[traces->reporter];
    out->traces_.emplace(exporter.type, exporter.options);
    out->traces_service_ = traces->reporter;
  }
  if (!out->services_.empty()) out->thread_ = std::thread([publisher = out.get()] { publisher->send_all(); });
  return out;
}

Publisher::~Publisher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    spans_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Publisher::start(Instant now) {
  for (std::size_t i = 0; i < services_.size(); ++i) enqueue(i, services_[i].reporter->start(now));
}

void Publisher::window(const report::MetricSet& metrics, Instant start, Instant now) {
  if (services_.empty()) return;
  const publish::WindowStats stats = stats_of(metrics, start);
  for (std::size_t i = 0; i < services_.size(); ++i) enqueue(i, services_[i].reporter->window(stats, now));
}

void Publisher::finish(Instant now) {
  for (std::size_t i = 0; i < services_.size(); ++i) enqueue(i, services_[i].reporter->end(now));
  std::unique_lock lock(mutex_);
  finishing_ = true;
  changed_.notify_all();
  const bool all =
      changed_.wait_for(lock, longest_finish, [this] { return waiting_.empty() && spans_.empty() && !sending_; });
  spans_dropped_ += spans_.size();
  if (!all && !waiting_.empty())
    fmt::print(stderr, "publish-metrics: {} messages could not be sent in time\n", waiting_.size());
  if (spans_dropped_ > 0) fmt::print(stderr, "publish-metrics: {} spans could not be sent in time\n", spans_dropped_);
}

void Publisher::take_spans(std::vector<Span> spans) {
  {
    const std::lock_guard lock(mutex_);
    for (Span& span : spans) {
      if (spans_.size() < most_spans)
        spans_.push_back(std::move(span));
      else
        ++spans_dropped_;
    }
    if (spans_.size() < spans_a_batch) return;
  }
  changed_.notify_all();
}

bool Publisher::batch_is_due(std::chrono::steady_clock::time_point last) const {
  if (spans_.empty()) return false;
  return finishing_ || spans_.size() >= spans_a_batch || std::chrono::steady_clock::now() - last >= longest_batch;
}

void Publisher::make_batch() {
  const auto end = spans_.begin() + static_cast<std::ptrdiff_t>(std::min(spans_.size(), spans_a_batch));
  const std::vector<Span> batch(std::make_move_iterator(spans_.begin()), std::make_move_iterator(end));
  spans_.erase(spans_.begin(), end);
  waiting_.emplace_back(traces_service_, traces_->batch(batch));
}

void Publisher::enqueue(std::size_t service, std::vector<publish::Message> messages) {
  {
    const std::lock_guard lock(mutex_);
    for (publish::Message& message : messages)
      if (waiting_.size() < most_waiting) waiting_.emplace_back(service, std::move(message));
  }
  changed_.notify_all();
}

void Publisher::send_all() {
  std::unique_lock lock(mutex_);
  auto last_batch = std::chrono::steady_clock::now();
  while (true) {
    changed_.wait_for(lock, longest_batch, [&] { return stopping_ || !waiting_.empty() || batch_is_due(last_batch); });
    if (stopping_) return;
    if (batch_is_due(last_batch)) {
      make_batch();
      last_batch = std::chrono::steady_clock::now();
    }
    if (waiting_.empty()) continue;
    const auto [service, message] = std::move(waiting_.front());
    waiting_.pop_front();
    sending_ = true;
    lock.unlock();
    send(service, message);
    lock.lock();
    sending_ = false;
    changed_.notify_all();
  }
}

void Publisher::send(std::size_t index, const publish::Message& message) {
  Service& service = services_[index];
  std::string trouble;
  if (const auto* post = std::get_if<publish::HttpPost>(&message)) {
    const auto status = live::net::post_and_wait(post->url, post->headers, post->body, longest_post, post->authorities);
    if (status.has_error())
      trouble = status.error().message;
    else if (*status >= 300)
      trouble = fmt::format("{} answered {}", post->url, *status);
  } else {
    const auto& datagram = std::get<publish::Datagram>(message);
    const auto sent = live::net::send_datagram(datagram.host, datagram.port, datagram.bytes);
    if (sent.has_error()) trouble = sent.error().message;
  }
  if (trouble.empty() || std::exchange(service.complained, true)) return;
  fmt::print(stderr, "publish-metrics: {} can't be reached: {}\n", service.type, trouble);
}

}  // namespace rampart::app
