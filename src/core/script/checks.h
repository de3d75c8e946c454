// What is taken from an answer and what is asked of it: capture, match, expect.
// Source: reference artillery.md §2.8 and §7 "expect".
#pragma once

#include <string>
#include <vector>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// One mapping or a list of them. `strict` is config's default.
std::vector<Capture> read_captures(const document::Node& node, const std::string& name, bool strict,
                                   Warnings& warnings);
std::vector<Match> read_matches(const document::Node& node, const std::string& name, bool strict, Warnings& warnings);
/// A mapping, or a list of mappings.
std::vector<Expectation> read_expectations(const document::Node& node, const std::string& name, Warnings& warnings);

}  // namespace rampart::script
