#include "aws/protocol/signature.h"

#include <gtest/gtest.h>

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

const std::vector<Credential> example_key = {{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}};

Instant at(const char* text) { return instant_from_unix_seconds(value_of(timestamp(), text)->get_double()); }

/// AWS's worked example ("Create a signed AWS API request", IAM ListUsers on 30 August 2015).
WireRequest list_users() {
  return {"GET",
          "/?Action=ListUsers&Version=2010-05-08",
          {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
           {"Host", "iam.amazonaws.com"},
           {"X-Amz-Date", "20150830T123600Z"},
           {"Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"}},
          ""};
}

/// AWS's test suite, "get-vanilla" and its kin: service "service", no content type.
WireRequest vanilla(const std::string& target, const std::string& signature) {
  return {"GET",
          target,
          {{"Host", "example.amazonaws.com"},
           {"X-Amz-Date", "20150830T123600Z"},
           {"Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, Signature=" +
                signature}},
          ""};
}

ApiError refusal(const WireRequest& request, Instant now, const std::string& service = "iam") {
  const auto claim = signature_claim(request);
  if (claim.has_error()) return claim.error();
  if (!*claim) return missing_signature();
  const auto who = verified(request, **claim, example_key, service, now);
  return who.has_error() ? who.error() : ApiError{.code = "none"};
}

const Instant then = at("2015-08-30T12:36:00Z");

TEST(Signature, AwsWorkedExampleIsVerified) { EXPECT_EQ(refusal(list_users(), then).code, "none"); }

TEST(Signature, AwsTestSuiteIsVerified) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"}};
  for (const auto& [target, signature] : rows)
    EXPECT_EQ(refusal(vanilla(target, signature), then, "service").code, "none") << target;
}

TEST(Signature, FiveMinutesOffIsTheLimit) {
  EXPECT_EQ(refusal(list_users(), then + std::chrono::minutes(5)).code, "none");
  EXPECT_EQ(refusal(list_users(), then - std::chrono::minutes(5)).code, "none");
  const ApiError late = refusal(list_users(), then + std::chrono::seconds(301));
  EXPECT_EQ(late.name_in_query(), "SignatureDoesNotMatch");
  EXPECT_EQ(late.code, "InvalidSignatureException");
  EXPECT_EQ(late.message,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)");
  const ApiError early = refusal(list_users(), then - std::chrono::seconds(301));
  EXPECT_EQ(early.message,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 "
            "min.)");
}

TEST(Signature, WhatIsWrongIsNamedAsAwsNamesIt) {
  struct Row {
    const char* why;
    void (*change)(WireRequest&);
    const char* code;
    const char* query_code;
    const char* text;
  };
  const std::vector<Row> rows = {
      {"no signature", [](WireRequest& r) { r.headers.pop_back(); }, "MissingAuthenticationTokenException",
       "MissingAuthenticationToken", "missing Authentication Token"},
      {"another scheme", [](WireRequest& r) { r.headers.back().second = "Basic dXNlcjpwYXNz"; },
       "IncompleteSignatureException", "IncompleteSignature", "Unsupported AWS 'algorithm': 'Basic'"},
      {"nothing in it", [](WireRequest& r) { r.headers.back().second = "AWS4-HMAC-SHA256"; },
       "IncompleteSignatureException", "IncompleteSignature",
       "requires 'Credential' parameter. Authorization header requires 'Signature'"},
      {"no date", [](WireRequest& r) { r.headers.erase(r.headers.begin() + 2); }, "IncompleteSignatureException",
       "IncompleteSignature", "'X-Amz-Date'"},
      {"a date that isn't", [](WireRequest& r) { r.headers[2].second = "2015-08-30"; }, "IncompleteSignatureException",
       "IncompleteSignature", "Date must be in ISO-8601"},
      {"a short scope",
       [](WireRequest& r) { r.headers.back().second.replace(r.headers.back().second.find("/iam"), 4, ""); },
       "IncompleteSignatureException", "IncompleteSignature", "exactly 5 slash-delimited elements"},
      {"a region that isn't",
       [](WireRequest& r) { r.headers.back().second.replace(r.headers.back().second.find("us-east-1"), 9, "US_EAST"); },
       "InvalidSignatureException", "SignatureDoesNotMatch", "valid region, not 'US_EAST'"},
      {"another key",
       [](WireRequest& r) { r.headers.back().second.replace(r.headers.back().second.find("AKID"), 4, "BKID"); },
       "UnrecognizedClientException", "InvalidClientTokenId", "security token included in the request is invalid"},
      {"a token nobody gave", [](WireRequest& r) { r.headers.emplace_back("X-Amz-Security-Token", "t"); },
       "UnrecognizedClientException", "InvalidClientTokenId", "security token"},
      {"another service",
       [](WireRequest& r) { r.headers.back().second.replace(r.headers.back().second.find("/iam/"), 5, "/sts/"); },
       "InvalidSignatureException", "SignatureDoesNotMatch", "scoped to correct service: 'iam'"},
      {"another day",
       [](WireRequest& r) { r.headers.back().second.replace(r.headers.back().second.find("20150830"), 8, "20150829"); },
       "InvalidSignatureException", "SignatureDoesNotMatch", "'20150829' != '20150830'"},
      {"host not signed",
       [](WireRequest& r) { r.headers.back().second.replace(r.headers.back().second.find("host;"), 5, ""); },
       "InvalidSignatureException", "SignatureDoesNotMatch", "'Host' or ':authority' must be a 'SignedHeader'"},
      {"an x-amz- header not signed", [](WireRequest& r) { r.headers.emplace_back("X-Amz-Target", "A.B"); },
       "InvalidSignatureException", "SignatureDoesNotMatch", "'X-Amz-Target' must be a 'SignedHeader'"},
      {"another query", [](WireRequest& r) { r.target += "&Marker=x"; }, "InvalidSignatureException",
       "SignatureDoesNotMatch", "does not match the signature you provided"},
      {"another body", [](WireRequest& r) { r.body = "x"; }, "InvalidSignatureException", "SignatureDoesNotMatch",
       "does not match the signature you provided"},
      {"a cut signature", [](WireRequest& r) { r.headers.back().second.pop_back(); }, "InvalidSignatureException",
       "SignatureDoesNotMatch", "does not match the signature you provided"}};
  for (const Row& row : rows) {
    WireRequest request = list_users();
    row.change(request);
    const ApiError error = refusal(request, then);
    EXPECT_EQ(error.code, row.code) << row.why;
    EXPECT_EQ(error.name_in_query(), row.query_code) << row.why;
    EXPECT_NE(error.message.find(row.text), std::string::npos) << row.why << ": " << error.message;
  }
}

TEST(Signature, APresignedRequestIsGoodForItsTimeOnly) {
  // Presigned by botocore 1.43.11 at 09:43:27 on 27 November 2026, for an hour (by the method of its model, POST).
  const WireRequest request = {
      "POST",
      "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%"
      "2F20261127"
      "%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20261127T094327Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
      "&X-Amz-Signature=823d97b2e0082a6bfdbf21aa4eaea8200f7d05da3a18899dd86f86e4786af8e3",
      {{"Host", "127.0.0.1:18765"}},
      ""};
  const Instant made = at("2026-11-27T09:43:27Z");
  EXPECT_EQ(refusal(request, made, "sts").message, "");
  EXPECT_EQ(refusal(request, made + std::chrono::hours(1), "sts").code, "none");
  const ApiError late = refusal(request, made + std::chrono::seconds(3601), "sts");
  EXPECT_EQ(late.name_in_query(), "SignatureDoesNotMatch");
  EXPECT_NE(late.message.find("Signature expired: 20261127T094327Z"), std::string::npos) << late.message;
  EXPECT_EQ(refusal(request, made - std::chrono::minutes(6), "sts").code, "InvalidSignatureException");
  WireRequest longer = request;
  longer.target.replace(longer.target.find("=3600"), 5, "=3601");
  EXPECT_EQ(refusal(longer, made, "sts").name_in_query(), "SignatureDoesNotMatch");
  longer.target.replace(longer.target.find("=3601"), 5, "=604801");
  EXPECT_EQ(refusal(longer, made, "sts").name_in_query(), "IncompleteSignature");
}

}  // namespace
}  // namespace rampart::aws::protocol
