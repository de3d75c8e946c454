// IAM: roles, managed and inline policies, service-linked roles, users, instance profiles, server certificates.
//
// Recorded, not enforced: documents are kept and given back, nothing is allowed or refused by them. Policies of AWS
// ("arn:aws:iam::aws:policy/…") can be attached by any name; their documents aren't here. Server certificates are kept
// with their keys: a listener for HTTPS asks for them by ARN. Global: the call's region is nothing.
// Errors: IAM's codes, statuses and texts. One thread. Source: botocore's model of 2010-05-08.
#pragma once

#include <optional>

#include "aws/recorded/certificate_facts.h"
#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

class Iam {
 public:
  /// `account` must outlive it.
  explicit Iam(Account& account);
  [[nodiscard]] protocol::Service service() const;

  /// The server certificate "arn:aws:iam::…:server-certificate/…", if it was uploaded.
  [[nodiscard]] std::optional<CertificatePem> server_certificate(std::string_view arn) const;

 private:
  Desk desk_;
};

}  // namespace rampart::aws::recorded
