// EC2, as far as a service on Fargate needs it: networks, security groups, gateways, routes, addresses.
//
// Recorded, not enforced: tasks run on this machine's loopback or bridge whatever the subnets, and no security group,
// route or network ACL filters anything. Everything goes into its final state at once ("available", "associated").
// Every region starts with a default VPC 172.31.0.0/16: three default subnets in zones a, b and c, an internet gateway,
// a main route table, a network ACL and the default security group; made when the region is first called, and then kept
// like the rest. Errors: EC2's codes and texts. One thread.
// Source: botocore's model of 2016-11-15; reference aws-scaling.md §6.1.
#pragma once

#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

class Ec2 {
 public:
  /// `account` must outlive it.
  explicit Ec2(Account& account);
  [[nodiscard]] protocol::Service service() const;

 private:
  Desk desk_;
};

}  // namespace rampart::aws::recorded
