#include "core/stack/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/stack/resolver.h"

namespace rampart::stack {
namespace {

constexpr std::size_t nesting_limit = 100;  // of conditions that name conditions; keeps the recursion bounded

class Conditions {
 public:
  Conditions(const Node& definitions, const Plan& plan) : definitions_(definitions), resolver_(plan) {}

  Result<bool> named(const std::string& name, const Place& place) {
    if (const auto it = decided_.find(name); it != decided_.end()) return it->second;
    const Node* definition = definitions_.find(name);
    if (definition == nullptr) return unknown(name, place);
    if (std::find(open_.begin(), open_.end(), name) != open_.end())
      return invalid(fmt::format("Conditions {} need each other.", fmt::join(open_, ", ")), definition->key_place());
    if (open_.size() >= nesting_limit)
      return invalid(fmt::format("more than {} conditions name each other in a row.", nesting_limit), place);
    open_.push_back(name);
    const auto value = decide(*definition);
    open_.pop_back();
    if (value.has_value()) decided_.emplace(name, *value);
    return value;
  }

  std::map<std::string, bool> take() { return std::move(decided_); }

 private:
  Result<bool> decide(const Node& node) {
    const auto call = read_call(node, Where::conditions);
    if (call.has_error()) return call.error();
    if (*call) {
      switch ((*call)->function) {
        case Function::equals:
          return equals(*(*call)->argument);
        case Function::all_of:
          return combine(**call, 2, 10);
        case Function::any_of:
          return combine(**call, 2, 10);
        case Function::none_of:
          return combine(**call, 1, 1);
        case Function::condition:
          if ((*call)->argument->is_text()) return named((*call)->argument->text, node.place());
          return invalid("Condition takes the name of a condition.", node.place());
        default:
          break;
      }
    }
    return invalid("a condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition.", node.place());
  }

  Result<bool> equals(const Node& list) {
    if (!list.is_sequence() || list.items.size() != 2)
      return invalid("Fn::Equals takes a list of the two values to compare.", list.place());
    const auto left = resolver_.resolve_text(list.items[0], "A value of Fn::Equals");
    if (left.has_error()) return left.error();
    const auto right = resolver_.resolve_text(list.items[1], "A value of Fn::Equals");
    if (right.has_error()) return right.error();
    return *left == *right;
  }

  Result<bool> combine(const Call& call, std::size_t least, std::size_t most) {
    const Node& list = *call.argument;
    if (!list.is_sequence() || list.items.size() < least || list.items.size() > most)
      return invalid(least == most ? fmt::format("{} takes a list of one condition.", call.name)
                                   : fmt::format("{} takes a list of {} to {} conditions.", call.name, least, most),
                     list.place());
    bool all = true;
    bool any = false;
    for (const Node& item : list.items) {
      const auto value = decide(item);
      if (value.has_error()) return value.error();
      all = all && *value;
      any = any || *value;
    }
    if (call.function == Function::all_of) return all;
    return call.function == Function::any_of ? any : !any;
  }

  [[nodiscard]] Error unknown(const std::string& name, const Place& place) const {
    std::vector<std::string_view> known;
    for (const auto& [key, value] : definitions_.members) known.push_back(key);
    const std::string_view near = document::nearest(name, known);
    return invalid(near.empty() ? fmt::format("there is no condition {}.", name)
                                : fmt::format("there is no condition {}; did you mean {}?", name, near),
                   place);
  }

  const Node& definitions_;
  Resolver resolver_;
  std::vector<std::string> open_;
  std::map<std::string, bool> decided_;
};

}  // namespace

Result<std::map<std::string, bool>> decide_conditions(const Template& source, const Plan& plan) {
  Conditions conditions(source.conditions, plan);
  for (const auto& [name, definition] : source.conditions.members)
    if (const auto r = conditions.named(name, definition.key_place()); r.has_error()) return r.error();
  return conditions.take();
}

}  // namespace rampart::stack
