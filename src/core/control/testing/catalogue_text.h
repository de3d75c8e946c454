// Catalogues from text in tests: a whole good stack, and one line of it exchanged.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/control/catalogue.h"

namespace rampart::control::testing {

/// The catalogue of a text that stands in "t.yml", as stack "quest".
Result<Catalogue> build(const std::string& text);

/// A small good template: Cluster, Task, Balancer, Group, Listener, Service, Target, Tracking, Step, Alarm.
std::string good_template();

/// good_template() with each `first` (which must stand there) replaced by its `second`.
std::string changed(const std::vector<std::pair<std::string, std::string>>& changes);

/// The error of changed(), without its place; "fine" when there is none.
std::string complaint(const std::vector<std::pair<std::string, std::string>>& changes);

template <class T>
std::string error_of(const Result<T>& result) {
  return result.has_error() ? to_string(result.error()) : "fine";
}

}  // namespace rampart::control::testing
