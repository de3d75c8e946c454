// One scaled service of a catalogue as the minute model takes it.
#pragma once

#include <string>

#include "base/result.h"
#include "core/control/catalogue.h"
#include "sim/minute_model.h"

namespace rampart::app {

/// What scales the service of that name ("service/CLUSTER/NAME"); nullptr: nothing does.
const control::ScalableTargetEntry* scalable_target_of(const control::Catalogue& catalogue, const std::string& service);

/// `service` is a name; empty: the only one with a scalable target. Errors: invalid, where there is no such service or
/// it has no scalable target; and what check_model() says.
Result<sim::ScaledServiceModel> service_model_of(const control::Catalogue& catalogue, const std::string& service,
                                                 const sim::TaskModel& task);

/// What a task of the service (empty: the first) is given; 0.25 where the template has none.
double vcpu_of(const control::Catalogue& catalogue, const std::string& service);

/// Errors: invalid, where the task's CPU couldn't do what the model's workers would.
Result<void> check_model(const sim::TaskModel& task, double vcpu);

}  // namespace rampart::app
