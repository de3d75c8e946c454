#include "live/traffic/h2/hpack_encoder.h"

#include <gtest/gtest.h>

#include <vector>

#include "live/traffic/h2/hpack_decoder.h"

namespace rampart::live::traffic::hpack {
namespace {

struct HpackEncoder : testing::Test {
  Encoder encoder;
  Decoder decoder;

  std::string block(const std::vector<Field>& fields) {
    std::string out;
    encoder.begin(out);
    for (const Field& field : fields) encoder.write(out, field);
    return out;
  }
  std::string read(std::string_view block) {
    std::string out;
    Field field;
    decoder.begin();
    while (decoder.next(block, field) == Decoder::Got::field)
      out.append(field.name).append("=").append(field.value).append(" ");
    return block.empty() ? out : "bad";
  }
};

TEST_F(HpackEncoder, AFieldThatComesAgainIsAByte) {
  const std::vector<Field> fields = {{":method", "GET"}, {"user-agent", "Artillery"}, {"x-own", "value"}};
  EXPECT_EQ(read(block(fields)), ":method=GET user-agent=Artillery x-own=value ");
  const std::uint64_t version = encoder.version();
  EXPECT_EQ(block(fields), "\x82\xbf\xbe");
  EXPECT_EQ(read("\x82\xbf\xbe"), ":method=GET user-agent=Artillery x-own=value ");
  EXPECT_EQ(encoder.version(), version);
}

TEST_F(HpackEncoder, ValuesThatNeverComeAgainAreNotPutIn) {
  read(block({{"user-agent", "Artillery"}, {"traceparent", "00-0"}}));
  const std::uint64_t version = encoder.version();
  for (int i = 1; i < 1000; ++i) {
    const std::string value = "00-" + std::to_string(i);
    EXPECT_EQ(read(block({{"user-agent", "Artillery"}, {"traceparent", value}})),
              "user-agent=Artillery traceparent=" + value + " ");
  }
  EXPECT_EQ(encoder.version(), version);
  block({{"traceparent", "00-0"}});  // one that does come again
  block({{"traceparent", "00-1"}});
  EXPECT_NE(encoder.version(), version);
}

TEST_F(HpackEncoder, TheTableFillsAndEmpties) {
  for (int i = 0; i < 500; ++i) {
    const std::string name = "x-" + std::to_string(i);
    const std::string value(static_cast<std::size_t>(i), 'v');
    EXPECT_EQ(read(block({{name, value}, {name, value}})), name + "=" + value + " " + name + "=" + value + " ");
  }
}

TEST_F(HpackEncoder, TheOtherEndsLimitIsToldWithTheNextBlock) {
  read(block({{"x-own", "value"}}));
  encoder.limit(0);
  encoder.limit(100);
  const std::string told = block({{"x-own", "value"}});
  EXPECT_EQ(told.substr(0, 3), "\x20\x3f\x45");  // 0, then 100
  EXPECT_EQ(read(told), "x-own=value ");
  EXPECT_EQ(block({{"x-own", "value"}}), "\xbe");
  encoder.limit(100);
  EXPECT_EQ(block({{"x-own", "value"}}), "\xbe");
  encoder.limit(1 << 30);  // no more than 4,096 all the same
  EXPECT_EQ(block({{"x-own", "value"}}), "\x3f\xe1\x1f\xbe");
}

TEST_F(HpackEncoder, SecretsStayOutOfTheTable) {
  std::string out;
  encoder.begin(out);
  encoder.write_apart(out, {"authorization", "x"}, Encoder::Kind::secret);
  encoder.write_apart(out, {":path", "/a"}, Encoder::Kind::plain);
  EXPECT_EQ(static_cast<unsigned char>(out[0]) & 0xf0, 0x10);
  EXPECT_EQ(read(out), "authorization=x :path=/a ");
  EXPECT_EQ(encoder.version(), 0U);
}

}  // namespace
}  // namespace rampart::live::traffic::hpack
