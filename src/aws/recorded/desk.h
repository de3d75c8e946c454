// What each recorded service works at: its records, its operations, and the functions that answer them.
//
// A recorded service keeps resources and gives them back; nothing in Rampart acts on them (no packet is filtered by a
// security group, no call refused by a policy). Handlers are free functions of a desk and a call, grouped by noun in
// files; add_… functions put them into the table. One thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "aws/account/account.h"
#include "aws/account/members.h"
#include "aws/account/operation_table.h"
#include "aws/account/records.h"

namespace rampart::aws::recorded {

struct Desk {
  Desk(Account& owner, std::string service, std::string_view names)
      : account(owner), records(owner.state, std::move(service)), operations(names) {}
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  using Answerer = protocol::Answer (*)(Desk&, const protocol::Call&);
  void on(std::string_view name, protocol::Shape input, protocol::Shape output, Answerer answer) {
    operations.answer(name, std::move(input), std::move(output), [this, answer](const protocol::Call& call) {
      if (before != nullptr) before(*this, call);
      return answer(*this, call);
    });
  }

  Account& account;
  Records records;
  OperationTable operations;
  void (*before)(Desk&, const protocol::Call&) = nullptr;  ///< What every call finds done.
};

/// Copies the members named that are there.
template <class Names>
void copy_members(const boost::json::object& from, boost::json::object& to, const Names& members) {
  for (const std::string_view one : members)
    if (const boost::json::value* found = from.if_contains(one)) to[one] = *found;
}
inline void copy_members(const boost::json::object& from, boost::json::object& to,
                         std::initializer_list<std::string_view> members) {
  copy_members<std::initializer_list<std::string_view>>(from, to, members);
}

/// `set` with the tags of `more` added or replaced; both arrays of objects whose key is under `key`.
boost::json::array merged_tags(boost::json::array set, const boost::json::array& more, std::string_view key);
/// `set` without the tags whose keys are in `keys` (strings).
boost::json::array tags_without(const boost::json::array& set, const boost::json::array& keys, std::string_view key);

/// One page of `all`, which lies in a fixed order: elements after `call`'s token, at most `most`, under `member` of the
/// answer, and a token under `token` when more are left.
protocol::Answer page(const protocol::Call& call, boost::json::array all, std::int64_t most, std::string_view member,
                      std::string_view token, const protocol::ErrorStyle& style, boost::json::object rest = {});

}  // namespace rampart::aws::recorded
