// Makes, changes and deletes one resource by its type's row.
#pragma once

#include "aws/cloudformation/resource_type.h"

namespace rampart::aws::cloudformation {

/// Fills in the subject's physical id and attributes. Errors: the service's own.
Done make_resource(const ResourceType& type, Subject& subject);

/// Can what has changed between `before` and `after` be changed in place?
bool needs_replacement(const ResourceType& type, const boost::json::object& before, const boost::json::object& after);

/// From subject.before to subject.properties.
Done change_resource(const ResourceType& type, Subject& subject);

/// What isn't there any more is as good as deleted.
Done unmake_resource(const ResourceType& type, Subject& subject);

/// Does a refused deletion say "still in use"? Then it is asked again later.
bool is_in_use(const protocol::ApiError& error);

/// The reason that an event gives: AWS's own wording around a service's error.
std::string failure_reason(const ResourceType& type, const protocol::ApiError& error, Random& ids);

}  // namespace rampart::aws::cloudformation
