// AWS Signature Version 4, the part that client and server share: request → canonical request → signature.
//
// publish signs what it sends with it; aws/protocol verifies what it is sent. No clock: the date is an argument.
// Any thread. Source: docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace rampart::aws::signature {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// "KEY/20150830/us-east-1/iam/aws4_request" without the key.
struct Scope {
  std::string day;  ///< yyyymmdd
  std::string region;
  std::string service;
};
std::string to_string(const Scope& scope);

/// What is signed, before any encoding of this algorithm's.
struct Signed {
  std::string_view method;
  std::string_view path;   ///< As sent, before '?'.
  std::string_view query;  ///< As sent, after '?'; a presigned request's without X-Amz-Signature.
  Headers headers;         ///< Those that are signed: lower-case names, sorted; several of one name joined by ','.
  std::string_view body;
};

/// The canonical request. Paths are encoded once more than they came, as every service but S3 wants it.
std::string canonical_request(const Signed& request);

/// Lower-case hexadecimal signature of a canonical request. `date` is x-amz-date: "20150830T123600Z".
std::string signature_of(std::string_view canonical, std::string_view date, const Scope& scope,
                         std::string_view secret_access_key);

/// "20150830T123600Z"
std::string amazon_date(Instant at);

/// Percent-encoded as AWS wants it: all but letters, digits and -._~ (and what is in `also`).
std::string uri_encoded(std::string_view text, std::string_view also = {});

/// The other way. A '%' without two hexadecimal digits behind it stays. `plus_is_space`: as forms and queries have it.
std::string uri_decoded(std::string_view text, bool plus_is_space);

/// Lower-case hexadecimal SHA-256.
std::string sha256_hex(std::string_view text);

}  // namespace rampart::aws::signature
