// What stands around the spans or metrics of one OTLP message: who sends them (a resource), with which instrument (a
// scope). Source: opentelemetry-proto's trace.proto and metrics.proto, which have the same field numbers there.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "publish/protobuf.h"

namespace rampart::publish {

/// `what`: "spans" or "metrics".
std::string json_message(std::string_view what, std::string_view service, const boost::json::object& scope,
                         boost::json::array items);
std::string protobuf_message(std::string_view service, std::string_view scope_name, const std::vector<Protobuf>& items);

}  // namespace rampart::publish
