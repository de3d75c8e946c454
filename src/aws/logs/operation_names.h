// Every operation of AWS's model (botocore 1.43.11), separated by blanks: what is known, done or not. Data.
#pragma once

#include <string_view>

namespace rampart::aws::logs {

std::string_view logs_operations();

}  // namespace rampart::aws::logs
