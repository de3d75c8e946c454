#include "live/compute/program.h"

#include <fmt/format.h>

namespace rampart::live::compute {

std::string image_without_tag(const std::string& image) {
  auto name = image.substr(0, image.find('@'));
  const auto slash = name.rfind('/');
  const auto colon = name.rfind(':');
  if (colon != std::string::npos && (slash == std::string::npos || colon > slash)) name.resize(colon);
  return name;
}

Result<std::vector<std::string>> program_of(const fleet::ContainerSpec& container,
                                            const std::map<std::string, std::vector<std::string>>& programs) {
  auto argv = container.entry_point;
  if (argv.empty()) {
    const auto name = image_without_tag(container.image);
    auto found = programs.find(name);
    if (found == programs.end()) found = programs.find(name.substr(name.rfind('/') + 1));
    if (found == programs.end()) {
      return not_found(
          fmt::format("CannotPullContainerError: image {} isn't a program here: use --compute docker or --image "
                      "{}=PROGRAM, or give the container an EntryPoint.",
                      container.image, name));
    }
    argv = found->second;
  }
  argv.insert(argv.end(), container.command.begin(), container.command.end());
  return argv;
}

}  // namespace rampart::live::compute
