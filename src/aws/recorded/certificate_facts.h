// What a PEM certificate says of itself: for IAM's server certificates and ACM's imported ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rampart::aws::recorded {

/// What a listener needs to speak TLS, as it was given: PEM texts.
struct CertificatePem {
  std::string certificate;
  std::string chain;  ///< May be empty.
  std::string private_key;
};

struct CertificateFacts {
  std::string common_name;
  std::vector<std::string> names;  ///< Subject alternative names of DNS.
  std::string subject;             ///< "CN=shop.example,O=Shop"
  std::string issuer;
  std::string serial;     ///< "0a:1b:…"
  double not_before = 0;  ///< Epoch seconds.
  double not_after = 0;
  std::string key_algorithm;        ///< ACM's word: "RSA_2048", "EC_prime256v1".
  std::string signature_algorithm;  ///< "SHA256WITHRSA"
};

/// Of the first certificate in `pem`; nothing when there is none.
std::optional<CertificateFacts> certificate_facts(const std::string& pem);

/// Is `key` (PEM, not encrypted) that of the certificate? Nothing when it is no key.
std::optional<bool> is_key_of(const std::string& certificate, const std::string& key);

}  // namespace rampart::aws::recorded
