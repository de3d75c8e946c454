// What CDK synthesises of an ApplicationLoadBalancedFargateService in a Vpc of two zones, with scaleOnRequestCount and
// scaleOnCpuUtilization; written by hand after CDK v2's documentation of these constructs.
#pragma once

#include <string>

namespace rampart::aws::cloudformation::testing {

std::string cdk_template();

}  // namespace rampart::aws::cloudformation::testing
