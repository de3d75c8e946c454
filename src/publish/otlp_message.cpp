#include "publish/otlp_message.h"

#include <boost/json/serialize.hpp>
#include <utility>

#include "publish/otlp_attribute.h"

namespace rampart::publish {

std::string json_message(std::string_view what, std::string_view service, const boost::json::object& scope,
                         boost::json::array items) {
  std::string kind(what);  // resourceSpans, scopeSpans
  kind[0] = static_cast<char>(kind[0] - 'a' + 'A');
  boost::json::object of_scope{{"scope", scope}};
  of_scope[what] = std::move(items);
  boost::json::object of_resource{
      {"resource",
       {{"attributes", boost::json::array{json_attribute("service.name", std::string(service))}},
        {"droppedAttributesCount", 0}}}};
  of_resource["scope" + kind] = boost::json::array{std::move(of_scope)};
  boost::json::object out;
  out["resource" + kind] = boost::json::array{std::move(of_resource)};
  return boost::json::serialize(out);
}

std::string protobuf_message(std::string_view service, std::string_view scope_name,
                             const std::vector<Protobuf>& items) {
  Protobuf scope, of_scope, resource, of_resource, out;
  scope.text(1, scope_name);
  of_scope.message(1, scope);
  for (const Protobuf& item : items) of_scope.message(2, item);
  resource.message(1, protobuf_attribute("service.name", std::string(service)));
  of_resource.message(1, resource);
  of_resource.message(2, of_scope);
  out.message(1, of_resource);
  return out.bytes();
}

}  // namespace rampart::publish
