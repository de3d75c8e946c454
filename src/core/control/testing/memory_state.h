// A State in memory. A "crash" is forgetting what wasn't committed.
#pragma once

#include <map>
#include <optional>

#include "core/control/state.h"

namespace rampart::control::testing {

class MemoryState : public State {
 public:
  void put(std::string_view key, std::string_view body) override { rows_[std::string(key)] = body; }
  void erase(std::string_view key) override { rows_.erase(std::string(key)); }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> read(std::string_view prefix) const override {
    std::vector<std::pair<std::string, std::string>> out;
    for (auto it = rows_.lower_bound(prefix); it != rows_.end() && it->first.starts_with(prefix); ++it)
      out.push_back(*it);
    return out;
  }
  Result<void> commit() override {
    committed_ = rows_;
    return {};
  }
  /// As after kill -9.
  void crash() { rows_ = committed_; }

 private:
  std::map<std::string, std::string, std::less<>> rows_;
  std::map<std::string, std::string, std::less<>> committed_;
};

}  // namespace rampart::control::testing
