// An OpenAPI 3.x description (YAML or JSON) as a script: one request for every operation, in the order of the file.
//
// Path parameters become templates with variables of the same name; values come from `example`, `examples`, `default`,
// `enum` or, failing these, from the schema's type. `expect` asks for the successful statuses the operation declares.
// Credentials come from the environment ({{ $env.API_TOKEN }}), as nobody writes them into a description.
// Source: OpenAPI Specification 3.0.3 and 3.1.0.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/import/imported.h"

namespace rampart::imports {

/// Errors: invalid with the place.
Result<Imported> import_openapi(std::string_view text, const std::string& file);

}  // namespace rampart::imports
