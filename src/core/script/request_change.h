// What a beforeRequest hook did to its request, applied to a copy of it. Source: reference artillery.md §4.2 and §2.2.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "core/script/script.h"

namespace rampart::script {

/// `changes`: attribute → its new value, null where it was taken away. Strings may hold templates: they are rendered
/// after the hook. A json body goes before a text body. Returns the attributes that would change the request but
/// can't be carried out; such as a hook keeps on `req` for itself are none of them. `timeout` is the caller's.
std::vector<std::string> change_request(Request& request, const boost::json::object& changes);

}  // namespace rampart::script
