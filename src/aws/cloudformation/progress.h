// Carries a stack's running operation on, as far as it goes at one instant.
//
// Everything that decides what comes next stands in the StackBook: after a crash the next advance() goes on where the
// last committed one stopped. A call and the record of its answer are committed together (core/control/state.h), so a
// resource is never made twice.
//
// Making: a resource is started once all that it needs is complete; independent ones side by side. Deleting: once
// nothing needs it any more. Source: AWS CloudFormation User Guide, "Stack statuses", "Update behaviours", "Roll back".
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aws/cloudformation/resource_type.h"
#include "aws/cloudformation/stack_book.h"
#include "core/stack/stack.h"

namespace rampart::aws::cloudformation {

class Progress {
 public:
  /// `plans` keeps what was planned between calls, by stack id; dropping one only costs time.
  Progress(Account& account, StackBook& book, Ask ask, std::map<std::string, stack::Plan>& plans, Stack stack,
           Instant now)
      : account_(account), book_(book), ask_(std::move(ask)), plans_(plans), stack_(std::move(stack)), now_(now) {}

  /// True: the operation is over.
  bool advance();

 private:
  bool step();

  // progress.cpp: making and updating.
  bool make_step();
  bool start(const stack::Plan& plan, const stack::Resource& resource, const std::vector<StackResource>& made);
  void make(const stack::Resource& resource, StackResource record);
  void change(StackResource record, boost::json::object properties);
  bool wait_for(StackResource record);
  void refuse(StackResource record, std::string reason);
  void complete(StackResource record);
  bool finish_making(const stack::Plan& plan);
  bool fill_outputs(const stack::Plan& plan, const std::vector<StackResource>& made);
  void begin_rollback();
  void begin_cleanup(const stack::Plan& plan);
  [[nodiscard]] bool replaces_named(const ResourceType& type, const StackResource& record,
                                    const boost::json::object& properties) const;
  Result<const stack::Plan*> plan();

  // unmaking.cpp: deleting, rolling back an update.
  bool delete_step();
  enum class Deleted { waiting, moved };
  Deleted delete_one(StackBook::Leftover& item);
  void keep(const StackBook::Leftover& item);
  void finish_deleting(const std::vector<std::string>& failed);
  bool undo_step();
  bool undo_one(StackResource record);
  void finish_undoing();
  [[nodiscard]] bool deletes_leftovers() const {
    return stack_.phase == Phase::cleanup || stack_.phase == Phase::rollback_cleanup;
  }

  // progress_parts.cpp: what both stand on.
  [[nodiscard]] Subject subject_of(const StackResource& record) const;
  void set_status(std::string status, std::string reason = {});
  void set_status(StackResource& record, std::string status, std::string reason = {});
  /// "The following resource(s) failed to create: [A, B]. "
  [[nodiscard]] std::string failures() const;

  Account& account_;
  StackBook& book_;
  Ask ask_;
  std::map<std::string, stack::Plan>& plans_;
  Stack stack_;
  Instant now_;
};

}  // namespace rampart::aws::cloudformation
