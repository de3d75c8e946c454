// Why a connection couldn't be opened, in the words of Node's net and tls, which Artillery's ws engine counts beside
// the code. Seen from Node 20.
#pragma once

#include <string_view>

#include "core/load/channel.h"
#include "live/traffic/stream.h"

namespace rampart::live::traffic {

/// `code`: "ECONNREFUSED", … as Stream gives it.
load::ChannelEnd connect_trouble(std::string_view code, const Destination& to);

}  // namespace rampart::live::traffic
