// CloudFormation: templates carried out by calling the other services, as on AWS.
//
//   CloudFormation cloudformation(account, [&](std::string_view service, protocol::Call call) {
//     return protocol::Dispatcher(endpoint.services())(service, std::move(call));
//   });
//
// A request records what is wanted and answers; tick() carries it on: resources in the order of their needs, rollback,
// cleanup (progress.h). What a resource type means stands in resource_type.h, what is remembered in stack_book.h.
// Stacks that a crash interrupted go on with the first tick. The services asked must exist before the first tick.
//
// Not as on AWS: a TemplateBody may hold 1 MB, because there is no S3 to put a larger one into; Rules are read over;
// a CDK bootstrap's version is found in every account; a type that isn't in the table fails when its turn comes.
// Source: AWS CloudFormation User Guide and API Reference.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "aws/account/account.h"
#include "aws/cloudformation/resource_type.h"
#include "aws/cloudformation/stack_book.h"
#include "aws/protocol/service.h"
#include "core/stack/stack.h"

namespace rampart::aws::cloudformation {

class CloudFormation {
 public:
  /// Asks another service, by its signing name, as a client of the same account would.
  using AskService = std::function<protocol::Answer(std::string_view service, protocol::Call call)>;

  CloudFormation(Account& account, AskService ask);
  CloudFormation(const CloudFormation&) = delete;
  CloudFormation& operator=(const CloudFormation&) = delete;

  /// Every operation of the model. The handlers call this object, which must outlive them.
  protocol::Service service();
  /// Carries every running operation on as far as it goes.
  void tick(Instant now);

 private:
  using Answer = protocol::Answer;
  using Call = protocol::Call;

  // stack_requests.cpp
  Answer create_stack(const Call& call);
  Answer update_stack(const Call& call);
  Answer delete_stack(const Call& call);
  Answer cancel_update(const Call& call);
  Answer continue_rollback(const Call& call);
  Answer set_policy(const Call& call);
  Answer get_policy(const Call& call);
  Answer set_termination_protection(const Call& call);

  // change_sets.cpp
  Answer create_change_set(const Call& call);
  Answer describe_change_set(const Call& call);
  Answer execute_change_set(const Call& call);
  Answer delete_change_set(const Call& call);
  Answer list_change_sets(const Call& call);

  // stack_answers.cpp
  Answer describe_stacks(const Call& call);
  Answer list_stacks(const Call& call);
  Answer describe_events(const Call& call);
  Answer describe_resource(const Call& call);
  Answer describe_resources(const Call& call);
  Answer list_resources(const Call& call);
  Answer list_exports(const Call& call);
  Answer list_imports(const Call& call);

  // template_answers.cpp
  Answer get_template(const Call& call);
  Answer summarize_template(const Call& call);
  Answer validate_template(const Call& call);

  // What the requests share: stack_requests.cpp.
  [[nodiscard]] Ask ask_for(const std::string& region, Instant now) const;
  /// A stack under a name that no living one has, not yet kept.
  Stack new_stack(const Call& call, const std::string& name);
  /// What an operation changes of a stack, kept apart until it begins.
  struct Wanted {
    std::string body;
    stack::Template source;
    Stack stack;  ///< With parameters, values, tags … as they are to be.
    stack::Plan plan;
  };
  protocol::Answered<Wanted> wanted(const Call& call, Stack stack, bool updating);
  void begin_create(Wanted wanted, Instant now);
  void begin_update(Wanted wanted, const Stack& before, Instant now);
  /// Nothing, or why the update can't begin: a state that allows none, a resource that changes its type.
  [[nodiscard]] std::optional<protocol::ApiError> refuse_update(const Wanted& wanted) const;
  [[nodiscard]] bool changes_nothing(const Wanted& wanted, const Stack& before) const;
  void activate(const Stack& stack);

  Account& account_;
  AskService ask_;
  StackBook book_;
  std::map<std::string, stack::Plan> plans_;              ///< Of running operations, by stack id.
  std::set<std::pair<std::string, std::string>> active_;  ///< (region, stack id) of running operations.
};

}  // namespace rampart::aws::cloudformation
