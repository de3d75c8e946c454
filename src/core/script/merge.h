// Two scripts laid over each other. Source: reference artillery.md §1.1 rows 2, 3 and 8.
#pragma once

#include "core/document/document.h"

namespace rampart::script {

/// What happens where both have a list: files and environments are laid over each other item by item (so the longer
/// list keeps its tail); --overrides puts its list in place of the other.
enum class Lists { by_index, replace };

/// Lays `from` over `into`; `from` wins. Every value keeps the place it came from.
void merge(document::Node& into, const document::Node& from, Lists lists);

}  // namespace rampart::script
