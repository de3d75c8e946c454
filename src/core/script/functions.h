// The functions a template can call: `$randomNumber(min, max)`, `$randomString(length)`, and those of fake_data.h.
// Source: reference artillery.md §1.8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "core/script/fake_data.h"

namespace rampart::script {

/// A call as written. An argument that is a name, not a number, is `undefined` in Artillery: nothing here.
struct Call {
  enum class Function { random_number, random_string, unknown };  // unknown: fake-data's, or nobody's
  Function function = Function::unknown;
  std::string name;  ///< With its `$`.
  std::vector<std::optional<std::int64_t>> arguments;
};

/// Reads the text between the braces, as `$randomNumber(1, 9)`; nothing when it is no call.
std::optional<Call> parse_call(std::string_view text);

/// It is built in, or one of fake-data's (which may be nullptr).
bool is_known(const Call& call, const FakeData* fake_data);

/// Appends what the call gives; nothing when it isn't known.
void append_call(std::string& out, const Call& call, Random& random, FakeData* fake_data);

/// For "did you mean".
const std::vector<std::string_view>& function_names();

}  // namespace rampart::script
