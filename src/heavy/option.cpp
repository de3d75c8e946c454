#include "heavy/option.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "heavy/nearest.h"
#include "heavy/upstream.h"

namespace rampart::heavy {
namespace {

constexpr double ten_minutes_ms = 600'000;
constexpr double day_s = 86'400;
constexpr double terabyte_kb = 1024.0 * 1024 * 1024;

constexpr std::array table = {
    Option{"cpu-ms", &Burden::cpu_ms, 0, ten_minutes_ms, "CPU time a request burns"},
    Option{"memory-mb", &Burden::memory_mb, 0, 1024.0 * 1024, "memory a request holds while it is worked on"},
    Option{"leak-kb", &Burden::leak_kb, 0, terabyte_kb, "memory a request leaves behind for ever"},
    Option{"sleep-ms", &Burden::sleep_ms, 0, ten_minutes_ms, "time a worker waits"},
    Option{"lock-ms", &Burden::lock_ms, 0, ten_minutes_ms, "time a request holds the one lock of the process"},
    Option{"disk-kb", &Burden::disk_kb, 0, terabyte_kb, "written to a temporary file and fsynced"},
    Option{"response-kb", &Burden::response_kb, 0, 1024.0 * 1024, "size of the answer's body"},
    Option{"echo", &Burden::echo, 0, 1, "answer with the request's body"},
    Option{"error-rate", &Burden::error_rate, 0, 1, "share of requests answered with 500"},
    Option{"status", &Burden::status, 200, 599, "the status of every answer"},
    Option{"call", &Burden::call, 0, 0, "another service to GET for each request, http://HOST[:PORT][/PATH]"},
    Option{"call-timeout-ms", &Burden::call_timeout_ms, 1, ten_minutes_ms, "how long to wait for it"},
    Option{"host", &HeavyOptions::host, 0, 0, "IP address to listen on"},
    Option{"port", &HeavyOptions::port, 0, 65535, "port to listen on (also PORT); 0 takes any free one"},
    Option{"workers", &HeavyOptions::workers, 1, 4096, "requests worked on at once"},
    Option{"queue", &HeavyOptions::queue, 0, 1'000'000, "requests that may wait; one more gets 503"},
    Option{"start-ms", &HeavyOptions::start_ms, 0, ten_minutes_ms, "start-up time before the port is opened"},
    Option{"sick-after-s", &HeavyOptions::sick_after_s, 0, day_s, "when /health turns 503 by itself; 0 is never"},
    Option{"drain-s", &HeavyOptions::drain_s, 0, day_s, "time for requests in progress after SIGTERM"},
    Option{"body-limit-mb", &HeavyOptions::body_limit_mb, 0, 1024.0 * 1024, "larger request bodies get 413"},
    Option{"temp-dir", &HeavyOptions::temp_dir, 0, 0, "where disk-kb writes"},
    Option{"seed", &HeavyOptions::seed, 0, 9e15, "draws the errors and the tokens"},
};

template <class Number>
Result<Number> read_number(const Option& option, std::string_view text, std::string_view shown) {
  Number number = {};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole_text = ec == std::errc() && end == text.data() + text.size();
  const auto value = static_cast<double>(number);
  if (whole_text && std::isfinite(value) && value >= option.least && value <= option.most) return number;
  return invalid(fmt::format("{} takes {} from {:.16g} to {:.16g}, not \"{}\".", shown,
                             std::is_integral_v<Number> ? "a whole number" : "a number", option.least, option.most,
                             text));
}

Result<bool> read_switch(std::string_view text, std::string_view shown) {
  if (text == "1" || text == "true") return true;
  if (text == "0" || text == "false") return false;
  return invalid(fmt::format("{} takes 1 or 0 (or true, false), not \"{}\".", shown, text));
}

template <class Value>
Result<Value> read_value(const Option& option, std::string_view text, std::string_view shown) {
  if constexpr (std::is_same_v<Value, bool>) {
    return read_switch(text, shown);
  } else if constexpr (std::is_same_v<Value, std::string>) {
    if (option.name != "call" || text.empty()) return std::string(text);
    if (auto url = parse_upstream(text); !url) return invalid(fmt::format("{}: {}", shown, url.error().message));
    return std::string(text);
  } else {
    return read_number<Value>(option, text, shown);
  }
}

template <class Owner, class Value>
Result<void> set_field(Owner& owner, Value Owner::*field, const Option& option, std::string_view text,
                       std::string_view shown) {
  auto value = read_value<Value>(option, text, shown);
  if (!value) return value.error();
  owner.*field = std::move(*value);
  return {};
}

struct Setter {
  HeavyOptions& options;
  const Option& option;
  std::string_view text;
  std::string_view shown;
  template <class Value>
  Result<void> operator()(Value Burden::*field) const {
    return set_field(options.burden, field, option, text, shown);
  }
  template <class Value>
  Result<void> operator()(Value HeavyOptions::*field) const {
    return set_field(options, field, option, text, shown);
  }
};

struct Shower {
  template <class Value>
  std::string operator()(Value Burden::*field) const {
    return fmt::format("{}", Burden().*field);
  }
  template <class Value>
  std::string operator()(Value HeavyOptions::*field) const {
    return fmt::format("{}", HeavyOptions().*field);
  }
};

}  // namespace

std::span<const Option> all_options() { return table; }

const Option* find_option(std::string_view name) {
  for (const auto& option : table) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string variable_name(const Option& option) {
  std::string out = "RAMPART_HEAVY_";
  for (const char c : option.name) {
    out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return out;
}

Result<void> set_option(HeavyOptions& options, const Option& option, std::string_view text, std::string_view shown) {
  return std::visit(Setter{options, option, text, shown}, option.field);
}

const Option* suggest_option(std::string_view name, bool per_request_only) {
  std::vector<std::string_view> names;
  for (const auto& option : table) {
    if (!per_request_only || option.is_per_request()) names.push_back(option.name);
  }
  return find_option(find_nearest(name, names));
}

std::string default_of(const Option& option) { return std::visit(Shower{}, option.field); }

Result<Burden> burden_of(const Burden& defaults, std::span<const std::pair<std::string, std::string>> query) {
  if (query.empty()) return defaults;
  HeavyOptions asked;
  asked.burden = defaults;
  for (const auto& [name, value] : query) {
    const auto* option = find_option(name);
    if (option != nullptr && option->is_per_request()) {
      const bool bare_switch = option->is_switch() && value.empty();
      if (auto set = set_option(asked, *option, bare_switch ? "1" : value, name); !set) return set.error();
    } else if (const auto* meant = suggest_option(name, true)) {
      return invalid(fmt::format("There is no query parameter \"{}\". Did you mean \"{}\"?", name, meant->name));
    }
  }
  return asked.burden;
}

}  // namespace rampart::heavy
