#include "live/balancer/metering_plan.h"

#include <algorithm>

namespace rampart::live::balancer {

std::vector<MeteredLoadBalancer> metered(const Configuration& configuration,
                                         const std::vector<fleet::LoadBalancer>& load_balancers) {
  std::vector<MeteredLoadBalancer> all;
  for (const auto& load_balancer : load_balancers) {
    MeteredLoadBalancer one{load_balancer.full_name, {}, {}};
    for (const auto& frontend : configuration.frontends) {
      if (frontend.load_balancer.arn != load_balancer.arn) continue;
      one.frontends.push_back(frontend.name);
      const auto forwarded = fleet::target_groups_of(frontend.listener);
      for (const auto& backend : configuration.backends) {
        const bool used = std::find(forwarded.begin(), forwarded.end(), backend.group.arn) != forwarded.end();
        const bool known = std::any_of(one.groups.begin(), one.groups.end(),
                                       [&](const auto& group) { return group.backend == backend.name; });
        if (used && !known) one.groups.push_back({backend.name, backend.group.full_name});
      }
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace rampart::live::balancer
