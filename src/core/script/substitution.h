// Artillery's own way to render, one replacement after the other in the text itself: the rare case that a compiled
// template can't foresee, where a value brings a placeholder, a brace or a `$&` along.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/random.h"
#include "core/script/template.h"

namespace rampart::script {

/// As Template::evaluate. Artillery goes on until no placeholder remains, so `x = "{{ x }}"` never ends there; here it
/// ends after two hundred replacements more than the text had at first, or when the text is longer than 16 MiB.
boost::json::value substitute(std::string_view source, const Variables& variables, Random& random, bool& undefined);

/// True when JavaScript's String.replace would treat `value` as a pattern: it holds $$, $&, $` or $'.
bool has_replacement_pattern(std::string_view value);

}  // namespace rampart::script
