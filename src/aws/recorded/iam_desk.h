// What IAM's handlers share.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "aws/recorded/desk.h"

namespace rampart::aws::recorded::iam {

constexpr std::string_view everywhere = "global";  ///< The region of IAM's records.

protocol::ApiError no_such_entity(std::string message);
protocol::ApiError already_exists(std::string message);
protocol::ApiError delete_conflict(std::string message);
protocol::ApiError invalid_input(std::string message);

/// "AROA" and 17 letters and digits, as IAM's unique ids are.
std::string draw_unique_id(Desk& desk, std::string_view prefix);
/// As IAM answers policy documents: percent-encoded.
std::string encoded(std::string_view document);
std::string path_of(const protocol::Call& call);
protocol::Answer role_named(const Desk& desk, std::string_view name);
/// One page of `all` under `member`, with IsTruncated and Marker.
protocol::Answer page_of(const protocol::Call& call, boost::json::array all, std::string_view member);

// Shapes.
protocol::Member text(const std::string& name);
protocol::Member named(const std::string& name);  ///< A name that must be there, with IAM's letters.
protocol::Member tag_list(bool is_required = false);
protocol::Shape nothing(const std::string& name);
protocol::Shape list_input(const std::string& name, std::vector<protocol::Member> more);
protocol::Shape list_output(const std::string& name, const std::string& member, protocol::Shape element);
protocol::Shape role();

void add_roles(Desk& desk);
void add_service_linked_roles(Desk& desk);
void add_role_policies(Desk& desk);
void add_policies(Desk& desk);
void add_users(Desk& desk);
void add_server_certificates(Desk& desk);

}  // namespace rampart::aws::recorded::iam
