#include "import_law.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

namespace rampart::house {

namespace fs = std::filesystem;

std::string room_of(const std::string& path) {
  std::string best;
  for (const auto& [room, allowed] : import_law())
    if (path.starts_with(room + "/") && room.size() > best.size()) best = room;
  return best;
}

std::vector<Include> includes_below(const std::string& src) {
  static const std::regex quoted(R"re(^\s*#\s*include\s*"([^"]+)")re");
  std::vector<Include> out;
  for (const auto& entry : fs::recursive_directory_iterator(src)) {
    const std::string extension = entry.path().extension();
    if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
    std::ifstream in(entry.path());
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
      std::smatch match;
      if (std::regex_search(line, match, quoted))
        out.push_back({fs::relative(entry.path(), src).generic_string(), number, match[1].str()});
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Include& a, const Include& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); });
  return out;
}

std::vector<std::string> breaches(const std::vector<Include>& includes) {
  std::vector<std::string> out;
  for (const Include& i : includes) {
    const std::string at = "src/" + i.file + ":" + std::to_string(i.line) + ": ";
    const std::string from = room_of(i.file);
    const std::string to = room_of(i.included);
    if (from.empty()) {
      out.push_back(at + "this file stands in no room of the import law");
    } else if (to.empty()) {
      out.push_back(at + "\"" + i.included + "\" names no room; write the path from src");
    } else if (from != to && !import_law().at(from).contains(to)) {
      out.push_back(at + from + " may not include " + to);
    }
  }
  return out;
}

}  // namespace rampart::house
