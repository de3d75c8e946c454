// An OutputCatalogue of a test: files in a folder, by "TASK/CONTAINER". The group "missing" isn't there.
#pragma once

#include <map>
#include <string>

#include "core/fleet/container_log.h"
#include "live/compute/output_catalogue.h"

namespace rampart::live::compute::testing {

class FakeCatalogue : public OutputCatalogue {
 public:
  std::filesystem::path folder;

  Result<std::shared_ptr<OutputFile>> open(const OutputStream& stream) override {
    if (stream.log.group == "missing") return unavailable(fleet::no_log_group());
    auto& file = files_[stream.task + "/" + stream.container];
    if (!file)
      file = std::make_shared<OutputFile>(
          std::move(OutputFile::open(folder / (stream.task + "-" + stream.container + ".awslogs")).value()));
    return file;
  }
  std::shared_ptr<OutputFile> reopen(const OutputStream& stream) override {
    const auto found = files_.find(stream.task + "/" + stream.container);
    return found == files_.end() ? nullptr : found->second;
  }
  /// All that a container wrote, a '|' behind each line.
  [[nodiscard]] std::string texts(const std::string& name) const {
    std::string out;
    const auto found = files_.find(name);
    if (found != files_.end())
      for (const auto& line : found->second->read(0, found->second->end())) out += line.text + "|";
    return out;
  }

 private:
  std::map<std::string, std::shared_ptr<OutputFile>> files_;
};

}  // namespace rampart::live::compute::testing
