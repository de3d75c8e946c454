// The application: a few routes such as real services have, so that scripts find something to log in to, to capture
// and to check. Nothing is kept, so that any task of a fleet gives the same answer.
#pragma once

#include <atomic>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "live/net/http_server.h"

namespace rampart::heavy {

struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::variant<std::string, boost::json::object> body = {};  ///< Text or JSON.
};

class Routes {
 public:
  explicit Routes(std::uint64_t seed) : seed_(seed) {}
  /// 0 when there is such a route and it takes the method, else 404 or 405. Cheap: asked before any cost is paid.
  [[nodiscard]] static int find_fault(const live::net::ServerRequest& request);
  /// 404 and 405 say what there is. Any thread.
  Reply answer(const live::net::ServerRequest& request);

 private:
  Reply log_in(const live::net::ServerRequest& request) const;
  Reply create_item(const live::net::ServerRequest& request);

  const std::uint64_t seed_;
  std::atomic<std::uint64_t> next_item_ = 1;
};

/// Fills the body up to `bytes`: text with letters, JSON with a member "padding".
live::net::ServerResponse render(Reply reply, std::size_t bytes);

}  // namespace rampart::heavy
