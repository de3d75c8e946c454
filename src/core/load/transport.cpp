#include "core/load/transport.h"

namespace rampart::load {

void Answer::clear() {
  status = 0;
  error = {};
  headers.clear();
  body.clear();
  body_bytes = 0;
  sent = uploaded = first_byte = done = Instant{};
  dns = tcp = tls = Duration{};
}

std::string_view Answer::header(std::string_view name) const {
  std::string_view first;
  bool found = false;
  for_each_header(name, [&](std::string_view value) {
    if (!found) first = value;
    found = true;
  });
  return first;
}

bool Answer::has_header(std::string_view name) const {
  bool found = false;
  for_each_header(name, [&](std::string_view) { found = true; });
  return found;
}

}  // namespace rampart::load
