#include "aws/ecs/names.h"

#include <algorithm>
#include <charconv>

#include "base/random.h"

namespace rampart::aws::ecs {
namespace {

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

}  // namespace

std::string_view short_name(std::string_view name_or_arn) {
  const auto slash = name_or_arn.rfind('/');
  return slash == std::string_view::npos ? name_or_arn : name_or_arn.substr(slash + 1);
}

std::string_view behind_kind(std::string_view name_or_arn, std::string_view kind) {
  const std::string mark = ":" + std::string(kind) + "/";
  const auto at = name_or_arn.rfind(mark);
  return at == std::string_view::npos ? name_or_arn : name_or_arn.substr(at + mark.size());
}

std::pair<std::string, int> family_and_revision(std::string_view named) {
  const auto plain = behind_kind(named, "task-definition");
  const auto colon = plain.find(':');
  if (colon == std::string_view::npos) return {std::string(plain), 0};
  int revision = 0;
  const auto digits = plain.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), revision);
  const bool whole = error == std::errc() && end == digits.data() + digits.size() && revision > 0;
  return {std::string(plain.substr(0, colon)), whole ? revision : -1};
}

bool is_resource_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), is_plain);
}

std::string_view digits_of(std::string_view deployment_id) { return short_name(deployment_id); }

std::string service_deployment_id(std::string_view deployment_id) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  Random draw = Random::stream(0, deployment_id);
  std::string out;
  for (int i = 0; i < 21; ++i) out += letters[draw() % letters.size()];
  return out;
}

}  // namespace rampart::aws::ecs
