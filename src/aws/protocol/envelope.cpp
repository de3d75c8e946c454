#include "aws/protocol/envelope.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "aws/protocol/cbor_form.h"
#include "aws/protocol/json_form.h"
#include "aws/protocol/rest_form.h"
#include "aws/protocol/text_value.h"
#include "aws/protocol/xml_form.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

std::string_view content_type(Wire wire) {
  switch (wire) {
    case Wire::json_1_0:
      return "application/x-amz-json-1.0";
    case Wire::json_1_1:
      return "application/x-amz-json-1.1";
    case Wire::rest_json:
      return "application/json";
    case Wire::rpc_v2_cbor:
      return "application/cbor";
    default:
      return "text/xml";
  }
}

WireResponse response(Wire wire, int status, std::string_view request_id) {
  WireResponse out{.status = status};
  out.headers.emplace_back("x-amzn-RequestId", request_id);
  if (wire == Wire::rpc_v2_cbor) out.headers.emplace_back("smithy-protocol", "rpc-v2-cbor");
  return out;
}

/// ` xmlns="…"`, or nothing for a service without.
std::string namespace_of(const Service* service) {
  return service == nullptr || service->xmlns.empty() ? "" : fmt::format(" xmlns=\"{}\"", service->xmlns);
}

std::string query_body(const Service& service, const Operation& operation, const json::value& output,
                       std::string_view request_id) {
  std::string out = fmt::format("<{0}Response{1}><{0}Result>", operation.name, namespace_of(&service));
  write_xml_members(out, operation.output, output);
  out += fmt::format("</{0}Result><ResponseMetadata>", operation.name);
  write_xml_text(out, "RequestId", request_id);
  return out + fmt::format("</ResponseMetadata></{}Response>\n", operation.name);
}

std::string ec2_body(const Service& service, const Operation& operation, const json::value& output,
                     std::string_view request_id) {
  std::string out =
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{}Response{}>", operation.name, namespace_of(&service));
  write_xml_text(out, "requestId", request_id);
  write_xml_members(out, operation.output, output);
  return out + fmt::format("</{}Response>\n", operation.name);
}

std::string query_error(const Service* service, const ApiError& error, std::string_view request_id) {
  std::string out = fmt::format("<ErrorResponse{}><Error>", namespace_of(service));
  write_xml_text(out, "Type", error.sender ? "Sender" : "Receiver");
  write_xml_text(out, "Code", error.name_in_query());
  write_xml_text(out, "Message", error.message);
  out += "</Error>";
  write_xml_text(out, "RequestId", request_id);
  return out + "</ErrorResponse>\n";
}

std::string ec2_error(const ApiError& error, std::string_view request_id) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>";
  write_xml_text(out, "Code", error.name_in_query());
  write_xml_text(out, "Message", error.message);
  out += "</Error></Errors>";
  write_xml_text(out, "RequestID", request_id);
  return out + "</Response>\n";
}

std::string cbor_error(const ErrorStyle& style, const ApiError& error) {
  const Shape shape = structure("Error", {optional("__type", string()), optional(style.message_member, string())});
  return write_cbor(shape, json::object{{"__type", error.code}, {style.message_member, error.message}});
}

json::object json_error(Wire wire, const ErrorStyle& style, const ApiError& error) {
  json::object out;
  if (wire != Wire::rest_json) out["__type"] = error.code;
  if (wire == Wire::rest_json && style.rest_type) out["Type"] = error.sender ? "User" : "Service";
  out[style.message_member] = error.message;
  return out;
}

}  // namespace

WireResponse success(Wire wire, const Service& service, const Operation& operation, const json::value& output,
                     std::string_view request_id) {
  WireResponse out = response(wire, operation.http_status, request_id);
  if (wire == Wire::rest_json) {
    write_rest_response(out, operation.output, output.as_object());
    return out;
  }
  out.headers.emplace_back("Content-Type", content_type(wire));
  switch (wire) {
    case Wire::query:
      out.body = query_body(service, operation, output, request_id);
      break;
    case Wire::ec2:
      out.body = ec2_body(service, operation, output, request_id);
      break;
    case Wire::rpc_v2_cbor:
      out.body = write_cbor(operation.output, output);
      break;
    default:
      out.body = json::serialize(to_json(operation.output, output));
  }
  return out;
}

WireResponse failure(Wire wire, const Service* service, const ApiError& error, bool query_mode,
                     std::string_view request_id) {
  static const ErrorStyle usual;
  const ErrorStyle& style = service == nullptr ? usual : service->errors;
  WireResponse out = response(wire, error.http_status, request_id);
  out.headers.emplace_back("Content-Type", content_type(wire));
  if (wire == Wire::rest_json) out.headers.emplace_back("x-amzn-errortype", error.code);
  if (query_mode)
    out.headers.emplace_back("x-amzn-query-error",
                             fmt::format("{};{}", error.name_in_query(), error.sender ? "Sender" : "Receiver"));
  switch (wire) {
    case Wire::query:
      out.body = query_error(service, error, request_id);
      break;
    case Wire::ec2:
      out.body = ec2_error(error, request_id);
      break;
    case Wire::rpc_v2_cbor:
      out.body = cbor_error(style, error);
      break;
    default:
      out.body = json::serialize(json_error(wire, style, error));
  }
  return out;
}

}  // namespace rampart::aws::protocol
