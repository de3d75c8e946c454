#include "aws/protocol/coverage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace rampart::aws::protocol {
namespace {

std::string_view name_of(Wire wire) {
  switch (wire) {
    case Wire::query:
      return "query";
    case Wire::ec2:
      return "ec2";
    case Wire::json_1_0:
      return "JSON 1.0";
    case Wire::json_1_1:
      return "JSON 1.1";
    case Wire::rest_json:
      return "rest-json";
    default:
      return "rpc-v2-cbor";
  }
}

std::size_t answered(const Service& service) {
  return static_cast<std::size_t>(std::count_if(service.operations.begin(), service.operations.end(),
                                                [](const Operation& one) { return static_cast<bool>(one.handler); }));
}

std::string section(const Service& service) {
  std::vector<std::string_view> wires;
  for (const Wire wire : service.wires) wires.push_back(name_of(wire));
  std::vector<const Operation*> sorted;
  for (const Operation& operation : service.operations) sorted.push_back(&operation);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  std::string out = fmt::format(
      "\n## {} ({})\n\n{} of {} operations, API version {}, by {}.\n\n| operation | answered |\n|---|---|\n",
      service.id, service.signing_name, answered(service), service.operations.size(), service.api_version,
      fmt::join(wires, ", "));
  for (const Operation* operation : sorted)
    out += fmt::format("| {} | {} |\n", operation->name, operation->handler ? "yes" : "no");
  return out;
}

}  // namespace

std::string coverage_page(const std::vector<Service>& services) {
  std::size_t done = 0;
  std::size_t all = 0;
  std::string sections;
  for (const Service& service : services) {
    done += answered(service);
    all += service.operations.size();
    sections += section(service);
  }
  return fmt::format(
      "# AWS operations that Rampart answers\n\nMade from the code; {} of {} operations in {} services. An "
      "operation that says \"no\" is answered with NotImplementedException (501).\n{}",
      done, all, services.size(), sections);
}

}  // namespace rampart::aws::protocol
