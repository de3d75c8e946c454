#include "live/traffic/testing/server_tls.h"

#include <openssl/pem.h>
#include <sys/socket.h>

#include <csignal>

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast so

namespace rampart::live::traffic {

ServerTls::ServerTls(const Identity& identity, const ServerTlsOptions& options)
    : context_(SSL_CTX_new(TLS_server_method())) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto reader = [](const std::string& text) {
    return std::unique_ptr<BIO, decltype(&BIO_free)>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())),
                                                     BIO_free);
  };
  SSL_CTX* context = context_.get();
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  if (options.max_version != 0) SSL_CTX_set_max_proto_version(context, options.max_version);
  X509* certificate = PEM_read_bio_X509(reader(identity.certificate).get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, certificate);
  X509_free(certificate);
  const auto rest = reader(identity.certificate);
  X509_free(PEM_read_bio_X509(rest.get(), nullptr, nullptr, nullptr));
  while (X509* further = PEM_read_bio_X509(rest.get(), nullptr, nullptr, nullptr))
    SSL_CTX_add0_chain_cert(context, further);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(reader(identity.key).get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  const auto choose = [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                         unsigned offered_size, void*) {
    static constexpr unsigned char wanted[] = {2, 'h', '2'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, size, wanted, sizeof wanted, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
      return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
  };
  if (options.h2) SSL_CTX_set_alpn_select_cb(context, choose, nullptr);
  if (options.client_authority.empty()) return;
  X509* authority = PEM_read_bio_X509(reader(options.client_authority).get(), nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
  X509_free(authority);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

ServerTls::Session ServerTls::accept(int fd) const {
  Session session(SSL_new(context_.get()));
  SSL_set_fd(session.get(), fd);
  if (SSL_accept(session.get()) == 1) return session;
  // A close with something unread would be a reset, which takes the alert away that says why.
  ::shutdown(fd, SHUT_WR);
  char ignored[4096];
  while (::recv(fd, ignored, sizeof ignored, 0) > 0) {
  }
  return {};
}

}  // namespace rampart::live::traffic
