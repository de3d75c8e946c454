// One entry of a HAR file, as a request step. Inside this room only.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"

namespace rampart::imports {

struct HarRequest {
  Instant start;
  Duration took{};
  std::string verb;                                          ///< As a step calls it: "get".
  std::string origin;                                        ///< "https://shop.example"
  std::string path;                                          ///< With its query, without its fragment.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Lower case; without the connection's own.
  boost::json::object cookies;                               ///< That no earlier answer had set.
  boost::json::object body;                                  ///< `json`, `form` or `body`, or empty.
  bool redirected = false;  ///< Its answer was a redirect; the next entry is where it led.
};

/// What the entries before this one left behind.
struct HarState {
  std::set<std::string> cookies_set;  ///< Names, by any answer so far.
  std::vector<std::string> notes;
};

/// Nothing for what can't be sent (another scheme, an unknown method): a note says so. Errors: a sentence and the
/// path inside the entry ("request/url"), as the Error's message and place.file.
std::optional<HarRequest> read_har_entry(const boost::json::object& entry, HarState& state, std::string& wrong);

}  // namespace rampart::imports
