// One AWS service as data: what it is called on each wire, its operations, and who answers them.
//
// A service's folder makes a Service with the handlers it has; endpoint.h serves them all on one port. An operation
// without a handler is known and answered as not implemented, and docs/aws_coverage.md shows it as such (coverage.h).
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "aws/protocol/api_error.h"
#include "aws/protocol/shape.h"
#include "base/time.h"

namespace rampart::aws::protocol {

enum class Wire : std::uint8_t { query, ec2, json_1_0, json_1_1, rest_json, rpc_v2_cbor };

/// One call, decoded and checked by its operation's input shape.
struct Call {
  std::string operation;      ///< "DescribeAlarms"
  boost::json::object input;  ///< Canonical (shape.h).
  std::string region;         ///< From the signature's scope: regions are kept apart.
  std::string account;        ///< Twelve digits.
  std::string access_key;     ///< Empty when the request wasn't signed.
  std::string request_id;
  Instant now;
};

/// A canonical object that fits the operation's output shape, or an error.
using Answer = Answered<boost::json::object>;
using Handler = std::function<Answer(const Call&)>;

struct Operation {
  std::string name;
  Shape input;
  Shape output;
  Handler handler = nullptr;    ///< None: not implemented.
  std::string method = "POST";  ///< rest-json only, as the two below.
  std::string path =
      "/";  ///< "/2015-03-31/functions/{FunctionName}", "{Arn+}" takes slashes, "?List=ALL" must be there.
  int http_status = 200;  ///< Of a success.
  /// Answered unsigned too where everything else must be signed: links in mails. What it may do stands in its input.
  bool may_be_unsigned = false;
};

/// How a service words the errors that come from the shapes alone.
struct ErrorStyle {
  std::string message_member = "message";  ///< Or "Message", in JSON and CBOR.
  bool rest_type = false;                  ///< Lambda: the body says {"Type": "User"} too.
  std::string validation_code = "ValidationException";
  std::string validation_query_code = "ValidationError";
  bool missing_parameter = false;  ///< A missing member is MissingParameter in query (CloudWatch), not validation's.
  std::string token_code = "InvalidNextTokenException";  ///< A pagination token that isn't ours for this request.
  std::string token_query_code = "InvalidNextToken";
  std::string token_message = "The specified nextToken is invalid.";
};

struct Service {
  std::string id;             ///< "ECS", for the coverage list.
  std::string signing_name;   ///< In the signature's scope: "ecs", "monitoring".
  std::string api_version;    ///< "2014-11-13"
  std::string target_prefix;  ///< X-Amz-Target before the dot, and the service's name in CBOR's path. May be empty.
  std::string xmlns;          ///< query and ec2.
  std::vector<Wire> wires;
  ErrorStyle errors;
  std::vector<Operation> operations;

  [[nodiscard]] bool speaks(Wire wire) const {
    for (const Wire one : wires)
      if (one == wire) return true;
    return false;
  }
};

}  // namespace rampart::aws::protocol
