// A key and its value as OTLP has them, in JSON and in protocol buffers (opentelemetry-proto's common.proto).
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/span.h"
#include "publish/protobuf.h"

namespace rampart::publish {

boost::json::object json_attribute(std::string_view key, const Span::Value& value);
Protobuf protobuf_attribute(std::string_view key, const Span::Value& value);

}  // namespace rampart::publish
