#include "core/load/jsonpath.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/load/jsonpath_tree.h"

namespace rampart::load {
namespace {

using boost::json::value;
using Found = std::vector<const value*>;

bool is_number(const value& v) { return v.is_int64() || v.is_uint64() || v.is_double(); }

bool is_truthy(const value& v) {
  if (v.is_null()) return false;
  if (v.is_bool()) return v.get_bool();
  if (is_number(v)) return v.to_number<double>() != 0;
  if (v.is_string()) return !v.get_string().empty();
  return true;
}

// Numbers compare by value whatever their kind; other kinds are equal only to their own.
bool equal(const value& a, const value& b) {
  if (is_number(a) && is_number(b)) return a.to_number<double>() == b.to_number<double>();
  return a == b;
}

template <class F>
bool ordered(const value& a, const value& b, F compare) {
  if (is_number(a) && is_number(b)) return compare(a.to_number<double>(), b.to_number<double>());
  if (a.is_string() && b.is_string()) return compare(a.get_string(), b.get_string());
  return false;
}

/// `$.0` of a list, as JavaScript has it: item 0, or nullptr. Names such as "00" or "length" are no items.
const value* item_called(const boost::json::array& list, std::string_view name) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  return whole && index < list.size() && std::to_string(index) == name ? &list[index] : nullptr;
}

template <class Segments, class Select>
Found walk(const Segments& segments, const value& start, Select select) {
  Found now = {&start};
  for (const auto& segment : segments) {
    Found next;
    for (const value* v : now) select(segment, *v, next);
    now = std::move(next);
  }
  return now;
}

}  // namespace

/// Evaluates one path on one document.
class JsonPathEvaluation {
 public:
  using Segment = JsonPath::Segment;
  using Selector = JsonPath::Selector;
  using Condition = JsonPath::Condition;
  explicit JsonPathEvaluation(const value& root) : root_(root) {}

  static void select_slice(const Selector& s, const boost::json::array& list, Found& out) {
    const auto n = static_cast<std::int64_t>(list.size());
    const auto place = [n](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + n : i, 0, n); };
    const std::int64_t to = place(s.to.value_or(n));
    for (std::int64_t i = place(s.from.value_or(0)); i < to; i += s.step)
      out.push_back(&list[static_cast<std::size_t>(i)]);
  }

  void select_one(const Selector& s, const value& v, Found& out) const {
    switch (s.kind) {
      case Selector::Kind::name:
        if (const auto* object = v.if_object()) {
          if (const value* member = object->if_contains(s.name)) out.push_back(member);
        } else if (const auto* list = v.if_array()) {
          if (const value* item = item_called(*list, s.name)) out.push_back(item);
        }
        return;
      case Selector::Kind::index:
        if (const auto* list = v.if_array()) {
          const auto n = static_cast<std::int64_t>(list->size());
          const std::int64_t i = s.index < 0 ? s.index + n : s.index;
          if (i >= 0 && i < n) out.push_back(&(*list)[static_cast<std::size_t>(i)]);
        } else if (const auto* object = v.if_object()) {
          if (const value* member = object->if_contains(std::to_string(s.index))) out.push_back(member);
        }
        return;
      case Selector::Kind::slice:
        if (const auto* list = v.if_array()) select_slice(s, *list, out);
        return;
      case Selector::Kind::wildcard:
        for_each_child(v, [&](const value& child) { out.push_back(&child); });
        return;
      case Selector::Kind::filter:
        for_each_child(v, [&](const value& child) {
          if (holds(*s.filter, child)) out.push_back(&child);
        });
        return;
    }
  }

  template <class F>
  static void for_each_child(const value& v, F visit) {
    if (const auto* list = v.if_array()) {
      for (const value& item : *list) visit(item);
    } else if (const auto* object = v.if_object()) {
      for (const auto& member : *object) visit(member.value());
    }
  }

  void select(const Segment& segment, const value& v, Found& out) const {
    for (const Selector& s : segment.selectors) select_one(s, v, out);
    if (segment.descend) for_each_child(v, [&](const value& child) { select(segment, child, out); });
  }

  [[nodiscard]] Found run(const std::vector<Segment>& segments, const value& start) const {
    return walk(segments, start, [this](const Segment& s, const value& v, Found& out) { select(s, v, out); });
  }

  [[nodiscard]] bool holds(const Condition& c, const value& here) const {
    using K = Condition::Kind;
    switch (c.kind) {
      case K::both:
        return holds(*c.left, here) && holds(*c.right, here);
      case K::either:
        return holds(*c.left, here) || holds(*c.right, here);
      case K::negation:
        return !holds(*c.left, here);
      case K::literal:
      case K::here:
      case K::root: {
        const auto v = operand(c, here);
        return v && is_truthy(*v);
      }
      default:
        return compare(c, here);
    }
  }

  // Nothing for a path that leads nowhere: JavaScript's undefined.
  [[nodiscard]] std::optional<value> operand(const Condition& c, const value& here) const {
    if (c.kind == Condition::Kind::literal) return c.literal;
    const Found found = run(c.path, c.kind == Condition::Kind::here ? here : root_);
    if (found.empty()) return std::nullopt;
    const value& v = *found.front();
    if (!c.length) return v;
    if (const auto* list = v.if_array()) return value(list->size());
    if (const auto* text = v.if_string()) return value(text->size());
    if (const auto* object = v.if_object())
      if (const value* member = object->if_contains("length")) return *member;
    return std::nullopt;
  }

  [[nodiscard]] bool compare(const Condition& c, const value& here) const {
    using K = Condition::Kind;
    const auto a = operand(*c.left, here);
    const auto b = operand(*c.right, here);
    if (!a || !b) return c.kind == K::not_equal ? a.has_value() != b.has_value() : false;
    switch (c.kind) {
      case K::equal:
        return equal(*a, *b);
      case K::not_equal:
        return !equal(*a, *b);
      case K::less:
        return ordered(*a, *b, [](const auto& x, const auto& y) { return x < y; });
      case K::less_equal:
        return ordered(*a, *b, [](const auto& x, const auto& y) { return x <= y; });
      case K::greater:
        return ordered(*a, *b, [](const auto& x, const auto& y) { return x > y; });
      default:
        return ordered(*a, *b, [](const auto& x, const auto& y) { return x >= y; });
    }
  }

 private:
  const value& root_;
};

std::vector<const value*> JsonPath::find_all(const value& document) const {
  if (!segments_) return {};
  return JsonPathEvaluation(document).run(*segments_, document);
}

}  // namespace rampart::load
