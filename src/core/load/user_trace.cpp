#include "core/load/user_trace.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/load/url.h"

namespace rampart::load {
namespace {

constexpr int first_bad_status = 400;

void put(Span& span, std::string_view name, Span::Value value) {
  for (auto& [given, old] : span.attributes)
    if (given == name) {
      old = std::move(value);
      return;
    }
  span.attributes.emplace_back(name, std::move(value));
}

Span::Value value_of(const boost::json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_number()) return value.to_number<double>();
  return value.is_string() ? std::string(value.get_string()) : std::string();
}

std::string text_of(const script::Variables& variables, std::string_view name) {
  const auto* value = variables.find_named(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// The first line of this name in a request's own headers.
std::string header_of(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const std::size_t end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(end == std::string_view::npos ? headers.size() : end + 2);
    if (line.size() > name.size() + 1 && line.starts_with(name) && line[name.size()] == ':')
      return std::string(line.substr(name.size() + 2));
  }
  return {};
}

/// As String.replace(new RegExp(pattern), as) does, `$&` and `$1` to `$9` included.
void replace_first(std::string& text, const script::Regexp& pattern, std::string_view as) {
  const std::string subject = text;
  const auto found = pattern.find(subject);
  if (!found) return;
  std::string made;
  for (std::size_t i = 0; i < as.size(); ++i) {
    const char next = as[i] == '$' && i + 1 < as.size() ? as[i + 1] : '\0';
    if (next == '&' || (next >= '1' && next <= '9')) {
      made += next == '&' ? *found : pattern.find(subject, as.substr(i + 1, 1)).value_or("");
      ++i;
    } else {
      made += as[i];
    }
  }
  text.replace(static_cast<std::size_t>(found->data() - subject.data()), found->size(), made);
}

void record(Span& span, std::string_view error, Instant now) {
  span.failed = true;
  span.failure = error;
  span.events.push_back(
      {"exception", now, {{"exception.type", std::string(error)}, {"exception.message", std::string(error)}}});
}

/// Whole milliseconds, as Artillery's HTTP library measures.
std::int64_t whole_milliseconds(Duration d) { return std::chrono::duration_cast<std::chrono::milliseconds>(d).count(); }

std::vector<std::pair<const char*, Duration>> phases_of(const Answer& answer, bool tls) {
  const Duration setup = answer.dns + answer.tcp + answer.tls;
  std::vector<std::pair<const char*, Duration>> out = {
      {"wait", Duration::zero()}, {"dns", answer.dns}, {"tcp", answer.tcp}};
  if (tls) out.emplace_back("tls", answer.tls);
  out.emplace_back("request", std::max<Duration>(answer.uploaded - answer.sent - setup, Duration::zero()));
  out.emplace_back("firstByte", answer.first_byte - answer.uploaded);
  out.emplace_back("download", answer.done - answer.first_byte);
  out.emplace_back("total", answer.done - answer.sent);
  return out;
}

constexpr std::pair<std::string_view, std::string_view> phase_attributes[] = {
    {"dns", "dns_lookup.duration"},  {"tcp", "tcp_handshake.duration"}, {"tls", "tls_negotiation.duration"},
    {"request", "request.duration"}, {"firstByte", "response.time.ms"}, {"download", "download.duration"}};

}  // namespace

std::unique_ptr<UserTrace> UserTrace::begin(const script::Traces& settings, std::string_view scenario,
                                            const script::Variables& variables, Random random, Instant now) {
  // A stream of its own: tracing changes no choice of the user, and the sample depends on none.
  Random own = Random::stream(static_cast<std::uint64_t>(random.between(0, (1LL << 62U) - 1)), "trace");
  constexpr std::int64_t parts = 1'000'000;
  if (static_cast<double>(own.between(0, parts - 1)) >= settings.sample_rate * parts) return nullptr;
  std::unique_ptr<UserTrace> out(new UserTrace(settings));
  out->random_ = own;
  Span& span = out->scenario_;
  span.name = out->name_of(scenario.empty() ? "artillery-http-scenario" : scenario);
  span.trace = out->bytes(16);
  span.id = out->bytes(8);
  span.start = now;
  put(span, "vu.uuid", text_of(variables, "$uuid"));
  put(span, "test_id", text_of(variables, "$testId"));
  if (!settings.peer_service.empty()) put(span, "peer.service", settings.peer_service);
  return out;
}

std::string UserTrace::bytes(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += static_cast<char>(random_.between(i == 0 ? 1 : 0, 255));
  return out;
}

std::string UserTrace::name_of(std::string_view name) const {
  std::string out(name);
  for (const auto& [pattern, as] : settings_.replacements) replace_first(out, pattern, as);
  return out;
}

std::unique_ptr<Span> UserTrace::begin_request(const script::Request& request, std::string_view url, Instant now) {
  auto span = std::make_unique<Span>();
  const bool named = settings_.use_request_names && !request.name.empty();
  std::string method(script::name_of(request.method));
  std::string lower = method;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  span->name = name_of(named ? request.name : lower);
  span->trace = scenario_.trace;
  span->parent = scenario_.id;
  span->id = bytes(8);
  span->start = now;
  for (int i = 0; i < 2; ++i) span->attributes.push_back(scenario_.attributes[static_cast<std::size_t>(i)]);
  if (const auto parsed = parse_url(url)) {
    const Origin& origin = parsed->origin;
    const bool usual = origin.port == (origin.tls ? 443 : 80);
    put(*span, "http.url", (origin.tls ? "https://" : "http://") + host_header(origin) + parsed->target);
    // What Artillery puts there: the port if the URL has one, else 443, for http too.
    put(*span, "http.scheme", usual ? Span::Value(std::int64_t{443}) : Span::Value(std::to_string(origin.port)));
    put(*span, "http.method", std::move(method));
    put(*span, "net.host.name", origin.host);
  } else {
    put(*span, "http.url", std::string(url));
    put(*span, "http.method", std::move(method));
  }
  for (const auto& member : settings_.attributes) put(*span, member.key(), value_of(member.value()));
  return span;
}

void UserTrace::end_request(std::unique_ptr<Span> span, const Outgoing& sent, const Answer& answer) {
  const auto* url = std::get_if<std::string>(&span->attributes[2].second);
  const auto phases = phases_of(answer, url != nullptr && url->starts_with("https:"));
  if (settings_.smart) tag_outlier(*span, answer, phases);
  for (const auto& [phase, length] : phases)
    for (const auto& [name, attribute] : phase_attributes)
      if (name == phase) put(*span, attribute, whole_milliseconds(length));
  put(*span, "http.status_code", std::int64_t{answer.status});
  put(*span, "http.flavor", std::string(sent.http2 ? "2.0" : "1.1"));
  if (std::string agent = header_of(sent.headers, "user-agent"); !agent.empty())
    put(*span, "http.user_agent", std::move(agent));
  if (const auto length = answer.header("content-length"); !length.empty())
    put(*span, "http.request_content_length", std::string(length));
  span->failed = answer.status >= first_bad_status;
  span->end = answer.done;
  requests_.push_back(std::move(*span));
}

void UserTrace::tag_outlier(Span& span, const Answer& answer,
                            const std::vector<std::pair<const char*, Duration>>& phases) {
  std::vector<std::string> types, details;
  if (answer.status >= first_bad_status) {
    types.emplace_back("outlier.type.status_code");
    details.push_back(fmt::format("HTTP Status Code >= {}", first_bad_status));
  }
  for (const auto& [name, limit] : settings_.thresholds)
    for (const auto& [phase, length] : phases)
      if (name == phase && static_cast<double>(whole_milliseconds(length)) >= limit) {
        types.push_back("outlier.type." + name);
        details.push_back(fmt::format("'{}' >= {}", name, limit));
      }
  if (details.empty()) return;
  outlier_ = true;
  put(span, "outlier", std::string("true"));
  put(span, "outlier.details", fmt::format("{}", fmt::join(details, ", ")));
  for (const std::string& type : types) put(span, type, true);
}

void UserTrace::fail(std::unique_ptr<Span> request, std::string_view error, Instant now) {
  if (request == nullptr && failure_taken_) return;  // by a branch's request
  failure_taken_ = true;
  Span& span = request != nullptr ? *request : scenario_;
  record(span, error, now);
  if (settings_.smart) {
    outlier_ = outlier_ || request != nullptr;  // Artillery looks at requests only
    put(span, "outlier", std::string("true"));
    put(span, "outlier.type.error", true);
  }
  if (request == nullptr) return;
  request->end = now;
  requests_.push_back(std::move(*request));
}

std::vector<Span> UserTrace::end(Instant now) {
  scenario_.end = now;
  requests_.push_back(std::move(scenario_));
  count_ = requests_.size();
  if (settings_.smart && !outlier_) return {};
  return std::move(requests_);
}

}  // namespace rampart::load
