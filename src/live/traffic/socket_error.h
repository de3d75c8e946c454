// The name of a socket error, as Node.js (and so Artillery) says it.
#pragma once

#include <cstring>

namespace rampart::live::traffic {

/// "ECONNREFUSED" for ECONNREFUSED; "EIO" for a number without a name. The text lives for ever.
inline const char* name_of_errno(int number) {
  const char* name = strerrorname_np(number);
  return name != nullptr ? name : "EIO";
}

}  // namespace rampart::live::traffic
