// `config` is rendered once, before any virtual user exists. Source: reference artillery.md §1.1 row 10.
#pragma once

#include "base/random.h"
#include "core/document/document.h"
#include "core/script/load.h"
#include "core/script/refusal.h"

namespace rampart::script {

/// What every virtual user knows from the start (§1.7), and, with --variables on top, all that `config` can refer to.
boost::json::object builtin_variables(const LoadOptions& options);

/// Renders every string (and key) of `config` but those of `environments`, which have been merged already. What is
/// undefined then is left out of its mapping, and a warning says so: a default header can never hold a token.
void render_config(document::Node& config, const Variables& variables, Random& random, Warnings& warnings);

}  // namespace rampart::script
