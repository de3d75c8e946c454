// A connection to the runtime API of a HAProxy that is on its way out.
//
// Opened before its successor takes the listeners, it is the only way to speak with it afterwards, and keeps it there:
// HAProxy doesn't end while a connection is open. Closing it lets go.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace rampart::live::balancer {

class Lifeline {
 public:
  /// `opened` gets the line or unavailable.
  static void open(boost::asio::io_context& io, const std::string& path,
                   std::function<void(Result<std::unique_ptr<Lifeline>>)> opened);
  ~Lifeline();
  Lifeline(const Lifeline&) = delete;
  Lifeline& operator=(const Lifeline&) = delete;

  /// One command; commands are sent one after the other. Errors: unavailable (it has gone, or gave no answer in 5 s).
  void send(std::string command, std::function<void(Result<std::string>)> done);

 private:
  class Connection;
  explicit Lifeline(std::shared_ptr<Connection> connection);
  std::shared_ptr<Connection> connection_;
};

}  // namespace rampart::live::balancer
