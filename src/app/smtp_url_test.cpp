#include "app/smtp_url.h"

#include <gtest/gtest.h>

namespace rampart::app {
namespace {

TEST(SmtpUrl, NamesTheServerAndWhoAsks) {
  const auto plain = read_smtp_url("smtp://localhost");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "localhost");
  EXPECT_EQ(plain->port, 25);
  EXPECT_FALSE(plain->tls);
  EXPECT_EQ(plain->user, "");
  const auto full = read_smtp_url("smtps://ops%40shop.example:p%3Aw@d@mail.shop.example:2465/");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "mail.shop.example");
  EXPECT_EQ(full->port, 2465);
  EXPECT_TRUE(full->tls);
  EXPECT_EQ(full->user, "ops@shop.example");
  EXPECT_EQ(full->password, "p:w@d");
  const auto six = read_smtp_url("smtps://[::1]");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "[::1]");
  EXPECT_EQ(six->port, 465);
}

TEST(SmtpUrl, WhatIsNoneIsRefusedWithoutItsPassword) {
  for (const char* wrong : {"", "mail.shop.example", "http://x", "smtp://", "smtp://x:0", "smtp://x:1x", "smtp://:p@x",
                            "smtp://u:secret@x y", "smtp://x/path"}) {
    const auto read = read_smtp_url(wrong);
    ASSERT_TRUE(read.has_error()) << wrong;
    EXPECT_EQ(read.error().message.find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace rampart::app
