// Asking a container engine: calls on the loop, its stream of events, and the sweeping at the end.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "live/compute/docker_messages.h"
#include "live/net/http_client.h"

namespace rampart::live::compute {

class EngineClient {
 public:
  using Answer = Result<net::ClientResponse>;
  using Done = std::function<void(const Answer&)>;

  EngineClient(boost::asio::io_context& io, std::string socket);
  ~EngineClient() { close(); }
  EngineClient(const EngineClient&) = delete;
  EngineClient& operator=(const EngineClient&) = delete;

  void call(std::string method, std::string target, Done done);
  void call(std::string method, std::string target, std::string body, Duration timeout, Done done);

  /// die and oom events of a run's containers, until close(). A stream that breaks is taken up again after half a
  /// second; what happened in between is lost.
  void follow(const std::string& run_id, std::function<void(const EngineEvent&)> happened);

  /// From now on nobody is called.
  void close();

 private:
  boost::asio::io_context& io_;
  std::string socket_;
  boost::asio::steady_timer again_;
  std::function<void()> stop_following_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

/// 2xx.
bool is_good(const EngineClient::Answer& answer);
/// The engine's own words where it has some.
std::string complaint_of(const EngineClient::Answer& answer);

/// Removes every container with the run's label, running or not, and returns their ids; waits until the engine lists
/// none any more. `each` gets a container's output before it goes. Errors: unavailable when the engine doesn't answer
/// or some are still there after 20 s. Blocks.
Result<std::vector<std::string>> remove_containers(
    const std::string& socket, const std::string& run_id,
    const std::function<void(const std::string& container, const std::string& log)>& each);

}  // namespace rampart::live::compute
