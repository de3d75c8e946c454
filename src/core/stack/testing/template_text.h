// Reading templates from text in tests: one line from text to template, plan and resolved properties.
#pragma once

#include <map>
#include <string>

#include "core/stack/stack.h"

namespace rampart::stack::testing {

/// The template of a text that stands in "t.yml".
Result<Template> read(const std::string& text);

/// Its plan.
Result<Plan> plan(const std::string& text, const std::map<std::string, std::string>& parameters = {});

/// The properties of the resource `logical_id` as JSON text, or the error as text. Ref of a resource gives "ID!",
/// Fn::GetAtt "ID!Attribute".
std::string properties(const std::string& text, const std::string& logical_id,
                       const std::map<std::string, std::string>& parameters = {});

/// `expression` as the property V of a resource R beside a bucket B, resolved: what `properties()` gives for V.
std::string value(const std::string& expression);

/// The error's text, or "fine".
template <class T>
std::string error_of(const Result<T>& result) {
  return result.has_error() ? to_string(result.error()) : "fine";
}

}  // namespace rampart::stack::testing
