// TLS: what all secured connections of a run share, and Node.js' names for what goes wrong with one.
//
// Behaviour is Node's (reference artillery.md §2.4, §2.10; each name was seen from Node 20): the handshake is finished
// whatever the certificate, then the *last* complaint about the chain counts, then the name on the certificate.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "core/script/script.h"

namespace rampart::live::traffic {

/// Any thread. Nothing is loaded before it is needed: a run without https pays nothing.
class TlsContext {
 public:
  explicit TlsContext(script::Tls settings) : settings_(std::move(settings)) {}

  /// Loads now. Errors: invalid, when the settings can't be used: a key that isn't one, an unknown cipher.
  Result<void> check() const;

  /// A connection's own state, ready to shake hands as the client; freed by the caller (SSL_free). `host`: for SNI,
  /// unless config.tls.servername says another. `offer_h2`: by ALPN, h2 before http/1.1. nullptr: see check().
  SSL* begin(int fd, const std::string& host, bool offer_h2) const;

  /// After the handshake: nullptr, or the name of what is wrong with the other side's certificate. `host` as above.
  const char* verify(SSL* ssl, const std::string& host) const;

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  void load() const;

  script::Tls settings_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<SSL_CTX, Free> context_;
  mutable std::string problem_;
};

/// The name of a certificate's failing: "CERT_HAS_EXPIRED" for X509_V_ERR_CERT_HAS_EXPIRED. The text lives for ever.
const char* name_of_certificate_error(long code);

/// The name of an error of the library after the handshake: "ERR_SSL_BAD_RECORD_TYPE". The text lives for ever.
const char* name_of_tls_error(unsigned long code);

}  // namespace rampart::live::traffic
