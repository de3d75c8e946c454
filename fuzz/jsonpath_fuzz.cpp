// Any text is a JSONPath or an error with a sentence; asking with one ends, and what it finds lies in the document.
#include "core/load/jsonpath.h"

#include <boost/json/parse.hpp>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size > 512) return 0;
  const auto path = load::JsonPath::compile(std::string_view(reinterpret_cast<const char*>(data), size));
  if (path.has_error()) {
    if (path.error().message.empty()) std::abort();
    return 0;
  }
  static const boost::json::value document = boost::json::parse(
      R"({"a": 1, "b": [1, 2, {"c": "x", "d": null}], "c": {"d": {"c": [true, 1.5]}}, "x-y": "", "e": []})");
  for (const boost::json::value* found : path->find_all(document))
    if (found == nullptr) std::abort();
  return 0;
}
