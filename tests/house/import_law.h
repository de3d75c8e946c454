// The import law: which room may include which. docs/tour.md says why; this table is what holds.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace rampart::house {

/// A service of the AWS endpoint: core/control and what it exposes, and its protocols; never a world.
inline std::set<std::string> on_the_control_plane(std::set<std::string> and_these) {
  and_these.insert({"base", "aws/protocol", "core/control", "core/document", "core/fleet", "core/ledger",
                    "core/scaling", "core/stack", "core/stats", "core/watch"});
  return and_these;
}

/// Room (a folder under src) → rooms it may include, itself always among them.
inline const std::map<std::string, std::set<std::string>>& import_law() {
  static const std::map<std::string, std::set<std::string>> law = {
      {"base", {}},
      {"core/document", {"base"}},
      {"core/stats", {"base"}},
      {"core/expression", {"base"}},
      {"core/script", {"base", "core/document", "core/expression"}},
      // What it writes must load: its tests read it with core/script.
      {"core/import", {"base", "core/document", "core/script"}},
      {"core/scaling", {"base"}},
      {"core/fleet", {"base"}},
      {"core/functions", {"base"}},
      {"core/stack", {"base", "core/document"}},
      {"core/watch", {"base", "core/stats"}},
      {"core/ledger", {"base", "core/stats"}},
      // The client must not see the autoscaler, …
      {"core/load", {"base", "core/expression", "core/stats", "core/script", "core/ledger"}},
      // … and the autoscaler must not see the load plan.
      {"core/control",
       {"base", "core/document", "core/stats", "core/watch", "core/scaling", "core/fleet", "core/functions",
        "core/stack", "core/ledger"}},
      // The virtual world knows all the rules but how they are put together, and nothing of the machine.
      {"sim",
       {"base", "core/stats", "core/script", "core/load", "core/fleet", "core/watch", "core/scaling", "core/ledger"}},
      // The one room below app that puts both together: the rules as a whole over the virtual world.
      {"conformance",
       {"base", "core/stats", "core/scaling", "core/fleet", "core/watch", "core/ledger", "core/control", "sim"}},
      {"live/net", {"base"}},
      // Bytes in, bytes out: it knows no socket and no clock.
      {"live/traffic/h2", {"base", "core/load", "core/script"}},
      {"live/traffic",
       {"base", "live/net", "live/traffic/h2", "core/load", "core/script", "core/ledger", "core/watch", "core/stats"}},
      {"live/compute", {"base", "live/net", "core/fleet", "core/watch", "core/stats"}},
      {"live/balancer", {"base", "live/net", "core/fleet", "core/watch", "core/stats"}},
      // One signature, made by publish and verified by aws/protocol.
      {"aws/signature", {"base"}},
      {"aws/protocol", {"base", "aws/signature"}},
      // What all services of the endpoint share; each is a folder of its own and sees none of the others.
      {"aws/account", on_the_control_plane({})},
      {"aws/application_autoscaling", on_the_control_plane({"aws/account"})},
      {"aws/cloudformation", on_the_control_plane({"aws/account"})},
      {"aws/cloudwatch", on_the_control_plane({"aws/account"})},
      {"aws/ecs", on_the_control_plane({"aws/account"})},
      {"aws/elbv2", on_the_control_plane({"aws/account"})},
      {"aws/logs", on_the_control_plane({"aws/account"})},
      {"aws/recorded", on_the_control_plane({"aws/account"})},
      {"aws/sns", on_the_control_plane({"aws/account", "aws/signature"})},
      {"store", {"base", "core/stats", "core/ledger", "core/control"}},
      {"report", {"base", "core/expression", "core/stats", "core/ledger", "store"}},
      // It judges a policy by its template and its run at once, which neither report nor core may do.
      {"advice",
       {"base", "core/document", "core/stats", "core/watch", "core/scaling", "core/fleet", "core/stack", "core/control",
        "core/ledger", "report"}},
      // Bytes for metrics services; who sends them is app's business.
      {"publish", {"base", "aws/signature"}},
      {"heavy", {"base", "live/net"}},
      // Wiring may see everything; nothing may see it.
      {"app",
       {"base",
        "core/document",
        "core/expression",
        "core/stats",
        "core/script",
        "core/import",
        "core/scaling",
        "core/fleet",
        "core/functions",
        "core/stack",
        "core/watch",
        "core/ledger",
        "core/load",
        "core/control",
        "live/net",
        "live/traffic",
        "live/compute",
        "live/balancer",
        "sim",
        "conformance",
        "store",
        "report",
        "advice",
        "heavy",
        "publish",
        "aws/signature",
        "aws/protocol",
        "aws/account",
        "aws/application_autoscaling",
        "aws/cloudformation",
        "aws/cloudwatch",
        "aws/ecs",
        "aws/elbv2",
        "aws/logs",
        "aws/recorded",
        "aws/sns"}},
  };
  return law;
}

/// One `#include "…"` of a file under src.
struct Include {
  std::string file;  ///< Relative to src.
  int line = 0;
  std::string included;  ///< As written.
};

/// Every quoted include below `src`, in a fixed order.
std::vector<Include> includes_below(const std::string& src);

/// The room a path relative to src lies in, or "" when it lies in none.
std::string room_of(const std::string& path);

/// Complaints, one line each; empty when the law holds.
std::vector<std::string> breaches(const std::vector<Include>& includes);

}  // namespace rampart::house
