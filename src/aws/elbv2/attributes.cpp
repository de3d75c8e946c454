#include "aws/elbv2/attributes.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws::elbv2 {
namespace {

/// Which values an attribute may have: one of `words` (parted by '|') or, when there are none, any text; or a number.
struct Attribute {
  std::string_view key;
  std::string_view value;  ///< Default.
  std::string_view words = "";
  int least = 0;
  int most = 0;  ///< 0: it is no number.
};

constexpr std::string_view yes_or_no = "true|false";

const std::vector<Attribute>& attributes_of(std::string_view kind) {
  static const std::vector<Attribute> none;
  static const std::vector<Attribute> load_balancer = {
      {"access_logs.s3.enabled", "false", yes_or_no},
      {"access_logs.s3.bucket", ""},
      {"access_logs.s3.prefix", ""},
      {"health_check_logs.s3.enabled", "false", yes_or_no},
      {"health_check_logs.s3.bucket", ""},
      {"health_check_logs.s3.prefix", ""},
      {"idle_timeout.timeout_seconds", "60", "", 1, 4000},
      {"deletion_protection.enabled", "false", yes_or_no},
      {"routing.http2.enabled", "true", yes_or_no},
      {"routing.http.drop_invalid_header_fields.enabled", "false", yes_or_no},
      {"routing.http.xff_client_port.enabled", "false", yes_or_no},
      {"routing.http.preserve_host_header.enabled", "false", yes_or_no},
      {"routing.http.xff_header_processing.mode", "append", "append|preserve|remove"},
      {"load_balancing.cross_zone.enabled", "true", "true"},
      {"routing.http.desync_mitigation_mode", "defensive", "monitor|defensive|strictest"},
      {"client_keep_alive.seconds", "3600", "", 60, 604800},
      {"waf.fail_open.enabled", "false", yes_or_no},
      {"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", yes_or_no},
      {"zonal_shift.config.enabled", "false", yes_or_no},
      {"connection_logs.s3.enabled", "false", yes_or_no},
      {"connection_logs.s3.bucket", ""},
      {"connection_logs.s3.prefix", ""},
      {"ipv6.deny_all_igw_traffic", "false", yes_or_no},
  };
  static const std::vector<Attribute> target_group = {
      {"deregistration_delay.timeout_seconds", "300", "", 0, 3600},
      {"stickiness.enabled", "false", yes_or_no},
      {"stickiness.type", "lb_cookie", "lb_cookie|app_cookie"},
      {"stickiness.lb_cookie.duration_seconds", "86400", "", 1, 604800},
      {"stickiness.app_cookie.cookie_name", ""},
      {"stickiness.app_cookie.duration_seconds", "86400", "", 1, 604800},
      {"slow_start.duration_seconds", "0", "", 0, 900},
      {"load_balancing.algorithm.type", "round_robin", "round_robin|least_outstanding_requests|weighted_random"},
      {"load_balancing.algorithm.anomaly_mitigation", "off", "on|off"},
      {"load_balancing.cross_zone.enabled", "use_load_balancer_configuration",
       "true|false|use_load_balancer_configuration"},
      {"target_group_health.dns_failover.minimum_healthy_targets.count", "1"},
      {"target_group_health.dns_failover.minimum_healthy_targets.percentage", "off"},
      {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1", "", 1, 1000},
      {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off"},
  };
  static const std::vector<Attribute> listener = {
      {"routing.http.response.server.enabled", "true", yes_or_no},
      {"routing.http.response.strict_transport_security.header_value", ""},
      {"routing.http.response.access_control_allow_origin.header_value", ""},
      {"routing.http.response.access_control_allow_methods.header_value", ""},
      {"routing.http.response.access_control_allow_headers.header_value", ""},
      {"routing.http.response.access_control_allow_credentials.header_value", ""},
      {"routing.http.response.access_control_expose_headers.header_value", ""},
      {"routing.http.response.access_control_max_age.header_value", ""},
      {"routing.http.response.content_security_policy.header_value", ""},
      {"routing.http.response.x_content_type_options.header_value", ""},
      {"routing.http.response.x_frame_options.header_value", ""},
  };
  if (kind == "load-balancer") return load_balancer;
  if (kind == "target-group") return target_group;
  return kind == "listener" ? listener : none;
}

bool is_one_of(std::string_view words, std::string_view value) {
  while (!words.empty()) {
    const auto end = std::min(words.find('|'), words.size());
    if (words.substr(0, end) == value) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool may_be(const Attribute& attribute, const std::string& value) {
  if (attribute.most > 0) {
    int given = -1;
    const auto [next, failed] = std::from_chars(value.data(), value.data() + value.size(), given);
    return failed == std::errc() && next == value.data() + value.size() && given >= attribute.least &&
           given <= attribute.most;
  }
  return attribute.words.empty() || is_one_of(attribute.words, value);
}

std::string_view title(std::string_view kind) {
  return kind == "load-balancer" ? "Load balancer" : kind == "target-group" ? "Target group" : "Listener";
}

std::optional<ApiError> complaint_about_target_group(const json::object& values) {
  const std::string slow = text_of(values, "slow_start.duration_seconds");
  const std::string algorithm = text_of(values, "load_balancing.algorithm.type");
  if (slow != "0" && slow.size() < 2) return validation("Slow start duration must be 0 or between 30 and 900 seconds");
  if (slow.size() == 2 && slow < "30") return validation("Slow start duration must be 0 or between 30 and 900 seconds");
  if (slow != "0" && algorithm != "round_robin")
    return error("InvalidConfigurationRequest",
                 fmt::format("Slow start cannot be enabled with the load balancing algorithm '{}'", algorithm));
  if (text_of(values, "load_balancing.algorithm.anomaly_mitigation") == "on" && algorithm != "weighted_random")
    return error("InvalidConfigurationRequest",
                 "Anomaly mitigation can only be enabled with the load balancing algorithm 'weighted_random'");
  const std::string cookie = text_of(values, "stickiness.app_cookie.cookie_name");
  for (const char* reserved : {"AWSALBAPP", "AWSALBTG", "AWSALB"})
    if (cookie.starts_with(reserved))
      return validation(fmt::format("The stickiness cookie name cannot begin with '{}'", reserved));
  if (text_of(values, "stickiness.enabled") == "true" && text_of(values, "stickiness.type") == "app_cookie" &&
      cookie.empty())
    return validation("A cookie name must be specified for stickiness of type 'app_cookie'");
  return std::nullopt;
}

}  // namespace

json::object default_attributes(std::string_view kind) {
  json::object out;
  for (const Attribute& attribute : attributes_of(kind)) out[attribute.key] = attribute.value;
  return out;
}

std::optional<ApiError> change_attributes(std::string_view kind, const json::array& changes, json::object& values) {
  for (const json::value& change : changes) {
    const std::string key = text_of(change.as_object(), "Key");
    const std::string value = text_of(change.as_object(), "Value");
    const auto& known = attributes_of(kind);
    const auto attribute = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.key == key; });
    if (attribute == known.end())
      return validation(fmt::format("{} attribute key '{}' is not recognized", title(kind), key));
    if (!may_be(*attribute, value))
      return validation(fmt::format("{} attribute '{}' cannot have the value '{}'", title(kind), key, value));
    values[key] = value;
  }
  return kind == "target-group" ? complaint_about_target_group(values) : std::nullopt;
}

}  // namespace rampart::aws::elbv2
