// An error as AWS's clients know it: a code, a sentence, and who has to do something about it.
#pragma once

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace rampart::aws::protocol {

struct ApiError {
  std::string code;  ///< The exception's name: "ClusterNotFoundException". JSON, CBOR and rest-json say it.
  std::string message = {};
  int http_status = 400;
  bool sender = true;           ///< The caller must change something; false: AWS's side failed ("Receiver").
  std::string query_code = {};  ///< Its older name in query and XML, without "Exception". Empty: `code`.

  [[nodiscard]] const std::string& name_in_query() const { return query_code.empty() ? code : query_code; }
};

/// The request can't be read at all: what every wire's reader answers.
inline ApiError serialization_error(std::string message) {
  return {.code = "SerializationException", .message = std::move(message), .query_code = "MalformedInput"};
}

/// What value() throws when there is none: a defect in the caller, who should have looked.
[[noreturn]] inline void throw_exception_from_error(const ApiError& error, const boost::source_location&) {
  throw std::logic_error("unchecked answer: " + error.code + ": " + error.message);
}

template <class T>
using Answered = boost::system::result<T, ApiError>;

/// A canonical value (shape.h), or what AWS says about a message that holds none.
using Decoded = Answered<boost::json::value>;

}  // namespace rampart::aws::protocol
