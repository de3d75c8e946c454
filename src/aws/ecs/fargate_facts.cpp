#include "aws/ecs/fargate_facts.h"

#include <boost/json/array.hpp>

#include "aws/account/account.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/shared_shapes.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;
using protocol::integer;
using protocol::list;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

namespace {

constexpr std::string_view providers[] = {"FARGATE", "FARGATE_SPOT"};

Answer answer_providers(const Call& call) {
  json::array found;
  json::array failures;
  const auto arn_of = [&](const std::string& name) {
    return make_arn("ecs", call.region, call.account, "capacity-provider/" + name);
  };
  const auto tell = [&](const std::string& name) {
    for (const std::string_view one : providers)
      if (name == one) {
        found.push_back(json::object{
            {"capacityProviderArn", arn_of(name)}, {"name", name}, {"status", "ACTIVE"}, {"tags", json::array()}});
        return;
      }
    failures.push_back(missing(arn_of(name)));
  };
  const auto asked = texts(call.input, "capacityProviders");
  for (const std::string& named : asked) tell(named.substr(named.rfind('/') + 1));
  if (asked.empty())
    for (const std::string_view one : providers) tell(std::string(one));
  return json::object{{"capacityProviders", std::move(found)}, {"failures", std::move(failures)}};
}

}  // namespace

protocol::Operation describe_capacity_providers() {
  const auto provider =
      structure("CapacityProvider", {optional("capacityProviderArn", string()), optional("name", string()),
                                     optional("status", string()), optional("tags", list(tag()))});
  return {"DescribeCapacityProviders",
          structure("DescribeCapacityProvidersRequest",
                    {optional("capacityProviders", list(string())), optional("include", list(string())),
                     optional("maxResults", integer()), optional("nextToken", string())}),
          structure("DescribeCapacityProvidersResponse",
                    {optional("capacityProviders", list(provider)), optional("failures", list(failure())),
                     optional("nextToken", string())}),
          answer_providers};
}

protocol::Operation list_services_by_namespace() {
  return {"ListServicesByNamespace",
          structure("ListServicesByNamespaceRequest", {required("namespace", string()), optional("nextToken", string()),
                                                       optional("maxResults", integer())}),
          structure("ListServicesByNamespaceResponse",
                    {optional("serviceArns", list(string())), optional("nextToken", string())}),
          [](const Call&) -> Answer {
            return json::object{{"serviceArns", json::array()}};
          }};
}

}  // namespace rampart::aws::ecs
