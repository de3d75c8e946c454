// Markup: an HTML or XML body as a tree, asked by XPath. libxml2 does the reading; nothing is fetched, no entity beyond
// the document is followed.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rampart::load {

/// One thing that an expression found.
struct MarkupNode {
  std::string text;                                             ///< All text inside, or an attribute's value.
  std::vector<std::pair<std::string, std::string>> attributes;  ///< Of an element, in the document's order.
};

class Markup {
 public:
  enum class Kind { html, xml };
  /// Broken markup is mended as a browser would; of what can't be read at all, a tree in which nothing is found.
  static Markup parse(std::string_view text, Kind kind);

  /// In document order. A number, text or truth value that the expression gives is one node without attributes. Nothing
  /// when the expression isn't understood.
  [[nodiscard]] std::vector<MarkupNode> find_all(const std::string& xpath) const;

  /// Whether this is an XPath 1.0 expression.
  static bool understands(const std::string& xpath);

 private:
  struct Tree;
  explicit Markup(std::shared_ptr<Tree> tree) : tree_(std::move(tree)) {}
  std::shared_ptr<Tree> tree_;
};

}  // namespace rampart::load
