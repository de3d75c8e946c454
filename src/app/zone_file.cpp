#include "app/zone_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rampart::app {

std::optional<std::string> read_zone_file(const std::string& name, const std::string& folder) {
  // Names come from callers of the endpoint: none may lead out of the folder.
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
           c == '-' || c == '+';
  };
  if (name.empty() || name.front() == '/' || !std::all_of(name.begin(), name.end(), plain)) return std::nullopt;
  const std::filesystem::path path = std::filesystem::path(folder) / name;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace rampart::app
