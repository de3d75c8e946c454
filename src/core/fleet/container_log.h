// How CloudWatch names the stream of a container whose output the awslogs driver takes.
// Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html.
#pragma once

#include <string>

#include "core/fleet/ports.h"
#include "core/fleet/spec.h"

namespace rampart::fleet {

/// "prefix/container-name/task-id"; without a prefix, which Fargate doesn't allow, "container-name/task-id".
std::string log_stream_of(const ContainerLog& log, const std::string& container, const TaskId& task);

/// stoppedReason of a task whose group isn't there and isn't to be made (platform version 1.4.0; the reference is
/// silent, the text is community evidence).
const std::string& no_log_group();

}  // namespace rampart::fleet
