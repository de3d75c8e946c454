// CreateService's and UpdateService's inputs → what the fleet is asked, and what of them is only remembered.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "core/fleet/fleet.h"

namespace rampart::aws::ecs {

/// "CLUSTER/NAME": the id of a service's records.
std::string record_id(const fleet::Service& service);

/// Everything of a CreateService input that the fleet's rules read. The input was checked.
fleet::ServiceSpec service_spec(const boost::json::object& input, const std::string& arn, const std::string& cluster,
                                const std::string& task_definition_arn);

/// Of an UpdateService input; `task_definition_arn` is empty when it names none.
fleet::ServiceUpdate service_update(const boost::json::object& input, const std::string& task_definition_arn,
                                    const fleet::ServiceSpec& now);

/// A new service's record: what DescribeServices answers but doesn't find in the fleet.
boost::json::object service_record(const boost::json::object& input, const std::string& account);

/// Brings an UpdateService input into a record.
void update_record(const boost::json::object& input, boost::json::object& record);

}  // namespace rampart::aws::ecs
