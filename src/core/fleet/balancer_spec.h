// What ELBv2 is asked for: load balancers, listeners with their rules, target groups. Plain values.
// Source: reference aws-scaling.md §2.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"

namespace rampart::fleet {

struct HealthCheck {
  std::string path = "/";
  Duration interval = std::chrono::seconds(30);
  Duration timeout = std::chrono::seconds(5);
  int healthy_threshold = 5;
  int unhealthy_threshold = 2;
  std::string matcher = "200";  ///< "200", "200-299", "200,202"
  bool https = false;
  int port = 0;  ///< 0: the traffic port.
};

enum class Algorithm { round_robin, least_outstanding_requests, weighted_random };

/// A client keeps its target.
struct Stickiness {
  enum class Kind {
    lb_cookie,   ///< AWSALB, the load balancer's own.
    app_cookie,  ///< From the moment the target sets its cookie.
  };
  bool enabled = false;
  Kind kind = Kind::lb_cookie;
  Duration duration = std::chrono::seconds(86400);
  std::string cookie_name;  ///< app_cookie: the target's.
};

struct TargetGroup {
  std::string name;
  std::string arn;
  std::string full_name;  ///< "targetgroup/NAME/ID": the metric dimension.
  int port = 80;
  bool https = false;  ///< Its targets speak TLS; their certificates aren't verified, as with ALB.
  HealthCheck health_check;
  Duration deregistration_delay = std::chrono::seconds(300);
  Duration slow_start{};
  Algorithm algorithm = Algorithm::round_robin;
  Stickiness stickiness = {};
  /// ARNs of the load balancers with a listener that forwards here; filled in by who knows them.
  std::vector<std::string> load_balancer_arns = {};
};

struct WeightedTargetGroup {
  std::string target_group_arn;
  int weight = 1;  ///< 0 to 999.
};

struct ForwardAction {
  std::vector<WeightedTargetGroup> target_groups;
  Duration stickiness{};  ///< How long a client keeps its target group; zero: it doesn't.
};

/// Each part may hold #{protocol}, #{host}, #{port}, #{path} (without its first slash), #{query}: the request's.
struct RedirectAction {
  std::string protocol = "#{protocol}";
  std::string host = "#{host}";
  std::string port = "#{port}";
  std::string path = "/#{path}";
  std::string query = "#{query}";
  int status = 301;
};

struct FixedResponseAction {
  int status = 503;
  std::string content_type = "text/plain";
  std::string body;  ///< At most 1024 bytes.
};

using Action = std::variant<ForwardAction, RedirectAction, FixedResponseAction>;

/// True when one of the values (of the pairs) fits. In values * stands for any characters, ? for one.
struct Condition {
  enum class Field {
    host_header,          ///< Case doesn't matter.
    path_pattern,         ///< Case matters; the path alone.
    http_header,          ///< Of the named header; case doesn't matter.
    http_request_method,  ///< Exact, no wildcards.
    query_string,         ///< Pairs; case doesn't matter.
    source_ip,            ///< CIDR blocks, of the connection.
  };
  Field field = Field::path_pattern;
  std::string header_name = {};
  std::vector<std::string> values = {};
  std::vector<std::pair<std::string, std::string>> pairs = {};  ///< An empty key: any.
};

/// Fits when every condition does.
struct Rule {
  std::string arn;
  int priority = 1;  ///< 1 to 50000; the lowest that fits acts.
  std::vector<Condition> conditions;
  Action action;
};

struct Listener {
  std::string arn;
  std::string load_balancer_arn;
  int port = 80;  ///< As asked for; where it really listens says Router::listeners().
  bool https = false;
  std::vector<std::string> certificate_files;  ///< PEM: chain and key in one file; the first is the default's.
  Action default_action;
  std::vector<Rule> rules = {};  ///< In any order.
};

struct LoadBalancer {
  enum class ForwardedFor { append, preserve, remove };
  std::string name;
  std::string arn;
  std::string full_name;  ///< "app/NAME/ID": the metric dimension.
  std::string dns_name;
  Duration idle_timeout = std::chrono::seconds(60);
  bool http2 = true;  ///< HTTPS listeners offer it.
  ForwardedFor forwarded_for = ForwardedFor::append;
  bool forwarded_client_port = false;
};

/// Everything a Router has to know but its targets.
struct RoutingTable {
  std::vector<LoadBalancer> load_balancers;
  std::vector<Listener> listeners;
  std::vector<TargetGroup> target_groups;
};

/// A default action that forwards all to one target group.
Action forward_to(const std::string& target_group_arn);

/// The target groups that a listener's actions forward to, each once, the default action's first.
std::vector<std::string> target_groups_of(const Listener& listener);

/// What doesn't fit together: a listener whose load balancer isn't there, an action without its target group, two
/// listeners of one load balancer on one port. Nothing: the table is sound.
std::optional<std::string> complaint_about(const RoutingTable& table);

}  // namespace rampart::fleet
