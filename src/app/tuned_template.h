// A template with the policy that tuning found, ready to deploy.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/control/catalogue.h"
#include "sim/policy_setting.h"

namespace rampart::app {

struct TunedLine {
  Place place;       ///< In the changed template.
  std::string what;  ///< "TargetValue: 300 → 640"
  std::string why;
};

struct TunedTemplate {
  std::string text;
  std::vector<TunedLine> lines;
};

/// The template with parameters' Defaults as `values` has them, so that it says by itself what it was used with.
/// Errors: invalid, for a parameter that it hasn't.
Result<std::string> with_defaults(std::string text, const std::string& file,
                                  const std::map<std::string, std::string>& values);

/// `catalogue` is the template's own, `service` the name of the one that was tuned. Errors: invalid, with the place,
/// where the template says something in a way that can't be changed for its user.
Result<TunedTemplate> write_tuned_template(const std::string& text, const std::string& file,
                                           const control::Catalogue& catalogue, const std::string& service,
                                           const sim::PolicySetting& setting);

}  // namespace rampart::app
