// Operator precedence by climbing. filtrex is a grammar for a table-driven parser; what its table does with each pair
// of operators is the same as climbing with the levels below, `not` and unary minus included.
#include "core/expression/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/expression/token.h"

namespace rampart::expression {
namespace {

constexpr int deepest = 200;
constexpr std::size_t longest = 4000;  // characters; a chain of operators is a tree as deep as it is long
constexpr int level_of_choose = 1;
constexpr int level_of_in = 4;
constexpr int level_of_not = 10;
constexpr int level_of_negate = 11;
constexpr int level_of_of = 12;

struct Binary {
  std::string_view mark;
  int level;
  Operation operation;
};

constexpr Binary binaries[] = {
    {"or", 2, Operation::logical_or}, {"and", 3, Operation::logical_and}, {"==", 5, Operation::equal},
    {"!=", 5, Operation::unequal},    {"<", 6, Operation::less},          {"<=", 6, Operation::at_most},
    {">", 6, Operation::greater},     {">=", 6, Operation::at_least},     {"+", 7, Operation::plus},
    {"-", 7, Operation::minus},       {"*", 8, Operation::times},         {"/", 8, Operation::divide},
    {"%", 8, Operation::remainder},   {"^", 9, Operation::power},
};

class Parsing {
 public:
  Parsing(std::string_view text, Dialect dialect) : tokens_(text, dialect), dialect_(dialect) {}

  Result<Node> parse() {
    if (!advance()) return std::move(*error_);
    auto tree = climb(level_of_choose);
    if (tree && token_.kind != Token::Kind::end) fail("the end, or an operator");
    if (error_) return std::move(*error_);
    return std::move(*tree);
  }

 private:
  /// Nothing where error_ is set.
  using Tree = std::optional<Node>;

  Tree fail(std::string_view expected) {
    if (!error_) {
      const std::string found = token_.kind == Token::Kind::end ? "the end" : fmt::format("\"{}\"", shown());
      error_ = invalid(fmt::format("expected {}, found {} at character {}", expected, found, token_.at + 1));
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string shown() const {
    return token_.kind == Token::Kind::number ? to_text(Value::of(token_.number)) : token_.text;
  }

  bool advance() {
    auto next = tokens_.next();
    if (next.has_error()) {
      if (!error_) error_ = next.error();
      return false;
    }
    token_ = std::move(*next);
    return true;
  }

  [[nodiscard]] bool is(std::string_view mark) const { return token_.kind == Token::Kind::mark && token_.text == mark; }

  bool take(std::string_view mark) {
    if (is(mark)) return advance();
    fail(fmt::format("\"{}\"", mark));
    return false;
  }

  static Node make(Operation operation, Node first) {
    Node node{.operation = operation, .value = {}, .children = {}};
    node.children.push_back(std::move(first));
    return node;
  }

  Tree climb(int lowest) {
    if (++depth_ > deepest) return fail("less nesting");
    Tree left = operand();
    while (left) {
      if (is("?") && lowest <= level_of_choose) {
        left = choose(std::move(*left));
      } else if (is("in") && lowest <= level_of_in) {
        left = membership(std::move(*left), Operation::within);
      } else if (is("not") && lowest <= level_of_not) {
        if (!advance()) return std::nullopt;
        if (!is("in")) return fail("\"in\"");
        left = membership(std::move(*left), Operation::without);
      } else {
        const auto* const found =
            std::find_if(std::begin(binaries), std::end(binaries), [this](const Binary& b) { return is(b.mark); });
        if (found == std::end(binaries) || found->level < lowest) break;
        if (!advance()) return std::nullopt;
        left = join(found->operation, std::move(*left), climb(found->level + 1));
      }
    }
    --depth_;
    return left;
  }

  static Tree join(Operation operation, Node left, Tree right) {
    if (!right) return std::nullopt;
    Node node = make(operation, std::move(left));
    node.children.push_back(std::move(*right));
    return node;
  }

  Tree choose(Node condition) {
    if (!advance()) return std::nullopt;
    Tree both = join(Operation::choose, std::move(condition), climb(level_of_choose));
    if (!both || !take(":")) return std::nullopt;
    Tree other = climb(level_of_choose + 1);
    if (!other) return std::nullopt;
    both->children.push_back(std::move(*other));
    return both;
  }

  Tree membership(Node left, Operation operation) {
    if (!advance()) return std::nullopt;
    // filtrex's table gives a rule the level of its first operator: `a not in b + c` ends before the +.
    const int level = operation == Operation::within ? level_of_in : level_of_not;
    if (dialect_ == Dialect::second) return join(operation, std::move(left), climb(level + 1));
    Node node = make(operation, std::move(left));
    if (!take("(") || !items(node)) return std::nullopt;
    return node;
  }

  /// a, b) into the children.
  bool items(Node& node) {
    for (;;) {
      Tree item = climb(level_of_choose);
      if (!item) return false;
      node.children.push_back(std::move(*item));
      if (!is(",")) return take(")");
      if (!advance()) return false;
    }
  }

  Tree operand() {
    if (is("-")) return prefix(Operation::negate, level_of_negate + 1);
    if (is("not")) return prefix(Operation::logical_not, level_of_not + 1);
    if (is("(")) return group();
    Node node;
    if (token_.kind == Token::Kind::number) {
      node.value = Value::of(token_.number);
    } else if (token_.kind == Token::Kind::text) {
      node.value = Value::of(token_.text);
    } else if (token_.kind == Token::Kind::name) {
      return name();
    } else {
      return fail("a value");
    }
    if (!advance()) return std::nullopt;
    return node;
  }

  Tree prefix(Operation operation, int level) {
    if (!advance()) return std::nullopt;
    Tree operand = climb(level);
    if (!operand) return std::nullopt;
    return make(operation, std::move(*operand));
  }

  Tree group() {
    if (!advance()) return std::nullopt;
    Node list{.operation = Operation::list, .value = {}, .children = {}};
    if (!items(list)) return std::nullopt;
    if (list.children.size() == 1) return std::move(list.children.front());
    if (dialect_ == Dialect::first) return fail("one value between parentheses");
    return list;
  }

  Tree name() {
    Node node{.operation = Operation::name, .value = Value::of(std::move(token_.text)), .children = {}};
    if (!advance()) return std::nullopt;
    if (is("of")) {  // only the second dialect has it
      if (!advance()) return std::nullopt;
      node.operation = Operation::member;
      Tree whole = climb(level_of_of + 1);
      if (!whole) return std::nullopt;
      node.children.push_back(std::move(*whole));
    } else if (is("(")) {
      node.operation = Operation::call;
      if (!advance()) return std::nullopt;
      if (dialect_ == Dialect::second && is(")")) {
        if (!advance()) return std::nullopt;
      } else if (!items(node)) {
        return std::nullopt;
      }
    }
    return node;
  }

  Tokens tokens_;
  Dialect dialect_;
  Token token_;
  std::optional<Error> error_;
  int depth_ = 0;
};

}  // namespace

Result<Node> parse(std::string_view text, Dialect dialect) {
  if (text.size() > longest) return invalid(fmt::format("an expression has at most {} characters", longest));
  return Parsing(text, dialect).parse();
}

}  // namespace rampart::expression
