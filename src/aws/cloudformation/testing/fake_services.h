// The other services as CloudFormation's tests need them: they remember what was asked and answer as AWS would.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/service.h"

namespace rampart::aws::cloudformation::testing {

class FakeServices {
 public:
  struct Asked {
    std::string service;
    std::string operation;
    boost::json::object input;
  };

  protocol::Answer operator()(std::string_view service, protocol::Call call);

  std::vector<Asked> asked;
  std::map<std::string, protocol::ApiError> failures;  ///< Operation → what it answers.
  std::set<std::string> absent;                        ///< Operations that nobody has.
  std::map<std::string, std::string> parameters;       ///< Of the parameter store.
  bool service_stable = true;                          ///< ECS: has the rollout ended?
  bool service_gone = true;

  [[nodiscard]] std::vector<std::string> operations() const;
  [[nodiscard]] std::size_t count(std::string_view operation) const;
  /// The input of the last call of that operation; an empty object when there was none.
  [[nodiscard]] boost::json::object last(std::string_view operation) const;
  void forget() { asked.clear(); }

 private:
  [[nodiscard]] boost::json::object answer(std::string_view operation, const boost::json::object& input);
  [[nodiscard]] std::string draw(std::string_view prefix);

  int drawn_ = 0;
  std::map<std::string, int> revisions_;
  std::string task_definition_;  ///< Of the one service.
};

}  // namespace rampart::aws::cloudformation::testing
