#include "live/traffic/sidecar.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/json/value_from.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/script/json_text.h"
#include "live/traffic/clock.h"
#include "live/traffic/sidecar_module.h"

namespace rampart::live::traffic {
namespace {

namespace json = boost::json;
using script::append_json;
using script::append_json_string;

// A call's number: its place in the list of running calls, and how often that place was used before.
constexpr std::uint64_t most_running = std::uint64_t{1} << 22;

std::string settings_text(const SidecarSettings& settings) {
  json::object about;
  std::error_code ignored;
  const std::string& path = settings.processor.path;
  about["processor"] = path.empty() ? path : std::filesystem::absolute(path, ignored).lexically_normal().string();
  about["external"] = json::value_from(settings.processor.external);
  about["target"] = settings.target;
  about["timeout"] = static_cast<std::int64_t>(milliseconds(settings.timeout));
  about["vars"] = settings.variables ? *settings.variables : json::object();
  about["testRunId"] = settings.test_run_id;
  if (settings.fake_data)
    about["fakeData"] = {{"folder", settings.script_folder}, {"options", settings.fake_data->options}};
  about["version"] = artillery_version;
  std::string text;
  append_json(text, json::value(about));
  return text;
}

std::string text_at(const json::array& message, std::size_t index) {
  if (index >= message.size() || !message[index].is_string()) return {};
  return std::string(message[index].get_string());
}

}  // namespace

Sidecar::Sidecar(SidecarProcess process, script::Processor processor)
    : process_(std::move(process)), processor_(std::move(processor)) {}

Sidecar::~Sidecar() = default;

Result<std::unique_ptr<Sidecar>> Sidecar::start(const SidecarSettings& settings) {
  auto process = SidecarProcess::start(settings.node);
  if (process.has_error()) return process.error();
  return start(settings, std::move(*process));
}

std::unique_ptr<Sidecar> Sidecar::start(const SidecarSettings& settings, SidecarProcess plugged) {
  std::unique_ptr<Sidecar> made(new Sidecar(std::move(plugged), settings.processor));
  begin_message(made->outbox_);
  made->outbox_.append("\"settings\",").append(settings_text(settings)).append("]");
  made->flush();
  return made;
}

Result<void> Sidecar::wait_ready(Duration most) {
  wait_until([this] { return ready_ || !refused_.empty(); }, most);
  if (ready_) return {};
  if (refused_.empty() && death_.empty()) refused_ = fmt::format("it hasn't been loaded after {:.0f} s", seconds(most));
  const std::string& why = refused_.empty() ? death_ : refused_;
  return invalid(fmt::format("the processor {} can't be loaded: {}", processor_.path, why), processor_.place);
}

void Sidecar::wait_until(const std::function<bool()>& there, Duration most) {
  const Instant give_up = wall_now() + most;
  while (!there() && death_.empty()) {
    const Duration left = give_up - wall_now();
    if (left <= Duration::zero()) return;
    const bool full = !unsent_.empty();
    pollfd wanted{process_.descriptor(), static_cast<short>(POLLIN | (full ? POLLOUT : 0)), 0};
    ::poll(&wanted, 1, static_cast<int>(milliseconds(left)) + 1);
    read();
    if (death_.empty()) flush();
  }
}

void Sidecar::ask_to_clean(Duration patience) {
  if (!death_.empty()) return;
  listener_ = nullptr;  // what it emits now comes too late
  begin_message(outbox_);
  fmt::format_to(std::back_inserter(outbox_), "\"clean up\",{}]", static_cast<std::int64_t>(milliseconds(patience)));
  flush();
}

int Sidecar::wait_clean(Duration most) {
  wait_until([this] { return clean_.has_value(); }, most);
  return clean_.value_or(0);
}

void Sidecar::join(Reactor& reactor) {
  const Reactor::WatcherId id = reactor.add(*this);
  reactor.watch(process_.descriptor(), id, 0);
}

std::uint32_t Sidecar::number_of(const json::value& scenario) {
  const auto [found, fresh] = scenarios_.try_emplace(&scenario, static_cast<std::uint32_t>(scenarios_.size()));
  if (fresh) {
    begin_message(outbox_);
    fmt::format_to(std::back_inserter(outbox_), "\"scenario\",{},", found->second);
    append_json(outbox_, scenario);
    outbox_ += ']';
  }
  return found->second;
}

std::uint32_t Sidecar::number_of(const script::Request& request) {
  const auto [found, fresh] = requests_.try_emplace(&request, static_cast<std::uint32_t>(requests_.size()));
  if (fresh) {
    begin_message(outbox_);
    fmt::format_to(std::back_inserter(outbox_), "\"request\",{},\"{}\",", found->second,
                   script::name_of(request.method));
    append_json(outbox_, request.spec);
    outbox_ += ']';
  }
  return found->second;
}

load::HookUser Sidecar::open_user(const json::value& scenario) {
  const std::uint32_t number = number_of(scenario);
  if (free_users_.empty()) {
    free_users_.push_back(static_cast<load::HookUser>(users_.size()));
    users_.emplace_back();
  }
  const load::HookUser user = free_users_.back();
  free_users_.pop_back();
  users_[user] = {true, 0};
  begin_message(outbox_);
  fmt::format_to(std::back_inserter(outbox_), "\"open\",{},{}]", user, number);
  return user;
}

void Sidecar::close_user(load::HookUser user) {
  if (std::exchange(users_[user].open, false)) free_users_.push_back(user);
  if (std::exchange(users_[user].running, 0) > 0) {
    for (std::uint32_t i = 0; i < running_.size(); ++i) {
      Running& running = running_[i];
      if (running.call == nullptr || running.call->ask.user != user) continue;
      running.call = nullptr;
      ++running.generation;
      free_running_.push_back(i);
    }
  }
  begin_message(outbox_);
  fmt::format_to(std::back_inserter(outbox_), "\"close\",{}]", user);
}

void Sidecar::call(load::HookCall& call) {
  load::HookAsk& ask = call.ask;
  const std::uint32_t request = ask.request != nullptr ? number_of(*ask.request) : 0;
  if (free_running_.empty()) {
    free_running_.push_back(static_cast<std::uint32_t>(running_.size()));
    running_.emplace_back();
  }
  const std::uint32_t place = free_running_.back();
  free_running_.pop_back();
  running_[place].call = &call;
  ++users_[ask.user].running;

  begin_message(outbox_);
  fmt::format_to(std::back_inserter(outbox_), "\"call\",{},{},{},[", running_[place].generation * most_running + place,
                 ask.user, static_cast<int>(ask.kind));
  for (const std::string& name : ask.names) {
    if (&name != &ask.names.front()) outbox_ += ',';
    append_json_string(outbox_, name);
  }
  outbox_ += "],";
  write_changes(*ask.variables);
  fmt::format_to(std::back_inserter(outbox_), ",{}", request);
  write_about(ask);
  if (ask.connection != nullptr) write_connection(*ask.connection);
  outbox_ += ']';
}

void Sidecar::write_connection(const script::Connection& connection) {
  outbox_ += ",{\"target\":";
  append_json_string(outbox_, connection.target.source());
  outbox_ += ",\"headers\":{";
  for (const script::Header& header : connection.headers) {
    if (&header != &connection.headers.front()) outbox_ += ',';
    append_json_string(outbox_, header.name);
    outbox_ += ':';
    append_json_string(outbox_, header.value.source());
  }
  outbox_ += "},\"subprotocols\":[";
  for (const std::string& name : connection.subprotocols) {
    if (&name != &connection.subprotocols.front()) outbox_ += ',';
    append_json_string(outbox_, name);
  }
  outbox_ += "]}";
}

void Sidecar::write_changes(script::Variables& variables) {
  char before = '{';
  for (const std::string& name : variables.take_changes()) {
    const json::value* value = variables.all().if_contains(name);
    if (value == nullptr) continue;
    outbox_ += std::exchange(before, ',');
    append_json_string(outbox_, name);
    outbox_ += ':';
    append_json(outbox_, *value);
  }
  outbox_ += before == '{' ? '0' : '}';
}

// What hooks see of a request that was sent, and of its answer.
void Sidecar::write_about(const load::HookAsk& ask) {
  using Kind = load::HookAsk::Kind;
  if (ask.kind != Kind::after_response && ask.kind != Kind::on_error) return;
  const auto text = [&](std::string_view key, std::string_view value) {
    outbox_.append(key);
    append_json_string(outbox_, value);
  };
  text(",{\"error\":", ask.error);
  if (ask.sent != nullptr) {
    text(",\"url\":", ask.url);
    text(",\"method\":", script::name_of(ask.sent->method));
    text(",\"headers\":", ask.sent->headers);
    text(",\"body\":", ask.sent->body);
  }
  if (ask.kind == Kind::after_response) {
    const load::Answer& answer = *ask.answer;
    const auto ms = [](Instant t) { return milliseconds(t.time_since_epoch()); };
    fmt::format_to(
        std::back_inserter(outbox_),
        ",\"answer\":{{\"status\":{},\"start\":{:.3f},\"uploaded\":{:.3f},\"firstByte\":{:.3f},\"end\":{:.3f}",
        answer.status, ms(answer.sent), ms(answer.uploaded), ms(answer.first_byte), ms(answer.done));
    text(",\"headers\":", answer.headers);
    text(",\"body\":", ask.body);
    outbox_ += '}';
  }
  outbox_ += '}';
}

void Sidecar::flush() {
  if (!outbox_.empty()) {
    end_frame(outbox_);
    if (unsent_.empty())
      std::swap(unsent_, outbox_);
    else
      unsent_ += outbox_;
    outbox_.clear();
  }
  while (unsent_from_ < unsent_.size() && death_.empty()) {
    const ssize_t sent =
        ::send(process_.descriptor(), unsent_.data() + unsent_from_, unsent_.size() - unsent_from_, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return;  // full: the rest goes when it can be written again; gone: read() sees that
    unsent_from_ += static_cast<std::size_t>(sent);
  }
  unsent_.clear();
  unsent_from_ = 0;
}

void Sidecar::handle_event(std::uint64_t /*tag*/, std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush();
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) read();
}

void Sidecar::read() {
  if (!death_.empty()) return;
  const bool there = inbox_.read(process_.descriptor());
  json::array message;
  while (inbox_.take(message)) take(message);
  if (!there) die();
}

void Sidecar::take(json::array& message) {
  if (message[0].is_number()) return take_reply(message);
  const std::string what = text_at(message, 0);
  if (what == "ready") {
    ready_ = true;
    for (std::size_t i = 1; i < message.size(); ++i) exports_.insert(text_at(message, i));
  } else if (what == "refused") {
    refused_ = text_at(message, 1);
  } else if (what == "died") {
    died_ = text_at(message, 1);
  } else if (what == "clean") {
    clean_ = message.size() > 1 && message[1].is_number() ? message[1].to_number<int>() : 0;
  } else {
    take_metric(message);
  }
}

void Sidecar::take_reply(json::array& message) {
  const auto number = message[0].to_number<std::uint64_t>();
  const auto place = static_cast<std::uint32_t>(number % most_running);
  if (place >= running_.size()) return;
  Running& running = running_[place];
  if (running.call == nullptr || running.generation != number / most_running) return;  // dropped meanwhile
  load::HookCall& call = *std::exchange(running.call, nullptr);
  ++running.generation;
  free_running_.push_back(place);
  --users_[call.ask.user].running;

  load::HookReply& reply = call.reply;
  const auto part = [&](std::size_t index) { return index < message.size() ? &message[index] : nullptr; };
  if (auto* error = part(1); error != nullptr && error->is_string()) {
    reply.failed = true;
    reply.error = std::string_view(error->get_string());
  }
  if (const auto* truth = part(2)) reply.truth = truth->is_number() && truth->to_number<int>() != 0;
  if (auto* changed = part(3); changed != nullptr && changed->is_object())
    reply.variables = std::move(changed->get_object());
  if (const auto* gone = part(4); gone != nullptr && gone->is_array())
    for (std::size_t i = 0; i < gone->get_array().size(); ++i) reply.removed.push_back(text_at(gone->get_array(), i));
  if (auto* changes = part(5); changes != nullptr && changes->is_object())
    reply.request = std::move(changes->get_object());
  call.finish();
}

void Sidecar::take_metric(const json::array& message) {
  if (!listener_ || message.size() < 2) return;
  using Kind = load::HookMetric::Kind;
  const std::string name = text_at(message, 1);
  load::HookMetric metric{Kind::counter, name, 1};
  switch (text_at(message, 0)[0]) {
    case 'h':
      metric.kind = Kind::histogram;
      break;
    case 'r':
      metric.kind = Kind::rate;
      break;
    case 'e':
      metric.kind = Kind::error;
      break;
    default:
      break;
  }
  if (message.size() > 2 && message[2].is_number()) metric.value = message[2].to_number<double>();
  listener_(metric);
}

void Sidecar::die() {
  process_.end();
  const std::string how = process_.status() ? describe_status(*process_.status()) : "ended";
  death_ = fmt::format("the processor's Node.js {}{}", how, died_.empty() ? "" : ": uncaught exception: " + died_);
}

}  // namespace rampart::live::traffic
