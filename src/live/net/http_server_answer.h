// The first bytes of an answer, and the promise that each request gets exactly one.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "live/net/http_server.h"

namespace rampart::live::net {

/// What the request, not the handler, decides about the answer.
struct AnswerForm {
  bool keep_alive = true;
  bool http_1_0 = false;      ///< Such a client must be told that the connection stays open.
  bool without_body = false;  ///< HEAD.
};

/// Status line and header fields, up to and with the empty line. Content-Length and Connection are ours: the
/// handler's own are left out, and so is a field that would break the message (a line end inside).
std::string write_head(const ServerResponse& response, const AnswerForm& form);

/// 1xx, 204 and 304 never have a body (RFC 9110 §6.4.1).
constexpr bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

/// Hands over the first answer and no second one; a handler that forgets to answer gives 500 instead of a client
/// that waits for ever. Any thread.
class PendingAnswer {
 public:
  explicit PendingAnswer(std::function<void(ServerResponse)> deliver) : deliver_(std::move(deliver)) {}
  PendingAnswer(const PendingAnswer&) = delete;
  PendingAnswer& operator=(const PendingAnswer&) = delete;
  ~PendingAnswer();
  void give(ServerResponse response);

 private:
  std::function<void(ServerResponse)> deliver_;
  std::atomic<bool> given_ = false;
};

}  // namespace rampart::live::net
