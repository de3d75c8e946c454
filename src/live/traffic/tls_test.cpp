#include "live/traffic/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/traffic/testing/small_server.h"
#include "live/traffic/testing/stage.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;

SmallServer::Respond always_ok() {
  return [](const std::string&) -> SmallAnswer { return {{ok("secret")}}; };
}

// A user that asks twice; the script's tls settings are for the test to set.
struct SecureStage : Stage {
  explicit SecureStage(const SmallServer& server, script::Tls tls = {}) : Stage(server.url(), {get("/a"), get("/b")}) {
    script->config.tls = std::move(tls);
  }
};

script::Tls trusting(const Identity& authority) {
  script::Tls tls;
  tls.ca = {authority.certificate};
  return tls;
}

TEST(Tls, KeepsAConnectionAndReadsItsAnswers) {
  const Identity authority = make_authority();
  const ServerTls identity(make_signed(authority));
  SmallServer server(always_ok(), &identity);
  SecureStage stage(server, trusting(authority));
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
  EXPECT_EQ(stage.counters["http.downloaded_bytes"], 12U);
  EXPECT_EQ(stage.counters["vusers.completed"], 1U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Tls, ExtendedMetricsTellTheHandshakeApart) {
  const ServerTls identity(make_self_signed());
  SmallServer server(always_ok(), &identity);
  script::Tls tls;
  tls.reject_unauthorized = false;
  SecureStage stage(server, tls);
  stage.script->config.extended_metrics = true;
  stage.run();
  stats::Histogram handshakes;
  for (const auto& slot : stage.journal.all<ledger::LoadSlot>())
    if (const auto found = slot.summaries.find("http.tls"); found != slot.summaries.end())
      handshakes.merge(found->second);
  EXPECT_EQ(handshakes.count(), 2U);
  EXPECT_GT(handshakes.max(), 0U);  // the first request's
  EXPECT_EQ(handshakes.min(), 0U);  // the second came on the same connection
}

TEST(Tls, LargeBodiesGoBothWays) {
  const ServerTls identity(make_self_signed());
  const std::string large(3 << 20, 'x');
  std::atomic<std::size_t> got{0};
  SmallServer server(
      [&](const std::string& request) -> SmallAnswer {
        got = request.size();
        return {{ok(large)}};
      },
      &identity);
  script::Tls tls;
  tls.reject_unauthorized = false;
  SecureStage stage(server, tls);
  auto& request = std::get<script::Request>(stage.script->scenarios[0].flow[0].what);
  request.method = script::Method::post;
  request.body = script::Template(large);
  stage.script->config.timeout = 60s;
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
  EXPECT_EQ(stage.counters["http.downloaded_bytes"], 2 * large.size());
  EXPECT_EQ(server.connections(), 1);
}

TEST(Tls, NamesWhatIsWrongWithACertificateAsNodeDoes) {
  const Identity authority = make_authority();
  IdentityWish late;
  late.valid_to_days = -1;
  IdentityWish other;
  other.alternative_names = "DNS:other.example";
  Identity chain = make_signed(authority);
  chain.certificate += authority.certificate;
  struct Case {
    Identity identity;
    bool trusted;
    const char* error;
  };
  const Case cases[] = {
      {make_self_signed(), false, "DEPTH_ZERO_SELF_SIGNED_CERT"},
      {make_signed(authority), false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"},
      {chain, false, "SELF_SIGNED_CERT_IN_CHAIN"},
      {make_signed(authority, late), true, "CERT_HAS_EXPIRED"},
      {make_signed(authority, late), false, "CERT_HAS_EXPIRED"},
      {make_signed(authority, other), true, "ERR_TLS_CERT_ALTNAME_INVALID"},
      {make_signed(authority, other), false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"},
  };
  for (const Case& c : cases) {
    const ServerTls identity(c.identity);
    SmallServer server(always_ok(), &identity);
    SecureStage stage(server, c.trusted ? trusting(authority) : script::Tls{});
    stage.run();
    EXPECT_EQ(stage.counters[std::string("errors.") + c.error], 1U) << c.error;
    EXPECT_EQ(stage.counters["vusers.failed"], 1U);
    EXPECT_EQ(server.requests(), 0);
    script::Tls careless;
    careless.reject_unauthorized = false;
    SecureStage insecure(server, careless);
    insecure.run();
    EXPECT_EQ(insecure.counters["http.codes.200"], 2U) << c.error;
  }
}

TEST(Tls, AServernameStandsForTheHost) {
  const Identity authority = make_authority();
  IdentityWish other;
  other.alternative_names = "DNS:*.shop.example";
  const ServerTls identity(make_signed(authority, other));
  SmallServer server(always_ok(), &identity);
  script::Tls tls = trusting(authority);
  tls.servername = "www.shop.example";
  SecureStage stage(server, tls);
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
}

TEST(Tls, ShowsItsOwnCertificateWhenItIsAsked) {
  const Identity authority = make_authority();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const ServerTls identity(make_signed(authority), {version, false, authority.certificate});
    SmallServer server(always_ok(), &identity);
    const Identity own = make_signed(authority);
    script::Tls tls = trusting(authority);
    SecureStage unknown(server, tls);
    unknown.run();
    const bool later = version == TLS1_3_VERSION;  // 1.3 complains after the client's handshake is done
    EXPECT_EQ(unknown.counters[later ? "errors.ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" : "errors.EPROTO"], 1U);
    tls.cert = own.certificate;
    tls.key = own.key;
    SecureStage known(server, tls);
    known.run();
    EXPECT_EQ(known.counters["http.codes.200"], 2U);
  }
}

TEST(Tls, VersionsWithoutACommonOneAreAProtocolError) {
  const ServerTls identity(make_self_signed(), {TLS1_1_VERSION, false, {}});
  SmallServer server(always_ok(), &identity);
  SecureStage stage(server);
  stage.run();
  EXPECT_EQ(stage.counters["errors.EPROTO"], 1U);
}

TEST(Tls, RefusesSettingsThatCannotBeUsed) {
  const Identity a = make_self_signed();
  const Identity b = make_self_signed();
  const auto problem = [](const script::Tls& tls) {
    const auto checked = TlsContext(tls).check();
    return checked ? std::string() : checked.error().message;
  };
  script::Tls tls;
  tls.cert = a.certificate;
  tls.key = a.key;
  EXPECT_EQ(problem(tls), "");
  tls.key = b.key;
  EXPECT_THAT(problem(tls), testing::HasSubstr("config.tls.key"));
  tls.key = "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n";
  EXPECT_THAT(problem(tls), testing::HasSubstr("config.tls.key can't be read"));
  script::Tls bad_authority;
  bad_authority.ca = {"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"};
  EXPECT_THAT(problem(bad_authority), testing::HasSubstr("config.tls.ca can't be read"));
}

}  // namespace
}  // namespace rampart::live::traffic
