#include "app/notice_courier.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "live/net/http_server.h"
#include "live/net/testing/smtp_server.h"

namespace rampart::app {
namespace {

using aws::sns::Notice;
using aws::sns::Outcome;
using aws::sns::Way;

std::vector<Outcome> outcomes_of(NoticeCourier& courier, std::size_t count) {
  std::vector<Outcome> all;
  for (int i = 0; i < 2000 && all.size() < count; ++i) {
    for (Outcome& outcome : courier.take_outcomes()) all.push_back(std::move(outcome));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return all;
}

TEST(NoticeCourier, PostsAndTellsTheStatus) {
  boost::asio::io_context io;
  std::vector<live::net::ServerRequest> seen;
  auto server = live::net::Server::listen(io, {}, [&](live::net::ServerRequest request, const auto& answer) {
    seen.push_back(std::move(request));
    answer({.status = 202});
  });
  ASSERT_FALSE(server.has_error());
  std::thread serving([&] { io.run(); });
  std::vector<Outcome> outcomes;
  {
    NoticeCourier courier;
    courier.deliver({.id = 7,
                     .way = Way::http,
                     .endpoint = "http://127.0.0.1:" + std::to_string((*server)->port()) + "/told",
                     .headers = {{"x-amz-sns-message-type", "Notification"}},
                     .body = "{\"Message\": \"hot\"}"});
    outcomes = outcomes_of(courier, 1);
  }
  io.stop();
  serving.join();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].id, 7U);
  EXPECT_EQ(outcomes[0].http_status, 202);
  EXPECT_EQ(outcomes[0].problem, "");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].path, "/told");
  EXPECT_EQ(seen[0].body, "{\"Message\": \"hot\"}");
  ASSERT_NE(seen[0].find_header("x-amz-sns-message-type"), nullptr);
}

TEST(NoticeCourier, ACommandReadsTheNotice) {
  const auto file = std::filesystem::temp_directory_path() / ("notice-" + std::to_string(getpid()));
  std::vector<Outcome> outcomes;
  setenv("RAMPART_SMTP", "smtp://u:secret@x", 1);
  {
    NoticeCourier courier;
    courier.deliver({.id = 1, .way = Way::command, .endpoint = "cat > '" + file.string() + "'", .body = "it's hot"});
    courier.deliver({.id = 2, .way = Way::command, .endpoint = "exit 3", .body = "unread"});
    courier.deliver({.id = 3, .way = Way::command, .endpoint = "test -z \"$RAMPART_SMTP\""});
    outcomes = outcomes_of(courier, 3);
  }
  unsetenv("RAMPART_SMTP");
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[2].problem, "");
  EXPECT_EQ(outcomes[0].problem, "");
  EXPECT_NE(outcomes[1].problem, "");
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_EQ(text.str(), "it's hot");
  std::filesystem::remove(file);
}

TEST(NoticeCourier, MailsThroughTheServerThatWasNamed) {
  live::net::testing::SmtpServer server;
  NoticeCourier courier(
      {.mail = live::net::MailServer{.host = "127.0.0.1", .port = server.port()}, .sender = "alerts@shop.example"});
  const Notice notice{.id = 1,
                      .way = Way::email,
                      .endpoint = "ops@shop.example",
                      .subject = "Hot",
                      .body = "it's hot\n",
                      .sender_name = "Shop",
                      .message_id = "7"};
  Notice refused = notice;
  refused.id = 2;
  refused.endpoint = "refused@shop.example";
  courier.deliver(notice);
  courier.deliver(refused);
  const auto outcomes = outcomes_of(courier, 2);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].problem, "");
  EXPECT_NE(outcomes[1].problem.find("550"), std::string::npos) << outcomes[1].problem;
  EXPECT_TRUE(outcomes[1].for_good);
  ASSERT_EQ(server.mails().size(), 1U);
  EXPECT_TRUE(server.mails()[0].starts_with("From: \"Shop\" <alerts@shop.example>\r\nTo: <ops@shop.example>\r\n"))
      << server.mails()[0];
}

TEST(NoticeCourier, SaysWhatFailed) {
  NoticeCourier courier;
  courier.deliver({.id = 1, .way = Way::http, .endpoint = "http://127.0.0.1:1/"});
  courier.deliver({.id = 2, .way = Way::email, .endpoint = "ops@example.com"});
  const auto outcomes = outcomes_of(courier, 2);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_NE(outcomes[0].problem, "");
  EXPECT_NE(outcomes[1].problem.find("no mail server is named"), std::string::npos);
}

}  // namespace
}  // namespace rampart::app
