// docs/aws_coverage.md, made from the services: every operation, answered or not.
#pragma once

#include <string>
#include <vector>

#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

/// The page's text: a summary line and, for each service in the order given, its operations by name.
std::string coverage_page(const std::vector<Service>& services);

}  // namespace rampart::aws::protocol
