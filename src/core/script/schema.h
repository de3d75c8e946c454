// The script language as a JSON Schema (draft 2020-12), for editors. Made of the same description as the checker.
//
// It is stricter than the checker in one thing: a key that means nothing is an error here and a warning there. It is
// laxer where an answer needs more than the shape: whether a regular expression compiles, whether a file is there.
#pragma once

#include <boost/json/object.hpp>

namespace rampart::script {

boost::json::object json_schema();

}  // namespace rampart::script
