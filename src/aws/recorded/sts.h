// STS: who is calling, and credentials that are drawn.
//
// Recorded, not enforced: any role can be assumed, whatever IAM knows of it, and the credentials answered say who they
// are (GetCallerIdentity) but open and close nothing. Without a session of ours the caller is the account's root.
// One thread. Source: botocore's model of 2011-06-15.
#pragma once

#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

class Sts {
 public:
  /// `account` must outlive it.
  explicit Sts(Account& account);
  [[nodiscard]] protocol::Service service() const;

 private:
  Desk desk_;
};

}  // namespace rampart::aws::recorded
