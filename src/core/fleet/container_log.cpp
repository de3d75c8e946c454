#include "core/fleet/container_log.h"

namespace rampart::fleet {

std::string log_stream_of(const ContainerLog& log, const std::string& container, const TaskId& task) {
  const std::string name = container + "/" + task;
  return log.stream_prefix.empty() ? name : log.stream_prefix + "/" + name;
}

const std::string& no_log_group() {
  static const std::string text =
      "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to "
      "create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status "
      "1";
  return text;
}

}  // namespace rampart::fleet
