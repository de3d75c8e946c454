// Who sent a request? SigV4 verified, in the Authorization header or presigned in the query.
//
// Errors carry both names AWS gives them: JSON, CBOR and rest-json say InvalidSignatureException and
// UnrecognizedClientException where query says SignatureDoesNotMatch and InvalidClientTokenId. A clock that is off
// gets the same code with "Signature expired: …"; RequestTimeTooSkewed is S3's alone. Any thread. Source:
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/protocol/api_error.h"
#include "aws/protocol/http_message.h"
#include "base/time.h"

namespace rampart::aws::protocol {

struct Credential {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token = {};  ///< Not empty: requests must carry it.
  std::string account = {};        ///< Empty: the endpoint's.
};

constexpr Duration largest_clock_skew = std::chrono::minutes(5);
constexpr Duration longest_presigned = std::chrono::hours(24 * 7);

/// What a request says about its signature, not yet believed.
struct SignatureClaim {
  std::string access_key_id;
  signature::Scope scope;
  std::vector<std::string> signed_headers;  ///< Lower case, in the order given.
  std::string signature;
  std::string date;                 ///< X-Amz-Date as sent, "20150830T123600Z".
  std::string session_token;        ///< May be empty.
  std::optional<Duration> expires;  ///< Presigned only.
};

/// Nothing when the request isn't signed; IncompleteSignature when it is, but not so that it can be read.
Answered<std::optional<SignatureClaim>> signature_claim(const WireRequest& request);

/// The credential that the claim is proved to be made with, or AWS's error. `service` is the signing name of the
/// service that will answer. Signatures are compared in constant time.
Answered<const Credential*> verified(const WireRequest& request, const SignatureClaim& claim,
                                     const std::vector<Credential>& credentials, std::string_view service, Instant now);

/// The error for a request without a signature where one is wanted.
ApiError missing_signature();

}  // namespace rampart::aws::protocol
