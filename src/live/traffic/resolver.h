// Resolver: host names to addresses, on a thread of its own, each name once per run.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace rampart::live::traffic {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

struct Resolution {
  std::vector<Address> addresses;  ///< In getaddrinfo's order of preference; ports are 0.
  const char* error = "";          ///< "ENOTFOUND" or "EAI_AGAIN" when there are none.
};

/// Any thread.
class Resolver {
 public:
  Resolver() = default;
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// What is known, at once (a numeric address always is); else nullptr, and `ready` is called from the resolver's
  /// thread when asking again will give an answer.
  std::shared_ptr<const Resolution> find(const std::string& host, std::function<void()> ready);

  /// The address that `text` is, if it is one.
  static std::optional<Address> find_numeric(const std::string& text);

  /// Waits for the answer: for hosts known before the run.
  std::shared_ptr<const Resolution> resolve_now(const std::string& host);

 private:
  void work();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, std::shared_ptr<const Resolution>> known_;
  std::map<std::string, std::vector<std::function<void()>>> asked_;
  std::vector<std::string> queue_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace rampart::live::traffic
