#include "core/script/request_change.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "core/script/json_text.h"

namespace rampart::script {
namespace {

namespace json = boost::json;

/// Attributes of Artillery's HTTP library that a hook may set and that would change the request.
constexpr std::string_view unmet[] = {"https",        "agent",     "username",       "password", "maxRedirects",
                                      "responseType", "encoding",  "decompress",     "http2",    "formData",
                                      "prefixUrl",    "cookieJar", "methodRewriting"};

bool is_truthy(const json::value& value) {
  if (value.is_null()) return false;
  if (const auto* flag = value.if_bool()) return *flag;
  if (const auto* text = value.if_string()) return !text->empty();
  if (value.is_number()) return value.to_number<double>() != 0;
  return true;
}

bool change_method(Request& request, const json::value& value) {
  if (!value.is_string()) return false;
  std::string wanted(value.get_string());
  for (char& c : wanted)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  for (const Method method :
       {Method::get, Method::post, Method::put, Method::patch, Method::del, Method::head, Method::options})
    if (name_of(method) == wanted) {
      request.method = method;
      return true;
    }
  return false;
}

bool change_headers(Request& request, const json::value& value) {
  request.headers.clear();
  const auto* headers = value.if_object();
  if (headers == nullptr) return value.is_null();
  for (const auto& member : *headers) {
    if (member.value().is_null()) continue;
    const std::string name = lowered(member.key());
    if (name.empty() || name.find_first_of(" \t\r\n:") != std::string::npos) return false;
    const auto same = std::find_if(request.headers.begin(), request.headers.end(),
                                   [&](const Header& header) { return header.name == name; });
    Template made(text_of(member.value()));
    if (same != request.headers.end())
      same->value = std::move(made);
    else
      request.headers.push_back({name, std::move(made)});
  }
  return true;
}

bool change_values(std::vector<std::pair<std::string, ValueTemplate>>& out, const json::value& value) {
  out.clear();
  const auto* members = value.if_object();
  if (members == nullptr) return value.is_null();
  for (const auto& member : *members) out.emplace_back(member.key(), ValueTemplate(member.value()));
  return true;
}

bool change_cookies(Request& request, const json::value& value) {
  request.cookies.clear();
  const auto* members = value.if_object();
  if (members == nullptr) return value.is_null();
  for (const auto& member : *members) request.cookies.emplace_back(member.key(), Template(text_of(member.value())));
  return true;
}

bool change_auth(Request& request, const json::value& value) {
  request.basic_auth.reset();
  const auto* auth = value.if_object();
  if (auth == nullptr) return value.is_null();
  const auto part = [&](std::string_view key) {
    const auto* found = auth->if_contains(key);
    return Template(found == nullptr ? "" : text_of(*found));
  };
  request.basic_auth = {part("user"), part("pass")};
  return true;
}

bool change_body(Request& request, const json::value& value) {
  request.body.reset();
  if (value.is_string()) request.body = Template(std::string_view(value.get_string()));
  return value.is_string() || !is_truthy(value);
}

/// False: it would change the request and can't be done.
bool change(Request& request, std::string_view attribute, const json::value& value) {
  if (attribute == "url") {
    request.url = Template(value.is_null() ? "" : text_of(value));
  } else if (attribute == "method") {
    return change_method(request, value);
  } else if (attribute == "headers") {
    return change_headers(request, value);
  } else if (attribute == "json") {
    request.json.reset();
    if (is_truthy(value)) request.json = ValueTemplate(value);
  } else if (attribute == "body") {
    return change_body(request, value);
  } else if (attribute == "form") {
    return change_values(request.form, value);
  } else if (attribute == "qs" || attribute == "searchParams") {
    return change_values(request.query, value);
  } else if (attribute == "cookie") {
    return change_cookies(request, value);
  } else if (attribute == "auth") {
    return change_auth(request, value);
  } else if (attribute == "gzip") {
    request.gzip = is_truthy(value);
  } else if (attribute == "followRedirect") {
    request.follow_redirect = is_truthy(value);
  } else {
    return std::find(std::begin(unmet), std::end(unmet), attribute) == std::end(unmet);
  }
  return true;
}

}  // namespace

std::vector<std::string> change_request(Request& request, const json::object& changes) {
  std::vector<std::string> not_done;
  for (const auto& member : changes)
    if (!change(request, member.key(), member.value())) not_done.emplace_back(member.key());
  if (request.json) request.body.reset();
  return not_done;
}

}  // namespace rampart::script
