#include "live/net/mail.h"

#include <gmock/gmock.h>

#include "live/net/testing/smtp_server.h"

namespace rampart::live::net {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

Mail to(const std::string& recipient) {
  return {.sender = "alerts@shop.example", .recipient = recipient, .subject = "Hot", .text = "a\n.b\n"};
}

TEST(Mail, GoesThroughTheServer) {
  testing::SmtpServer server;
  const Mail mail = to("ops@shop.example");
  const auto sent = send_mail_and_wait({.host = "127.0.0.1", .port = server.port()}, mail, 30s);
  ASSERT_TRUE(sent) << sent.error().message;
  ASSERT_EQ(server.mails().size(), 1U);
  EXPECT_EQ(server.mails()[0], mail_text(mail));
  EXPECT_THAT(server.commands(), Contains(StartsWith("MAIL FROM:<alerts@shop.example>")));
  EXPECT_THAT(server.commands(), Contains(StartsWith("RCPT TO:<ops@shop.example>")));
}

TEST(Mail, SaysWhoItIsWhenItHasAUser) {
  testing::SmtpServer server;
  const MailServer with_user{.host = "127.0.0.1", .port = server.port(), .user = "u", .password = "p:@"};
  ASSERT_TRUE(send_mail_and_wait(with_user, to("ops@shop.example"), 30s));
  EXPECT_THAT(server.commands(), Contains("AHUAcDpA"));  // \0u\0p:@
}

TEST(Mail, APasswordGoesToAnotherMachineOnlyHidden) {
  testing::SmtpServer server;  // by a name of this machine that doesn't look like one
  const MailServer far{.host = "0x7f.1", .port = server.port(), .user = "u", .password = "p"};
  const auto sent = send_mail_and_wait(far, to("ops@shop.example"), 30s);
  ASSERT_TRUE(sent.has_error());
  EXPECT_TRUE(server.mails().empty());
  EXPECT_THAT(server.commands(), Contains(StartsWith("EHLO")));
  EXPECT_EQ(sent.error().kind, ErrorKind::unavailable) << sent.error().message;
  for (const std::string& command : server.commands()) EXPECT_FALSE(command.starts_with("AUTH")) << command;
}

TEST(Mail, TellsWhatIsForGoodFromWhatIsNot) {
  testing::SmtpServer server;
  const MailServer here{.host = "127.0.0.1", .port = server.port()};
  const auto refused = send_mail_and_wait(here, to("refused@shop.example"), 30s);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_THAT(refused.error().message, HasSubstr("550"));
  const auto later = send_mail_and_wait(here, to("later@shop.example"), 30s);
  ASSERT_TRUE(later.has_error());
  EXPECT_EQ(later.error().kind, ErrorKind::unavailable);
  const auto nobody = send_mail_and_wait({.host = "127.0.0.1", .port = 1}, to("ops@shop.example"), 30s);
  ASSERT_TRUE(nobody.has_error());
  EXPECT_EQ(nobody.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace rampart::live::net
