// What a container engine tells of a container's output, followed into an OutputFile.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "live/compute/log_frames.h"
#include "live/compute/output_file.h"

namespace rampart::live::compute {

/// The engine keeps every line's time, also of those written while we weren't there: the file's marks are its
/// nanoseconds, and what is older than the newest is asked for no more. A stream that breaks is taken up again after a
/// second. One thread: the loop's.
class EngineLog {
 public:
  EngineLog(boost::asio::io_context& io, std::string socket, std::shared_ptr<OutputFile> lines,
            std::function<Instant()> now);
  ~EngineLog() { stop(); }
  EngineLog(const EngineLog&) = delete;
  EngineLog& operator=(const EngineLog&) = delete;

  /// The container has been created.
  void follow(const std::string& container);
  void stop();
  /// The path at which the lines after the newest are asked for, without waiting for more.
  [[nodiscard]] std::string rest_target(const std::string& container) const;
  /// Its answer: the container has ended.
  void take_rest(std::string_view body);

 private:
  void keep(std::vector<EngineLine> lines);

  boost::asio::io_context& io_;
  std::string socket_;
  std::shared_ptr<OutputFile> lines_;
  std::function<Instant()> now_;
  boost::asio::steady_timer again_;
  std::function<void()> stop_following_;
  std::uint64_t told_until_ = 0;  ///< What is no newer has been told before the stream was taken up.
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

}  // namespace rampart::live::compute
