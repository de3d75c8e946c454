#include "live/net/mail_text.h"

#include <gmock/gmock.h>

namespace rampart::live::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Mail greeting() {
  return {.sender = "alerts@shop.example",
          .sender_name = "Shop \"Alerts\"",
          .recipient = "ops@shop.example",
          .subject = "ALARM: \"web-cpu\"",
          .text = "one\n.two\n",
          .id = "0f-1",
          .date = instant_from_unix_seconds(1'789'364'580)};
}

TEST(MailText, IsPlainWhereItCanBe) {
  EXPECT_EQ(mail_text(greeting()),
            "From: \"Shop \\\"Alerts\\\"\" <alerts@shop.example>\r\n"
            "To: <ops@shop.example>\r\n"
            "Subject: ALARM: \"web-cpu\"\r\n"
            "Date: Mon, 14 Sep 2026 05:43:00 +0000\r\n"
            "Message-ID: <0f-1@shop.example>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "one\r\n.two\r\n");
}

TEST(MailText, WhatIsNotPlainIsEncoded) {
  Mail mail = greeting();
  mail.subject = "Last über 80 %: " + std::string(40, 'x');
  mail.sender_name = "Büro";
  mail.text = "ü\n";
  const std::string text = mail_text(mail);
  EXPECT_THAT(text, HasSubstr("From: =?UTF-8?B?QsO8cm8=?= <alerts@shop.example>\r\n"));
  EXPECT_THAT(text, HasSubstr("?=\r\n =?UTF-8?B?"));  // an encoded word is short: there are two
  EXPECT_THAT(text, HasSubstr("Content-Transfer-Encoding: base64\r\n\r\nw7wK\r\n"));
  mail.text = std::string(999, 'x') + "\n";
  EXPECT_THAT(mail_text(mail), HasSubstr("base64\r\n\r\neHh4"));
}

TEST(MailText, NothingBeginsAHeaderOfItsOwn) {
  Mail mail = greeting();
  mail.subject = "x\r\nBcc: everybody@shop.example";
  mail.sender_name = "y\nBcc: everybody@shop.example";
  EXPECT_THAT(mail_text(mail), Not(HasSubstr("Bcc:")));
}

TEST(MailText, AnAddressIsOneWordWithAnAt) {
  for (const char* fine : {"ops@shop.example", "a+b@localhost", "\"x\"@y"}) EXPECT_TRUE(is_mail_address(fine)) << fine;
  for (const char* wrong : {"", "ops", "@x", "x@", "a b@x", "a@x\r\nDATA", "<a@x>", "a@x,b@y"})
    EXPECT_FALSE(is_mail_address(wrong)) << wrong;
}

}  // namespace
}  // namespace rampart::live::net
