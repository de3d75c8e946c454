// UserTrace: the spans of one virtual user, for publish-metrics' `traces`: one for its scenario, one for each request
// below it. Names, attributes and outliers are those of Artillery 2.0.21's plugin (reference artillery.md §7).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/span.h"
#include "core/load/transport.h"
#include "core/script/script.h"

namespace rampart::load {

class UserTrace {
 public:
  /// Nothing for a user outside the sample. `settings` must outlive it.
  static std::unique_ptr<UserTrace> begin(const script::Traces& settings, std::string_view scenario,
                                          const script::Variables& variables, Random random, Instant now);

  /// `url`: with the target before it, templates and all, as Artillery has it then.
  [[nodiscard]] std::unique_ptr<Span> begin_request(const script::Request& request, std::string_view url, Instant now);
  /// It got this answer.
  void end_request(std::unique_ptr<Span> span, const Outgoing& sent, const Answer& answer);
  /// The user fails; `request` is the one it was at, which takes the error, or nullptr: the scenario does.
  void fail(std::unique_ptr<Span> request, std::string_view error, Instant now);

  /// The spans to be exported, the scenario's last; none with smart sampling where there was no outlier.
  [[nodiscard]] std::vector<Span> end(Instant now);
  /// How many there were, exported or not: Artillery counts them all as exported.
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  explicit UserTrace(const script::Traces& settings) : settings_(settings) {}
  [[nodiscard]] std::string name_of(std::string_view name) const;
  [[nodiscard]] std::string bytes(int count);
  void tag_outlier(Span& span, const Answer& answer, const std::vector<std::pair<const char*, Duration>>& phases);

  const script::Traces& settings_;
  Random random_{0};
  Span scenario_;
  std::vector<Span> requests_;
  std::uint64_t count_ = 0;
  bool outlier_ = false;
  bool failure_taken_ = false;
};

}  // namespace rampart::load
