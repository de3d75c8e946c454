// The port through which templates get the values of the plugin fake-data (`{{ $randFullName() }}`). The functions are
// npm's @ngneat/falso, so the real world implements it with Node.js. Source: reference artillery.md §7 "fake-data".
#pragma once

#include <string>
#include <string_view>

namespace rampart::script {

/// One thread only.
class FakeData {
 public:
  virtual ~FakeData() = default;
  /// There is such a function; `name` with its `$`.
  [[nodiscard]] virtual bool has(std::string_view name) const = 0;
  /// Appends a new value of it, as text. has(name) must be true.
  virtual void append(std::string_view name, std::string& out) = 0;
  /// Why there will be no more values; empty while there are. append() then appends nothing.
  [[nodiscard]] virtual const std::string& death() const = 0;
};

}  // namespace rampart::script
