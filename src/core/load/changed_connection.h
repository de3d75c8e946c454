// change_connection(): what the function of a ws scenario's `connect` made of the connection (reference artillery.md
// §3.1).
#pragma once

#include <boost/json/object.hpp>

#include "core/script/script.h"

namespace rampart::load {

/// `changed`: target, headers and subprotocols, as they are after the call; what has another kind than it must have
/// stays as it was.
void change_connection(script::Connection& connection, const boost::json::object& changed);

}  // namespace rampart::load
