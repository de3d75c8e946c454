// Another service that each request waits for: how a system of several services is built from this one.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::heavy {

struct Upstream {
  std::string host;
  int port = 80;
  std::string target = "/";
};

/// Errors: invalid, when it isn't http://HOST[:PORT][/PATH].
Result<Upstream> parse_upstream(std::string_view url);

/// GETs it and waits for the status, on a thread other than the loop's. Errors: unavailable (refused, closed,
/// timeout, or `given_up` turned true meanwhile).
Result<int> call_upstream(const boost::asio::any_io_executor& loop, const Upstream& upstream,
                          std::chrono::milliseconds timeout, const std::function<bool()>& given_up);

}  // namespace rampart::heavy
