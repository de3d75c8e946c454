// A blocking HTTP/1.1 client on one plain socket, for tests: sends whatever bytes it is given, reads one answer.
#pragma once

#include <string>
#include <string_view>

namespace rampart::live::net::testing {

struct PlainAnswer {
  int status = 0;  ///< 0: the connection ended (or 10 s passed) before a whole head had come.
  std::string head;
  std::string body;
  [[nodiscard]] bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

class PlainClient {
 public:
  /// Connects to 127.0.0.1; see is_connected().
  explicit PlainClient(int port);
  PlainClient(const PlainClient&) = delete;
  PlainClient& operator=(const PlainClient&) = delete;
  ~PlainClient();
  [[nodiscard]] bool is_connected() const { return fd_ >= 0; }
  void send(std::string_view bytes);
  /// Head and Content-Length bytes of body. 100 Continue is given out like any other answer.
  PlainAnswer read_answer(bool head_request = false);
  /// True when the server has closed its side and sent nothing more.
  bool reads_end();
  PlainAnswer ask(std::string_view method, std::string_view target, std::string_view body = {});

 private:
  bool fill();
  int fd_ = -1;
  std::string received_;
};

/// One request over a connection of its own.
PlainAnswer ask_once(int port, std::string_view method, std::string_view target, std::string_view body = {});

}  // namespace rampart::live::net::testing
