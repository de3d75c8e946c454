#include "app/credentials_file.h"

#include <fmt/format.h>

#include <sstream>

#include "app/environment.h"
#include "base/ascii.h"

namespace rampart::app {
namespace {

constexpr std::string_view blanks = " \t\r";

struct Profile {
  int line = 1;
  std::string name = "default";
  aws::protocol::Credential keys;
};

Result<void> close(const Profile& profile, const std::string& path,
                   std::vector<aws::protocol::Credential>& credentials) {
  const auto& keys = profile.keys;
  if (keys.access_key_id.empty() && keys.secret_access_key.empty()) return {};
  if (keys.access_key_id.empty() || keys.secret_access_key.empty())
    return invalid(fmt::format("Profile {} has only one of aws_access_key_id and aws_secret_access_key.", profile.name),
                   {path, profile.line, 1});
  credentials.push_back(keys);
  return {};
}

}  // namespace

Result<std::vector<aws::protocol::Credential>> read_credentials(const std::string& path) {
  auto text = read_text_file(path);
  if (text.has_error()) return text.error();
  std::vector<aws::protocol::Credential> out;
  Profile profile;
  std::istringstream lines(*text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string_view content = trimmed(line, blanks);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (content.front() == '[' && content.back() == ']') {
      if (auto closed = close(profile, path, out); closed.has_error()) return closed.error();
      profile = {number, std::string(trimmed(content.substr(1, content.size() - 2), blanks)), {}};
      continue;
    }
    const auto equals = content.find('=');
    if (equals == std::string::npos)
      return invalid("This is no line of an AWS credentials file: [profile] or name = value is wanted.",
                     {path, number, 1});
    const std::string_view name = trimmed(content.substr(0, equals), blanks);
    const std::string_view value = trimmed(content.substr(equals + 1), blanks);
    if (name == "aws_access_key_id") profile.keys.access_key_id = value;
    if (name == "aws_secret_access_key") profile.keys.secret_access_key = value;
    if (name == "aws_session_token") profile.keys.session_token = value;
  }
  if (auto closed = close(profile, path, out); closed.has_error()) return closed.error();
  if (out.empty()) return invalid("No profile in it has aws_access_key_id and aws_secret_access_key.", {path, 0, 0});
  return out;
}

}  // namespace rampart::app
