// What travels between us and a Node.js of ours (sidecar_process.h): frames of a 32-bit little-endian length and JSON
// text, a list of messages, each a list.
#pragma once

#include <boost/json/array.hpp>
#include <string>

namespace rampart::live::traffic {

/// Begins a message in the frame that `frame` gathers (empty: none yet), up to its first element.
void begin_message(std::string& frame);

/// Ends the frame, which can then be sent.
void end_frame(std::string& frame);

/// Cuts frames from what came.
class FrameReader {
 public:
  /// Reads what there is without waiting. False: the other side is gone.
  bool read(int descriptor);
  /// The next message that came whole; false when there is none. It is never empty.
  bool take(boost::json::array& message);

 private:
  void take_frame();
  std::string bytes_;
  std::size_t at_ = 0;  // bytes before it are taken
  boost::json::array messages_;
  std::size_t next_ = 0;  // of messages_
};

}  // namespace rampart::live::traffic
