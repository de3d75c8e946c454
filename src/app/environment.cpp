#include "app/environment.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/ascii.h"
#include "base/random.h"

extern char** environ;

namespace rampart::app {

std::string new_test_run_id(std::uint64_t seed) {
  if (const char* given = std::getenv("ARTILLERY_TEST_RUN_ID"); given != nullptr && *given != '\0') return given;
  static constexpr std::string_view alphabet = "3456789abcdefghjkmnpqrtwxyz";
  Random random = Random::stream(seed, "test run id");
  const auto letters = [&](int n) {
    std::string out;
    for (int i = 0; i < n; ++i)
      out += alphabet[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(alphabet.size()) - 1))];
    return out;
  };
  const std::string first = letters(4);
  const std::string middle = letters(29);
  return fmt::format("t{}_{}_{}", first, middle, letters(4));
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 16 ^ device()) & 0xffffffffffffULL;  // short enough to type again
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

namespace {

/// As the npm package dotenv reads it: quotes go, \n and \r mean what they say in double ones, # begins a comment
/// outside.
std::string dotenv_value(std::string_view text) {
  const char quote = text.empty() ? '\0' : text.front();
  const bool quotes = quote == '"' || quote == '\'' || quote == '`';
  const auto close = quotes ? text.rfind(quote) : std::string_view::npos;
  if (close == 0 || close == std::string_view::npos) return std::string(trimmed(text.substr(0, text.find('#'))));
  std::string out;
  for (std::size_t i = 1; i < close; ++i) {
    const char next = i + 1 < close ? text[i + 1] : '\0';
    if (quote == '"' && text[i] == '\\' && (next == 'n' || next == 'r')) {
      out += next == 'n' ? '\n' : '\r';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

Result<void> add_dotenv(const std::string& path, std::map<std::string, std::string>& environment) {
  auto text = read_text_file(path);
  if (text.has_error()) return text.error();
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    std::string_view rest = line;
    if (rest.starts_with("export ")) rest.remove_prefix(7);
    const auto equals = rest.find('=');
    if (rest.empty() || rest.front() == '#' || equals == std::string_view::npos) continue;
    environment.emplace(trimmed(rest.substr(0, equals)), dotenv_value(trimmed(rest.substr(equals + 1))));
  }
  return {};
}

Result<std::string> read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || std::filesystem::is_directory(path))
    return not_found(fmt::format("can't read {}: does it exist, and is it a file?", path));
  text << in.rdbuf();
  return text.str();
}

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string("rampart") : path.string();
}

}  // namespace rampart::app
