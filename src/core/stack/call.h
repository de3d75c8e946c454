// Recognises an intrinsic function, written as a short tag (!Sub x) or as a mapping ({"Fn::Sub": x}).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::stack {

enum class Function {
  ref,
  get_att,
  sub,
  join,
  select,
  split,
  choose,  ///< Fn::If
  find_in_map,
  get_azs,
  cidr,
  base64,
  import_value,
  equals,
  all_of,   ///< Fn::And
  any_of,   ///< Fn::Or
  none_of,  ///< Fn::Not
  condition,
};

struct Call {
  Function function = Function::ref;
  std::string_view name;                     ///< "Fn::Sub": static text.
  const document::Node* argument = nullptr;  ///< Lives as long as the node that was asked about.
  bool tagged = false;                       ///< Short form: the argument is the node itself, and its tag is spent.
};

enum class Where { values, conditions };  ///< {"Condition": "X"} is a function only among conditions.

/// The call that `node` is, or nothing when it is a plain value. Errors: an unknown or refused function, a function
/// that doesn't stand alone in its mapping.
Result<std::optional<Call>> read_call(const document::Node& node, Where where = Where::values);

/// "Name" → (Name, ""), "Name.Att.More" → (Name, Att.More), ["Name", "Att"] the same.
/// Source: the argument of Fn::GetAtt. The list's second item may be a function; then only the name is given here and
/// `attribute_node` points to it.
struct AttributeName {
  std::string logical_id;
  std::string attribute;
  const document::Node* attribute_node = nullptr;
};
Result<AttributeName> read_attribute_name(const Call& call);

/// The name a Ref gives.
Result<std::string> read_ref(const Call& call);

/// A stretch of a Fn::Sub text: literal, or a variable.
struct SubPiece {
  bool variable = false;
  std::string text;
};
/// "${A}-${!B}" → variable A, literal "-${B}". Errors: no closing brace, a character that no variable has.
Result<std::vector<SubPiece>> split_sub(const std::string& text, const Place& place);

/// Both forms of Fn::Sub's argument: the text and, or nullptr, the mapping of its own variables.
struct SubArgument {
  const document::Node* text = nullptr;
  const document::Node* variables = nullptr;
};
Result<SubArgument> read_sub(const Call& call);

}  // namespace rampart::stack
