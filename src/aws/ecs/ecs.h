// Amazon ECS on the endpoint: clusters, task definitions, services, tasks. The rules are core/fleet's, one fleet a
// region.
//
//   Ecs ecs(account);                       // puts back what the account's State holds, services and tasks too
//   endpoint.serve(ecs.service());          // the handlers call `ecs`
//   …every turn, after the control planes': ecs.tick(now);   // writes down what changed in the fleets
//
// Reading order: names.h (how resources are named), requests.h (what is read of an input), this file, then the handlers
// by noun: clusters, task_definitions, services, tasks, …; records_of_fleet.cpp keeps and restores. Times in answers
// are the control plane's. Everything asked for is Fargate's: EC2 and EXTERNAL are refused. One thread: the control
// loop's. Source: reference aws-scaling.md §1, and botocore's model of ECS 2014-11-13.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/account/account.h"
#include "aws/account/records.h"
#include "aws/protocol/service.h"

namespace rampart::aws::ecs {

class Ecs {
 public:
  /// `account` must outlive it.
  explicit Ecs(Account& account);
  Ecs(const Ecs&) = delete;
  Ecs& operator=(const Ecs&) = delete;

  /// Its handlers refer to this object.
  [[nodiscard]] protocol::Service service();
  /// Writes the services and tasks that changed since the last time.
  void tick(Instant now);

 private:
  using Call = protocol::Call;
  using Answer = protocol::Answer;
  using Object = boost::json::object;
  template <class T>
  using Answered = protocol::Answered<T>;
  using Include = std::set<std::string, std::less<>>;

  // clusters.cpp
  Answer create_cluster(const Call& call);
  Answer describe_clusters(const Call& call);
  Answer list_clusters(const Call& call);
  Answer update_cluster(const Call& call);
  Answer delete_cluster(const Call& call);
  Answer put_cluster_capacity_providers(const Call& call);
  [[nodiscard]] Object cluster_answer(const Call& call, const Object& record, const Include& include) const;
  /// The name of the ACTIVE cluster that member `cluster` of the input names; "default" when it is absent.
  [[nodiscard]] Answered<std::string> active_cluster(const Call& call) const;

  // task_definitions.cpp
  Answer register_task_definition(const Call& call);
  Answer describe_task_definition(const Call& call);
  Answer list_task_definitions(const Call& call);
  Answer list_task_definition_families(const Call& call);
  Answer deregister_task_definition(const Call& call);
  Answer delete_task_definitions(const Call& call);
  /// By family (its latest ACTIVE revision), family:revision or ARN. nullptr: none.
  [[nodiscard]] const Object* find_task_definition(std::string_view region, std::string_view named) const;
  /// The same for a service or task to be made: it must be ACTIVE and fit Fargate.
  [[nodiscard]] Answered<const Object*> usable_task_definition(const Call& call) const;

  // services.cpp, service_checks.cpp
  Answer create_service(const Call& call);
  Answer update_service(const Call& call);
  Answer delete_service(const Call& call);
  [[nodiscard]] std::optional<protocol::ApiError> check_service(const Call& call, const std::string& cluster) const;
  [[nodiscard]] std::optional<protocol::ApiError> check_load_balancers(const Call& call,
                                                                       const Object& task_definition) const;
  [[nodiscard]] const fleet::Service* find_service(const Call& call, const std::string& cluster,
                                                   std::string_view named) const;

  // service_answers.cpp
  Answer describe_services(const Call& call);
  Answer list_services(const Call& call);
  [[nodiscard]] Object service_answer(const Call& call, const fleet::Service& service, bool with_tags) const;
  [[nodiscard]] Object deployment_answer(const Call& call, const fleet::Service& service,
                                         const fleet::Deployment& deployment) const;

  // service_deployments.cpp
  Answer list_service_deployments(const Call& call);
  Answer describe_service_deployments(const Call& call);
  Answer describe_service_revisions(const Call& call);
  /// Remembers what the newest deployment of `service` was asked to be.
  void note_revision(const Call& call, const fleet::Service& service);
  void forget_revisions(const std::string& region, const fleet::Service& service);
  [[nodiscard]] const Object* find_revision(const Call& call, const fleet::Service& service,
                                            const fleet::Deployment& deployment) const;

  // tasks.cpp, task_answers.cpp
  Answer run_task(const Call& call);
  Answer stop_task(const Call& call);
  Answer list_tasks(const Call& call);
  Answer describe_tasks(const Call& call);
  [[nodiscard]] Object tasks_answer(const Call& call, const std::vector<std::string>& ids) const;
  [[nodiscard]] Object task_answer(const Call& call, const fleet::Task& task, bool with_tags) const;
  /// Of this cluster, by id or ARN. nullptr: none.
  [[nodiscard]] const fleet::Task* find_task(const Call& call, const std::string& cluster,
                                             std::string_view named) const;

  // task_protection.cpp
  Answer update_task_protection(const Call& call);
  Answer get_task_protection(const Call& call);

  // tags.cpp
  struct Tagged {
    std::string kind;  ///< Of record.
    std::string id;
  };
  Answer tag_resource(const Call& call);
  Answer untag_resource(const Call& call);
  Answer list_tags_for_resource(const Call& call);
  [[nodiscard]] Answered<Tagged> tagged(const Call& call) const;

  // account_settings.cpp
  Answer put_account_setting(const Call& call);
  Answer put_account_setting_default(const Call& call);
  Answer list_account_settings(const Call& call);
  Answer delete_account_setting(const Call& call);
  [[nodiscard]] std::string effective_setting(const Call& call, const std::string& name) const;

  // records_of_fleet.cpp
  void restore();
  void restore_services(const std::string& region);
  void restore_standalone_tasks(const std::string& region);
  void keep(const std::string& region, const fleet::Service& service);
  void keep_services(const std::string& region);
  void keep_standalone_tasks(const std::string& region);
  void keep_ids(const std::string& region);
  void forget_tokens(const std::string& region, const std::map<std::string, std::uint64_t>& tasks);

  [[nodiscard]] fleet::Fleet& fleet(std::string_view region) const {
    return account_.plane(std::string(region)).fleet();
  }

  Account& account_;
  Records records_;
  std::set<std::string> regions_;  ///< Whose fleets are written down in tick().
  /// By service ARN, and by region for all standalone tasks: the revision that is written down.
  std::map<std::string, std::uint64_t> kept_;
  /// By region and service, and by region for standalone tasks: versions of the tasks that are written down.
  std::map<std::string, std::map<std::string, std::uint64_t>> kept_tasks_;
};

}  // namespace rampart::aws::ecs
