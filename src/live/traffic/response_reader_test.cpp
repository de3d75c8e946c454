#include "live/traffic/response_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace rampart::live::traffic {
namespace {

struct Read {
  ResponseReader::State state = ResponseReader::State::more;
  int status = 0;
  std::string headers;
  std::string body;
  std::string error;
  std::size_t taken = 0;
  bool keeps_alive = false;
  bool operator==(const Read&) const = default;
};

// Feeds `bytes` in two pieces cut at `cut`, then, if wanted, the end of the connection.
Read read(std::string_view bytes, bool to_head = false, bool end = false, std::size_t cut = 0) {
  Read out;
  ResponseReader reader;
  reader.begin(to_head, &out.headers, true, &out.body);
  out.taken = reader.take(bytes.substr(0, cut));
  if (reader.state() == ResponseReader::State::more) out.taken += reader.take(bytes.substr(cut));
  if (end) reader.take_end();
  out.state = reader.state();
  out.status = reader.status();
  out.error = reader.error();
  out.keeps_alive = reader.keeps_alive();
  return out;
}

using State = ResponseReader::State;

TEST(ResponseReader, ContentLength) {
  const Read r = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b c \r\n\r\nhelloEXTRA");
  EXPECT_EQ(r.state, State::done);
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.body, "hello");
  EXPECT_EQ(r.headers, "content-length:5\nx-a:b c\n");
  EXPECT_EQ(r.taken, 55U);
  EXPECT_TRUE(r.keeps_alive);
}

TEST(ResponseReader, ChunkedWithExtensionsAndTrailers) {
  const Read r = read(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;x=1\r\nhello\r\n0000A\r\n0123456789\r\n0\r\nT: "
      "v\r\n\r\nNEXT");
  EXPECT_EQ(r.state, State::done);
  EXPECT_EQ(r.body, "hello0123456789");
  EXPECT_TRUE(r.keeps_alive);
}

TEST(ResponseReader, EverySplitGivesTheSame) {
  for (const std::string message :
       {"HTTP/1.1 200 OK\r\ncontent-length: 11\r\nset-cookie: a=1\r\n\r\nhello world",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\ntransfer-encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n1;e\r\nd\r\n0\r\nt: "
        "1\r\n\r\n",
        "HTTP/1.0 404 \r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 204\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n"}) {
    const Read whole = read(message);
    EXPECT_NE(whole.state, State::more) << message;
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
      const Read split = read(message, false, false, cut);
      EXPECT_EQ(split.state, whole.state) << message << " cut at " << cut;
      EXPECT_EQ(split.status, whole.status);
      EXPECT_EQ(split.error, whole.error);
      if (whole.state == State::done) {
        EXPECT_EQ(split, whole) << message << " cut at " << cut;
      }
    }
    ResponseReader reader;  // byte by byte
    std::string headers;
    std::string body;
    reader.begin(false, &headers, true, &body);
    for (const char c : message)
      if (reader.state() == State::more) reader.take({&c, 1});
    EXPECT_EQ(reader.state(), whole.state) << message;
    if (whole.state == State::done) {
      EXPECT_EQ(body, whole.body);
    }
  }
}

TEST(ResponseReader, BodiesThatEndWithTheConnection) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n\r\nabc").state, State::more);
  const Read r = read("HTTP/1.1 200 OK\r\n\r\nabc", false, true);
  EXPECT_EQ(r.state, State::done);
  EXPECT_EQ(r.body, "abc");
  EXPECT_FALSE(r.keeps_alive);
  for (const char* cut : {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
                          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc"})
    EXPECT_EQ(read(cut, false, true).error, "ECONNRESET") << cut;
}

TEST(ResponseReader, AnswersWithoutABody) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", true).state, State::done);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", true).state, State::done);
  EXPECT_EQ(read("HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n").state, State::done);
  EXPECT_EQ(read("HTTP/1.1 204 No Content\r\n\r\n").state, State::done);
}

TEST(ResponseReader, KeepAlive) {
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").keeps_alive);
  EXPECT_FALSE(read("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n").keeps_alive);
  EXPECT_TRUE(read("HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n").keeps_alive);
}

TEST(ResponseReader, RefusesByNodesNames) {
  const std::pair<std::string, const char*> cases[] = {
      {"SSH-2.0-OpenSSH", "HPE_INVALID_CONSTANT"},
      {"HTTP/2.0 200 OK\r\n\r\n", "HPE_INVALID_VERSION"},
      {"HTTP/1.2 200 OK\r\n\r\n", "HPE_INVALID_VERSION"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "HPE_INVALID_STATUS"},
      {"HTTP/1.1 099 OK\r\n\r\n", "HPE_INVALID_STATUS"},
      {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\nname : x\r\n\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n", "HPE_UNEXPECTED_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n", "HPE_UNEXPECTED_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n", "HPE_INVALID_CHUNK_SIZE"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n", "HPE_INVALID_CHUNK_SIZE"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n", "HPE_INVALID_CHUNK_SIZE"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n", "HPE_STRICT"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\nabc\r\n", "HPE_STRICT"},
      {"HTTP/1.1 101 Switching\r\ntransfer-encoding: chunked\r\n\r\n", "HPE_UNEXPECTED_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\ncontent-length: 5\r\n\r\n",
       "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\nx: " + std::string(70000, 'a'), "HPE_HEADER_OVERFLOW"},
      {"HTTP/1.1 200 OK\r\nx: " + std::string(70000, 'a') + "\r\n\r\n", "HPE_HEADER_OVERFLOW"},
  };
  for (const auto& [bytes, error] : cases) {
    const Read r = read(bytes);
    EXPECT_EQ(r.state, State::bad) << bytes.substr(0, 80);
    EXPECT_EQ(r.error, error) << bytes.substr(0, 80);
  }
}

// Values are looked at eight bytes at a time: each byte, at each place of one that is no multiple of eight long.
TEST(ResponseReader, RefusesControlBytesWhereverTheyStand) {
  for (std::size_t place = 0; place < 19; ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string value(19, 'v');
      value[place] = static_cast<char>(byte);
      const Read r = read("HTTP/1.1 200 OK\r\nname: " + value + "\r\ncontent-length: 0\r\n\r\n");
      const bool allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
      EXPECT_EQ(r.state, allowed ? State::done : State::bad) << "byte " << byte << " at " << place;
    }
  }
}

TEST(ResponseReader, KeepsOnlyWhatIsAskedFor) {
  std::string headers;
  ResponseReader reader;
  reader.begin(false, &headers, false, nullptr);
  reader.take(
      "HTTP/1.1 302 Found\r\nServer: x\r\nLocation: /y\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\ncontent-length: "
      "2\r\n\r\nok");
  EXPECT_EQ(reader.state(), State::done);
  EXPECT_EQ(headers, "location:/y\nset-cookie:a=1\nset-cookie:b=2\n");
  EXPECT_EQ(reader.body_bytes(), 2U);
}

}  // namespace
}  // namespace rampart::live::traffic
