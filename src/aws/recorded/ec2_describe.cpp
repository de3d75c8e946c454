#include <algorithm>

#include "aws/recorded/ec2_desk.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::ApiError;

/// Every scalar at `path` ("Attachments.VpcId") below `value`, as filters write it.
void collect(const json::value& value, std::string_view path, std::vector<std::string>& out) {
  if (value.is_array()) {
    for (const json::value& one : value.get_array()) collect(one, path, out);
  } else if (path.empty()) {
    if (value.is_string())
      out.emplace_back(value.get_string());
    else if (value.is_bool())
      out.emplace_back(value.get_bool() ? "true" : "false");
    else if (value.is_int64())
      out.push_back(std::to_string(value.get_int64()));
  } else if (value.is_object()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    if (const json::value* next = value.get_object().if_contains(path.substr(0, dot)))
      collect(*next, path.substr(std::min(dot + 1, path.size())), out);
  }
}

/// The path behind a filter's name in a noun's list; nothing when the list hasn't got it.
std::optional<std::string_view> path_of(std::string_view filters, std::string_view name) {
  while (!filters.empty()) {
    const std::string_view entry = filters.substr(0, filters.find(' '));
    filters.remove_prefix(std::min(filters.size(), entry.size() + 1));
    const std::size_t equals = entry.find('=');
    if (entry.substr(0, equals) == name) return entry.substr(equals + 1);
  }
  return std::nullopt;
}

/// What a filter looks at in `object`; the error says that there is no such filter.
protocol::Answered<std::vector<std::string>> looked_at(const std::string& name, const json::object& object,
                                                       const Noun& of) {
  std::vector<std::string> out;
  const json::array tags = list_of(object, of.tags);
  if (name.starts_with("tag:")) {
    for (const json::value& tag : tags)
      if (text_of(tag.as_object(), "Key") == name.substr(4)) out.push_back(text_of(tag.as_object(), "Value"));
  } else if (name == "tag-key" || name == "tag-value") {
    collect(tags, name == "tag-key" ? "Key" : "Value", out);
  } else if (const auto path = path_of(of.filters, name)) {
    collect(object, *path, out);
  } else {
    return ApiError{.code = "InvalidParameterValue", .message = fmt::format("The filter '{}' is invalid", name)};
  }
  return out;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

protocol::Answered<bool> passes(const json::array& filters, const json::object& object, const Noun& of) {
  bool out = true;
  for (const json::value& filter : filters) {
    const auto values = looked_at(text_of(filter.as_object(), "Name"), object, of);
    if (values.has_error()) return values.error();
    const json::array wanted = list_of(filter.as_object(), "Values");
    out = out && std::any_of(values->begin(), values->end(), [&](const std::string& value) {
            return std::any_of(wanted.begin(), wanted.end(),
                               [&](const json::value& pattern) { return matches(pattern.as_string(), value); });
          });
  }
  return out;
}

ApiError unknown_id(const Noun& of, std::string_view id) {
  return {.code = std::string(of.unknown), .message = fmt::format(fmt::runtime(of.text), id)};
}

protocol::Answer find_one(const Desk& desk, const protocol::Call& call, const Noun& of, std::string_view id) {
  if (const json::object* found = desk.records.find(call.region, of.kind, id)) return *found;
  return unknown_id(of, id);
}

std::vector<json::object> all_of(const Desk& desk, const protocol::Call& call, const Noun& of) {
  std::vector<json::object> out;
  for (const Records::Entry& entry : desk.records.list(call.region, of.kind)) out.push_back(*entry.object);
  return out;
}

std::vector<json::object> all_where(const Desk& desk, const protocol::Call& call, const Noun& of,
                                    std::string_view member, std::string_view value) {
  std::vector<json::object> out;
  for (const Records::Entry& entry : desk.records.list(call.region, of.kind))
    if (text_of(*entry.object, member) == value) out.push_back(*entry.object);
  return out;
}

void keep(Desk& desk, const protocol::Call& call, const Noun& of, json::object object) {
  const std::string id = text_of(object, of.id);
  desk.records.put(call.region, of.kind, id, std::move(object));
}

protocol::Answer describe(const Desk&, const protocol::Call& call, const Noun& of,
                          const std::vector<json::object>& objects) {
  const json::array ids = list_of(call.input, of.ids);
  for (const json::value& id : ids) {
    const auto same = [&](const json::object& one) { return id.as_string() == text_of(one, of.id); };
    if (std::none_of(objects.begin(), objects.end(), same)) return unknown_id(of, std::string_view(id.as_string()));
  }
  const json::array filters = list_of(call.input, of.filter_member);
  // An unknown filter is an error even where there is nothing to look at.
  if (const auto known = passes(filters, {}, of); known.has_error()) return known.error();
  json::array out;
  for (const json::object& one : objects) {
    const bool asked = ids.empty() || std::any_of(ids.begin(), ids.end(), [&](const json::value& id) {
                         return id.as_string() == text_of(one, of.id);
                       });
    const auto passed = passes(filters, one, of);
    if (passed.has_error()) return passed.error();
    if (asked && *passed) out.push_back(one);
  }
  return page(call, std::move(out), number_of(call.input, "MaxResults", 1000), of.set, "NextToken", ec2_errors());
}

protocol::Answer describe(const Desk& desk, const protocol::Call& call, const Noun& of) {
  return describe(desk, call, of, all_of(desk, call, of));
}

std::string draw_id(Desk& desk, std::string_view kind) {
  return fmt::format("{}-0{}", kind, draw_hex(desk.account.ids, 16));
}

json::array tags_of(const protocol::Call& call, std::string_view type) {
  json::array out;
  for (const json::value& one : list_of(call.input, "TagSpecifications"))
    if (text_of(one.as_object(), "ResourceType") == type)
      out = merged_tags(std::move(out), list_of(one.as_object(), "Tags"), "Key");
  return out;
}

ApiError missing_parameter(std::string_view name) {
  return {.code = "MissingParameter", .message = fmt::format("The request must contain the parameter {}", name)};
}

ApiError bad_value(std::string message) { return {.code = "InvalidParameterValue", .message = std::move(message)}; }

}  // namespace rampart::aws::recorded
