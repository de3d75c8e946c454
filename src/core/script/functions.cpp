#include "core/script/functions.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace rampart::script {
namespace {

constexpr std::int64_t longest_string = 16 * 1024 * 1024;  // a slip of the fingers must not eat the memory
constexpr std::int64_t largest_number = (1LL << 53U) - 1;  // what JavaScript can count exactly

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Nothing when it can't stand in a call; an empty inner optional for a name.
std::optional<std::optional<std::int64_t>> read_argument(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_word)) return std::nullopt;
  if (!is_digit(text.front())) return std::optional<std::int64_t>();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  return error == std::errc() ? std::min(value, largest_number) : largest_number;
}

Call::Function function_called(std::string_view name) {
  if (name == "$randomNumber") return Call::Function::random_number;
  if (name == "$randomString") return Call::Function::random_string;
  return Call::Function::unknown;
}

std::optional<std::int64_t> argument(const Call& call, std::size_t i) {
  return i < call.arguments.size() ? call.arguments[i] : std::nullopt;
}

/// None: 0 or 1. One: 0 to it. Two: between them in either order.
void append_random_number(std::string& out, const Call& call, Random& random) {
  const auto first = argument(call, 0);
  const auto second = argument(call, 1);
  std::int64_t low = 0;
  std::int64_t high = 1;
  if (second) {
    low = first.value_or(0);
    high = *second;
  } else if (first) {
    high = *first;
  }
  if (low > high) std::swap(low, high);
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), random.between(low, high)).ptr;
  out.append(digits, end);
}

void append_random_string(std::string& out, const Call& call, Random& random) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const auto length = std::min(argument(call, 0).value_or(10), longest_string);
  for (std::int64_t i = 0; i < length; ++i)
    out += letters[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(letters.size()) - 1))];
}

}  // namespace

std::optional<Call> parse_call(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('$') || !text.ends_with(')')) return std::nullopt;
  const auto open = text.find('(');
  if (open == std::string_view::npos) return std::nullopt;
  Call call;
  call.name = trim(text.substr(0, open));
  if (call.name.size() < 2 || !std::all_of(call.name.begin() + 1, call.name.end(), is_word)) return std::nullopt;
  call.function = function_called(call.name);
  std::string_view rest = trim(text.substr(open + 1, text.size() - open - 2));
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto value = read_argument(trim(rest.substr(0, comma)));
    if (!value) return std::nullopt;
    call.arguments.push_back(*value);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return call;
}

bool is_known(const Call& call, const FakeData* fake_data) {
  return call.function != Call::Function::unknown || (fake_data != nullptr && fake_data->has(call.name));
}

void append_call(std::string& out, const Call& call, Random& random, FakeData* fake_data) {
  switch (call.function) {
    case Call::Function::random_number:
      return append_random_number(out, call, random);
    case Call::Function::random_string:
      return append_random_string(out, call, random);
    case Call::Function::unknown:
      if (is_known(call, fake_data)) fake_data->append(call.name, out);
  }
}

const std::vector<std::string_view>& function_names() {
  static const std::vector<std::string_view> names = {"$randomNumber", "$randomString"};
  return names;
}

}  // namespace rampart::script
