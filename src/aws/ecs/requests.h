// Reading a decoded input, and the errors that several handlers give.
//
// An input was checked by its shape: members have their kinds, required ones are there. What is absent has the default
// that the caller names.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/account/members.h"
#include "aws/protocol/service.h"

namespace rampart::aws::ecs {

std::vector<std::string> texts(const boost::json::object& object, std::string_view member);
/// The objects of a list; none when it is absent. Valid as long as `object`.
std::vector<const boost::json::object*> objects(const boost::json::object& object, std::string_view member);
/// nullptr: absent.
const boost::json::object* part(const boost::json::object& object, std::string_view member);
/// Copies the members that are there.
void copy(const boost::json::object& from, boost::json::object& to, std::initializer_list<std::string_view> members);
/// Members that begin with '_' are ours: taken out of what goes to a client.
boost::json::object without_ours(const boost::json::object& object);

/// Seconds since the epoch, rounded to milliseconds.
double timestamp_of(Instant at);

protocol::ApiError invalid_parameter(std::string message);
protocol::ApiError client_error(std::string message);
protocol::ApiError unsupported(std::string message);

/// {"arn": …, "reason": "MISSING"}
boost::json::object missing(std::string arn);

/// One page of `all` under `member`, with nextToken when more is left. maxResults from 1 to 100; `otherwise` without
/// it.
protocol::Answer page_of(const protocol::Call& call, std::string_view member, boost::json::array all,
                         std::int64_t otherwise = 100);

/// What every service of this folder answers for its shapes' own complaints.
protocol::ErrorStyle error_style();

}  // namespace rampart::aws::ecs
