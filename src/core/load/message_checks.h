// What a ws or socketio scenario captures from a message and asks of it (reference artillery.md §2.8, §3.1, §3.2).
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "core/load/plan.h"
#include "core/script/template.h"

namespace rampart::load {

/// A message as captures see it: JSON normalised as JSON.stringify has it, the contents of a JSON string, or the text.
std::string text_for_checks(std::string_view message);

/// Engine ws: false when a strict capture is empty or a strict match fails; then nothing is kept.
bool take_from_message(const MessageChecks& checks, std::string_view message, script::Variables& variables,
                       Random& random);

/// Engine socketio: false when any match fails; an empty capture is kept as it is. `arguments` become `$`.
bool take_from_arguments(const MessageChecks& checks, const boost::json::array& arguments, script::Variables& variables,
                         Random& random);

/// Whether the arguments of an event are what `data` (rendered) asks for: text is part of the last argument (or of all
/// joined), a list is all of them, a mapping is the last one. Nothing else ever is.
bool are_as_asked(const boost::json::array& arguments, const boost::json::value& data, bool concat);

}  // namespace rampart::load
