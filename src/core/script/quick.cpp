// Artillery's `quick`. Source: reference artillery.md §6.
#include <algorithm>

#include "core/script/config.h"
#include "core/script/endpoint.h"
#include "core/script/load.h"

namespace rampart::script {
namespace {

/// "http://host:80/path?q" → "http://host:80" and "/path?q".
std::pair<std::string, std::string> split_origin(const std::string& url) {
  const auto scheme = url.find("://");
  const auto authority = scheme == std::string::npos ? 0 : scheme + 3;
  const auto path = std::min(url.find_first_of("/?#", authority), url.size());
  std::string rest = url.substr(path, url.find('#', path) - path);
  if (!rest.starts_with('/')) rest.insert(0, "/");
  return {url.substr(0, path), rest};
}

/// For a ws:// URL: so many greetings of every user.
Scenario hello_scenario(const std::string& url, std::int64_t messages) {
  Scenario scenario;
  Connect connect;
  connect.connection.target = Template(url);
  scenario.flow.push_back(Step{.what = std::move(connect), .place = {}});
  SendMessage send;
  send.payload = ValueTemplate(boost::json::value("hello from Artillery!"));
  Loop loop;
  loop.has_count = true;
  loop.count = Template(std::to_string(messages));
  loop.steps.push_back(Step{.what = std::move(send), .place = {}});
  scenario.flow.push_back(Step{.what = std::move(loop), .place = {}});
  return scenario;
}

}  // namespace

Script quick(const std::string& url, std::int64_t count, std::int64_t requests, bool insecure) {
  const auto [origin, path] = split_origin(url);
  Script script;
  script.config.target = origin;
  script.config.tls.reject_unauthorized = !insecure;
  script.config.default_headers.push_back({"user-agent", Template(artillery_user_agent)});

  Phase phase;
  phase.shape = Phase::Shape::count;
  phase.duration = std::chrono::seconds(1);
  phase.duration_text = "1";
  phase.arrival_count = count;
  script.config.phases.push_back(std::move(phase));

  if (url.starts_with("ws://") || url.starts_with("wss://")) {
    script.config.target = url;
    script.scenarios.push_back(hello_scenario(url, requests));
    return script;
  }
  Request request;
  request.url = Template(path);
  request.endpoint = endpoint_of(origin, path, "", EndpointNaming{});
  Loop loop;
  loop.has_count = true;
  loop.count = Template(std::to_string(requests));
  loop.steps.push_back(Step{.what = std::move(request), .place = {}});
  Scenario scenario;
  scenario.flow.push_back(Step{.what = std::move(loop), .place = {}});
  script.scenarios.push_back(std::move(scenario));

  boost::json::object known;
  known["target"] = origin;
  script.shared_variables = std::make_shared<const boost::json::object>(std::move(known));
  return script;
}

}  // namespace rampart::script
