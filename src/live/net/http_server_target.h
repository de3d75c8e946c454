// The request target of HTTP/1.1 (RFC 9112 §3.2), taken apart: text in, values out.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rampart::live::net {

struct RequestTarget {
  std::string path;                                        ///< Percent-decoded; '+' stays '+'.
  std::vector<std::pair<std::string, std::string>> query;  ///< Decoded as a form: '+' is a space. In order.
};

/// Takes origin form ("/a?b=c"), absolute form ("http://host/a") and "*". Errors: invalid, when it is none of these
/// or a '%' isn't followed by two hexadecimal digits.
Result<RequestTarget> split_target(std::string_view target);

/// "a=1&b=two+words": also what a form's body holds. A name without '=' has an empty value.
Result<std::vector<std::pair<std::string, std::string>>> split_query(std::string_view query);

}  // namespace rampart::live::net
