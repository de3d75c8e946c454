// Values of a script's fields, read as JavaScript would take them. Each refuses (refusal.h) what it can't read;
// `name` is how the message calls the field: `config.http.timeout`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/document/document.h"
#include "core/script/template.h"

namespace rampart::script {

/// `path.key`, or `key` where there is no path.
std::string name_in(std::string_view path, std::string_view key);
/// `path[index]`.
std::string name_at(std::string_view path, std::size_t index);

/// A scalar as String() gives it: 012 is "10", 1:30 is "90", 1.50 is "1.5".
std::string text_of(const document::Node& scalar);
/// A number, or text that is one.
std::optional<double> number_of(const document::Node& node);
/// Not null, false, 0 or "".
bool is_truthy(const document::Node& node);
bool is_truthy(const document::Node* node);

bool read_flag(const document::Node& node, std::string_view name);
double read_number(const document::Node& node, std::string_view name);
/// A whole number that isn't negative.
std::int64_t read_count(const document::Node& node, std::string_view name);
/// Text only.
const std::string& read_text(const document::Node& node, std::string_view name);
/// Any scalar but nothing, as a template.
Template read_template(const document::Node& node, std::string_view name);
const document::Node& expect_mapping(const document::Node& node, std::string_view name);
const document::Node& expect_list(const document::Node& node, std::string_view name);

}  // namespace rampart::script
