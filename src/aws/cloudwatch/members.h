// Reading what a checked input holds, and writing instants: the canonical values of aws/protocol/shape.h.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/watch/metric_query.h"

namespace rampart::aws::cloudwatch {

/// Empty: absent.
std::string text_in(const boost::json::object& object, std::string_view name);
std::optional<double> number_in(const boost::json::object& object, std::string_view name);
std::optional<std::int64_t> whole_in(const boost::json::object& object, std::string_view name);
bool flag_in(const boost::json::object& object, std::string_view name, bool otherwise);
std::optional<Instant> instant_in(const boost::json::object& object, std::string_view name);
std::vector<std::string> texts_in(const boost::json::object& object, std::string_view name);
/// nullptr: absent.
const boost::json::array* list_in(const boost::json::object& object, std::string_view name);

/// A timestamp: seconds, to the millisecond.
double timestamp_of(Instant at);
boost::json::array texts_value(const std::vector<std::string>& texts);

/// Of "Namespace", "MetricName" and "Dimensions".
watch::MetricId metric_in(const boost::json::object& object);
boost::json::array dimensions_value(const watch::MetricId& metric);
/// Of "MetricDataQueries" and an alarm's "Metrics".
std::vector<watch::MetricQuery> queries_in(const boost::json::array& list);
boost::json::array queries_value(const std::vector<watch::MetricQuery>& queries);

/// 1, 5, 10, 20, 30 or k*60.
bool is_period(std::int64_t seconds);

}  // namespace rampart::aws::cloudwatch
