// Is it UTF-8? Pure.
#pragma once

#include <string_view>

namespace rampart::aws::protocol {

/// False for surrogates, overlong forms and what lies past U+10FFFF too.
bool is_utf8(std::string_view bytes);

}  // namespace rampart::aws::protocol
