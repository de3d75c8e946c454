// Certificates for tests, made on the spot: who a TLS double says it is.
#pragma once

#include <string>

namespace rampart::live::traffic {

/// PEM texts.
struct Identity {
  std::string certificate;
  std::string key;
};

struct IdentityWish {
  std::string common_name = "localhost";
  std::string alternative_names = "DNS:localhost,IP:127.0.0.1";
  int valid_from_days = -2;
  int valid_to_days = 2;
};

/// Signed by itself.
Identity make_self_signed(const IdentityWish& wish = {});
/// Signed by `authority`, which must be one of make_authority's.
Identity make_signed(const Identity& authority, const IdentityWish& wish = {});
Identity make_authority();

}  // namespace rampart::live::traffic
