#include "base/result.h"

#include <fmt/format.h>

namespace rampart {

std::string to_string(const Error& error) {
  const Place& at = error.place;
  if (at.file.empty()) return error.message;
  if (at.line == 0) return fmt::format("{}: {}", at.file, error.message);
  if (at.column == 0) return fmt::format("{}:{}: {}", at.file, at.line, error.message);
  return fmt::format("{}:{}:{}: {}", at.file, at.line, at.column, error.message);
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(fmt::format("{}:{}: unchecked Result: {}", where.file_name(), where.line(), to_string(error)));
}

}  // namespace rampart
