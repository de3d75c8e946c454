// Every ledger event as JSON and back, exactly. This is the form in which events lie on disk.
//
// Instants are whole nanoseconds since 1970 ("…_ns"), member names are those of core/ledger/event.h. A LoadSlot's
// histograms are not in its JSON: they are stored as blobs beside it (run_schema.h).
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/result.h"
#include "core/ledger/event.h"

namespace rampart::store {

/// "run_started", "load_slot", "scaling_activity", …: one word for each kind of event.
std::string_view kind_of(const ledger::Event& event);

boost::json::object event_to_json(const ledger::Event& event);

/// Members that aren't there keep their defaults (an older file), members that aren't known are ignored. Errors:
/// invalid when the kind is unknown or a member has the wrong type.
Result<ledger::Event> event_from_json(std::string_view kind, const boost::json::object& body);

}  // namespace rampart::store
