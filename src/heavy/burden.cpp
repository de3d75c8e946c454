#include "heavy/burden.h"

#include <fmt/format.h>

namespace rampart::heavy {

std::string describe(const Burden& burden) {
  std::string out;
  auto say = [&out](std::string_view what) { out += (out.empty() ? "" : ", ") + std::string(what); };
  if (burden.memory_mb > 0) say(fmt::format("memory {:g} MB", burden.memory_mb));
  if (burden.cpu_ms > 0) say(fmt::format("cpu {:g} ms", burden.cpu_ms));
  if (burden.sleep_ms > 0) say(fmt::format("sleep {:g} ms", burden.sleep_ms));
  if (burden.lock_ms > 0) say(fmt::format("lock {:g} ms", burden.lock_ms));
  if (burden.disk_kb > 0) say(fmt::format("disk {:g} kB", burden.disk_kb));
  if (burden.leak_kb > 0) say(fmt::format("leak {:g} kB", burden.leak_kb));
  if (burden.response_kb > 0) say(fmt::format("response {:g} kB", burden.response_kb));
  if (burden.error_rate > 0) say(fmt::format("errors {:g} %", burden.error_rate * 100));
  if (burden.status > 0) say(fmt::format("status {}", burden.status));
  if (!burden.call.empty()) say("calls " + burden.call);
  return out;
}

}  // namespace rampart::heavy
