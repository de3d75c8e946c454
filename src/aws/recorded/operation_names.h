// Every operation of AWS's models (botocore 1.43.11), separated by blanks: what is known, done or not. Data.
#pragma once

#include <string_view>

namespace rampart::aws::recorded {

std::string_view acm_operations();
std::string_view ec2_operations();
std::string_view ecr_operations();
std::string_view iam_operations();
std::string_view ssm_operations();
std::string_view sts_operations();

}  // namespace rampart::aws::recorded
