// Request bodies that came packed: gzip (botocore packs PutMetricData from 10,240 bytes on) and deflate.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aws/protocol/api_error.h"

namespace rampart::aws::protocol {

/// `body` unpacked by the Content-Encoding `coding` ("", identity, gzip, deflate). Stops at `most` bytes with
/// RequestEntityTooLarge; another coding and broken data are errors too.
Answered<std::string> unpacked(std::string_view body, std::string_view coding, std::size_t most);

}  // namespace rampart::aws::protocol
