// Two sections of config.http that are small languages of others: the cookie jar's options and the tracing header.
// Source: tough-cookie 5, Artillery 2.0.34, reference artillery.md §1.3.
#pragma once

#include <optional>
#include <string>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

CookieRules read_cookie_rules(const document::Node& options, const std::string& name, Warnings& warnings);

/// `true`, or a mapping that isn't `enabled: false`; nothing when it is off.
std::optional<Tracing> read_tracing(const document::Node& tracing, const std::string& name, Warnings& warnings);

}  // namespace rampart::script
