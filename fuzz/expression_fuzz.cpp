// Any text is an expression or an error with a sentence; what it gives is a value that can be put into text.
#include "core/expression/expression.h"

#include <boost/json/parse.hpp>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size == 0) return 0;
  const auto dialect = (data[0] & 1) != 0 ? expression::Dialect::first : expression::Dialect::second;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto compiled = expression::Expression::compile(text, dialect);
  if (compiled.has_error()) {
    if (compiled.error().message.empty()) std::abort();
    return 0;
  }
  static const boost::json::object variables =
      boost::json::parse(R"({"a": 1, "b": "x", "c": null, "d": [1, [2], null], "e": {"a": 1}, "f": true})").as_object();
  Random random(1);
  const auto value = compiled->evaluate([](std::string_view name) { return variables.if_contains(name); }, random);
  if (value.has_error()) return 0;
  static_cast<void>(expression::to_text(*value));
  if (expression::is_truthy(*value) && value->kind == expression::Value::Kind::undefined) std::abort();
  return 0;
}
