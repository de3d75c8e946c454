#include "aws/recorded/acm.h"

#include <gtest/gtest.h>

#include "aws/account/testing/caller.h"
#include "aws/recorded/testing/self_signed.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;

class AcmTest : public ::testing::Test {
 protected:
  control::testing::MemoryState state_;
  Account account_{.state = state_, .ids = Random(7)};
  Acm acm_{account_};
  aws::testing::Caller client_{acm_.service()};
};

TEST_F(AcmTest, AnImportedCertificateIsReadAndKept) {
  const CertificatePem pem = testing::self_signed();
  const json::value arn =
      client_.ok("ImportCertificate", {{"Certificate", pem.certificate}, {"PrivateKey", pem.private_key}})
          .at("CertificateArn");
  const auto shown = client_.ok("DescribeCertificate", {{"CertificateArn", arn}}).at("Certificate");
  EXPECT_EQ(shown.at("DomainName"), "shop.example");
  EXPECT_EQ(shown.at("SubjectAlternativeNames").as_array()[1], "*.shop.example");
  EXPECT_EQ(shown.at("KeyAlgorithm"), "EC_prime256v1");
  EXPECT_EQ(shown.at("SignatureAlgorithm"), "SHA256WITHECDSA");
  EXPECT_EQ(shown.at("Serial"), "12:34");
  EXPECT_EQ(shown.at("NotBefore"), 1'780'000'000.0);
  const Acm again(account_);
  ASSERT_TRUE(again.certificate(std::string(arn.as_string())));
  EXPECT_EQ(again.certificate(std::string(arn.as_string()))->private_key, pem.private_key);
  EXPECT_EQ(client_.error("ImportCertificate",
                          {{"Certificate", pem.certificate}, {"PrivateKey", testing::self_signed().private_key}}),
            "ValidationException: The private key does not match the public key of the certificate.");
  client_.ok("DeleteCertificate", {{"CertificateArn", arn}});
  EXPECT_EQ(client_.error("DescribeCertificate", {{"CertificateArn", arn}}),
            "ResourceNotFoundException: Could not find certificate " + std::string(arn.as_string()) + ".");
}

TEST_F(AcmTest, ARequestedCertificateIsIssuedAtOnceWithoutAKey) {
  const json::object input = {
      {"DomainName", "shop.example"}, {"ValidationMethod", "DNS"}, {"IdempotencyToken", "once"}};
  const json::value arn = client_.ok("RequestCertificate", input).at("CertificateArn");
  EXPECT_EQ(client_.ok("RequestCertificate", input).at("CertificateArn"), arn);
  EXPECT_EQ(client_.ok("DescribeCertificate", {{"CertificateArn", arn}}).at("Certificate").at("Status"), "ISSUED");
  EXPECT_FALSE(acm_.certificate(std::string(arn.as_string())));
  EXPECT_EQ(client_.ok("ListCertificates", {{"CertificateStatuses", json::array{"ISSUED"}}})
                .at("CertificateSummaryList")
                .as_array()
                .size(),
            1U);
}

}  // namespace
}  // namespace rampart::aws::recorded
