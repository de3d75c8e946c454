#include "core/expression/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "core/expression/parse.h"

namespace rampart::expression {
namespace {

/// Math.pow, where it isn't C's.
double power(double base, double exponent) {
  if (std::isnan(exponent) || (std::abs(base) == 1 && std::isinf(exponent))) return not_a_number;
  return std::pow(base, exponent);
}

/// Math.round: a half goes up, -0.5 to 0.
double round_half_up(double number) {
  const double down = std::floor(number);
  return number - down >= 0.5 ? down + 1 : down;
}

double extreme(const std::vector<double>& numbers, bool greatest) {
  double out = greatest ? -infinity : infinity;
  for (const double n : numbers) {
    if (std::isnan(n)) return not_a_number;
    out = greatest ? std::max(out, n) : std::min(out, n);
  }
  return out;
}

std::optional<double> call(std::string_view name, const std::vector<double>& of, Random& random) {
  const double first = of.empty() ? not_a_number : of.front();
  if (name == "abs") return std::abs(first);
  if (name == "ceil") return std::ceil(first);
  if (name == "floor") return std::floor(first);
  if (name == "log") return std::log(first);
  if (name == "max") return extreme(of, true);
  if (name == "min") return extreme(of, false);
  if (name == "random") return random.uniform();
  if (name == "round") return round_half_up(first);
  if (name == "sqrt") return std::sqrt(first);
  return std::nullopt;
}

Value number(bool truth) { return Value::of(truth ? 1.0 : 0.0); }

class Evaluation {
 public:
  Evaluation(Dialect dialect, const LookUp& look_up, Random& random)
      : dialect_(dialect), look_up_(look_up), random_(random) {}

  /// The first function that isn't there ends it; error() then says which.
  Value value_of(const Node& node) {
    switch (node.operation) {
      case Operation::constant:
        return node.value;
      case Operation::name:
        return Value::of(look_up_(node.value.text));
      case Operation::member:
        return member(node.value.text, value_of(node.children[0]));
      case Operation::call:
        return called(node);
      case Operation::list:  // beside `in`, which takes it apart, a list is only ever put into text or a number
        return Value::of(joined(node));
      case Operation::within:
        return within(node, true);
      case Operation::without:
        return within(node, false);
      case Operation::choose:
        return value_of(node.children[is_truthy(value_of(node.children[0])) ? 1 : 2]);
      case Operation::negate:
        return Value::of(-to_number(value_of(node.children[0])));
      case Operation::logical_not:
        return number(!is_truthy(value_of(node.children[0])));
      case Operation::logical_and:
      case Operation::logical_or:
        return logical(node);
      default:
        return binary(node.operation, value_of(node.children[0]), value_of(node.children[1]));
    }
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  /// Number(a && b): a text that decides makes it NaN, which is false.
  Value logical(const Node& node) {
    Value first = value_of(node.children[0]);
    const bool decided = is_truthy(first) == (node.operation == Operation::logical_or);
    return Value::of(to_number(decided ? first : value_of(node.children[1])));
  }

  static Value binary(Operation operation, const Value& a, const Value& b) {
    switch (operation) {
      case Operation::plus:
        return add(a, b);
      case Operation::minus:
        return Value::of(to_number(a) - to_number(b));
      case Operation::times:
        return Value::of(to_number(a) * to_number(b));
      case Operation::divide:
        return Value::of(to_number(a) / to_number(b));
      case Operation::remainder:
        return Value::of(std::fmod(to_number(a), to_number(b)));
      case Operation::power:
        return Value::of(power(to_number(a), to_number(b)));
      case Operation::equal:
        return number(are_equal(a, b));
      case Operation::unequal:
        return number(!are_equal(a, b));
      case Operation::less:
        return number(is_less(a, b));
      case Operation::at_most:
        return number(is_at_most(a, b));
      case Operation::greater:
        return number(is_less(b, a));
      default:
        return number(is_at_most(b, a));
    }
  }

  static Value member(const std::string& name, const Value& whole) {
    if (whole.structured == nullptr || !whole.structured->is_object()) return {};
    return Value::of(whole.structured->get_object().if_contains(name));
  }

  Value called(const Node& node) {
    std::vector<double> arguments;
    for (const Node& child : node.children) arguments.push_back(to_number(value_of(child)));
    if (const auto result = call(node.value.text, arguments, random_)) return Value::of(*result);
    if (!error_) error_ = invalid(fmt::format("there is no function {}", node.value.text));
    return {};
  }

  std::string joined(const Node& node) {
    std::string out;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Value item = value_of(node.children[i]);
      if (i > 0) out += ',';
      if (item.kind != Value::Kind::undefined && item.kind != Value::Kind::null) out += to_text(item);
    }
    return out;
  }

  Value within(const Node& node, bool wanted) {
    if (dialect_ == Dialect::second) return number(is_subset(node) == wanted);
    // The set is the keys of an object, so 1 and "1" are the same; the answer is a boolean, no number.
    const std::string key = to_text(value_of(node.children[0]));
    bool found = false;
    for (std::size_t i = 1; i < node.children.size(); ++i) found = to_text(value_of(node.children[i])) == key || found;
    return Value::of(found == wanted);
  }

  std::vector<Value> elements(const Node& node) {
    std::vector<Value> out;
    if (node.operation == Operation::list) {
      for (const Node& child : node.children) out.push_back(value_of(child));
      return out;
    }
    Value value = value_of(node);
    if (value.structured != nullptr && value.structured->is_array()) {
      for (const auto& item : value.structured->get_array()) out.push_back(Value::of(&item));
    } else {
      out.push_back(std::move(value));
    }
    return out;
  }

  /// Every element of the first is one of the second's, compared as includes() does: types must be the same.
  bool is_subset(const Node& node) {
    const std::vector<Value> all = elements(node.children[1]);
    const std::vector<Value> wanted = elements(node.children[0]);
    const auto same = [](const Value& a, const Value& b) {
      if (a.kind != b.kind) return false;
      if (a.kind == Value::Kind::number && std::isnan(a.number) && std::isnan(b.number)) return true;
      return are_equal(a, b);
    };
    return std::all_of(wanted.begin(), wanted.end(), [&](const Value& a) {
      return std::any_of(all.begin(), all.end(), [&](const Value& b) { return same(a, b); });
    });
  }

  Dialect dialect_;
  const LookUp& look_up_;
  Random& random_;
  std::optional<Error> error_;
};

}  // namespace

struct Expression::Compiled {
  Node root;
  Dialect dialect;
};

Result<Expression> Expression::compile(std::string_view text, Dialect dialect) {
  auto root = parse(text, dialect);
  if (root.has_error()) return root.error();
  return Expression(std::make_shared<const Compiled>(Compiled{std::move(*root), dialect}));
}

Result<Value> Expression::evaluate(const LookUp& look_up, Random& random) const {
  Evaluation evaluation(compiled_->dialect, look_up, random);
  Value value = evaluation.value_of(compiled_->root);
  if (evaluation.error()) return *evaluation.error();
  return value;
}

}  // namespace rampart::expression
