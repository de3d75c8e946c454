#include "heavy/nearest.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace rampart::heavy {
namespace {

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return out;
}

/// Letters to add, drop, change or swap with their neighbour.
std::size_t count_edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        edits[i][j] = i + j;
        continue;
      }
      const bool same = a[i - 1] == b[j - 1];
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
      }
    }
  }
  return edits[a.size()][b.size()];
}

}  // namespace

std::string_view find_nearest(std::string_view name, std::span<const std::string_view> known) {
  const auto wanted = plain(name);
  if (wanted.size() < 3 || wanted.size() > 32) return {};
  std::string_view nearest;
  std::size_t fewest = wanted.size() >= 8 ? 3 : 2;
  for (const auto candidate : known) {
    const auto dash = candidate.rfind('-');
    const bool without_unit = dash != std::string_view::npos && wanted == plain(candidate.substr(0, dash));
    const auto edits = without_unit ? 0 : count_edits(wanted, plain(candidate));
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace rampart::heavy
