#include "live/traffic/h2_session.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace rampart::live::traffic {
namespace {

/// All that is to be written now, and how many requests (frames HEADERS) are in it.
std::size_t requests_written(H2Session& session) {
  std::string bytes;
  for (std::string_view more = session.next_output(); !more.empty(); more = session.next_output()) bytes.append(more);
  constexpr std::size_t head = 9;
  std::size_t requests = 0;
  std::size_t at = bytes.starts_with("PRI * HTTP/2.0") ? 24 : 0;
  while (at + head <= bytes.size()) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + i]));
    };
    if (byte(3) == 1) ++requests;
    at += head + (byte(0) << 16) + (byte(1) << 8) + byte(2);
  }
  return requests;
}

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
  H2Session session;
  const std::string one_at_once("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\1", 15);  // SETTINGS_MAX_CONCURRENT_STREAMS = 1
  ASSERT_TRUE(session.take(one_at_once, Instant{}));
  auto first = std::make_unique<Asked>(session, 1);
  EXPECT_EQ(requests_written(session), 1U);
  auto second = std::make_unique<Asked>(session, 2);
  auto third = std::make_unique<Asked>(session, 3);
  EXPECT_EQ(requests_written(session), 0U);
  EXPECT_EQ(session.running(), 3U);
  session.drop(second->stream);
  second.reset();
  session.drop(first->stream);
  first.reset();
  EXPECT_EQ(requests_written(session), 1U);
  EXPECT_EQ(session.running(), 1U);
  const auto left = session.abandon("ECONNRESET");
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].slot, 3U);
  EXPECT_EQ(left[0].stream, third->stream);
}

}  // namespace
}  // namespace rampart::live::traffic
