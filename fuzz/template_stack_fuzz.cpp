// Any text as a CloudFormation template, through parsing, reading, planning and the catalogue: no crash, no hang, and
// every refusal is an `invalid` with a sentence.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/control/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto node = rampart::document::parse(text, "fuzz.yml");
  if (node.has_error()) return 0;
  const auto source = rampart::stack::read_template(*node);
  if (source.has_error()) {
    if (source.error().kind != rampart::ErrorKind::invalid || source.error().message.empty()) std::abort();
    return 0;
  }
  const auto catalogue = rampart::control::build_catalogue(*source, {}, {});
  if (catalogue.has_error() && catalogue.error().kind != rampart::ErrorKind::invalid) std::abort();
  return 0;
}
