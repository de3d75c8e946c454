// Elastic Load Balancing v2: load balancers, target groups, listeners, rules and targets of the AWS endpoint.
//
//   Elbv2 elbv2(account, {.certificate_file = …});
//   services.push_back(elbv2.service());
//
// What it is told goes into its records and, as a whole, into the region's router (core/fleet/ports.h), which really
// carries requests; target groups also into the region's fleet, so that ECS services can name them. A region needs a
// router of its own.
//
// DNSName has AWS's form and leads nowhere on this machine. Where a listener really listens stands in the tags of its
// load balancer, made up anew for each DescribeTags: "rampart:listener-80" = "127.0.0.1:8080" for the listener on port
// 80; "rampart:listener-80-failure" says why one doesn't listen, and the load balancer's state is then active_impaired.
//
// Only application load balancers; load balancers are active at once. Targets may be on the loopback network.
// Reading order: this file, elbv2.cpp (the operations), then a file for each noun, actions.h (what rules do),
// conditions.h (when), attributes.h, routing.cpp (records → the router's table). Source: reference aws-scaling.md §2.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aws/account/account.h"
#include "aws/account/records.h"
#include "aws/protocol/service.h"
#include "core/fleet/balancer_spec.h"
#include "core/fleet/ports.h"

namespace rampart::aws {

/// Where a subnet is.
struct SubnetPlace {
  std::string zone;
  std::string vpc;
};

struct Elbv2Options {
  /// A PEM file with the certificate chain and its private key; nothing when there is no such certificate.
  std::function<std::optional<std::string>(const std::string& certificate_arn)> certificate_file = {};
  /// Nothing when there is no such subnet. Without this function any subnet is there, each in a zone of its own.
  std::function<std::optional<SubnetPlace>(const std::string& region, const std::string& subnet)> subnet = {};
};

class Elbv2 {
 public:
  /// Puts back what the account's State holds, into routers and fleets too. `account` must outlive it.
  explicit Elbv2(Account& account, Elbv2Options options = {});
  Elbv2(const Elbv2&) = delete;
  Elbv2& operator=(const Elbv2&) = delete;

  /// Its handlers call this object.
  protocol::Service service();

 private:
  using Answer = protocol::Answer;
  using Call = protocol::Call;
  using Object = boost::json::object;
  template <class T>
  using Answered = protocol::Answered<T>;
  using Method = Answer (Elbv2::*)(const Call&);

  protocol::Handler by(Method method);

  // load_balancers.cpp
  Answer create_load_balancer(const Call& call);
  Answer describe_load_balancers(const Call& call);
  Answer delete_load_balancer(const Call& call);
  Answer set_subnets(const Call& call);
  Answer set_security_groups(const Call& call);
  Answer set_ip_address_type(const Call& call);
  Answer describe_capacity_reservation(const Call& call);
  Answered<Object> place(const Call& call) const;
  Object load_balancer_answer(const std::string& region, const Object& record) const;

  // target_groups.cpp
  Answer create_target_group(const Call& call);
  Answer describe_target_groups(const Call& call);
  Answer modify_target_group(const Call& call);
  Answer delete_target_group(const Call& call);
  Object target_group_answer(const std::string& region, const Object& record) const;

  // targets.cpp
  Answer register_targets(const Call& call);
  Answer deregister_targets(const Call& call);
  Answer describe_target_health(const Call& call);

  // listeners.cpp
  Answer create_listener(const Call& call);
  Answer describe_listeners(const Call& call);
  Answer modify_listener(const Call& call);
  Answer delete_listener(const Call& call);
  Answer add_listener_certificates(const Call& call);
  Answer remove_listener_certificates(const Call& call);
  Answer describe_listener_certificates(const Call& call);
  void erase_listener(const std::string& region, const std::string& arn);
  std::optional<protocol::ApiError> complaint_about_listener(const std::string& region, const Object& listener) const;

  // rules.cpp
  Answer create_rule(const Call& call);
  Answer describe_rules(const Call& call);
  Answer modify_rule(const Call& call);
  Answer delete_rule(const Call& call);
  Answer set_rule_priorities(const Call& call);
  std::vector<Object> rules_of(const std::string& region, const std::string& listener) const;
  static Object default_rule(const Object& listener);
  std::optional<Object> find_default_rule(const std::string& region, const std::string& rule) const;

  // attribute_calls.cpp
  Answer describe_load_balancer_attributes(const Call& call);
  Answer modify_load_balancer_attributes(const Call& call);
  Answer describe_target_group_attributes(const Call& call);
  Answer modify_target_group_attributes(const Call& call);
  Answer describe_listener_attributes(const Call& call);
  Answer modify_listener_attributes(const Call& call);

  // tags.cpp
  Answer add_tags(const Call& call);
  Answer remove_tags(const Call& call);
  Answer describe_tags(const Call& call);
  std::optional<protocol::ApiError> tag(const Call& call, const std::string& arn);
  boost::json::array tags_of(const std::string& region, const std::string& arn) const;

  // account_facts.cpp
  Answer describe_account_limits(const Call& call);
  Answer describe_ssl_policies(const Call& call);

  // routing.cpp
  /// Tells the region's router and fleet how everything is now.
  void route(const std::string& region);
  void put_back(const std::string& region);
  fleet::TargetGroup target_group_spec(const std::string& region, const Object& record) const;
  fleet::LoadBalancer load_balancer_spec(const std::string& region, const Object& record) const;
  fleet::Listener listener_spec(const std::string& region, const Object& record) const;
  /// ARNs of the load balancers with a listener that forwards to it: none or one.
  std::vector<std::string> load_balancers_of(const std::string& region, const std::string& target_group) const;
  /// The target groups that one load balancer's listeners and rules forward to.
  std::vector<std::string> target_groups_of(const std::string& region, const std::string& load_balancer) const;
  /// Whether actions may be used by a listener of that load balancer.
  std::optional<protocol::ApiError> complaint_about_actions(const std::string& region, const std::string& load_balancer,
                                                            const boost::json::array& actions) const;
  std::vector<fleet::BoundListener> bound_listeners(const std::string& region) const;
  /// An attribute's value, its default when it was never changed.
  std::string attribute(const std::string& region, std::string_view kind, const std::string& arn,
                        std::string_view key) const;

  Account& account_;
  Elbv2Options options_;
  Records records_;
};

}  // namespace rampart::aws
