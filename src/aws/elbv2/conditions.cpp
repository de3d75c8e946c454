#include "aws/elbv2/conditions.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>

#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws::elbv2 {
namespace {

using Field = fleet::Condition::Field;

constexpr std::size_t most_values = 5;  // of a rule; of wildcards too
constexpr std::size_t longest_value = 128;
constexpr std::size_t longest_header_name = 40;

struct FieldWords {
  std::string_view name;
  std::string_view config;
  Field field;
  bool once;  ///< At most one condition of it in a rule.
};
constexpr std::array<FieldWords, 6> fields = {{
    {"host-header", "HostHeaderConfig", Field::host_header, true},
    {"path-pattern", "PathPatternConfig", Field::path_pattern, true},
    {"http-header", "HttpHeaderConfig", Field::http_header, false},
    {"http-request-method", "HttpRequestMethodConfig", Field::http_request_method, true},
    {"query-string", "QueryStringConfig", Field::query_string, false},
    {"source-ip", "SourceIpConfig", Field::source_ip, true},
}};

const FieldWords* find_field(std::string_view name) {
  for (const auto& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

bool is_block(const std::string& value) {
  const auto slash = value.find('/');
  if (slash == std::string::npos || value.find_first_not_of("0123456789abcdefABCDEF.:/") != std::string::npos)
    return false;
  int bits = -1;
  const char* end = value.data() + value.size();
  const auto [next, failed] = std::from_chars(value.data() + slash + 1, end, bits);
  const bool six = value.find(':') != std::string::npos;
  if (failed != std::errc() || next != end || bits < 0 || bits > (six ? 128 : 32)) return false;
  if (six) return true;
  int parts = 0;
  for (const char* at = value.data(); at < value.data() + slash; ++parts) {
    int byte = -1;
    const auto [stop, wrong] = std::from_chars(at, value.data() + slash, byte);
    if (wrong != std::errc() || byte > 255) return false;
    at = stop + 1;
  }
  return parts == 4;
}

/// How much of a rule's limits a condition takes.
struct Size {
  std::size_t values = 0;
  std::size_t wildcards = 0;
};

std::optional<ApiError> measure(const std::string& value, Size& size) {
  if (value.empty() || value.size() > longest_value)
    return validation(fmt::format("The condition value '{}' must be between 1 and 128 characters", value));
  size.wildcards +=
      static_cast<std::size_t>(std::count_if(value.begin(), value.end(), [](char c) { return c == '*' || c == '?'; }));
  ++size.values;
  return std::nullopt;
}

std::optional<ApiError> complaint_about_value(const FieldWords& field, const std::string& value) {
  if (field.field == Field::source_ip && !is_block(value))
    return validation(fmt::format("The source IP condition value '{}' must be a CIDR block", value));
  const bool method = value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == std::string::npos;
  if (field.field == Field::http_request_method && !method)
    return validation(fmt::format("The HTTP request method '{}' can only contain A-Z, hyphens and underscores", value));
  return std::nullopt;
}

protocol::Answered<json::object> echoed_condition(const json::object& condition, Size& size) {
  const std::string name = text_of(condition, "Field");
  const FieldWords* field = find_field(name);
  if (field == nullptr)
    return validation(
        fmt::format("Condition field '{}' must be one of '[path-pattern, host-header, http-header, "
                    "http-request-method, query-string, source-ip]'",
                    name));
  const json::object& config = part(condition, field->config);
  const json::array& values =
      config.contains("Values") || !condition.contains("Values") ? items(config, "Values") : items(condition, "Values");
  if (values.empty()) return validation("A condition value must be specified");
  json::object echoed_config;
  if (field->field == Field::http_header) {
    const std::string header = text_of(config, "HttpHeaderName");
    if (header.empty() || header.size() > longest_header_name)
      return validation("The HTTP header name must be between 1 and 40 characters");
    echoed_config["HttpHeaderName"] = header;
  }
  for (const json::value& value : values) {
    const std::string one = value.is_object() ? text_of(value.get_object(), "Value") : std::string(value.as_string());
    if (value.is_object() != (field->field == Field::query_string))
      return validation(fmt::format("Values of the condition '{}' must be given in '{}'", name, field->config));
    if (auto complaint = measure(one, size)) return *complaint;
    if (auto complaint = complaint_about_value(*field, one)) return *complaint;
  }
  echoed_config["Values"] = values;
  json::object echoed{{"Field", name}};
  if (field->field == Field::host_header || field->field == Field::path_pattern) echoed["Values"] = values;
  echoed[field->config] = std::move(echoed_config);
  return echoed;
}

}  // namespace

protocol::Answered<json::array> echoed_conditions(const json::array& conditions) {
  if (conditions.empty()) return validation("A condition must be specified");
  json::array out;
  Size size;
  std::map<std::string, int> times;
  for (const json::value& condition : conditions) {
    auto echoed = echoed_condition(condition.as_object(), size);
    if (echoed.has_error()) return echoed.error();
    const std::string name = text_of(*echoed, "Field");
    if (++times[name] > 1 && find_field(name)->once)
      return validation(fmt::format("A rule can only have one '{}' condition", name));
    out.emplace_back(std::move(*echoed));
  }
  if (size.values > most_values) return validation("A rule can only have '5' condition values");
  if (size.wildcards > most_values) return validation("A rule can only have '5' condition wildcards");
  return out;
}

std::vector<fleet::Condition> condition_specs(const json::array& echoed) {
  std::vector<fleet::Condition> out;
  for (const json::value& condition : echoed) {
    const FieldWords* field = find_field(text_of(condition.as_object(), "Field"));
    if (field == nullptr) continue;
    const json::object& config = part(condition.as_object(), field->config);
    fleet::Condition spec{.field = field->field, .header_name = text_of(config, "HttpHeaderName")};
    for (const json::value& value : items(config, "Values")) {
      if (value.is_object())
        spec.pairs.emplace_back(text_of(value.get_object(), "Key"), text_of(value.get_object(), "Value"));
      else
        spec.values.emplace_back(value.as_string());
    }
    out.push_back(std::move(spec));
  }
  return out;
}

}  // namespace rampart::aws::elbv2
