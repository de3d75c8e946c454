#include "live/traffic/tls.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <csignal>
#include <string_view>
#include <utility>

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast so

namespace rampart::live::traffic {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

std::unique_ptr<BIO, FreeBio> reader_of(const std::string& text) {
  return std::unique_ptr<BIO, FreeBio>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

int give_passphrase(char* to, int size, int, void* passphrase) {
  const auto& text = *static_cast<const std::string*>(passphrase);
  if (text.size() > static_cast<std::size_t>(size)) return -1;
  text.copy(to, text.size());
  return static_cast<int>(text.size());
}

std::string reason() {
  const char* text = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return text != nullptr ? text : "it isn't PEM";
}

/// Every step gives "" or what is wrong, as a sentence.
std::string trust(SSL_CTX* context, const std::vector<std::string>& authorities) {
  if (authorities.empty()) {
    SSL_CTX_set_default_verify_paths(context);
    return {};
  }
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const std::string& pem : authorities) {
    const auto bio = reader_of(pem);
    int found = 0;
    while (const Certificate c{PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)}) {
      X509_STORE_add_cert(store, c.get());
      ++found;
    }
    if (found == 0) return fmt::format("config.tls.ca can't be read: {}", reason());
    ERR_clear_error();
  }
  return {};
}

std::string identify(SSL_CTX* context, const script::Tls& settings) {
  if (!settings.cert.empty()) {
    const auto bio = reader_of(settings.cert);
    const Certificate own{PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)};
    if (!own) return fmt::format("config.tls.cert can't be read: {}", reason());
    if (SSL_CTX_use_certificate(context, own.get()) != 1) return fmt::format("config.tls.cert: {}", reason());
    while (const Certificate further{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
      SSL_CTX_add1_chain_cert(context, further.get());
    ERR_clear_error();
  }
  if (!settings.key.empty()) {
    const auto bio = reader_of(settings.key);
    std::string passphrase = settings.passphrase;
    const std::unique_ptr<EVP_PKEY, FreeKey> key{
        PEM_read_bio_PrivateKey(bio.get(), nullptr, give_passphrase, &passphrase)};
    if (!key) return fmt::format("config.tls.key can't be read: {}", reason());
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return fmt::format("config.tls.key: {}", reason());
  }
  return {};
}

int version_of(const std::string& name) {
  if (name == "TLSv1") return TLS1_VERSION;
  if (name == "TLSv1.1") return TLS1_1_VERSION;
  if (name == "TLSv1.3") return TLS1_3_VERSION;
  return TLS1_2_VERSION;
}

// As Node's processCiphers: names that begin with TLS_ are TLS 1.3's; without any other, 1.3 is the least version.
std::string limit_ciphers(SSL_CTX* context, const std::string& ciphers) {
  if (ciphers.empty()) return {};
  std::string suites;
  std::string list;
  for (std::string_view rest = ciphers; !rest.empty();) {
    const std::size_t end = rest.find(':');
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (name.empty()) continue;
    std::string& out = name.starts_with("TLS_") ? suites : list;
    if (!out.empty()) out += ':';
    out += name;
  }
  if (!suites.empty() && SSL_CTX_set_ciphersuites(context, suites.c_str()) != 1)
    return fmt::format("config.tls.ciphers: {}", reason());
  if (list.empty())
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  else if (SSL_CTX_set_cipher_list(context, list.c_str()) != 1)
    return fmt::format("config.tls.ciphers: {}", reason());
  return {};
}

int go_on(int, X509_STORE_CTX*) { return 1; }  // verify() has the last word, after the handshake

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

}  // namespace

void TlsContext::load() const {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = context_.get();
  if (context == nullptr) {
    problem_ = "OpenSSL gives no context: " + reason();
    return;
  }
  std::signal(SIGPIPE, SIG_IGN);           // OpenSSL writes without MSG_NOSIGNAL
  SSL_CTX_set_security_level(context, 1);  // Node's; Debian's configuration says 2
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);  // else each record takes two reads
  SSL_CTX_set_min_proto_version(context, version_of(settings_.min_version));
  SSL_CTX_set_max_proto_version(context,
                                settings_.max_version.empty() ? TLS1_3_VERSION : version_of(settings_.max_version));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, go_on);
  if (settings_.reject_unauthorized) problem_ = trust(context, settings_.ca);
  if (problem_.empty()) problem_ = identify(context, settings_);
  if (problem_.empty()) problem_ = limit_ciphers(context, settings_.ciphers);
}

Result<void> TlsContext::check() const {
  std::call_once(once_, [this] { load(); });
  if (!problem_.empty()) return invalid(problem_);
  return {};
}

SSL* TlsContext::begin(int fd, const std::string& host, bool offer_h2) const {
  if (check().has_error()) return nullptr;
  SSL* ssl = SSL_new(context_.get());
  if (ssl == nullptr) return nullptr;
  const std::string& name = settings_.servername.empty() ? host : settings_.servername;
  SSL_set_fd(ssl, fd);
  if (!is_address(name)) SSL_set_tlsext_host_name(ssl, name.c_str());
  constexpr std::string_view protocols = "\x02h2\x08http/1.1";
  if (offer_h2)
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
  SSL_set_connect_state(ssl);
  return ssl;
}

const char* TlsContext::verify(SSL* ssl, const std::string& host) const {
  if (!settings_.reject_unauthorized) return nullptr;
  const Certificate theirs{SSL_get1_peer_certificate(ssl)};
  if (!theirs) return "UNSPECIFIED";
  if (const long code = SSL_get_verify_result(ssl); code != X509_V_OK) return name_of_certificate_error(code);
  const std::string& name = settings_.servername.empty() ? host : settings_.servername;
  const bool same = is_address(name) ? X509_check_ip_asc(theirs.get(), name.c_str(), 0) == 1
                                     : X509_check_host(theirs.get(), name.data(), name.size(), 0, nullptr) == 1;
  return same ? nullptr : "ERR_TLS_CERT_ALTNAME_INVALID";
}

}  // namespace rampart::live::traffic
