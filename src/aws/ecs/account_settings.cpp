// Account settings: recorded and shown; containerInsights is what new clusters begin with. A principal's setting goes
// before the account's default.
#include <algorithm>
#include <array>

#include "aws/ecs/ecs.h"
#include "aws/ecs/requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

struct Known {
  std::string_view name;
  std::string_view otherwise;
};

constexpr std::array<Known, 11> known{{{"awsvpcTrunking", "disabled"},
                                       {"containerInsights", "disabled"},
                                       {"containerInstanceLongArnFormat", "enabled"},
                                       {"defaultLogDriverMode", "non-blocking"},
                                       {"fargateEventWindows", "disabled"},
                                       {"fargateFIPSMode", "disabled"},
                                       {"fargateTaskRetirementWaitPeriod", "7"},
                                       {"guardDutyActivate", "off"},
                                       {"serviceLongArnFormat", "enabled"},
                                       {"tagResourceAuthorization", "off"},
                                       {"taskLongArnFormat", "enabled"}}};

std::string root_of(const protocol::Call& call) { return "arn:aws:iam::" + call.account + ":root"; }

json::object setting(std::string_view name, std::string_view value, std::string_view principal) {
  return {{"name", name},
          {"value", value},
          {"principalArn", principal},
          {"type", name == "guardDutyActivate" ? "aws_managed" : "user"}};
}

}  // namespace

std::string Ecs::effective_setting(const Call& call, const std::string& name) const {
  if (const auto* own = records_.find(call.region, "setting", name + " " + root_of(call)))
    return text_of(*own, "value");
  if (const auto* common = records_.find(call.region, "setting", name)) return text_of(*common, "value");
  const auto found = std::find_if(known.begin(), known.end(), [&](const Known& one) { return one.name == name; });
  return found == known.end() ? "" : std::string(found->otherwise);
}

protocol::Answer Ecs::put_account_setting(const Call& call) {
  const std::string name = text_of(call.input, "name");
  const std::string principal = text_of(call.input, "principalArn", root_of(call));
  json::object made = setting(name, text_of(call.input, "value"), principal);
  records_.put(call.region, "setting", name + " " + principal, made);
  return json::object{{"setting", std::move(made)}};
}

protocol::Answer Ecs::put_account_setting_default(const Call& call) {
  const std::string name = text_of(call.input, "name");
  json::object made = setting(name, text_of(call.input, "value"), root_of(call));
  records_.put(call.region, "setting", name, made);
  return json::object{{"setting", std::move(made)}};
}

protocol::Answer Ecs::list_account_settings(const Call& call) {
  const std::string wanted = text_of(call.input, "name");
  const std::string value = text_of(call.input, "value");
  const std::string principal = text_of(call.input, "principalArn", root_of(call));
  json::array settings;
  const auto offer = [&](const json::object& one) {
    if (!wanted.empty() && text_of(one, "name") != wanted) return;
    if (value.empty() || text_of(one, "value") == value) settings.push_back(one);
  };
  for (const Known& one : known) {
    const std::string name(one.name);
    const json::object* own = records_.find(call.region, "setting", name + " " + principal);
    if (own != nullptr)
      offer(*own);
    else if (flag_of(call.input, "effectiveSettings"))
      offer(setting(name, effective_setting(call, name), principal));
  }
  return page_of(call, "settings", std::move(settings));
}

protocol::Answer Ecs::delete_account_setting(const Call& call) {
  const std::string name = text_of(call.input, "name");
  const std::string principal = text_of(call.input, "principalArn", root_of(call));
  records_.erase(call.region, "setting", name + " " + principal);
  return json::object{{"setting", setting(name, effective_setting(call, name), principal)}};
}

}  // namespace rampart::aws::ecs
