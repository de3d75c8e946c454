// A Courier that keeps what it is given; the test says what came of it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aws/sns/courier.h"

namespace rampart::aws::sns::testing {

class FakeCourier : public Courier {
 public:
  void deliver(Notice notice) override {
    last_ = notice;
    notices_.push_back(std::move(notice));
  }
  std::vector<Outcome> take_outcomes() override { return std::exchange(outcomes_, {}); }

  /// Notices since the last look.
  std::vector<Notice> take() { return std::exchange(notices_, {}); }
  [[nodiscard]] const Notice& last() const { return last_; }
  void answer(std::uint64_t id, int http_status) { outcomes_.push_back({.id = id, .http_status = http_status}); }
  void fail(std::uint64_t id, std::string problem, bool for_good = false) {
    outcomes_.push_back({.id = id, .problem = std::move(problem), .for_good = for_good});
  }

 private:
  Notice last_;
  std::vector<Notice> notices_;
  std::vector<Outcome> outcomes_;
};

}  // namespace rampart::aws::sns::testing
