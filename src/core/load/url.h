// Absolute http and https URLs: parsed, resolved against another, and the encoding of query and form values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/load/transport.h"

namespace rampart::load {

struct Url {
  Origin origin;
  std::string target;  ///< Path and query, starting with '/', characters that may not be sent percent-encoded.
  std::string user;    ///< From "http://user:password@host/": for basic auth.
  std::string password;
};

/// A % in it isn't followed by two hexadecimal digits. Artillery's HTTP library refuses to send to such an address.
bool is_malformed_escape(std::string_view text);

/// Nothing when `text` is no http or https URL with a host and a port in 1..65535. A fragment is dropped.
std::optional<Url> parse_url(std::string_view text);

/// What `reference` (an absolute URL, "//host/…", "/path", "path" or "?query") means when it stands in an answer of
/// `base`: for redirects.
std::optional<Url> resolve_url(const Origin& base, std::string_view base_target, std::string_view reference);

/// Appends `text` as a value of application/x-www-form-urlencoded (what URLSearchParams does): space is '+'.
void append_form_encoded(std::string& out, std::string_view text);

/// Appends `text` as part of a request target: bytes that may not stand there are percent-encoded, '%' is kept.
void append_target(std::string& out, std::string_view text);

/// "host", "host:8080", "[::1]:8080": the value of a host header.
std::string host_header(const Origin& origin);

}  // namespace rampart::load
