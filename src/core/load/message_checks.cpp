#include "core/load/message_checks.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <utility>

#include "core/load/extract.h"
#include "core/script/json_text.h"

namespace rampart::load {
namespace {

using Taken = std::vector<std::pair<const Extractor*, boost::json::value>>;

/// As JavaScript's Array.join("") shows it.
void append_joined(std::string& out, const boost::json::value& value) {
  if (value.is_null()) return;
  if (value.is_object()) {
    out += "[object Object]";
  } else if (const auto* list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      append_joined(out, (*list)[i]);
    }
  } else {
    script::append_text(out, value);
  }
}

}  // namespace

std::string text_for_checks(std::string_view message) {
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(message, error);
  std::string out;
  if (error)
    out = message;
  else if (const auto* text = parsed.if_string())
    out = std::string_view(*text);
  else
    script::append_json(out, parsed);
  return out;
}

bool take_from_message(const MessageChecks& checks, std::string_view message, script::Variables& variables,
                       Random& random) {
  Answer answer;
  answer.body = text_for_checks(message);
  OpenedAnswer opened(answer);
  Taken taken;
  for (const Extractor& capture : checks.captures) {
    auto value = capture.extract(opened, variables, random);
    if (is_empty_result(value) && capture.strict()) return false;
    if (value) taken.emplace_back(&capture, std::move(*value));
  }
  for (const PlannedMatch& match : checks.matches) {
    const auto value = match.from.extract(opened, variables, random);
    const bool same = value && !value->is_structured() && *value == match.value.evaluate(variables, random);
    if (!same && match.from.strict()) return false;
  }
  for (auto& [capture, value] : taken) variables.set(capture->as(), std::move(value));
  return true;
}

bool take_from_arguments(const MessageChecks& checks, const boost::json::array& arguments, script::Variables& variables,
                         Random& random) {
  if (checks.captures.empty() && checks.matches.empty()) return true;
  Answer answer;
  script::append_json(answer.body, boost::json::value(arguments));
  OpenedAnswer opened(answer);
  Taken taken;
  for (const Extractor& capture : checks.captures)
    if (auto value = capture.extract(opened, variables, random)) taken.emplace_back(&capture, std::move(*value));
  for (const PlannedMatch& match : checks.matches) {
    const auto value = match.from.extract(opened, variables, random);
    if (!value || value->is_structured() || *value != match.value.evaluate(variables, random)) return false;
  }
  for (auto& [capture, value] : taken) variables.set(capture->as(), std::move(value));
  variables.set("$", boost::json::string(answer.body));
  return true;
}

bool are_as_asked(const boost::json::array& arguments, const boost::json::value& data, bool concat) {
  if (const auto* list = data.if_array()) return *list == arguments;
  if (arguments.empty()) return false;
  const boost::json::value& last = arguments.back();
  if (const auto* object = data.if_object()) {
    boost::json::object asked = *object;
    asked.erase("json");  // Artillery keeps an expression of its own there
    return last == asked;
  }
  const auto* text = data.if_string();
  if (text == nullptr) return false;
  if (concat) {
    std::string all;
    for (const auto& argument : arguments) append_joined(all, argument);
    return all.find(std::string_view(*text)) != std::string::npos;
  }
  if (const auto* list = last.if_array())
    return std::find(list->begin(), list->end(), boost::json::value(*text)) != list->end();
  const auto* got = last.if_string();
  return got != nullptr && std::string_view(*got).find(std::string_view(*text)) != std::string_view::npos;
}

}  // namespace rampart::load
