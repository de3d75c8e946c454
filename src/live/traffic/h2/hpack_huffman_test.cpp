#include "live/traffic/h2/hpack_huffman.h"

#include <gtest/gtest.h>

namespace rampart::live::traffic::hpack {
namespace {

std::string read(std::string_view bytes) {
  std::string out(huffman_room(bytes.size()), '\0');
  const std::size_t size = read_huffman(bytes, out.data());
  if (size == bad_huffman) return "bad";
  out.resize(size);
  return out;
}

TEST(Huffman, ReadsWhatItWrites) {
  std::string all;
  for (int c = 0; c < 256; ++c) {
    const std::string one(3, static_cast<char>(c));
    std::string packed;
    append_huffman(packed, one);
    EXPECT_EQ(packed.size(), huffman_size(one));
    EXPECT_EQ(read(packed), one);
    all += static_cast<char>(c);
  }
  std::string packed;
  append_huffman(packed, all);
  EXPECT_EQ(read(packed), all);
}

TEST(Huffman, HasTheWordsOfTheRule) {  // RFC 7541, C.4.1 and C.6.1
  std::string packed;
  append_huffman(packed, "www.example.com");
  EXPECT_EQ(packed, "\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff");
  EXPECT_EQ(read("\xae\xc3\x77\x1a\x4b"), "private");
  EXPECT_EQ(read(""), "");
}

TEST(Huffman, RefusesWhatIsNoText) {
  EXPECT_EQ(read("\x07"), "0");                // 00000, and three ones
  EXPECT_EQ(read("\x06"), "bad");              // what fills the byte isn't ones
  EXPECT_EQ(read("\xff"), "bad");              // a byte of filling
  EXPECT_EQ(read("\x07\xff"), "bad");          // eleven bits of it
  EXPECT_EQ(read("\xff\xff\xff\xff"), "bad");  // the end's word
}

}  // namespace
}  // namespace rampart::live::traffic::hpack
