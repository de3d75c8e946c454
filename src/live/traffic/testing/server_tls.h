// The server's side of TLS for doubles, blocking: one connection on a descriptor.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "live/traffic/testing/identity.h"

namespace rampart::live::traffic {

struct ServerTlsOptions {
  int max_version = 0;           ///< TLS1_2_VERSION, …; 0: the newest.
  bool h2 = false;               ///< Chooses h2 where it is offered.
  std::string client_authority;  ///< PEM: who must have signed the client; empty: no client is asked who it is.
};

class ServerTls {
 public:
  explicit ServerTls(const Identity& identity, const ServerTlsOptions& options = {});

  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  using Session = std::unique_ptr<SSL, Free>;
  /// Shakes hands; empty when that fails.
  [[nodiscard]] Session accept(int fd) const;

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, FreeContext> context_;
};

}  // namespace rampart::live::traffic
