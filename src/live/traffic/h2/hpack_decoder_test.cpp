#include "live/traffic/h2/hpack_decoder.h"

#include <gtest/gtest.h>

namespace rampart::live::traffic::hpack {
namespace {

using std::string_literals::operator""s;

std::string bytes_of(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return out;
}

/// "name: value" lines, or "bad".
std::string read(Decoder& decoder, std::string_view block) {
  std::string out;
  Field field;
  decoder.begin();
  for (;;) {
    const Decoder::Got got = decoder.next(block, field);
    if (got == Decoder::Got::bad) return "bad";
    if (got == Decoder::Got::end) return out;
    out.append(field.name).append(": ").append(field.value).append("\n");
  }
}

std::string read_alone(std::string_view block) {
  Decoder decoder;
  return read(decoder, block);
}

TEST(HpackDecoder, ReadsSingleFields) {  // RFC 7541, C.2
  EXPECT_EQ(read_alone(bytes_of("400a637573746f6d2d6b65790d637573746f6d2d686561646572")),
            "custom-key: custom-header\n");
  EXPECT_EQ(read_alone(bytes_of("040c2f73616d706c652f70617468")), ":path: /sample/path\n");
  EXPECT_EQ(read_alone(bytes_of("100870617373776f726406736563726574")), "password: secret\n");
  EXPECT_EQ(read_alone(bytes_of("82")), ":method: GET\n");
}

constexpr const char* first_request = ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n";
constexpr const char* second_request =
    ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\ncache-control: no-cache\n";
constexpr const char* third_request =
    ":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\ncustom-key: custom-value\n";

TEST(HpackDecoder, ReadsRequestsInARow) {  // C.3
  Decoder decoder;
  EXPECT_EQ(read(decoder, bytes_of("828684410f7777772e6578616d706c652e636f6d")), first_request);
  EXPECT_EQ(read(decoder, bytes_of("828684be58086e6f2d6361636865")), second_request);
  EXPECT_EQ(read(decoder, bytes_of("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")), third_request);
}

TEST(HpackDecoder, ReadsPackedRequestsInARow) {  // C.4
  Decoder decoder;
  EXPECT_EQ(read(decoder, bytes_of("828684418cf1e3c2e5f23a6ba0ab90f4ff")), first_request);
  EXPECT_EQ(read(decoder, bytes_of("828684be5886a8eb10649cbf")), second_request);
  EXPECT_EQ(read(decoder, bytes_of("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")), third_request);
}

constexpr const char* first_answer =
    ":status: 302\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\nlocation: https://www.example.com\n";
constexpr const char* second_answer =
    ":status: 307\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\nlocation: https://www.example.com\n";
constexpr const char* third_answer =
    ":status: 200\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:22 GMT\nlocation: https://www.example.com\n"
    "content-encoding: gzip\nset-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n";

// The examples have a table of 256 bytes; it is told to the decoder as an encoder would tell it.
TEST(HpackDecoder, ReadsAnswersThatPushFieldsOut) {  // C.5
  Decoder decoder;
  EXPECT_EQ(read(decoder, "\x3f\xe1\x01"s +
                              bytes_of("4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a"
                                       "323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d")),
            first_answer);
  EXPECT_EQ(read(decoder, bytes_of("4803333037c1c0bf")), second_answer);
  EXPECT_EQ(read(decoder, bytes_of("88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a6970"
                                   "7738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d"
                                   "6167653d333630303b2076657273696f6e3d31")),
            third_answer);
  EXPECT_EQ(read(decoder, "\xc1"), "bad");  // three fields are left
}

TEST(HpackDecoder, ReadsPackedAnswersThatPushFieldsOut) {  // C.6
  Decoder decoder;
  EXPECT_EQ(read(decoder, "\x3f\xe1\x01"s + bytes_of("488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a6"
                                                     "2d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3")),
            first_answer);
  EXPECT_EQ(read(decoder, bytes_of("4883640effc1c0bf")), second_answer);
  EXPECT_EQ(
      read(decoder, bytes_of("88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7"
                             "b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007")),
      third_answer);
}

TEST(HpackDecoder, RefusesWhatIsNoBlock) {
  EXPECT_EQ(read_alone("\x80"), "bad");                          // index 0
  EXPECT_EQ(read_alone("\xbe"), "bad");                          // of an empty table
  EXPECT_EQ(read_alone("\xff\x80\x80\x80\x80\x80\x01"), "bad");  // a number without end
  EXPECT_EQ(read_alone("\xff"), "bad");
  EXPECT_EQ(read_alone("\x40\x01"), "bad");      // cut in the name
  EXPECT_EQ(read_alone("\x40\x01x"), "bad");     // no value
  EXPECT_EQ(read_alone("\x04\x05/"), "bad");     // cut in the value
  EXPECT_EQ(read_alone("\x04\x81\xff"), "bad");  // Huffman that is none
  EXPECT_EQ(read_alone("\x3f\xe2\x1f"), "bad");  // a table of 4,097 bytes
  EXPECT_EQ(read_alone("\x82\x20"), "bad");      // its size after a field
  EXPECT_EQ(read_alone("\x20\x3f\xe1\x1f\x82"), ":method: GET\n");
}

TEST(HpackDecoder, AFieldLargerThanTheTableEmptiesIt) {
  Decoder decoder;
  EXPECT_EQ(read(decoder, "\x40\x01x\x01y\xbe"), "x: y\nx: y\n");
  EXPECT_EQ(read(decoder, "\x7e\x7f\xa1\x1f"s + std::string(4128, 'z')).size(), 4132U);  // the name is of the table
  EXPECT_EQ(read(decoder, "\xbe"), "bad");
}

}  // namespace
}  // namespace rampart::live::traffic::hpack
