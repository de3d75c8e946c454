#include "live/traffic/h2/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/traffic/h2/testing/talk.h"

namespace rampart::live::traffic {
namespace {

/// A request whose texts end with it.
struct Asked {
  std::string target = "/a-target-that-is-too-long-to-be-kept-inside-the-string-itself";
  std::string headers = "a-name-that-is-long-enough-for-the-heap: and a value that is long enough for it, too\r\n";
  load::Outgoing request;
  load::Answer answer;
  std::int32_t stream = 0;

  Asked(H2Session& session, load::SlotId slot) {
    request.target = target;
    request.headers = headers;
    stream = session.ask(slot, request, "host", false, answer);
  }
};

// Texts aren't copied: of a request that the server's limit kept back, nothing may be read once it was dropped. Where
// something is, AddressSanitizer and Valgrind say so here.
TEST(H2Session, ARequestThatIsDroppedBeforeItWasSentIsForgotten) {
  H2Talk talk;
  H2Session& session = talk.session;
  ASSERT_TRUE(talk.take(setting(h2::max_concurrent_streams, 1)));
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack");
  auto first = std::make_unique<Asked>(session, 1);
  EXPECT_EQ(talk.written(), "HEADERS 1 last");
  auto second = std::make_unique<Asked>(session, 2);
  auto third = std::make_unique<Asked>(session, 3);
  EXPECT_EQ(talk.written(), "");
  EXPECT_EQ(session.running(), 3U);
  session.drop(second->stream);
  second.reset();
  session.drop(first->stream);
  first.reset();
  EXPECT_EQ(talk.written(), "RST_STREAM 1 8; HEADERS 5 last");
  EXPECT_EQ(session.running(), 1U);
  const auto left = session.abandon("ECONNRESET");
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].slot, 3U);
  EXPECT_EQ(left[0].stream, third->stream);
}

// Two requests, streams 1 and 3, then what the server says: what has ended, and what was written. Numbers of errors
// are RFC 9113's §7: 1 PROTOCOL_ERROR, 3 FLOW_CONTROL_ERROR, 5 STREAM_CLOSED, 6 FRAME_SIZE_ERROR, 9 COMPRESSION_ERROR,
// 11 ENHANCE_YOUR_CALM. GOAWAY means that take() was false.
struct Said {
  const char* rule;
  std::string bytes;
  const char* ended;
  const char* written = "";
};

std::string many(std::size_t times, const std::string& bytes) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += bytes;
  return out;
}

std::string headers(unsigned flags, std::string_view block) { return frame(h2::headers, flags, 1, block); }
std::string body(unsigned flags, std::string_view bytes) { return frame(h2::data, flags, 1, bytes); }

constexpr unsigned whole = h2::end_headers | h2::end_stream;
constexpr const char* malformed = "1 ERR_HTTP2_STREAM_ERROR";
constexpr const char* said_malformed = "RST_STREAM 1 1";

std::vector<Said> answers() {
  return {
      {"fields only", answer(1), "1 200 "},
      {"a body in two", answer(1, "", false) + body(0, "he") + body(h2::end_stream, "llo"), "1 200 hello"},
      {"an empty last piece", answer(1, "", false) + body(0, "hi") + body(h2::end_stream, ""), "1 200 hi"},
      {"content-length holds", answer(1, field("content-length", "2"), false) + body(1, "hi"), "1 200 hi"},
      {"less than content-length", answer(1, field("content-length", "3"), false) + body(1, "hi"), malformed,
       said_malformed},
      {"more than content-length", answer(1, field("content-length", "1"), false) + body(0, "hi"), malformed,
       said_malformed},
      {"fields in three frames",
       headers(h2::end_stream, "\x88") + frame(h2::continuation, 0, 1, field("a", "b").substr(0, 2)) +
           frame(h2::continuation, h2::end_headers, 1, field("a", "b").substr(2)),
       "1 200 "},
      {"padding and priority",
       headers(h2::end_headers | h2::padded | h2::with_priority,
               "\2" + four_bytes(0) + "\x10\x88" + std::string(2, 0)) +
           body(h2::end_stream | h2::padded, "\3hi" + std::string(3, 0)),
       "1 200 hi"},
      {"103 before the answer", headers(h2::end_headers, field(":status", "103") + field("link", "x")) + answer(1),
       "1 200 "},
      {"103 and no answer", headers(whole, field(":status", "103")), malformed, said_malformed},
      {"a body after 103", headers(4, field(":status", "103")) + body(0, "x"), malformed, said_malformed},
      {"trailers", answer(1, "", false) + body(0, "hi") + headers(whole, field("sum", "1")), "1 200 hi"},
      {"trailers that aren't last", answer(1, "", false) + headers(h2::end_headers, field("sum", "1")), malformed,
       said_malformed},
      {":status in trailers", answer(1, "", false) + answer(1), malformed, said_malformed},
      {"no :status", headers(whole, field("a", "b")), malformed, said_malformed},
      {"two :status", answer(1, "\x88"), malformed, said_malformed},
      {":status after a field", headers(whole, field("a", "b") + "\x88"), malformed, said_malformed},
      {"101", headers(whole, field(":status", "101")), malformed, said_malformed},
      {"another pseudo-header", answer(1, field(":path", "/")), malformed, said_malformed},
      {"upper case", answer(1, field("Server", "x")), malformed, said_malformed},
      {"a character no name has", answer(1, field("a b", "x")), malformed, said_malformed},
      {"a character no value has", answer(1, field("a", "x\n")), malformed, said_malformed},
      {"of the connection", answer(1, field("connection", "close")), malformed, said_malformed},
      {"transfer-encoding", answer(1, field("transfer-encoding", "chunked")), malformed, said_malformed},
      {"content-length that is no number", answer(1, field("content-length", "1x")), malformed, said_malformed},
      {"two streams in turn", answer(3, "", false) + answer(1) + frame(h2::data, h2::end_stream, 3, "3"),
       "1 200 ; 3 200 3"},
  };
}

std::vector<Said> ends() {
  return {
      {"refused", frame(h2::rst_stream, 0, 1, four_bytes(7)), malformed},
      {"NO_ERROR without an answer", frame(h2::rst_stream, 0, 1, four_bytes(0)), "1 ECONNRESET"},
      {"NO_ERROR after the answer's fields", answer(1, "", false) + frame(h2::rst_stream, 0, 1, four_bytes(0)),
       "1 200 "},
      {"late frames of what has ended",
       answer(1) + body(0, "late") + headers(whole, field("a", "b")) + frame(h2::rst_stream, 0, 1, four_bytes(0)) +
           frame(h2::window_update, 0, 1, four_bytes(1)),
       "1 200 "},
      {"goes away after 1", frame(h2::goaway, 0, 0, four_bytes(1) + four_bytes(0) + "why") + answer(1),
       "3 ERR_HTTP2_STREAM_ERROR; 1 200 "},
      {"first all, then none",
       frame(h2::goaway, 0, 0, four_bytes(0x7fffffff) + four_bytes(0)) + answer(3) +
           frame(h2::goaway, 0, 0, four_bytes(0) + four_bytes(0)),
       "3 200 ; 1 ERR_HTTP2_STREAM_ERROR"},
      {"ping", frame(h2::ping, 0, 0, "12345678") + frame(h2::ping, h2::ack, 0, "12345678"), "", "PING 0 ack"},
      {"settings", setting(h2::max_frame_size, 20000), "", "SETTINGS 0 ack"},
      {"what nobody knows", frame(0xb, 0xff, 1, "x") + frame(h2::priority, 0, 9, "12345") + setting(0x99, 1), "",
       "SETTINGS 0 ack"},
      {"a stream's window overflows", frame(h2::window_update, 0, 1, four_bytes(0x7fffffff)), malformed,
       "RST_STREAM 1 3"},
      {"a stream's window grows by 0", frame(h2::window_update, 0, 1, four_bytes(0)), malformed, said_malformed},
  };
}

std::vector<Said> failures() {
  const auto goaway = [](std::uint32_t last) { return frame(h2::goaway, 0, 0, four_bytes(last) + four_bytes(0)); };
  const std::string settings_33 = frame(h2::settings, 0, 0, many(33, std::string("\0\x99\0\0\0\0", 6)));
  return {
      {"push", frame(h2::push_promise, h2::end_headers, 1, four_bytes(2) + "\x82"), "", "GOAWAY 0 1"},
      {"too long", frame(h2::data, 0, 1, std::string(16385, 'x')), "", "GOAWAY 0 6"},
      {"data of stream 0", frame(h2::data, 0, 0, "x"), "", "GOAWAY 0 1"},
      {"data of a stream to come", frame(h2::data, 0, 5, "x"), "", "GOAWAY 0 1"},
      {"data before fields", body(0, "x"), "", "GOAWAY 0 1"},
      {"padding past the end", body(h2::padded, "\2x"), "", "GOAWAY 0 1"},
      {"no byte for the padding", body(h2::padded, ""), "", "GOAWAY 0 6"},
      {"fields of stream 0", frame(h2::headers, 4, 0, "\x88"), "", "GOAWAY 0 1"},
      {"fields of a stream to come", frame(h2::headers, 4, 5, "\x88"), "", "GOAWAY 0 1"},
      {"fields of a server's stream", frame(h2::headers, 4, 2, "\x88"), "", "GOAWAY 0 1"},
      {"padding past the fields", headers(4 | h2::padded, "\2\x88"), "", "GOAWAY 0 1"},
      {"no room for the priority", headers(4 | h2::with_priority, "\x88"), "", "GOAWAY 0 6"},
      {"an index of nothing", headers(4, "\xbe"), "", "GOAWAY 0 9"},
      {"a frame between fields", headers(0, "\x88") + frame(h2::ping, 0, 0, "12345678"), "", "GOAWAY 0 1"},
      {"fields of another stream between", headers(0, "\x88") + frame(h2::continuation, 4, 3), "", "GOAWAY 0 1"},
      {"fields that go on after nothing", frame(h2::continuation, 4, 1), "", "GOAWAY 0 1"},
      {"fields that go on and on", headers(0, "\x88") + many(9, frame(h2::continuation, 0, 1)), "", "GOAWAY 0 11"},
      {"a short reset", frame(h2::rst_stream, 0, 1, "123"), "", "GOAWAY 0 6"},
      {"a reset of stream 0", frame(h2::rst_stream, 0, 0, "1234"), "", "GOAWAY 0 1"},
      {"a reset of a stream to come", frame(h2::rst_stream, 0, 5, "1234"), "", "GOAWAY 0 1"},
      {"a short priority", frame(h2::priority, 0, 1, "1234"), "", "GOAWAY 0 6"},
      {"settings of a stream", frame(h2::settings, 0, 1), "", "GOAWAY 0 1"},
      {"half a setting", frame(h2::settings, 0, 0, "12345"), "", "GOAWAY 0 6"},
      {"an acknowledgement that says something", frame(h2::settings, 1, 0, "123456"), "", "GOAWAY 0 6"},
      {"acknowledged twice", many(2, frame(h2::settings, 1, 0)), "", "GOAWAY 0 1"},
      {"too many settings", settings_33, "", "GOAWAY 0 11"},
      {"wants to push", setting(h2::enable_push, 1), "", "GOAWAY 0 1"},
      {"a window too wide", setting(h2::initial_window_size, 0x80000000), "", "GOAWAY 0 3"},
      {"frames too small", setting(h2::max_frame_size, 16383), "", "GOAWAY 0 1"},
      {"a short ping", frame(h2::ping, 0, 0, "1234567"), "", "GOAWAY 0 6"},
      {"a ping of a stream", frame(h2::ping, 0, 1, "12345678"), "", "GOAWAY 0 1"},
      {"a short farewell", frame(h2::goaway, 0, 0, "1234567"), "", "GOAWAY 0 6"},
      {"goes away of its own stream", goaway(2), "", "GOAWAY 0 1"},
      {"comes back", goaway(3) + goaway(5), "", "GOAWAY 0 1"},
      {"a short update", frame(h2::window_update, 0, 0, "123"), "", "GOAWAY 0 6"},
      {"the window grows by 0", frame(h2::window_update, 0, 0, four_bytes(0)), "", "GOAWAY 0 1"},
      {"the window overflows", frame(h2::window_update, 0, 0, four_bytes(0x7fffffff)), "", "GOAWAY 0 3"},
      {"an update of a stream to come", frame(h2::window_update, 0, 5, four_bytes(1)), "", "GOAWAY 0 1"},
  };
}

void expect(const std::vector<Said>& all) {
  for (const Said& said : all) {
    for (const std::size_t step : {said.bytes.size(), std::size_t{1}}) {
      SCOPED_TRACE(said.rule);
      H2Talk talk;
      ASSERT_TRUE(talk.take(frame(h2::settings, 0, 0)));
      talk.ask();
      talk.ask();
      EXPECT_EQ(talk.written(), "SETTINGS 0 ack; HEADERS 1 last; HEADERS 3 last");
      bool good = true;
      for (std::string_view rest = said.bytes; good && !rest.empty(); rest.remove_prefix(std::min(step, rest.size())))
        good = talk.take(rest.substr(0, step));
      EXPECT_EQ(talk.ended(), said.ended);
      EXPECT_EQ(talk.written(), said.written);
      EXPECT_EQ(good, std::string_view(said.written).find("GOAWAY") == std::string_view::npos);
      EXPECT_TRUE(good || !talk.session.takes_requests());
    }
  }
}

TEST(H2Session, TakesAnswersAsTheRulesHaveThem) { expect(answers()); }
TEST(H2Session, EndsStreamsAlone) { expect(ends()); }
TEST(H2Session, LeavesAConnectionThatIsWrong) { expect(failures()); }

TEST(H2Session, StartsWithThePrefaceAndItsSettings) {
  H2Session session{standing_still};
  const std::string first(session.next_output());
  EXPECT_EQ(first.substr(0, 24), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_EQ(first.substr(24), frame(h2::settings, 0, 0, std::string("\0\2\0\0\0\0\0\4\1\0\0\0", 12)) +
                                  frame(h2::window_update, 0, 0, four_bytes((16 << 20) - 65535)));
  EXPECT_EQ(session.next_output(), "");
}

TEST(H2Session, TheServerSpeaksFirstOfSettings) {
  for (const std::string& bytes : {frame(h2::ping, 0, 0, "12345678"), frame(h2::settings, h2::ack, 0),
                                   std::string("HTTP/1.1 400 Bad Request\r\n")}) {
    H2Talk talk;
    talk.ask();
    EXPECT_FALSE(talk.take(bytes));
    EXPECT_FALSE(talk.take(bytes));
    EXPECT_EQ(talk.ask(), 0);
    EXPECT_EQ(talk.session.abandon("ERR_HTTP2_SESSION_ERROR").size(), 1U);
  }
}

TEST(H2Session, RequestsWaitForTheirTurn) {
  H2Talk talk;
  for (int i = 0; i < 101; ++i) talk.ask();
  EXPECT_EQ(talk.written().substr(0, 14), "HEADERS 1 last");
  EXPECT_TRUE(talk.take(frame(h2::settings, 0, 0)));  // unlimited: the last one may go, too
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack; HEADERS 201 last");
  EXPECT_TRUE(talk.take(setting(h2::max_concurrent_streams, 1)));
  talk.ask();
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack");
  for (int i = 0; i < 101; ++i) EXPECT_TRUE(talk.take(answer(2 * i + 1)));
  EXPECT_EQ(talk.written(), "HEADERS 203 last");
  EXPECT_EQ(talk.session.running(), 1U);
  talk.ask();
  EXPECT_TRUE(talk.take(frame(h2::goaway, 0, 0, four_bytes(0x7fffffff) + four_bytes(0))));
  EXPECT_EQ(talk.ask(), 0);
  EXPECT_TRUE(talk.ended().ends_with("; 205 ERR_HTTP2_STREAM_ERROR")) << talk.ended();
}

TEST(H2Session, BodiesKeepToTheWindows) {
  H2Talk talk;
  ASSERT_TRUE(talk.take(setting(h2::initial_window_size, 10)));
  talk.ask(script::Method::post, std::string(40000, 'x'));
  talk.ask(script::Method::post, "small");
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack; HEADERS 1; HEADERS 3; DATA 1 of 10; DATA 3 of 5 last");
  EXPECT_TRUE(talk.take(frame(h2::window_update, 0, 1, four_bytes(3))));
  EXPECT_EQ(talk.written(), "DATA 1 of 3");
  EXPECT_TRUE(talk.take(setting(h2::initial_window_size, 0)));
  EXPECT_TRUE(talk.take(frame(h2::window_update, 0, 1, four_bytes(9))));  // still one below zero
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack");
  EXPECT_TRUE(talk.take(setting(h2::initial_window_size, 70000)));
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack; DATA 1 of 16384; DATA 1 of 16384; DATA 1 of 7219 last");
  talk.ask(script::Method::post, std::string(70000, 'x'));
  EXPECT_EQ(talk.written(), "HEADERS 5; DATA 5 of 16384; DATA 5 of 9146");  // 65,535 of the connection are used up
  EXPECT_TRUE(talk.take(frame(h2::window_update, 0, 0, four_bytes(1))));
  EXPECT_EQ(talk.written(), "DATA 5 of 1");
  EXPECT_EQ(talk.ended(), "");
}

TEST(H2Session, AnAnswerBeforeTheRequestIsSentWaitsForItsEndOrAReset) {
  H2Talk talk;
  ASSERT_TRUE(talk.take(setting(h2::initial_window_size, 1)));
  talk.ask(script::Method::post, "ab");
  talk.ask(script::Method::post, "cd");
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack; HEADERS 1; HEADERS 3; DATA 1 of 1; DATA 3 of 1");
  EXPECT_TRUE(talk.take(answer(1) + answer(3)));
  EXPECT_EQ(talk.ended(), "");
  EXPECT_TRUE(talk.take(frame(h2::rst_stream, 0, 1, four_bytes(0)) + frame(h2::window_update, 0, 3, four_bytes(1))));
  EXPECT_EQ(talk.ended(), "1 200 ");
  EXPECT_EQ(talk.written(), "DATA 3 of 1 last");
  EXPECT_EQ(talk.ended(), "1 200 ; 3 200 ");
  talk.ask(script::Method::post, "ef");
  EXPECT_TRUE(talk.take(answer(5)));
  EXPECT_FALSE(talk.take(frame(h2::data, 0, 5, "x")));  // after its end
}

TEST(H2Session, GivesTheServerRoomWhenHalfIsUsed) {
  H2Talk talk;
  ASSERT_TRUE(talk.take(frame(h2::settings, 0, 0)));
  talk.ask();
  talk.ask();
  talk.written();
  ASSERT_TRUE(talk.take(answer(1, "", false)));
  talk.session.drop(3);
  EXPECT_EQ(talk.written(), "RST_STREAM 3 8");
  const std::string piece(16384, 'x');
  for (int i = 0; i < 511; ++i) ASSERT_TRUE(talk.take(frame(h2::data, 0, 1, piece)));
  EXPECT_EQ(talk.written(), "");
  ASSERT_TRUE(talk.take(frame(h2::data, 0, 3, piece)));  // dropped, and counts all the same
  EXPECT_EQ(talk.written(), "WINDOW_UPDATE 0 8388608");
  ASSERT_TRUE(talk.take(frame(h2::data, 0, 1, piece)));
  EXPECT_EQ(talk.written(), "WINDOW_UPDATE 1 8388608");
}

TEST(H2Session, FieldsOfADroppedStreamStillFillTheTable) {
  H2Talk talk;
  ASSERT_TRUE(talk.take(frame(h2::settings, 0, 0)));
  talk.ask();
  talk.ask();
  talk.session.drop(1);
  EXPECT_TRUE(talk.take(frame(h2::headers, whole, 1, "\x88\x40\x01\x61\x01\x62") + answer(3, "\xbe")));
  EXPECT_EQ(talk.ended(), "3 200 ");
  EXPECT_EQ(talk.answer(1).headers, "a:b\n");
}

TEST(H2Session, HeadHasNoBodyWhateverItSays) {
  H2Talk talk;
  ASSERT_TRUE(talk.take(frame(h2::settings, 0, 0)));
  talk.ask(script::Method::head);
  EXPECT_TRUE(talk.take(answer(1, field("content-length", "100"))));
  EXPECT_EQ(talk.ended(), "1 200 ");
}

TEST(H2Session, FloodsAreStopped) {
  H2Talk pings;
  ASSERT_TRUE(pings.take(frame(h2::settings, 0, 0)));
  EXPECT_TRUE(pings.take(many(999, frame(h2::ping, 0, 0, "12345678"))));
  pings.written();
  EXPECT_FALSE(pings.take(many(1001, frame(h2::ping, 0, 0, "12345678"))));
  EXPECT_TRUE(pings.written().ends_with("GOAWAY 0 11"));
  H2Talk settings;
  EXPECT_FALSE(settings.take(many(1001, frame(h2::settings, 0, 0))));
  H2Talk fields;  // 200 bytes of a block stand for 40 kB
  ASSERT_TRUE(fields.take(frame(h2::settings, 0, 0)));
  fields.ask();
  const std::string large = "\x40\x01x\x7f\xa1\x0f" + std::string(2080, 'y');
  EXPECT_TRUE(fields.take(frame(h2::headers, whole, 1, "\x88" + large + std::string(200, '\xbe'))));
  EXPECT_EQ(fields.ended(), "1 ERR_HTTP2_STREAM_ERROR");
  EXPECT_EQ(fields.written(), "SETTINGS 0 ack; HEADERS 1 last; RST_STREAM 1 11");
}

TEST(H2Session, AListLongerThanAFrameGoesInSeveral) {
  H2Talk talk;
  talk.ask(script::Method::get, {}, "a: " + std::string(40000, '~') + "\r\n");
  EXPECT_EQ(talk.written(), "HEADERS 1 last; CONTINUATION 1; CONTINUATION 1");
}

TEST(H2Session, TheServersTableIsKeptTo) {
  H2Talk talk;
  const std::string headers = "x-one: two\r\n";
  talk.ask(script::Method::get, {}, headers);
  talk.ask(script::Method::get, {}, headers);
  EXPECT_GT(talk.written_bytes().size(), 0U);
  ASSERT_TRUE(talk.take(setting(h2::header_table_size, 0)));
  EXPECT_EQ(talk.written(), "SETTINGS 0 ack");
  talk.ask(script::Method::get, {}, headers);
  EXPECT_EQ(talk.written_bytes().substr(9, 1), "\x20");  // the table is empty from here on
}

}  // namespace
}  // namespace rampart::live::traffic
