// Clusters, log groups, and the types that Rampart records without emulating them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/control/catalogue_builder.h"

namespace rampart::control {
namespace {

/// What Ref of the network's types begins with; 17 hexadecimal digits follow.
constexpr std::array prefixes{
    std::pair<std::string_view, std::string_view>{"AWS::EC2::VPC", "vpc-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::Subnet", "subnet-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::SecurityGroup", "sg-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::InternetGateway", "igw-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::NatGateway", "nat-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::RouteTable", "rtb-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::VPCEndpoint", "vpce-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::NetworkAcl", "acl-"},
    std::pair<std::string_view, std::string_view>{"AWS::EC2::Instance", "i-"},
};

/// "AWS::SNS::Topic" → "sns", the service's word in an ARN.
std::string service_of(const std::string& type) {
  const std::size_t start = type.find("::");
  if (start == std::string::npos) return "custom";
  const std::size_t end = type.find("::", start + 2);
  std::string word = type.substr(start + 2, end == std::string::npos ? std::string::npos : end - start - 2);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return word;
}

/// The name the template gives ("RoleName", "TopicName", "Name"), or one that CloudFormation would make.
std::string name_of_recorded(const Builder& builder, const stack::Resource& resource, const Properties& properties) {
  const std::string noun = resource.type.substr(resource.type.rfind(':') + 1);
  for (const std::string& key : {noun + "Name", std::string("Name")})
    if (const stack::Node* node = properties.find(key); node != nullptr && node->is_scalar())
      return stack::scalar_text(*node);
  return builder.names.generated(resource.logical_id, 64);
}

/// "TopicArn", "Arn", "ListenerArn": an ARN is wanted.
bool wants_arn(std::string_view attribute) { return attribute.ends_with("Arn") || attribute.ends_with("ARN"); }

std::string arn_of(const Builder& builder, const stack::Resource& resource, const std::string& name) {
  const stack::Pseudo& pseudo = builder.names.pseudo();
  if (resource.type == "AWS::IAM::Role")
    return fmt::format("arn:{}:iam::{}:role/{}", pseudo.partition, pseudo.account_id, name);
  return builder.names.arn(service_of(resource.type), name);
}

}  // namespace

Made build_cluster(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect(
      {"ClusterName"},
      {"CapacityProviders", "ClusterSettings", "Configuration", "DefaultCapacityProviderStrategy", "Tags"},
      {"ServiceConnectDefaults"});
  Cluster cluster;
  cluster.name = properties.text("ClusterName", builder.names.generated(resource.logical_id, 255));
  cluster.arn = builder.names.arn("ecs", "cluster/" + cluster.name);
  for (const Cluster& other : builder.out.clusters)
    if (other.name == cluster.name)
      properties.refuse("ClusterName", fmt::format("there is a cluster {} already.", cluster.name));
  Made made{cluster.name, {}, false};
  made.add("Arn", cluster.arn);
  builder.out.clusters.push_back(std::move(cluster));
  return made;
}

Made build_log_group(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"LogGroupName", "RetentionInDays"},
                    {"KmsKeyId", "Tags", "LogGroupClass", "DataProtectionPolicy", "FieldIndexPolicies",
                     "DeletionProtectionEnabled", "ResourcePolicyDocument", "BearerTokenAuthenticationEnabled"});
  LogGroup group;
  group.name = properties.text("LogGroupName", builder.names.generated(resource.logical_id, 512));
  group.arn = builder.names.arn("logs", fmt::format("log-group:{}:*", group.name));
  group.retention_days = properties.whole("RetentionInDays", 0, {1, 3653});
  Made made{group.name, {}, false};
  made.add("Arn", group.arn);
  builder.out.log_groups.push_back(std::move(group));
  return made;
}

Made build_recorded(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  auto entry = std::find_if(builder.recorded.begin(), builder.recorded.end(),
                            [&](const auto& r) { return r.first == resource.type; });
  if (entry == builder.recorded.end()) entry = builder.recorded.insert(entry, {resource.type, {}});
  entry->second.push_back(resource.logical_id);
  const std::string name = name_of_recorded(builder, resource, properties);
  Made made{name, {}, true};
  for (const auto& [type, prefix] : prefixes)
    if (resource.type == type) made.ref = fmt::format("{}{}", prefix, builder.names.hex(resource.logical_id, "id", 17));
  if (resource.type == "AWS::SNS::Topic") made.ref = arn_of(builder, resource, name);  // its Ref is its ARN
  made.add("Arn", arn_of(builder, resource, name));
  return made;
}

stack::Node recorded_attribute(const Builder& builder, const Built& built, std::string_view attribute) {
  if (const stack::Node* same = built.properties.find(attribute); same != nullptr) return *same;
  const std::string name = name_in_arn(built.made.ref.substr(built.made.ref.rfind(':') + 1));
  if (wants_arn(attribute)) return document::make_text(arn_of(builder, *built.resource, name));
  if (attribute.ends_with("Id")) return document::make_text(built.made.ref);
  return document::make_text(fmt::format("{}-{}", name, attribute));
}

}  // namespace rampart::control
