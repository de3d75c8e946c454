// Names, ids and ARNs as AWS makes them; what AWS draws is drawn from a hash of stack name and logical id.
// Source: reference aws-scaling.md §1.1–1.3, §2.1, §4.1–4.2.
#pragma once

#include <string>
#include <string_view>

#include "core/stack/stack.h"

namespace rampart::control {

class Names {
 public:
  explicit Names(stack::Pseudo pseudo) : pseudo_(std::move(pseudo)) {}

  /// "STACK-LOGICALID-XXXXXXXXXXXX", its parts shortened to fit into `longest`, as CloudFormation names what the
  /// template leaves nameless.
  [[nodiscard]] std::string generated(std::string_view logical_id, std::size_t longest) const;
  /// `count` lower-case hexadecimal digits, the same for the same (stack, logical id, purpose).
  [[nodiscard]] std::string hex(std::string_view logical_id, std::string_view purpose, std::size_t count) const;
  /// A lower-case uuid, likewise.
  [[nodiscard]] std::string uuid(std::string_view logical_id, std::string_view purpose) const;
  /// 9 decimal digits, likewise, for a load balancer's DNS name.
  [[nodiscard]] std::string digits(std::string_view logical_id) const;

  /// "arn:aws:SERVICE:REGION:ACCOUNT:REST"
  [[nodiscard]] std::string arn(std::string_view service, std::string_view rest) const;
  [[nodiscard]] const stack::Pseudo& pseudo() const { return pseudo_; }

 private:
  stack::Pseudo pseudo_;
};

/// What stands after the last '/': a cluster's or service's name in its ARN; the whole text without one.
std::string name_in_arn(std::string_view arn);

}  // namespace rampart::control
