#include "aws/recorded/certificate_facts.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

namespace rampart::aws::recorded {
namespace {

template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* it) const {
    free_it(it);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

Bio reader(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

/// Nobody is asked for a password.
int no_password(char*, int, int, void*) { return -1; }

Certificate certificate_in(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(reader(pem).get(), nullptr, no_password, nullptr));
}

std::string text_in(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string name_text(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253);
  return text_in(out.get());
}

double seconds_of(const ASN1_TIME* time) {
  int days = 0;
  int seconds = 0;
  const std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
  ASN1_TIME_diff(&days, &seconds, epoch.get(), time);
  return days * 86400.0 + seconds;
}

std::string key_algorithm_of(const EVP_PKEY* key) {
  if (key == nullptr) return {};
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return fmt::format("RSA_{}", EVP_PKEY_get_bits(key));
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return {};
  switch (EVP_PKEY_get_bits(key)) {
    case 384:
      return "EC_secp384r1";
    case 521:
      return "EC_secp521r1";
    default:
      return "EC_prime256v1";
  }
}

std::string signature_algorithm_of(const X509* certificate) {
  int digest = NID_undef;
  int key = NID_undef;
  if (OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &digest, &key) == 0) return {};
  return fmt::format("{}WITH{}", OBJ_nid2sn(digest), key == NID_rsaEncryption ? "RSA" : "ECDSA");
}

}  // namespace

std::optional<CertificateFacts> certificate_facts(const std::string& pem) {
  const Certificate certificate = certificate_in(pem);
  if (certificate == nullptr) return std::nullopt;
  CertificateFacts out;
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  char common_name[256] = {};
  if (X509_NAME_get_text_by_NID(subject, NID_commonName, common_name, sizeof(common_name)) > 0)
    out.common_name = common_name;
  out.subject = name_text(subject);
  out.issuer = name_text(X509_get_issuer_name(certificate.get()));
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
  for (int i = 0; i < ASN1_STRING_length(serial); ++i)
    out.serial += fmt::format("{}{:02x}", i == 0 ? "" : ":", ASN1_STRING_get0_data(serial)[i]);
  out.not_before = seconds_of(X509_get0_notBefore(certificate.get()));
  out.not_after = seconds_of(X509_get0_notAfter(certificate.get()));
  out.key_algorithm = key_algorithm_of(X509_get0_pubkey(certificate.get()));
  out.signature_algorithm = signature_algorithm_of(certificate.get());
  const std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const auto* data = ASN1_STRING_get0_data(name->d.dNSName);
    out.names.emplace_back(data, data + ASN1_STRING_length(name->d.dNSName));
  }
  return out;
}

std::optional<bool> is_key_of(const std::string& certificate, const std::string& key) {
  const Key parsed(PEM_read_bio_PrivateKey(reader(key).get(), nullptr, no_password, nullptr));
  const Certificate of = certificate_in(certificate);
  if (parsed == nullptr || of == nullptr) return std::nullopt;
  return X509_check_private_key(of.get(), parsed.get()) == 1;
}

}  // namespace rampart::aws::recorded
