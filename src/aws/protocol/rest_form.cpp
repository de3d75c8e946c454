#include "aws/protocol/rest_form.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <optional>

#include "aws/protocol/json_form.h"
#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;
using Texts = std::vector<std::string>;

ApiError wrong(const Member& member) {
  return serialization_error(fmt::format("The value of '{}' is not of the parameter's type.", member.wire_name));
}

/// A member of header, query or path from its text or, of a list, texts.
Decoded from_texts(const Member& member, const Texts& texts) {
  if (member.shape->kind != Kind::list) {
    if (member.shape->kind > Kind::list) return wrong(member);
    if (auto value = value_of(member.shape, texts.front())) return std::move(*value);
    return wrong(member);
  }
  json::array out;
  for (const std::string& text : texts) {
    auto value = value_of(member.shape->element(), text);
    if (!value) return wrong(member);
    out.push_back(std::move(*value));
  }
  return json::value(std::move(out));
}

Texts comma_separated(std::string_view text) {
  Texts out;
  while (true) {
    const std::size_t end = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    out.emplace_back(part);
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

Texts texts_of(const Member& member, const WireRequest& request, const RestPath::Labels& labels,
               const FormPairs& query) {
  Texts out;
  if (member.location == Location::path) {
    if (const auto found = labels.find(member.wire_name); found != labels.end()) out.push_back(found->second);
  } else if (member.location == Location::query) {
    for (const auto& [name, value] : query)
      if (name == member.wire_name) out.push_back(value);
  } else if (const std::string* value = header(request.headers, member.wire_name)) {
    out = member.shape->kind == Kind::list ? comma_separated(*value) : Texts{*value};
  }
  return out;
}

Decoded from_payload(const Member& member, const std::string& body) {
  if (member.shape->kind == Kind::blob) return json::value(body);
  if (member.shape->kind != Kind::string) return read_json(member.shape, body);
  if (auto value = value_of(member.shape, body)) return std::move(*value);
  return wrong(member);
}

std::string header_text(const Member& member, const json::value& value) {
  if (member.shape->kind != Kind::list) return text_of(member.shape, value, TimestampText::http_date);
  std::string out;
  for (const json::value& one : value.as_array())
    out += (out.empty() ? "" : ", ") + text_of(member.shape->element(), one, TimestampText::http_date);
  return out;
}

/// Body and Content-Type for a message: the payload member's, else the JSON of what is left for the body.
void write_body(std::string& body, Headers& headers, const Shape& shape, const json::object& value) {
  for (const Member& member : shape->members) {
    if (member.location != Location::payload) continue;
    const json::value* one = value.if_contains(member.name);
    if (one == nullptr) return;
    const bool raw = member.shape->kind == Kind::blob || member.shape->kind == Kind::string;
    body = raw ? std::string(one->as_string()) : json::serialize(to_json(member.shape, *one));
    headers.emplace_back("Content-Type", raw ? "application/octet-stream" : "application/json");
    return;
  }
  body = json::serialize(to_json(shape, value));
  headers.emplace_back("Content-Type", "application/json");
}

}  // namespace

Decoded read_rest(const Shape& input, const WireRequest& request, const RestPath::Labels& labels,
                  const FormPairs& query) {
  const Member* payload = nullptr;
  bool in_body = false;
  for (const Member& member : input->members) {
    if (member.location == Location::payload) payload = &member;
    in_body = in_body || member.location == Location::body;
  }
  json::value out = json::object();
  if (payload == nullptr && in_body) {
    Decoded body = read_json(input, request.body);
    if (body.has_error()) return body.error();
    out = std::move(*body);
  }
  for (const Member& member : input->members) {
    if (member.location == Location::body) continue;
    std::optional<Decoded> value;
    if (&member == payload) {
      if (!request.body.empty()) value = from_payload(member, request.body);
    } else if (const Texts texts = texts_of(member, request, labels, query); !texts.empty()) {
      value = from_texts(member, texts);
    }
    if (!value) continue;
    if (value->has_error()) return value->error();
    out.get_object()[member.name] = std::move(**value);
  }
  return out;
}

WireRequest write_rest(const Operation& operation, const json::object& input) {
  WireRequest out{.method = operation.method};
  const RestPath path(operation.path);
  RestPath::Labels labels;
  FormPairs query = path.query();
  for (const Member& member : operation.input->members) {
    const json::value* one = input.if_contains(member.name);
    if (one == nullptr) continue;
    if (member.location == Location::path) {
      labels[member.wire_name] = text_of(member.shape, *one);
    } else if (member.location == Location::header) {
      out.headers.emplace_back(member.wire_name, header_text(member, *one));
    } else if (member.location == Location::query && member.shape->kind == Kind::list) {
      for (const json::value& each : one->as_array())
        query.emplace_back(member.wire_name, text_of(member.shape->element(), each));
    } else if (member.location == Location::query) {
      query.emplace_back(member.wire_name, text_of(member.shape, *one));
    }
  }
  const std::string query_text = form_text(query);
  out.target = path.filled(labels) + (query_text.empty() ? "" : "?" + query_text);
  write_body(out.body, out.headers, operation.input, input);
  return out;
}

void write_rest_response(WireResponse& response, const Shape& output, const json::object& value) {
  for (const Member& member : output->members)
    if (const json::value* one = value.if_contains(member.name); one != nullptr && member.location == Location::header)
      response.headers.emplace_back(member.wire_name, header_text(member, *one));
  write_body(response.body, response.headers, output, value);
}

}  // namespace rampart::aws::protocol
