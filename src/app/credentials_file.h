// An AWS credentials file: [profile] sections with aws_access_key_id and aws_secret_access_key.
#pragma once

#include <string>
#include <vector>

#include "aws/protocol/signature.h"
#include "base/result.h"

namespace rampart::app {

/// Every profile's keys. Errors: not_found; invalid, with file and line: a line that is none, a key without its other
/// half, no key at all.
Result<std::vector<aws::protocol::Credential>> read_credentials(const std::string& path);

}  // namespace rampart::app
