// What a request is called in metrics-by-endpoint. Source: reference artillery.md §7 "metrics-by-endpoint".
#pragma once

#include <string>
#include <string_view>

#include "core/script/script.h"

namespace rampart::script {

/// The decoded path of `url` (placeholders and all), with its query unless stripped; before it the host or `:port`
/// where they differ from the target's; after it ` (name)`. "/users/{{ id }} (show)". Empty: not counted.
std::string endpoint_of(std::string_view target, std::string_view url, std::string_view request_name,
                        const EndpointNaming& naming);

}  // namespace rampart::script
