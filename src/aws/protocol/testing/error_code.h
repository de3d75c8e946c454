// The code of an error answer, read as a client of its protocol would.
#pragma once

#include <boost/json/parse.hpp>
#include <string>

#include "aws/protocol/cbor_form.h"
#include "aws/protocol/http_message.h"
#include "aws/protocol/testing/xml_reader.h"

namespace rampart::aws::protocol::testing {

/// The error's code as a client of that protocol would find it; "" when the envelope isn't right.
inline std::string code_of(const WireResponse& response) {
  const std::string* type = header(response.headers, "content-type");
  if (type == nullptr || header(response.headers, "x-amzn-requestid") == nullptr) return "";
  if (*type == "application/cbor") {
    const Shape error = structure("", {required("__type", string()), optional("message", string())});
    const Decoded read = read_cbor(error, response.body);
    return read.has_value() ? std::string(read->at("__type").as_string()) : "";
  }
  if (*type == "text/xml") {
    const auto root = XmlReader::read(response.body);
    if (!root || (root->name != "ErrorResponse" && root->name != "Response")) return "";
    const auto* error = root->name == "Response" ? root->child("Errors")->child("Error") : root->child("Error");
    return error == nullptr || error->child("Code") == nullptr ? "" : error->child("Code")->text;
  }
  boost::system::error_code failed;
  const boost::json::value body = boost::json::parse(response.body, failed);
  if (failed || !body.is_object()) return "";
  if (const std::string* rest = header(response.headers, "x-amzn-errortype")) return *rest;
  return std::string(body.at("__type").as_string());
}

}  // namespace rampart::aws::protocol::testing
