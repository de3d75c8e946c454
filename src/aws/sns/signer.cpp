#include "aws/sns/signer.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "aws/protocol/text_value.h"
#include "aws/signature/sigv4.h"

namespace rampart::aws::sns {
template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* it) const {
    free_it(it);
  }
};

namespace {

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

std::string text_in(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

struct Signer::Key {
  std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> it;
};

Signer::Signer() = default;
Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;

Signer Signer::make(Instant now) {
  const std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key(EVP_RSA_gen(2048));
  const std::unique_ptr<X509, Free<X509_free>> certificate(X509_new());
  const auto from = static_cast<time_t>(unix_seconds(now));
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), from - 86400);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), from + time_t{3650} * 86400);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::string common_name = "sns.rampart.invalid";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name.data()),
                             static_cast<int>(common_name.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const Bio body(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(body.get(), certificate.get());
  const Bio secret(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return restore(text_in(body.get()), text_in(secret.get()));
}

Signer Signer::restore(std::string certificate, std::string key) {
  Signer out;
  out.certificate_ = std::move(certificate);
  out.key_ = std::move(key);
  const Bio reader(BIO_new_mem_buf(out.key_.data(), static_cast<int>(out.key_.size())));
  out.parsed_ = std::make_unique<Key>();
  out.parsed_->it.reset(PEM_read_bio_PrivateKey(reader.get(), nullptr, nullptr, nullptr));
  return out;
}

std::string Signer::fingerprint() const { return signature::sha256_hex(certificate_).substr(0, 16); }

std::string Signer::sign(std::string_view text, std::string_view version) const {
  if (parsed_ == nullptr || parsed_->it == nullptr) return {};
  const Digest digest(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DigestSignInit(digest.get(), nullptr, version == "2" ? EVP_sha256() : EVP_sha1(), nullptr,
                         parsed_->it.get()) != 1 ||
      EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size()) != 1)
    return {};
  std::string out(size, '\0');
  if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size()) != 1)
    return {};
  out.resize(size);
  return protocol::base64(out);
}

}  // namespace rampart::aws::sns
