// HAProxy's runtime API: lines of commands over its unix socket, one connection a line, one line at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace rampart::live::balancer {

/// Lines are sent in the order they were given, each after the answer to the one before, so a line is as good as
/// atomic among ours. Answers come on `io`. Errors: unavailable (HAProxy is gone), overloaded (5 s without an end).
class RuntimeSocket {
 public:
  RuntimeSocket(boost::asio::io_context& io, std::string path);
  ~RuntimeSocket();  ///< Forgets what waits; nothing is called after.
  RuntimeSocket(const RuntimeSocket&) = delete;
  RuntimeSocket& operator=(const RuntimeSocket&) = delete;

  /// `commands` separated by ';'. The answers stand behind each other, each ended by an empty line.
  void send(std::string commands, std::function<void(Result<std::string>)> done);

  /// Sends nothing more: lines wait. `idle` is called once the answer to the last one has been given; at once when
  /// there is none to wait for.
  void hold(std::function<void()> idle);
  /// Lines that wait are never sent, their answers never given.
  void forget_waiting() { waiting_.clear(); }
  /// Goes on, with the HAProxy that listens at `path`.
  void release(std::string path);

 private:
  struct Line {
    std::string commands;
    std::function<void(Result<std::string>)> done;
  };
  void send_next();

  boost::asio::io_context& io_;
  std::string path_;
  std::deque<Line> waiting_;
  bool busy_ = false;
  bool held_ = false;
  std::function<void()> idle_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

/// The same, waiting: for start-up only.
Result<std::string> send_and_wait(const std::string& path, const std::string& commands);

}  // namespace rampart::live::balancer
