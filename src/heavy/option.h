// One table of everything that can be set, read by flags, environment, queries and --help alike.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "heavy/heavy.h"

namespace rampart::heavy {

struct Option {
  using Field =
      std::variant<double Burden::*, int Burden::*, bool Burden::*, std::string Burden::*, double HeavyOptions::*,
                   int HeavyOptions::*, std::uint64_t HeavyOptions::*, std::string HeavyOptions::*>;
  std::string_view name;  ///< As in a flag or a query: "cpu-ms".
  Field field;
  double least = 0;
  double most = 0;  ///< For numbers; both ends allowed.
  std::string_view help;
  [[nodiscard]] bool is_per_request() const { return field.index() < 4; }
  [[nodiscard]] bool is_switch() const { return field.index() == 2; }
};

std::span<const Option> all_options();
const Option* find_option(std::string_view name);

/// "cpu-ms" → "RAMPART_HEAVY_CPU_MS".
std::string variable_name(const Option& option);

/// Reads `text` into the field. `shown` is how the user wrote the name, for the message. Errors: invalid.
Result<void> set_option(HeavyOptions& options, const Option& option, std::string_view text, std::string_view shown);

/// The option that `name` was probably meant to be; null when none is near.
const Option* suggest_option(std::string_view name, bool per_request_only);

/// What a plain HeavyOptions has in the field: "0", "0.0.0.0"; empty for none.
std::string default_of(const Option& option);

/// The burden of one request: `defaults` changed by its query. A name that is nearly an option's is taken for a
/// mistake; any other is the application's own and passed over. Errors: invalid.
Result<Burden> burden_of(const Burden& defaults, std::span<const std::pair<std::string, std::string>> query);

}  // namespace rampart::heavy
