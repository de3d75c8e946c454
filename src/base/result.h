// Result<T>: a value, or an Error that says what the caller does next. Exceptions do not cross a room's border.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace rampart {

/// Named by what the caller does next, not by what went wrong inside. Keep this list short and closed.
enum class ErrorKind {
  invalid,      ///< The input is wrong: show it to the user, don't retry.          exit 2
  not_found,    ///< The named thing isn't there: offer what is.                    exit 2
  conflict,     ///< It exists already or is in use: the caller must choose again.  exit 2
  unavailable,  ///< The environment can't do it (no engine, port taken): say how to mend it.  exit 3
  overloaded,   ///< Try again later.
  internal,     ///< A defect of Rampart's.
};

/// Where in a user's file the Error was found; line 0 means "no particular place".
struct Place {
  std::string file;
  int line = 0;    ///< From 1.
  int column = 0;  ///< From 1.
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  ///< One or two plain sentences: what was found, what is allowed, what to do.
  Place place = {};
};

/// "file:line:column: message", leaving out what isn't known.
std::string to_string(const Error& error);

inline Error invalid(std::string message, Place place = {}) {
  return {ErrorKind::invalid, std::move(message), std::move(place)};
}
inline Error not_found(std::string message) { return {ErrorKind::not_found, std::move(message)}; }
inline Error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }
inline Error conflict(std::string message) { return {ErrorKind::conflict, std::move(message)}; }

template <class T>
using Result = boost::system::result<T, Error>;

/// What Result<T>::value() throws when there is none: a defect in the caller, who should have looked.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace rampart
