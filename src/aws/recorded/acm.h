// ACM: certificates for listeners.
//
// Recorded: an imported certificate is kept with its chain and key, and a listener for HTTPS asks for it by ARN. A
// requested one is ISSUED at once, because nobody here can validate a domain; it has no key, so that who wants to
// listen with it must make one. Errors: ACM's codes and texts. One thread. Source: botocore's model of 2015-12-08.
#pragma once

#include <optional>

#include "aws/recorded/certificate_facts.h"
#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

class Acm {
 public:
  /// `account` must outlive it.
  explicit Acm(Account& account);
  [[nodiscard]] protocol::Service service() const;

  /// The imported certificate of that ARN; nothing when it is unknown or was only requested.
  [[nodiscard]] std::optional<CertificatePem> certificate(std::string_view arn) const;

 private:
  Desk desk_;
};

}  // namespace rampart::aws::recorded
