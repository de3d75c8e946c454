// SSM: Parameter Store.
//
// Recorded: values of every type are kept as they came, a SecureString too (nothing is encrypted, and one that is asked
// for without decryption is answered as asterisks). Of AWS's public parameters (/aws/service/…) there are none: they
// are images and addresses of AWS's. /cdk-bootstrap/…/version is made by bootstrap's own stack. Tasks get a parameter
// as a secret through value_of(). Errors: SSM's codes and texts. One thread.
// Source: botocore's model of 2014-11-06.
#pragma once

#include <optional>

#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

class Ssm {
 public:
  /// `account` must outlive it.
  explicit Ssm(Account& account);
  [[nodiscard]] protocol::Service service() const;

  /// The newest value of a parameter, by its name or ARN. Nothing: there is none.
  [[nodiscard]] std::optional<std::string> value_of(std::string_view region, std::string_view name) const;

 private:
  Desk desk_;
};

}  // namespace rampart::aws::recorded
