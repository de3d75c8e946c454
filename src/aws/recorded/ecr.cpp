#include "aws/recorded/ecr.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/protocol/text_value.h"
#include "aws/recorded/operation_names.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;
using protocol::list;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

/// A repository's record holds what is shown of it, and beside it "tags", "policyText", "lifecyclePolicyText".
constexpr std::string_view repository = "repository";
constexpr double token_seconds = 12 * 3600;

const protocol::ErrorStyle& style() {
  static const protocol::ErrorStyle out = {.validation_code = "InvalidParameterException",
                                           .token_code = "InvalidParameterException",
                                           .token_message =
                                               "Invalid parameter at 'nextToken' failed to satisfy "
                                               "constraint: 'Invalid pagination token'"};
  return out;
}

ApiError not_found(const Call& call, const std::string& name) {
  return {.code = "RepositoryNotFoundException",
          .message = fmt::format("The repository with name '{}' does not exist in the registry with id '{}'", name,
                                 call.account)};
}

Answer repository_named(const Desk& desk, const Call& call, const std::string& name) {
  if (const json::object* found = desk.records.find(call.region, repository, name)) return *found;
  return not_found(call, name);
}

Answer called(const Desk& desk, const Call& call) {
  return repository_named(desk, call, text_of(call.input, "repositoryName"));
}

void keep(Desk& desk, const Call& call, json::object record) {
  const std::string name = text_of(record, "repositoryName");
  desk.records.put(call.region, repository, name, std::move(record));
}

json::object shown(json::object record) {
  for (const char* member : {"tags", "policyText", "lifecyclePolicyText"}) record.erase(member);
  return record;
}

std::string registry_of(const Call& call) {
  return fmt::format("{}.dkr.ecr.{}.amazonaws.com", call.account, call.region);
}

Answer create_repository(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "repositoryName");
  if (desk.records.find(call.region, repository, name) != nullptr)
    return ApiError{.code = "RepositoryAlreadyExistsException",
                    .message = fmt::format("The repository with name '{}' already exists in the registry with id '{}'",
                                           name, call.account)};
  json::object record = {{"repositoryArn", make_arn("ecr", call.region, call.account, "repository/" + name)},
                         {"registryId", call.account},
                         {"repositoryName", name},
                         {"repositoryUri", registry_of(call) + "/" + name},
                         {"createdAt", unix_seconds(call.now)},
                         {"imageTagMutability", "MUTABLE"},
                         {"imageScanningConfiguration", {{"scanOnPush", false}}},
                         {"encryptionConfiguration", {{"encryptionType", "AES256"}}}};
  copy_members(call.input, record,
               {"imageTagMutability", "imageScanningConfiguration", "encryptionConfiguration", "tags"});
  keep(desk, call, record);
  return json::object{{"repository", shown(std::move(record))}};
}

Answer describe_repositories(Desk& desk, const Call& call) {
  json::array out;
  for (const json::value& name : list_of(call.input, "repositoryNames")) {
    Answer one = repository_named(desk, call, std::string(name.as_string()));
    if (one.has_error()) return one.error();
    out.push_back(shown(std::move(*one)));
  }
  if (!call.input.contains("repositoryNames"))
    for (const Records::Entry& entry : desk.records.list(call.region, repository)) out.push_back(shown(*entry.object));
  return page(call, std::move(out), number_of(call.input, "maxResults", 100), "repositories", "nextToken", style());
}

Answer delete_repository(Desk& desk, const Call& call) {
  Answer record = called(desk, call);
  if (record.has_error()) return record.error();
  desk.records.erase(call.region, repository, text_of(*record, "repositoryName"));
  return json::object{{"repository", shown(std::move(*record))}};
}

Answer get_authorization_token(Desk& desk, const Call& call) {
  return json::object{
      {"authorizationData",
       json::array{json::object{{"authorizationToken", protocol::base64("AWS:" + draw_hex(desk.account.ids, 64))},
                                {"expiresAt", unix_seconds(call.now) + token_seconds},
                                {"proxyEndpoint", "https://" + registry_of(call)}}}}};
}

/// An empty list of images; the error when there is no such repository.
Answer no_images(Desk& desk, const Call& call) {
  const Answer record = called(desk, call);
  if (record.has_error()) return record.error();
  if (const json::array ids = list_of(call.input, "imageIds"); !ids.empty())
    return ApiError{
        .code = "ImageNotFoundException",
        .message = fmt::format("The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist "
                               "within the repository with name '{}' in the registry with id '{}'",
                               text_of(ids[0].as_object(), "imageDigest"), text_of(ids[0].as_object(), "imageTag"),
                               text_of(*record, "repositoryName"), call.account)};
  return json::object{{call.operation == "ListImages" ? "imageIds" : "imageDetails", json::array()}};
}

/// What a policy of a repository is called, and what is said when there is none.
struct PolicyWords {
  std::string_view member;
  std::string_view error;
  std::string_view text;
};
constexpr PolicyWords access = {"policyText", "RepositoryPolicyNotFoundException",
                                "Repository policy does not exist for the repository with name '{}' in the registry "
                                "with id '{}'"};
constexpr PolicyWords lifecycle = {"lifecyclePolicyText", "LifecyclePolicyNotFoundException",
                                   "Lifecycle policy does not exist for the repository with name '{}' in the registry "
                                   "with id '{}'"};

enum class Deed { put, get, remove };

Answer policy(Desk& desk, const Call& call, const PolicyWords& words, Deed deed) {
  Answer record = called(desk, call);
  if (record.has_error()) return record.error();
  const std::string name = text_of(*record, "repositoryName");
  if (deed == Deed::put) {
    (*record)[words.member] = call.input.at(words.member);
    keep(desk, call, *record);
  } else if (!record->contains(words.member)) {
    return ApiError{.code = std::string(words.error),
                    .message = fmt::format(fmt::runtime(words.text), name, call.account)};
  }
  json::object out = {{"registryId", call.account}, {"repositoryName", name}};
  copy_members(*record, out, {words.member});
  if (deed == Deed::remove) {
    record->erase(words.member);
    keep(desk, call, std::move(*record));
  }
  return out;
}

Answer put_setting(Desk& desk, const Call& call, std::string_view member) {
  Answer record = called(desk, call);
  if (record.has_error()) return record.error();
  (*record)[member] = call.input.at(member);
  json::object out;
  copy_members(*record, out, {"registryId", "repositoryName", member});
  keep(desk, call, std::move(*record));
  return out;
}

Answer tagged(const Desk& desk, const Call& call) {
  const std::string arn = text_of(call.input, "resourceArn");
  const std::size_t at = arn.find(":repository/");
  return repository_named(desk, call, at == std::string::npos ? arn : arn.substr(at + 12));
}

Answer change_repository_tags(Desk& desk, const Call& call, bool add) {
  Answer record = tagged(desk, call);
  if (record.has_error()) return record.error();
  (*record)["tags"] = add ? merged_tags(list_of(*record, "tags"), list_of(call.input, "tags"), "Key")
                          : tags_without(list_of(*record, "tags"), list_of(call.input, "tagKeys"), "Key");
  keep(desk, call, std::move(*record));
  return json::object();
}

Answer list_tags(Desk& desk, const Call& call) {
  const Answer record = tagged(desk, call);
  if (record.has_error()) return record.error();
  return json::object{{"tags", list_of(*record, "tags")}};
}

void add_policies(Desk& desk) {
  const auto text = [](const std::string& name) { return optional(name, string()); };
  const auto input = [&](const std::string& name, std::vector<protocol::Member> more) {
    more.push_back(text("registryId"));
    more.push_back(required("repositoryName", string({.least = 2, .most = 256})));
    return structure(name, std::move(more));
  };
  const auto on = [&](const std::string& name, const char* member, std::vector<protocol::Member> more,
                      Desk::Answerer answer) {
    desk.on(name, input(name + "Request", std::move(more)),
            structure(name + "Response", {text("registryId"), text("repositoryName"), text(member)}), answer);
  };
  on("SetRepositoryPolicy", "policyText",
     {required("policyText", string({.most = 10240})), optional("force", protocol::boolean())},
     [](Desk& at, const Call& call) { return policy(at, call, access, Deed::put); });
  on("GetRepositoryPolicy", "policyText", {},
     [](Desk& at, const Call& call) { return policy(at, call, access, Deed::get); });
  on("DeleteRepositoryPolicy", "policyText", {},
     [](Desk& at, const Call& call) { return policy(at, call, access, Deed::remove); });
  on("PutLifecyclePolicy", "lifecyclePolicyText",
     {required("lifecyclePolicyText", string({.least = 100, .most = 30720}))},
     [](Desk& at, const Call& call) { return policy(at, call, lifecycle, Deed::put); });
  on("GetLifecyclePolicy", "lifecyclePolicyText", {},
     [](Desk& at, const Call& call) { return policy(at, call, lifecycle, Deed::get); });
  on("DeleteLifecyclePolicy", "lifecyclePolicyText", {},
     [](Desk& at, const Call& call) { return policy(at, call, lifecycle, Deed::remove); });
  on("PutImageTagMutability", "imageTagMutability", {required("imageTagMutability", string())},
     [](Desk& at, const Call& call) { return put_setting(at, call, "imageTagMutability"); });
  const auto scanning = structure("ImageScanningConfiguration", {optional("scanOnPush", protocol::boolean())});
  desk.on("PutImageScanningConfiguration",
          input("PutImageScanningConfigurationRequest", {required("imageScanningConfiguration", scanning)}),
          structure("PutImageScanningConfigurationResponse",
                    {text("registryId"), text("repositoryName"), optional("imageScanningConfiguration", scanning)}),
          [](Desk& at, const Call& call) { return put_setting(at, call, "imageScanningConfiguration"); });
}

void add_repositories(Desk& desk) {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto name =
      string({.least = 2, .most = 256, .pattern = "([a-z0-9]+([._-][a-z0-9]+)*/)*[a-z0-9]+([._-][a-z0-9]+)*"});
  const auto tag = structure("Tag", {required("Key", string()), required("Value", string())});
  const auto scanning = structure("ImageScanningConfiguration", {optional("scanOnPush", protocol::boolean())});
  const auto encryption = structure("EncryptionConfiguration", {text("encryptionType"), text("kmsKey")});
  const auto mutability =
      protocol::enumeration({"MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"});
  const auto one =
      structure("Repository",
                {text("repositoryArn"), text("registryId"), text("repositoryName"), text("repositoryUri"),
                 optional("createdAt", protocol::timestamp()), optional("imageTagMutability", mutability),
                 optional("imageScanningConfiguration", scanning), optional("encryptionConfiguration", encryption)});
  const auto most = optional("maxResults", protocol::integer({.least = 1, .most = 1000}));
  desk.on("CreateRepository",
          structure("CreateRepositoryRequest",
                    {text("registryId"), required("repositoryName", name), optional("tags", list(tag)),
                     optional("imageTagMutability", mutability), optional("imageScanningConfiguration", scanning),
                     optional("encryptionConfiguration", encryption)}),
          structure("CreateRepositoryResponse", {optional("repository", one)}), create_repository);
  desk.on("DescribeRepositories",
          structure("DescribeRepositoriesRequest",
                    {text("registryId"), optional("repositoryNames", list(string(), {.least = 1, .most = 100})),
                     text("nextToken"), most}),
          structure("DescribeRepositoriesResponse", {optional("repositories", list(one)), text("nextToken")}),
          describe_repositories);
  desk.on("DeleteRepository",
          structure("DeleteRepositoryRequest",
                    {text("registryId"), required("repositoryName", name), optional("force", protocol::boolean())}),
          structure("DeleteRepositoryResponse", {optional("repository", one)}), delete_repository);
  const auto token =
      structure("AuthorizationData",
                {text("authorizationToken"), optional("expiresAt", protocol::timestamp()), text("proxyEndpoint")});
  desk.on(
      "GetAuthorizationToken",
      structure("GetAuthorizationTokenRequest", {optional("registryIds", list(string(), {.least = 1, .most = 10}))}),
      structure("GetAuthorizationTokenResponse", {optional("authorizationData", list(token))}),
      get_authorization_token);
  const auto id = structure("ImageIdentifier", {text("imageDigest"), text("imageTag")});
  const auto images = [&](const std::string& operation, const char* member, const protocol::Shape& element) {
    desk.on(operation,
            structure(operation + "Request",
                      {text("registryId"), required("repositoryName", name),
                       optional("imageIds", list(id, {.least = 1, .most = 100})), text("nextToken"), most}),
            structure(operation + "Response", {optional(member, list(element)), text("nextToken")}), no_images);
  };
  images("ListImages", "imageIds", id);
  images("DescribeImages", "imageDetails",
         structure("ImageDetail", {text("registryId"), text("repositoryName"), text("imageDigest")}));
  const auto arn = required("resourceArn", string());
  desk.on("TagResource", structure("TagResourceRequest", {arn, required("tags", list(tag))}),
          structure("TagResourceResponse", {}),
          [](Desk& at, const Call& call) { return change_repository_tags(at, call, true); });
  desk.on("UntagResource", structure("UntagResourceRequest", {arn, required("tagKeys", list(string()))}),
          structure("UntagResourceResponse", {}),
          [](Desk& at, const Call& call) { return change_repository_tags(at, call, false); });
  desk.on("ListTagsForResource", structure("ListTagsForResourceRequest", {arn}),
          structure("ListTagsForResourceResponse", {optional("tags", list(tag))}), list_tags);
}

}  // namespace

Ecr::Ecr(Account& account) : desk_(account, "ecr", ecr_operations()) {
  add_repositories(desk_);
  add_policies(desk_);
}

protocol::Service Ecr::service() const {
  return {.id = "ECR",
          .signing_name = "ecr",
          .api_version = "2015-09-21",
          .target_prefix = "AmazonEC2ContainerRegistry_V20150921",
          .wires = {protocol::Wire::json_1_1},
          .errors = style(),
          .operations = desk_.operations.all()};
}

std::string Ecr::local_image(std::string_view image) {
  const std::size_t slash = image.find('/');
  const std::string_view host = image.substr(0, slash);
  const bool is_ecr = slash != std::string_view::npos && host.find(".dkr.ecr.") != std::string_view::npos &&
                      host.ends_with(".amazonaws.com");
  return std::string(is_ecr ? image.substr(slash + 1) : image);
}

}  // namespace rampart::aws::recorded
