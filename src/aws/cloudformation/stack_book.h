// The stacks, their resources, templates and events as they are kept: every change goes through to the State at once.
//
// A stack is called by its name while it lives and by its id for ever. A resource is the physical one that a logical id
// stands for; a leftover is a physical one that an update put aside and a cleanup will delete. One thread.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/account/account.h"
#include "aws/account/records.h"
#include "base/time.h"

namespace rampart::aws::cloudformation {

/// What is still being done with a stack. Source: the statuses that DescribeStacks answers.
enum class Phase {
  idle,
  create,
  rollback,  ///< Of a creation.
  remove,
  update,
  cleanup,  ///< After a good update: what it replaced and what the template no longer has.
  update_rollback,
  rollback_cleanup,
};

struct Stack {
  std::string region;
  std::string key;                ///< "NAME/UUID", the end of its ARN.
  boost::json::object described;  ///< As DescribeStacks answers it.
  Phase phase = Phase::idle;
  boost::json::object values;    ///< Parameters as the plan takes them: name → text, the parameter store's read.
  boost::json::object previous;  ///< While updating: `described` and `values` as a rollback puts them back.
  std::string on_failure;        ///< "ROLLBACK", "DELETE", "DO_NOTHING"
  std::string failure;           ///< Why the running operation fails; empty: it doesn't.
  std::string policy;            ///< Its stack policy, recorded.
  std::string token;             ///< ClientRequestToken of the last operation, for its events.
  boost::json::array retain;     ///< RetainResources of DeleteStack.
  double deadline = 0;           ///< Epoch seconds; 0: none.

  [[nodiscard]] std::string name() const { return text("StackName"); }
  [[nodiscard]] std::string id() const { return text("StackId"); }
  [[nodiscard]] std::string status() const { return text("StackStatus"); }
  [[nodiscard]] bool deleted() const { return status() == "DELETE_COMPLETE"; }

 private:
  [[nodiscard]] std::string text(std::string_view member) const;
};

/// What an operation did to a resource, for a rollback.
enum class Undo { none, create, update, replace };

struct StackResource {
  std::string logical_id;
  std::string type;
  std::string physical_id;
  std::string status;  ///< "CREATE_COMPLETE"
  std::string reason;
  double changed_at = 0;           ///< Epoch seconds.
  boost::json::object properties;  ///< Resolved.
  boost::json::object attributes;
  std::vector<std::string> needs;  ///< Logical ids.
  std::string deletion_policy;
  std::string replace_policy;  ///< UpdateReplacePolicy.
  bool asked = false;          ///< The call was made; it is waited for.
  bool seen = false;           ///< The running update has dealt with it.
  Undo undo = Undo::none;
  double retry_until = 0;        ///< A deletion that found it in use is asked again until then.
  boost::json::object previous;  ///< As it was before the running update: with `undo` update or replace.

  [[nodiscard]] bool complete() const { return status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE"; }
  [[nodiscard]] bool running() const { return status.ends_with("_IN_PROGRESS"); }
  [[nodiscard]] bool failed() const { return status.ends_with("_FAILED"); }
  /// Is there something behind it?
  [[nodiscard]] bool exists() const {
    return !physical_id.empty() && status != "DELETE_COMPLETE" && status != "DELETE_SKIPPED";
  }
};

boost::json::object json_of(const StackResource& resource);
StackResource resource_of(const boost::json::object& object);

class StackBook {
 public:
  explicit StackBook(Account& account) : account_(account), records_(account.state, "cloudformation") {}

  /// By name (the living one) or id. Deleted stacks are found by id only.
  [[nodiscard]] std::optional<Stack> find(std::string_view region, std::string_view name_or_id) const;
  [[nodiscard]] std::vector<Stack> stacks(std::string_view region) const;
  [[nodiscard]] std::vector<std::string> regions() const { return records_.regions(); }
  void put(const Stack& stack);

  [[nodiscard]] std::vector<StackResource> resources(const Stack& stack) const;
  [[nodiscard]] std::optional<StackResource> resource(const Stack& stack, std::string_view logical_id) const;
  void put(const Stack& stack, const StackResource& resource);
  void erase(const Stack& stack, std::string_view logical_id);

  struct Leftover {
    std::string key;
    StackResource resource;
  };
  [[nodiscard]] std::vector<Leftover> leftovers(const Stack& stack) const;
  void put_aside(const Stack& stack, const StackResource& resource);
  void put(const Stack& stack, const Leftover& leftover);
  void erase(const Stack& stack, const Leftover& leftover);

  /// `which`: "current", "previous", or a change set's key.
  [[nodiscard]] std::string template_body(const Stack& stack, std::string_view which) const;
  void put_template(const Stack& stack, std::string_view which, std::string_view body);
  void erase_template(const Stack& stack, std::string_view which);

  /// Change sets by name and uuid: "NAME/UUID".
  [[nodiscard]] std::vector<std::pair<std::string, boost::json::object>> change_sets(const Stack& stack) const;
  void put_change_set(const Stack& stack, std::string_view key, boost::json::object change_set);
  void erase_change_set(const Stack& stack, std::string_view key);

  /// An event of the stack itself or of a resource, as DescribeStackEvents answers it.
  void note(const Stack& stack, Instant now);
  void note(const Stack& stack, const StackResource& resource, Instant now);
  /// Newest first.
  [[nodiscard]] std::vector<const boost::json::object*> events(const Stack& stack) const;

  /// (name, value, stack's id) of all exports of the region, by name.
  struct Export {
    std::string name;
    std::string value;
    std::string stack_id;
  };
  [[nodiscard]] std::vector<Export> exports(std::string_view region) const;
  /// Names of the living stacks that import it.
  [[nodiscard]] std::vector<std::string> importers(std::string_view region, std::string_view name) const;
  void put_imports(const Stack& stack, const std::vector<std::string>& names);

 private:
  void add_event(const Stack& stack, boost::json::object event);

  Account& account_;
  Records records_;
};

}  // namespace rampart::aws::cloudformation
