#include "core/load/expect_report.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "core/script/json_text.h"

namespace rampart::load {
namespace {

using boost::json::object;
using boost::json::value;

bool is_ok(const object& result) {
  const value* ok = result.if_contains("ok");
  if (ok == nullptr || ok->is_null()) return false;
  if (ok->is_bool()) return ok->get_bool();
  if (ok->is_number()) return ok->to_number<double>() != 0;
  return !ok->is_string() || !ok->get_string().empty();
}

/// As a JavaScript template literal shows a value.
std::string shown(const value* v) {
  if (v == nullptr) return "undefined";
  if (v->is_object()) return "[object Object]";
  std::string out;
  if (const auto* list = v->if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      if (!(*list)[i].is_null()) out += shown(&(*list)[i]);
    }
    return out;
  }
  script::append_text(out, *v);
  return out;
}

/// JSON.stringify(v, null, 2), each line further in by four.
void append_indented(std::string& out, const value& v, std::size_t depth) {
  const auto line = [&out](std::size_t d) { out += "\n    " + std::string(2 * d, ' '); };
  const auto* members = v.if_object();
  const auto* items = v.if_array();
  if ((members == nullptr || members->empty()) && (items == nullptr || items->empty()))
    return script::append_json(out, v);
  out += members != nullptr ? '{' : '[';
  bool first = true;
  const auto begin = [&] {
    if (!first) out += ',';
    first = false;
    line(depth + 1);
  };
  if (members != nullptr) {
    for (const auto& member : *members) {
      begin();
      script::append_json_string(out, member.key());
      out += ": ";
      append_indented(out, member.value(), depth + 1);
    }
  } else {
    for (const value& item : *items) {
      begin();
      append_indented(out, item, depth + 1);
    }
  }
  line(depth);
  out += members != nullptr ? '}' : ']';
}

/// The first `count` characters of UTF-8 text.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && count-- == 0) break;
  }
  return text.substr(0, at);
}

void append_headers(std::string& out, std::string_view headers) {
  while (!headers.empty()) {
    const std::string_view line = headers.substr(0, headers.find('\n'));
    headers.remove_prefix(std::min(headers.size(), line.size() + 1));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    out.append("\n  ").append(line.substr(0, colon)).append(": ").append(line.substr(colon + 1));
  }
}

/// Artillery shows everything of a failed exchange, the user's variables too but for the process's environment.
void append_exchange(std::string& out, const CheckedRequest& request, OpenedAnswer& answer,
                     const script::Variables& variables) {
  out += "\n  Request params:\n    " + request.url + "\n    ";
  boost::system::error_code failure;
  const value json = request.json.empty() ? value("") : boost::json::parse(request.json, failure);
  append_indented(out, failure ? value("") : json, 0);
  out += "\n  Headers:";
  append_headers(out, answer.answer().headers);
  out.append("\n  Body:\n").append(first_characters(answer.text(), 512));
  out += "\n  User variables:";
  variables.for_each([&](std::string_view name, const value& v) {
    if (name != "$processEnvironment" && name != "$env") out.append("\n    ").append(name).append(": " + shown(&v));
    if (name == "target" && variables.find_named("$environment") == nullptr) out += "\n    $environment: undefined";
  });
}

std::string pretty(const CheckedRequest& request, OpenedAnswer& answer, const script::Variables& variables) {
  std::string out = "* " + std::string(request.method) + " " + request.path + " ";
  if (!request.name.empty()) out += "- " + request.name;
  out += '\n';
  bool all_ok = true;
  for (const value& entry : request.results) {
    const object& result = entry.get_object();
    const std::string got = shown(result.if_contains("got"));
    out += std::string("\n  ") + (is_ok(result) ? "ok" : "not ok") + " " + shown(result.if_contains("type")) + " " +
           got + " ";
    if (is_ok(result)) continue;
    all_ok = false;
    out += "\n  expected: " + shown(result.if_contains("expected")) + "\n       got: " + got;
  }
  if (!all_ok) append_exchange(out, request, answer, variables);
  return out;
}

}  // namespace

ExpectFormat expect_format(std::string_view name) {
  if (name == "json") return ExpectFormat::json;
  if (name == "prettyError") return ExpectFormat::pretty_error;
  if (name == "silent") return ExpectFormat::silent;
  return ExpectFormat::pretty;
}

std::optional<std::string> expect_text(ExpectFormat format, const CheckedRequest& request, OpenedAnswer& answer,
                                       const script::Variables& variables) {
  if (format == ExpectFormat::silent) return std::nullopt;
  if (format == ExpectFormat::json) {
    object all;
    if (!request.name.empty()) all["name"] = request.name;
    all["url"] = request.path;
    all["results"] = request.results;
    std::string out;
    script::append_json(out, all);
    return out;
  }
  if (request.results.empty()) return std::nullopt;
  const bool failed = std::any_of(request.results.begin(), request.results.end(),
                                  [](const value& v) { return !is_ok(v.get_object()); });
  if (format == ExpectFormat::pretty_error && !failed) return std::nullopt;
  return pretty(request, answer, variables);
}

std::string expect_error_text(ExpectFormat format, std::string_view name) {
  if (format != ExpectFormat::json) return "Error: " + std::string(name);
  std::string out;
  script::append_json(out, object{{"ok", false}, {"error", std::string(name)}});
  return out;
}

}  // namespace rampart::load
