#include "core/load/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace rampart::load {
namespace {

// window: 15 zlib, 31 gzip, −15 bare
std::string pack(const std::string& text, int window) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string in = text;
  std::string out(text.size() + 200, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Inflate, UnpacksAllThreeForms) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i * 7919 % 10007);
  EXPECT_EQ(*inflate_body(pack(text, 31), true), text);
  EXPECT_EQ(*inflate_body(pack(text, 15), false), text);
  EXPECT_EQ(*inflate_body(pack(text, -15), false), text);
  EXPECT_EQ(*inflate_body(pack("", 31), true), "");
}

TEST(Inflate, RefusesBrokenCutAndTooLong) {
  const std::string good = pack(std::string(100000, 'a'), 31);
  EXPECT_FALSE(inflate_body("not packed at all", true));
  EXPECT_FALSE(inflate_body(good.substr(0, good.size() / 2), true));
  EXPECT_FALSE(inflate_body("", true));
  EXPECT_FALSE(inflate_body(good, true, 1000));
}

}  // namespace
}  // namespace rampart::load
