// Courier: brings a notice to where it is addressed. A port: app implements it on live/net.
//
// The rules (what is said, when it is tried again) are SNS's, in this folder; a courier tries once and says what came
// of it. One thread: the control loop's; deliver() doesn't wait.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rampart::aws::sns {

enum class Way : std::uint8_t {
  http,     ///< POST of `body` with `headers` to the URL `endpoint`: http:// or https://.
  email,    ///< A mail to the address `endpoint`, `subject` and `body`, by the configured SMTP server.
  command,  ///< `endpoint` is a command line for /bin/sh -c; `body` is its standard input.
};

struct Notice {
  std::uint64_t id = 0;
  Way way = Way::http;
  std::string endpoint;
  std::string subject;  ///< Mails only.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string sender_name = {};  ///< Mails only: who they say they come from.
  std::string message_id = {};   ///< Mails only: the same for the same mail sent again.
};

/// What came of one try.
struct Outcome {
  std::uint64_t id = 0;
  int http_status = 0;       ///< 0: no answer, or not HTTP.
  std::string problem = {};  ///< Empty: delivered, as far as no HTTP status says otherwise.
  bool for_good = false;     ///< It's no use to try again. Of an HTTP status SNS knows by itself.
};

class Courier {
 public:
  virtual ~Courier() = default;
  /// Tries once. The id is in use until its outcome was taken.
  virtual void deliver(Notice notice) = 0;
  /// Outcomes since the last call, in the order they came.
  virtual std::vector<Outcome> take_outcomes() = 0;
};

}  // namespace rampart::aws::sns
