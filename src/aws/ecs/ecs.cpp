#include "aws/ecs/ecs.h"

namespace rampart::aws::ecs {

Ecs::Ecs(Account& account) : account_(account), records_(account.state, "ecs") { restore(); }

void Ecs::tick(Instant) {
  for (const std::string& region : regions_) {
    keep_services(region);
    keep_standalone_tasks(region);
  }
}

}  // namespace rampart::aws::ecs
