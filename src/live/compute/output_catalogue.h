// Where the output of containers with an awslogs log configuration goes. A port: app implements it, so that CloudWatch
// Logs finds the files again. Without one (rampart up, prove) such a container writes where every other does.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "core/fleet/spec.h"
#include "live/compute/output_file.h"

namespace rampart::live::compute {

struct OutputStream {
  fleet::ContainerLog log;
  std::string service;  ///< Empty: of no service.
  std::string task;
  std::string container;
};

class OutputCatalogue {
 public:
  virtual ~OutputCatalogue() = default;
  /// Before the container starts, and again when it is adopted. The writer keeps the file until the container's output
  /// has ended. Errors: unavailable, with ECS's words for stoppedReason: the task isn't to start.
  virtual Result<std::shared_ptr<OutputFile>> open(const OutputStream& stream) = 0;
  /// The same for one that ended while nobody was there: nullptr when the stream was never opened.
  virtual std::shared_ptr<OutputFile> reopen(const OutputStream& stream) = 0;
};

}  // namespace rampart::live::compute
