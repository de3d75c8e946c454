#include "core/load/jmespath.h"

#include <algorithm>

#include "core/load/jmespath_tree.h"

namespace rampart::load {
namespace {

using boost::json::array;
using boost::json::value;
using Kind = JmesNode::Kind;

value at_index(const value& here, std::int64_t index) {
  const array* list = here.if_array();
  if (list == nullptr) return nullptr;
  const auto size = static_cast<std::int64_t>(list->size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return nullptr;
  return (*list)[static_cast<std::size_t>(index)];
}

/// Python's slices, as the specification has them.
value slice_of(const value& here, const JmesNode& slice) {
  const array* list = here.if_array();
  if (list == nullptr) return nullptr;
  const auto size = static_cast<std::int64_t>(list->size());
  const std::int64_t step = slice.step.value_or(1);
  const std::int64_t lowest = step < 0 ? -1 : 0;
  const std::int64_t highest = step < 0 ? size - 1 : size;
  const auto bound = [&](std::optional<std::int64_t> given, std::int64_t otherwise) {
    if (!given) return otherwise;
    return std::clamp(*given < 0 ? *given + size : *given, lowest, highest);
  };
  const std::int64_t from = bound(slice.from, step < 0 ? highest : lowest);
  const std::int64_t to = bound(slice.to, step < 0 ? lowest : highest);
  array out;
  for (std::int64_t i = from; step < 0 ? i > to : i < to; i += step)
    out.push_back((*list)[static_cast<std::size_t>(i)]);
  return out;
}

value flattened(const value& here) {
  const array* list = here.if_array();
  if (list == nullptr) return nullptr;
  array out;
  for (const value& item : *list) {
    if (const array* inner = item.if_array())
      out.insert(out.end(), inner->begin(), inner->end());
    else
      out.push_back(item);
  }
  return out;
}

void add_projected(array& out, const JmesNode& each, const value& item) {
  value found = evaluate_jmes(each, item);
  if (!found.is_null()) out.push_back(std::move(found));
}

value projected(const JmesNode& node, const value& here) {
  const value base = evaluate_jmes(*node.children[0], here);
  array out;
  if (node.kind == Kind::values) {
    if (!base.is_object()) return nullptr;
    for (const auto& member : base.get_object()) add_projected(out, *node.children[1], member.value());
    return out;
  }
  if (!base.is_array()) return nullptr;
  for (const value& item : base.get_array())
    if (node.kind != Kind::filter || is_jmes_true(evaluate_jmes(*node.children[2], item)))
      add_projected(out, *node.children[1], item);
  return out;
}

/// Order is between numbers only; of anything else it is null.
value compared(const JmesNode& node, const value& here) {
  const value left = evaluate_jmes(*node.children[0], here);
  const value right = evaluate_jmes(*node.children[1], here);
  if (node.text == "==" || node.text == "!=") return (left == right) == (node.text == "==");
  if (!left.is_number() || !right.is_number()) return nullptr;
  const double a = left.to_number<double>();
  const double b = right.to_number<double>();
  if (node.text == "<") return a < b;
  if (node.text == "<=") return a <= b;
  if (node.text == ">") return a > b;
  return a >= b;
}

value made_list(const JmesNode& node, const value& here) {
  if (here.is_null()) return nullptr;
  array out;
  for (const auto& child : node.children) out.push_back(evaluate_jmes(*child, here));
  return out;
}

value made_object(const JmesNode& node, const value& here) {
  if (here.is_null()) return nullptr;
  boost::json::object out;
  for (std::size_t i = 0; i < node.names.size(); ++i) out[node.names[i]] = evaluate_jmes(*node.children[i], here);
  return out;
}

}  // namespace

bool is_jmes_true(const value& v) {
  if (v.is_null()) return false;
  if (v.is_bool()) return v.get_bool();
  if (const auto* text = v.if_string()) return !text->empty();
  if (const auto* list = v.if_array()) return !list->empty();
  if (const auto* members = v.if_object()) return !members->empty();
  return true;
}

value evaluate_jmes(const JmesNode& node, const value& here) {
  switch (node.kind) {
    case Kind::current:
    case Kind::expression:
      return here;
    case Kind::field: {
      const auto* members = here.if_object();
      const value* found = members == nullptr ? nullptr : members->if_contains(node.text);
      return found == nullptr ? value(nullptr) : *found;
    }
    case Kind::index:
      return at_index(here, node.from.value_or(0));
    case Kind::slice:
      return slice_of(here, node);
    case Kind::literal:
      return node.value;
    case Kind::chain:
      return evaluate_jmes(*node.children[1], evaluate_jmes(*node.children[0], here));
    case Kind::project:
    case Kind::values:
    case Kind::filter:
      return projected(node, here);
    case Kind::flatten:
      return flattened(evaluate_jmes(*node.children[0], here));
    case Kind::both: {
      value left = evaluate_jmes(*node.children[0], here);
      return is_jmes_true(left) ? evaluate_jmes(*node.children[1], here) : left;
    }
    case Kind::either: {
      value left = evaluate_jmes(*node.children[0], here);
      return is_jmes_true(left) ? left : evaluate_jmes(*node.children[1], here);
    }
    case Kind::negation:
      return !is_jmes_true(evaluate_jmes(*node.children[0], here));
    case Kind::comparison:
      return compared(node, here);
    case Kind::list:
      return made_list(node, here);
    case Kind::object:
      return made_object(node, here);
    case Kind::function:
      return call_jmes_function(node, here);
  }
  return nullptr;
}

Result<JmesPath> JmesPath::compile(std::string_view text) {
  auto root = parse_jmespath(text);
  if (root.has_error()) return root.error();
  return JmesPath(std::move(*root));
}

Result<value> JmesPath::search(const value& document) const {
  try {
    return evaluate_jmes(*root_, document);
  } catch (const JmesMistake& mistake) {
    return invalid(mistake.what);
  }
}

}  // namespace rampart::load
