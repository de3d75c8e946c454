#include "app/output_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace rampart::app {

Result<void> write_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".part";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.flush();
    if (!out) return unavailable(fmt::format("can't write {}: is the folder there, is the disk full?", path));
  }
  std::error_code error;
  std::filesystem::rename(beside, path, error);
  if (error) return unavailable(fmt::format("can't write {}: {}", path, error.message()));
  return {};
}

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return unavailable(fmt::format("can't make the folder {}: {}", path, error.message()));
  return {};
}

}  // namespace rampart::app
