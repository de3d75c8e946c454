// CSS selectors as XPath 1.0, for `capture: {selector: …}` (reference artillery.md §2.8).
//
// What Artillery's own library (cheerio) understands and is worth having: names, `*`, `#id`, `.class`, attributes in
// all forms, the four combinators, lists, the structural pseudo-classes, :not :is :has :contains, and :first :last
// :eq(n) at the end. Everything else is an error that names the part.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::script {

/// An absolute XPath whose nodes, in document order, are what `selector` selects in an HTML document. Errors: invalid,
/// saying what isn't understood.
Result<std::string> xpath_of_selector(std::string_view selector);

}  // namespace rampart::script
