// application/x-www-form-urlencoded: pairs, and the tree that dots in their names make of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rampart::aws::protocol {

using FormPairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t most_form_pairs = 100'000;  ///< 1 MB of PutMetricData, AWS's limit, holds some 30,000.

/// "a=1&b=%20+c", decoded, in order. A wrong escape stays as it is; a pair without '=' has an empty value. Stops after
/// most_form_pairs + 1: no tree is made of so many.
FormPairs form_pairs(std::string_view text);

/// The other way, names and values encoded.
std::string form_text(const FormPairs& pairs);

/// "A.member.1.B=x" as A → member → 1 → B.
struct FormNode {
  std::optional<std::string> value;
  std::map<std::string, FormNode, std::less<>> children;

  [[nodiscard]] const FormNode* child(std::string_view name) const;
  /// Children whose names are numbers, lowest first: the elements of a list. Gaps don't matter.
  [[nodiscard]] std::vector<const FormNode*> elements() const;
};

constexpr std::size_t deepest_form = 64;          ///< Dots in a name.
constexpr std::size_t most_form_nodes = 400'000;  ///< Some 50 MB.

/// Nothing when a name has more dots than deepest_form, or for more pairs or nodes than allowed. Of several values of
/// one name the first counts.
std::optional<FormNode> form_tree(const FormPairs& pairs);

}  // namespace rampart::aws::protocol
