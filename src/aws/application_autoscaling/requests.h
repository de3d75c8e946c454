// What the handlers of Application Auto Scaling share: ids of records, errors, pages. Only this folder includes it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/account/records.h"
#include "aws/protocol/service.h"
#include "base/result.h"

namespace rampart::aws {

const protocol::ErrorStyle& autoscaling_errors();

/// "ecs|service/c/web|ecs:service:DesiredCount"
std::string target_id(const boost::json::object& input);
std::string target_id(const boost::json::object& input, std::string_view name);
/// "service namespace: ecs, resource ID: service/c/web, scalable dimension: ecs:service:DesiredCount"
std::string target_words(const boost::json::object& input);
bool is_ecs(const boost::json::object& input);

protocol::ApiError validation(std::string message);
protocol::ApiError object_not_found(std::string message);
/// not_found → ObjectNotFoundException, the rest → ValidationException.
protocol::ApiError api_error(const Error& error);

/// Nothing, or what is wrong with namespace, resource and dimension together.
std::optional<protocol::ApiError> check_target(const boost::json::object& input);

/// Whether a record is what a Describe call asks for, by namespace, dimension and (where given) resource.
bool asked_for(const boost::json::object& record, const boost::json::object& input);

/// How many records of a kind the call's target has.
std::size_t count_of(const Records& records, const protocol::Call& call, std::string_view kind);

/// A page of `items` (ascending keys → objects) under `name`. `most`: of a page, and how many when the call doesn't
/// say.
protocol::Answer page_of(const protocol::Call& call, const char* name,
                         const std::vector<std::pair<std::string, boost::json::object>>& items, std::size_t most);

}  // namespace rampart::aws
