#include "core/stack/references.h"

#include <algorithm>
#include <array>

#include "core/stack/call.h"

namespace rampart::stack {
namespace {

using document::Node;

class Walk {
 public:
  Walk(const std::map<std::string, bool>* decided, References& found) : decided_(decided), found_(found) {}

  Result<void> visit(const Node& node) {
    const auto call = read_call(node, Where::values);
    if (call.has_error()) return call.error();
    if (!*call) return visit_children(node);
    switch ((*call)->function) {
      case Function::ref:
        return visit_ref(**call, node.place());
      case Function::get_att:
        return visit_attribute(**call, node.place());
      case Function::sub:
        return visit_sub(**call, node.place());
      case Function::choose:
        return visit_choice(**call);
      case Function::condition:
        return visit_condition(**call);
      case Function::import_value:
        found_.imports.push_back(*(*call)->argument);
        if ((*call)->tagged) found_.imports.back().tag.clear();
        return (*call)->tagged ? visit_children(node) : visit(*(*call)->argument);
      default:
        return (*call)->tagged ? visit_children(node) : visit(*(*call)->argument);
    }
  }

 private:
  Result<void> visit_children(const Node& node) {
    for (const Node& item : node.items)
      if (auto r = visit(item); r.has_error()) return r;
    for (const auto& [key, value] : node.members)
      if (auto r = visit(value); r.has_error()) return r;
    return {};
  }

  Result<void> visit_ref(const Call& call, const Place& place) {
    auto name = read_ref(call);
    if (name.has_error()) return name.error();
    found_.names.push_back({std::move(*name), false, place});
    return {};
  }

  Result<void> visit_attribute(const Call& call, const Place& place) {
    auto name = read_attribute_name(call);
    if (name.has_error()) return name.error();
    found_.names.push_back({std::move(name->logical_id), true, place});
    return name->attribute_node != nullptr ? visit(*name->attribute_node) : Result<void>{};
  }

  Result<void> visit_sub(const Call& call, const Place& place) {
    const auto argument = read_sub(call);
    if (argument.has_error()) return argument.error();
    const auto pieces = split_sub(argument->text->text, argument->text->place());
    if (pieces.has_error()) return pieces.error();
    for (const SubPiece& piece : *pieces) {
      if (!piece.variable) continue;
      if (argument->variables != nullptr && argument->variables->find(piece.text) != nullptr) continue;
      const std::size_t dot = piece.text.find('.');
      found_.names.push_back({piece.text.substr(0, dot), dot != std::string::npos, place});
    }
    return argument->variables != nullptr ? visit_children(*argument->variables) : Result<void>{};
  }

  Result<void> visit_choice(const Call& call) {
    const Node& argument = *call.argument;
    if (!argument.is_sequence() || argument.items.size() != 3 || !argument.items[0].is_text())
      return invalid("Fn::If takes a list of three: a condition's name, the value if true, the value if false.",
                     argument.place());
    const std::string& name = argument.items[0].text;
    found_.conditions.push_back({name, argument.items[0].place()});
    if (decided_ != nullptr)
      if (const auto it = decided_->find(name); it != decided_->end()) return visit(argument.items[it->second ? 1 : 2]);
    if (auto r = visit(argument.items[1]); r.has_error()) return r;
    return visit(argument.items[2]);
  }

  Result<void> visit_condition(const Call& call) {
    if (!call.argument->is_text()) return invalid("Condition takes the name of a condition.", call.argument->place());
    found_.conditions.push_back({call.argument->text, call.argument->place()});
    return {};
  }

  const std::map<std::string, bool>* decided_;
  References& found_;
};

}  // namespace

Result<References> find_references(const Node& node, const std::map<std::string, bool>* decided) {
  References found;
  if (auto r = Walk(decided, found).visit(node); r.has_error()) return r.error();
  return found;
}

bool is_pseudo_parameter(std::string_view name) {
  constexpr std::array names{"AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition",
                             "AWS::Region",    "AWS::StackId", "AWS::StackName",        "AWS::URLSuffix"};
  return std::any_of(names.begin(), names.end(), [&](const char* n) { return name == n; });
}

}  // namespace rampart::stack
