#include "core/script/ensure.h"

#include <fmt/format.h>

#include "core/script/check_keys.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

void read_thresholds(const Node& list, const std::string& name, std::vector<EnsureCheck>& out, Warnings& warnings) {
  expect_list(list, name);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string item_name = name_at(name, i);
    for (const auto& [metric, limit] : expect_mapping(list.items[i], item_name).members) {
      if (metric.ends_with(".p999"))
        warnings.add(limit.key_place(),
                     fmt::format("Artillery itself always fails the threshold \"{}\" (it reads p99 in "
                                 "it first); Rampart checks it",
                                 metric));
      out.push_back({EnsureCheck::Kind::threshold, metric, read_number(limit, name_in(item_name, metric)), true});
    }
  }
}

void read_conditions(const Node& list, const std::string& name, std::vector<EnsureCheck>& out, Warnings& warnings) {
  expect_list(list, name);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string item_name = name_at(name, i);
    const Node& item = expect_mapping(list.items[i], item_name);
    check_keys(item, item_name, language::Part::condition, warnings);
    const Node* expression = item.find("expression");
    if (expression == nullptr) refuse(fmt::format("\"{}.expression\" is required", item_name), item.place());
    EnsureCheck check;
    check.kind = EnsureCheck::Kind::condition;
    check.metric = read_text(*expression, item_name + ".expression");
    if (const Node* strict = item.find("strict"); strict != nullptr && strict->is_bool())
      check.strict = read_flag(*strict, item_name + ".strict");
    out.push_back(std::move(check));
  }
}

}  // namespace

std::vector<EnsureCheck> read_ensure(const Node& config, Warnings& warnings) {
  const Node* own = config.find("ensure");
  const Node* plugins = config.find("plugins");
  const Node* plugin = plugins == nullptr ? nullptr : plugins->find("ensure");
  const Node* spec = own != nullptr && !own->is_null() ? own : plugin;
  std::vector<EnsureCheck> out;
  if (spec == nullptr || spec->is_null() || (spec == plugin && spec->is_bool())) return out;
  const std::string name = spec == own ? "config.ensure" : "config.plugins.ensure";
  expect_mapping(*spec, name);
  if (plugin == nullptr)
    warnings.add(spec->key_place(),
                 "none of this is checked, because config.plugins has no \"ensure: {}\", as in Artillery");
  check_keys(*spec, name, language::Part::ensure, warnings);
  if (const Node* thresholds = spec->find("thresholds"))
    read_thresholds(*thresholds, name + ".thresholds", out, warnings);
  if (const Node* conditions = spec->find("conditions"))
    read_conditions(*conditions, name + ".conditions", out, warnings);
  for (const char* legacy : {"min", "max", "median", "p95", "p99"})
    if (const Node* limit = spec->find(legacy))
      out.push_back({EnsureCheck::Kind::legacy, legacy, read_number(*limit, name_in(name, legacy)), true});
  if (const Node* rate = spec->find("maxErrorRate"))
    out.push_back(
        {EnsureCheck::Kind::max_error_rate, "maxErrorRate", read_number(*rate, name + ".maxErrorRate"), true});
  if (plugin == nullptr) out.clear();  // read all the same: what is wrong in it is said
  return out;
}

}  // namespace rampart::script
