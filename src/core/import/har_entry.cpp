#include "core/import/har_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <cctype>
#include <cmath>

#include "base/ascii.h"
#include "core/import/iso_time.h"
#include "core/import/script_text.h"

namespace rampart::imports {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

double number_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_number()) return 0;
  return value->to_number<double>();
}

const json::object* object_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  return value == nullptr ? nullptr : value->if_object();
}

/// The mappings in a list of the format; others are passed over.
std::vector<const json::object*> objects_at(const json::object& object, std::string_view key) {
  std::vector<const json::object*> out;
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_array()) return out;
  for (const json::value& item : value->get_array())
    if (item.is_object()) out.push_back(&item.get_object());
  return out;
}

/// Headers that belong to the connection or that the engine makes itself.
bool is_own_header(const std::string& name) {
  static const std::set<std::string> own = {"host",
                                            "connection",
                                            "content-length",
                                            "accept-encoding",
                                            "cookie",
                                            "transfer-encoding",
                                            "keep-alive",
                                            "te",
                                            "proxy-connection",
                                            "upgrade",
                                            "upgrade-insecure-requests",
                                            "priority"};
  return name.empty() || name.front() == ':' || own.contains(name) || name.starts_with("sec-fetch-") ||
         name.starts_with("if-none-match") || name.starts_with("if-modified-since");
}

bool split_url(const std::string& url, HarRequest& out) {
  const bool web = url.starts_with("http://") || url.starts_with("https://");
  if (!web) return false;
  const std::size_t path = std::min(url.find_first_of("/?#", url.find("://") + 3), url.size());
  out.origin = url.substr(0, path);
  out.path = url_without_templates(std::string_view(url).substr(path, url.find('#', path) - path));
  if (out.path.empty() || out.path.front() != '/') out.path.insert(0, 1, '/');
  return true;
}

/// The recording's parameters, where each name stands once: a form. Else nothing.
std::optional<json::object> form_of(const json::object& post) {
  json::object out;
  for (const json::object* parameter : objects_at(post, "params")) {
    const std::string name = text_at(*parameter, "name");
    if (out.contains(name)) return std::nullopt;
    out[name] = text_at(*parameter, "value");
  }
  if (out.empty()) return std::nullopt;
  return out;
}

/// The parts of a recorded multipart/form-data; files by the names they had. Nothing, where a name stands twice or
/// the recording doesn't tell the parts apart.
std::optional<json::object> form_data_of(const json::object& post, HarRequest& out, HarState& state) {
  json::object parts;
  for (const json::object* parameter : objects_at(post, "params")) {
    const std::string name = text_at(*parameter, "name");
    if (parts.contains(name)) return std::nullopt;
    const std::string file = text_at(*parameter, "fileName");
    json::object part;
    if (const std::string type = text_at(*parameter, "contentType"); !type.empty()) part["contentType"] = type;
    if (file.empty()) {
      part["value"] = text_at(*parameter, "value");
    } else {
      part["fromFile"] = "./" + file.substr(file.find_last_of("/\\") + 1);
      state.notes.push_back(fmt::format("{} {}: put the file {} beside the script; the recording doesn't hold it",
                                        out.verb, out.path, std::string(part["fromFile"].get_string())));
    }
    parts[name] = std::move(part);
  }
  if (parts.empty()) return std::nullopt;
  return parts;
}

void read_body(const json::object& request, HarRequest& out, HarState& state) {
  const json::object* post = object_at(request, "postData");
  if (post == nullptr) return;
  const std::string type = lowered(text_at(*post, "mimeType"));
  const std::string text = text_at(*post, "text");
  if (text_at(*post, "encoding") == "base64") {
    state.notes.push_back(fmt::format("{} {}: its body is binary and was left out", out.verb, out.path));
    return;
  }
  if (type.find("json") != std::string::npos) {
    boost::system::error_code error;
    json::value parsed = json::parse(text, error);
    if (!error && (parsed.is_object() || parsed.is_array())) {
      out.body["json"] = std::move(parsed);
      return;
    }
  }
  if (type.starts_with("application/x-www-form-urlencoded"))
    if (auto form = form_of(*post)) {
      out.body["form"] = std::move(*form);
      return;
    }
  if (type.starts_with("multipart/form-data")) {
    if (auto parts = form_data_of(*post, out, state))
      out.body["formData"] = std::move(*parts);
    else
      state.notes.push_back(fmt::format("{} {}: its body of several parts was left out", out.verb, out.path));
    return;
  }
  if (!text.empty()) out.body["body"] = text;
}

/// `json`, `form` and `formData` bring their own content type; `application/json` is what the former sends.
void drop_implied_type(HarRequest& out) {
  const auto implied = [&](const auto& header) {
    if (header.first != "content-type") return false;
    const std::string type = lowered(header.second.substr(0, header.second.find(';')));
    return (out.body.contains("json") && type == "application/json") || out.body.contains("form") ||
           type == "multipart/form-data";
  };
  out.headers.erase(std::remove_if(out.headers.begin(), out.headers.end(), implied), out.headers.end());
}

void read_headers(const json::object& request, HarRequest& out, HarState& state) {
  for (const json::object* header : objects_at(request, "headers")) {
    const std::string name = lowered(text_at(*header, "name"));
    if (is_own_header(name)) continue;
    out.headers.emplace_back(name, text_at(*header, "value"));
    if (name == "authorization" || name.find("token") != std::string::npos || name.find("csrf") != std::string::npos)
      state.notes.push_back(
          fmt::format("{} {}: the header {} stands as recorded; it may have run out. Use a variable "
                      "or a capture",
                      out.verb, out.path, name));
  }
}

void note_cookies_set(const json::object& entry, HarState& state) {
  const json::object* response = object_at(entry, "response");
  if (response == nullptr) return;
  for (const json::object* cookie : objects_at(*response, "cookies"))
    state.cookies_set.insert(text_at(*cookie, "name"));
  for (const json::object* header : objects_at(*response, "headers"))
    if (lowered(text_at(*header, "name")) == "set-cookie") {
      const std::string value = text_at(*header, "value");
      state.cookies_set.insert(value.substr(0, value.find('=')));
    }
}

}  // namespace

std::optional<HarRequest> read_har_entry(const json::object& entry, HarState& state, std::string& wrong) {
  HarRequest out;
  const json::object* request = object_at(entry, "request");
  if (request == nullptr) {
    wrong = "an entry of a HAR must have a \"request\"";
    return std::nullopt;
  }
  const auto start = read_iso_time(text_at(entry, "startedDateTime"));
  if (!start) {
    wrong = fmt::format("\"startedDateTime\" must be a time such as 2026-01-31T12:00:00.000Z; found \"{}\"",
                        text_at(entry, "startedDateTime"));
    return std::nullopt;
  }
  out.start = *start;
  out.took = from_seconds(std::max(0.0, number_at(entry, "time")) / 1000);
  const std::string url = text_at(*request, "url");
  const std::string method = text_at(*request, "method");
  out.verb = lowered(method);
  static const std::set<std::string> verbs = {"get", "post", "put", "patch", "delete", "head", "options"};
  if (!split_url(url, out) || !verbs.contains(out.verb)) {
    state.notes.push_back(fmt::format("{} {} was left out: it is no HTTP request", method, url.substr(0, 60)));
    return std::nullopt;
  }
  for (const json::object* cookie : objects_at(*request, "cookies"))
    if (const std::string name = text_at(*cookie, "name"); !name.empty() && !state.cookies_set.contains(name))
      out.cookies[name] = text_at(*cookie, "value");
  read_headers(*request, out, state);
  read_body(*request, out, state);
  drop_implied_type(out);
  note_cookies_set(entry, state);
  const json::object* response = object_at(entry, "response");
  const double status = response == nullptr ? 0 : number_at(*response, "status");
  out.redirected = status >= 300 && status < 400 && status != 304;
  return out;
}

}  // namespace rampart::imports
