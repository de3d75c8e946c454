// AWS Signature Version 4 for a POST of a form.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace rampart::publish {

struct AwsSigning {
  std::string region;
  std::string service;
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  ///< Empty: none.
};

/// The headers that make the request valid for some minutes from `now`: content-type, x-amz-date, authorization, …
std::vector<std::pair<std::string, std::string>> sign_request(std::string_view url, std::string_view body,
                                                              const AwsSigning& signing, Instant now);

}  // namespace rampart::publish
