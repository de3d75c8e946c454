#include "live/traffic/h2/block_writer.h"

#include <gtest/gtest.h>

#include "live/traffic/h2/hpack_decoder.h"

namespace rampart::live::traffic::h2 {
namespace {

struct H2BlockWriter : testing::Test {
  BlockWriter writer;
  hpack::Decoder decoder;
  load::Outgoing request;

  H2BlockWriter() { request.target = "/"; }
  std::string block(std::string_view headers, bool secure = false) {
    request.headers = headers;
    std::string out;
    writer.write(out, request, "host", secure);
    return out;
  }
  std::string read(std::string_view block) {
    std::string out;
    hpack::Field field;
    decoder.begin();
    while (decoder.next(block, field) == hpack::Decoder::Got::field)
      out.append(field.name).append("=").append(field.value).append(" ");
    return block.empty() ? out : "bad";
  }
};

TEST_F(H2BlockWriter, PseudoHeadersComeFirst) {
  EXPECT_EQ(read(block("a: b\r\nempty: \r\nno line\r\n")),
            ":method=GET :scheme=http :authority=host :path=/ a=b empty= ");
  request.method = script::Method::post;
  EXPECT_EQ(read(block("", true)), ":method=POST :scheme=https :authority=host :path=/ ");
  request.method = script::Method::del;
  request.target = "/a?b=c";
  request.host = "other:8080";
  EXPECT_EQ(read(block("")), ":method=DELETE :scheme=http :authority=other:8080 :path=/a?b=c ");
}

TEST_F(H2BlockWriter, WhatIsOfTheConnectionIsLeftOut) {
  EXPECT_EQ(read(block("connection: close\r\nte: trailers\r\nkeep-alive: 5\r\nupgrade: h2c\r\na: b\r\n")),
            ":method=GET :scheme=http :authority=host :path=/ a=b ");
}

TEST_F(H2BlockWriter, AListThatComesAgainIsAByteAField) {
  const std::string headers = "user-agent: Artillery (https://artillery.io)\r\naccept-encoding: gzip, deflate, br\r\n";
  const std::string first = read(block(headers));
  const std::string second = block(headers);
  EXPECT_EQ(second.size(), 6U);
  EXPECT_EQ(read(second), first);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(block(headers), second);
}

TEST_F(H2BlockWriter, WhatWasWrittenBeforeIsForgottenWhenTheTableMoves) {
  for (int i = 0; i < 300; ++i) {
    const std::string own = "x-" + std::to_string(i % 100) + ": y";
    for (const std::string& headers : {std::string("a: b\r\n"), own + "\r\n", "authorization: s\r\n" + own + "\r\n"}) {
      std::string told = headers;
      for (std::size_t at = 0; (at = told.find("\r\n")) != std::string::npos;) told.replace(at, 2, " ");
      for (std::size_t at = 0; (at = told.find(": ")) != std::string::npos;) told.replace(at, 2, "=");
      EXPECT_EQ(read(block(headers)), ":method=GET :scheme=http :authority=host :path=/ " + told);
    }
    if (i == 150) writer.limit_table(64);
  }
}

TEST_F(H2BlockWriter, SecretsAreMarked) {
  read(block("authorization: x\r\ncookie: short\r\n"));
  const std::string again = block("authorization: x\r\ncookie: short\r\n");
  EXPECT_EQ(static_cast<unsigned char>(again[4]), 0x1f);  // never to be put into a table
  const std::string long_one = "cookie: a-cookie-of-twenty-bytes-and-more\r\n";
  read(block(long_one));
  EXPECT_EQ(block(long_one).size(), 5U);
}

}  // namespace
}  // namespace rampart::live::traffic::h2
