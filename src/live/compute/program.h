// Which program a container is, when there are no containers. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/fleet/spec.h"

namespace rampart::live::compute {

/// "registry:5000/team/rampart-heavy:1.2@sha256:…" → "registry:5000/team/rampart-heavy".
std::string image_without_tag(const std::string& image);

/// entryPoint + command; without an entryPoint the image's program (by its name, else by the name's last part) +
/// command. Errors: not_found with ECS's CannotPullContainerError wording and what to do.
Result<std::vector<std::string>> program_of(const fleet::ContainerSpec& container,
                                            const std::map<std::string, std::vector<std::string>>& programs);

}  // namespace rampart::live::compute
