#include "live/traffic/testing/identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <memory>

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast so

namespace rampart::live::traffic {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string text_of(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Certificate read_certificate(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

Key read_key(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

void extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Identity make(const IdentityWish& wish, const Identity* authority, bool is_authority) {
  static std::atomic<long> serial{1};
  constexpr long day = 86'400;
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wish.valid_from_days * day);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wish.valid_to_days * day);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1, -1, 0);
  const Certificate signer =
      authority != nullptr ? read_certificate(authority->certificate) : Certificate{nullptr, X509_free};
  const Key signing = authority != nullptr ? read_key(authority->key) : Key{nullptr, EVP_PKEY_free};
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer ? signer.get() : certificate.get()));
  if (is_authority) extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  if (!wish.alternative_names.empty()) extend(certificate.get(), NID_subject_alt_name, wish.alternative_names);
  X509_sign(certificate.get(), signing ? signing.get() : key.get(), EVP_sha256());
  Identity out;
  const Bio certificate_text(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(certificate_text.get(), certificate.get());
  out.certificate = text_of(certificate_text);
  const Bio key_text(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  out.key = text_of(key_text);
  return out;
}

}  // namespace

Identity make_self_signed(const IdentityWish& wish) { return make(wish, nullptr, false); }
Identity make_signed(const Identity& authority, const IdentityWish& wish) { return make(wish, &authority, false); }
Identity make_authority() { return make({"Rampart's test authority", ""}, nullptr, true); }

}  // namespace rampart::live::traffic
