#include "live/traffic/h2/frame.h"

#include <gtest/gtest.h>

#include "live/traffic/h2/testing/talk.h"

namespace rampart::live::traffic::h2 {
namespace {

/// "type stream payload" of each frame, DATA joined, and what is wrong at the end.
std::string read(std::string_view bytes, std::size_t step) {
  Reader reader;
  Reader::Piece piece;
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
    const std::string part(bytes.substr(0, step));
    std::string_view rest = part;
    while (reader.next(rest, piece)) {
      if (piece.first) out += std::to_string(piece.head.type) + " " + std::to_string(piece.head.stream) + " ";
      out.append(piece.bytes).append(piece.last ? "\n" : "");
    }
    if (reader.bad() != Code::no_error) return out + "bad " + std::to_string(static_cast<unsigned>(reader.bad()));
    EXPECT_EQ(rest, "");
  }
  return out;
}

TEST(H2Frame, IsTheSameHoweverItIsCut) {
  const std::string bytes = frame(headers, 0, 1, "fields") + frame(data, 0, 1, "body") + frame(data, 0, 1, "") +
                            frame(data, padded, 3, std::string("\2body\0\0", 7)) + frame(ping, 0, 0, "12345678") +
                            frame(data, padded, 3, std::string("\2\0\0", 3)) + frame(settings, 0, 0);
  for (const std::size_t step : {1, 2, 3, 8, 9, 10, 11, 1000})
    EXPECT_EQ(read(bytes, step), "1 1 fields\n0 1 body\n0 1 \n0 3 body\n6 0 12345678\n0 3 \n4 0 \n") << step;
}

TEST(H2Frame, HasAnEnd) {
  for (const std::size_t step : {1, 1000}) {
    EXPECT_EQ(read(std::string("\0\x40\1\x1\0\0\0\0\1", 9), step), "bad 6");
    EXPECT_EQ(read(frame(data, padded, 1, ""), step), "bad 6");
    EXPECT_EQ(read(frame(data, padded, 1, "\2x"), step), "bad 1");
  }
}

TEST(H2Frame, TheReservedBitSaysNothing) { EXPECT_EQ(read(std::string("\0\0\0\x4\0\x80\0\0\5", 9), 9), "4 5 \n"); }

}  // namespace
}  // namespace rampart::live::traffic::h2
