// Time zones of this machine, for scheduled actions: ControlOptions::read_zone.
#pragma once

#include <optional>
#include <string>

namespace rampart::app {

/// The compiled file of "Europe/Vienna" below `folder`; nothing when there is none of that name.
std::optional<std::string> read_zone_file(const std::string& name, const std::string& folder = "/usr/share/zoneinfo");

}  // namespace rampart::app
