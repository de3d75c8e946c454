#include "core/stack/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rampart::stack {
namespace {

/// Walks from need to need among the resources that are left; since each of them needs another that is left, the walk
/// must come back to where it has been.
Error describe_cycle(const Resource& start, const std::map<std::string, std::vector<std::string>>& needs,
                     const std::set<std::string>& made) {
  std::vector<std::string> path{start.logical_id};
  while (true) {
    const auto& next = needs.at(path.back());
    const auto open = std::find_if(next.begin(), next.end(), [&](const auto& id) { return !made.contains(id); });
    const auto seen = std::find(path.begin(), path.end(), *open);
    if (seen == path.end()) {
      path.push_back(*open);
      continue;
    }
    path.erase(path.begin(), seen);
    std::string chain;
    for (std::size_t i = 0; i < path.size(); ++i)
      chain += fmt::format("{}{} needs {}", i == 0 ? "" : ", ", path[i], path[(i + 1) % path.size()]);
    return invalid(fmt::format("Circular dependency between resources: [{}] ({}). Remove one of these references.",
                               fmt::join(path, ", "), chain));
  }
}

}  // namespace

Result<std::vector<Resource>> order_by_need(const std::vector<Resource>& resources,
                                            const std::map<std::string, std::vector<std::string>>& needs) {
  std::vector<Resource> out;
  std::set<std::string> made;
  std::vector<const Resource*> waiting;
  for (const Resource& r : resources) waiting.push_back(&r);
  while (!waiting.empty()) {
    const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const Resource* r) {
      const auto& need = needs.at(r->logical_id);
      return std::all_of(need.begin(), need.end(), [&](const auto& id) { return made.contains(id); });
    });
    if (ready == waiting.end()) {
      Error error = describe_cycle(*waiting.front(), needs, made);
      error.place = waiting.front()->place;
      return error;
    }
    made.insert((*ready)->logical_id);
    out.push_back(**ready);
    waiting.erase(ready);
  }
  return out;
}

}  // namespace rampart::stack
