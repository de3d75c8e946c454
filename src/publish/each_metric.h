// What reporters of hosted services have in common: the window's metrics one by one, and their events.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

inline std::int64_t milliseconds_of(Instant t) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

/// Calls `add(name, value, is_counter)` for all that the filter lets through.
template <class F>
void for_each_metric(const WindowStats& stats, const Filter& filter, F add) {
  for (const auto& [name, value] : stats.counters)
    if (filter.lets(name)) add(name, boost::json::value(value), true);
  for (const auto& [name, value] : stats.rates)
    if (filter.lets(name)) add(name, boost::json::value(value), false);
  for (const auto& summary : stats.summaries)
    if (filter.lets(summary.name))
      for (const auto& [key, value] : summary.values) add(summary.name + "." + key, boost::json::value(value), false);
}

inline boost::json::object object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  boost::json::object out;
  for (const auto& [name, value] : pairs) out[name] = value;
  return out;
}

/// A mapping among the options; an empty one where there is none.
inline boost::json::object mapping_of(const boost::json::object& options, std::string_view key) {
  const auto* found = options.if_contains(key);
  return found != nullptr && found->is_object() ? found->get_object() : boost::json::object();
}

/// An event whose `send` isn't false.
inline bool is_sent(const boost::json::object& event) { return text_option(event, "send", "true") != "false"; }

}  // namespace rampart::publish
