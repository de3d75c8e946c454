#include "publish/mixpanel.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "publish/each_metric.h"

namespace rampart::publish {
namespace {

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  return text;
}

}  // namespace

Mixpanel::Mixpanel(const boost::json::object& options, const RunFacts& facts)
    : token_(text_option(options, "projectToken", "")),
      name_((facts.environment.empty() ? facts.target : in_capitals(facts.environment)) + "-" +
            (facts.first_scenario.empty() ? "Artillery.io" : facts.first_scenario)),
      all_({}, "excluded", Filter::Compare::exactly) {}

std::vector<Message> Mixpanel::window(const WindowStats& stats, Instant now) {
  boost::json::object properties{{"period", std::to_string(milliseconds_of(stats.start))},
                                 {"firstMetricAt", milliseconds_of(stats.first_at)},
                                 {"lastMetricAt", milliseconds_of(stats.last_at)}};
  for_each_metric(stats, all_, [&](const std::string& name, const boost::json::value& value, bool /*counter*/) {
    properties[name] = value;
  });
  properties["token"] = token_;
  properties["time"] = milliseconds_of(now) / 1000;
  const boost::json::array body{boost::json::object{{"event", name_}, {"properties", std::move(properties)}}};
  return {
      HttpPost{"https://api.mixpanel.com/track", {{"content-type", "application/json"}}, boost::json::serialize(body)}};
}

}  // namespace rampart::publish
