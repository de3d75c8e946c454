// ECR: repositories, their policies, a token to log in with.
//
// Recorded, not enforced, and no registry: nothing can be pushed to it, so Describe- and ListImages answer none. An
// image that a task definition names is one of this machine's container engine, whatever repository it pretends to be
// in: "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1" runs if an image of exactly that name is there
// (`docker tag shop:1 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1`), and local_image() gives the shorter name,
// "shop:1", to try next. `docker push` fails at the name, as it should.
// Errors: ECR's codes and texts. One thread. Source: botocore's model of 2015-09-21.
#pragma once

#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

class Ecr {
 public:
  /// `account` must outlive it.
  explicit Ecr(Account& account);
  [[nodiscard]] protocol::Service service() const;

  /// "shop:1" of "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1"; what isn't of ECR stays as it is.
  static std::string local_image(std::string_view image);

 private:
  Desk desk_;
};

}  // namespace rampart::aws::recorded
