// How texts that users chose are written into HAProxy's configuration file, so that they can't become anything else.
// Pure. Source: HAProxy 2.6 Configuration Manual, "Quoting and escaping"; reference aws-scaling.md §2.5.
#pragma once

#include <string>
#include <string_view>

namespace rampart::live::balancer {

/// HAProxy's alphabet for names; anything else becomes `other`.
std::string plain(std::string name, char other = '_');

/// One double-quoted word; whatever isn't a letter, a digit or a harmless sign stands as \xHH.
std::string quoted(std::string_view text);

/// A text within a log format: % is doubled. To be quoted afterwards.
std::string literal(std::string_view text);

/// A regular expression for the whole of a value: * any characters, ? one, all else itself. `any` stands for one
/// character that * and ? may be. Free of quotes.
std::string wildcard_expression(std::string_view pattern, std::string_view any = ".");

/// A URI for a quoted word: what would end it is percent-encoded.
std::string plain_uri(const std::string& path);

/// Of a header name or a cookie name that HAProxy's arguments can hold. Others (a comma, a bracket, a quote) match
/// nothing.
bool is_plain_token(std::string_view name);

}  // namespace rampart::live::balancer
