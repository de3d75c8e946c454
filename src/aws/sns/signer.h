// The signature of notices, and the certificate that proves it.
//
// SNS signs what it sends so that a receiver can know it; version 1 is SHA1withRSA, version 2 SHA256withRSA, over the
// message's members in a fixed order. Our key is made once for an account and kept; its certificate signs itself, and
// receivers get it from this endpoint (they must be told to trust that host, where AWS's libraries trust
// sns.REGION.amazonaws.com alone). One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"

namespace rampart::aws::sns {

class Signer {
 public:
  Signer();
  ~Signer();
  Signer(Signer&&) noexcept;
  Signer& operator=(Signer&&) noexcept;

  /// A new 2,048-bit RSA key and a certificate from `now` on for ten years.
  static Signer make(Instant now);
  /// One that was kept; it can't sign when the texts are no PEM.
  static Signer restore(std::string certificate, std::string key);

  [[nodiscard]] const std::string& certificate() const { return certificate_; }  ///< PEM
  [[nodiscard]] const std::string& key() const { return key_; }                  ///< PEM
  /// Sixteen hexadecimal digits of the certificate's hash, for its URL.
  [[nodiscard]] std::string fingerprint() const;

  /// Base64; `version` "1" or "2".
  [[nodiscard]] std::string sign(std::string_view text, std::string_view version) const;

 private:
  struct Key;
  std::string certificate_;
  std::string key_;
  std::unique_ptr<Key> parsed_;
};

}  // namespace rampart::aws::sns
