// Which of HAProxy's counters belong to which load balancer. Pure.
#pragma once

#include <vector>

#include "live/balancer/configuration.h"
#include "live/balancer/traffic_metrics.h"

namespace rampart::live::balancer {

/// Each load balancer with its listeners and the target groups that they forward to.
std::vector<MeteredLoadBalancer> metered(const Configuration& configuration,
                                         const std::vector<fleet::LoadBalancer>& load_balancers);

}  // namespace rampart::live::balancer
