#include "aws/protocol/check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

/// AWS names members in error texts with a small first letter, whatever the model says.
std::string spoken(std::string name) {
  if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] + 0x20);
  return name;
}

bool is_scalar(Kind kind) { return kind < Kind::list; }

std::int64_t characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
}

std::string shown(const Shape& shape, const json::value& value) {
  switch (shape->kind) {
    case Kind::list: {
      std::vector<std::string> parts;
      for (const json::value& one : value.get_array()) parts.push_back(shown(shape->element(), one));
      return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    case Kind::map: {
      std::vector<std::string> parts;
      for (const auto& [key, one] : value.get_object())
        parts.push_back(fmt::format("{}={}", std::string_view(key), shown(shape->element(), one)));
      return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    case Kind::structure:
      return fmt::format("{}(…)", shape->name);
    case Kind::blob:
      return "java.nio.HeapByteBuffer";
    default:
      return text_of(shape, value);
  }
}

using Constraints = std::vector<std::string>;

void check_size(const Shape& shape, std::int64_t size, std::string_view what, Constraints& out) {
  if (shape->most && size > *shape->most)
    out.push_back(fmt::format("Member must have {} less than or equal to {}", what, *shape->most));
  if (shape->least && size < *shape->least)
    out.push_back(fmt::format("Member must have {} greater than or equal to {}", what, *shape->least));
}

/// What `value` itself breaks, its elements and members left out.
Constraints broken(const Shape& shape, const json::value& value) {
  Constraints out;
  switch (shape->kind) {
    case Kind::string: {
      const json::string& text = value.get_string();
      check_size(shape, characters(text), "length", out);
      // A text that is too long isn't matched too: that could take long.
      const bool short_enough =
          out.empty() || !shape->most || static_cast<std::int64_t>(text.size()) <= 4 * *shape->most;
      if (shape->pattern && short_enough && !shape->pattern->matches(text))
        out.push_back(fmt::format("Member must satisfy regular expression pattern: {}", shape->pattern->text()));
      if (!shape->values.empty() &&
          std::find(shape->values.begin(), shape->values.end(), std::string_view(text)) == shape->values.end())
        out.push_back(fmt::format("Member must satisfy enum value set: [{}]", fmt::join(shape->values, ", ")));
      break;
    }
    case Kind::integer:
    case Kind::long_integer:
      check_size(shape, value.get_int64(), "value", out);
      break;
    case Kind::double_number: {
      const double number = value.get_double();
      if (shape->most_number && !(number <= *shape->most_number))
        out.push_back(fmt::format("Member must have value less than or equal to {}", *shape->most_number));
      if (shape->least_number && !(number >= *shape->least_number))
        out.push_back(fmt::format("Member must have value greater than or equal to {}", *shape->least_number));
      break;
    }
    case Kind::blob:
      check_size(shape, static_cast<std::int64_t>(value.get_string().size()), "length", out);
      break;
    case Kind::list:
      check_size(shape, static_cast<std::int64_t>(value.get_array().size()), "length", out);
      break;
    case Kind::map:
      check_size(shape, static_cast<std::int64_t>(value.get_object().size()), "length", out);
      break;
    default:
      break;
  }
  return out;
}

/// All that a scalar shape demands, broken or not: what AWS lists about elements.
Constraints demanded(const Shape& shape) {
  Constraints out;
  if (shape->most) out.push_back(fmt::format("Member must have length less than or equal to {}", *shape->most));
  if (shape->least) out.push_back(fmt::format("Member must have length greater than or equal to {}", *shape->least));
  if (shape->kind != Kind::string && shape->kind != Kind::blob)
    for (std::string& one : out) one.replace(one.find("length"), 6, "value");
  if (shape->pattern)
    out.push_back(fmt::format("Member must satisfy regular expression pattern: {}", shape->pattern->text()));
  if (!shape->values.empty())
    out.push_back(fmt::format("Member must satisfy enum value set: [{}]", fmt::join(shape->values, ", ")));
  return out;
}

/// Where the walk is, written out only when there is something to complain about.
struct Path {
  const Path* up = nullptr;
  std::string_view name = {};  ///< Of a member or a key; of a list's element empty.
  std::size_t index = 0;       ///< Of a list's element, from 1.
  bool is_part = false;        ///< An element or a map's value: ".member" follows.
};

std::string text_of_path(const Path& path) {
  std::string out = path.up == nullptr ? "" : text_of_path(*path.up);
  if (path.name.empty() && path.index == 0) return out;
  if (!out.empty()) out += '.';
  if (path.index > 0)
    out += std::to_string(path.index);
  else
    out += path.is_part ? std::string(path.name) : spoken(std::string(path.name));
  return path.is_part ? out + ".member" : out;
}

class Checker {
 public:
  std::vector<std::string> complaints;
  std::string missing;  ///< The first required member that isn't there, under its own name.
  bool only_missing = true;

  void structure(const Shape& shape, const json::object& value, const Path& path) {
    for (const Member& member : shape->members) {
      const Path below = {&path, member.name};
      if (const json::value* one = value.if_contains(member.name)) {
        walk(member.shape, *one, below);
      } else if (member.is_required && complaints.size() < most_complaints) {
        if (missing.empty()) missing = member.name;
        complaints.push_back(fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null",
                                         text_of_path(below)));
      }
    }
  }

 private:
  void walk(const Shape& shape, const json::value& value, const Path& path) {
    if (complaints.size() >= most_complaints) return;
    for (const std::string& constraint : broken(shape, value)) complain(shown(shape, value), path, constraint);
    switch (shape->kind) {
      case Kind::structure:
        return structure(shape, value.get_object(), path);
      case Kind::list:
        return list(shape, value.get_array(), path);
      case Kind::map:
        return map(shape, value.get_object(), path);
      default:
        return;
    }
  }

  void complain(std::string_view value, const Path& path, std::string_view constraint) {
    only_missing = false;
    if (complaints.size() < most_complaints)
      complaints.push_back(
          fmt::format("Value '{}' at '{}' failed to satisfy constraint: {}", value, text_of_path(path), constraint));
  }

  void list(const Shape& shape, const json::array& value, const Path& path) {
    const bool scalars = is_scalar(shape->element()->kind);
    std::size_t index = 0;
    for (const json::value& one : value) {
      ++index;
      if (!scalars) {
        walk(shape->element(), one, Path{&path, {}, index, true});
      } else if (!broken(shape->element(), one).empty()) {
        return complain(
            shown(shape, value), path,
            fmt::format("Member must satisfy constraint: [{}]", fmt::join(demanded(shape->element()), ", ")));
      }
    }
  }

  void map(const Shape& shape, const json::object& value, const Path& path) {
    for (const auto& [key, one] : value) {
      if (!broken(shape->parts[0], json::value(key)).empty())
        return complain(
            shown(shape, value), path,
            fmt::format("Map keys must satisfy constraint: [{}]", fmt::join(demanded(shape->parts[0]), ", ")));
      if (!is_scalar(shape->element()->kind)) {
        walk(shape->element(), one, Path{&path, std::string_view(key), 0, true});
      } else if (!broken(shape->element(), one).empty()) {
        return complain(
            shown(shape, value), path,
            fmt::format("Map value must satisfy constraint: [{}]", fmt::join(demanded(shape->element()), ", ")));
      }
    }
  }
};

bool has_kind(Kind kind, const json::value& value) {
  switch (kind) {
    case Kind::integer:
    case Kind::long_integer:
      return value.is_int64();
    case Kind::double_number:
    case Kind::timestamp:
      return value.is_double() || value.is_int64();
    case Kind::boolean:
      return value.is_bool();
    case Kind::list:
      return value.is_array();
    case Kind::map:
    case Kind::structure:
      return value.is_object();
    default:
      return value.is_string();
  }
}

std::string below(std::string_view name, const std::string& rest) {
  return rest.empty() ? std::string(name) : fmt::format("{}.{}", name, rest);
}

}  // namespace

std::optional<ApiError> check(const Shape& shape, const json::object& input, const ErrorStyle& style) {
  Checker checker;
  checker.structure(shape, input, {});
  const std::size_t count = checker.complaints.size();
  if (count == 0) return std::nullopt;
  ApiError out{.code = style.validation_code, .query_code = style.validation_query_code};
  out.message = fmt::format("{} validation error{} detected: {}", count, count == 1 ? "" : "s",
                            fmt::join(checker.complaints, "; "));
  if (style.missing_parameter && checker.only_missing) {
    out.code = "MissingRequiredParameterException";
    out.query_code = "MissingParameter";
    out.message = fmt::format("The request must contain the parameter {}.", checker.missing);
  }
  return out;
}

std::optional<std::string> misfit(const Shape& shape, const json::value& value) {
  if (!has_kind(shape->kind, value)) return std::string();
  switch (shape->kind) {
    case Kind::structure:
      for (const Member& member : shape->members)
        if (const json::value* one = value.get_object().if_contains(member.name))
          if (const auto found = misfit(member.shape, *one)) return below(member.name, *found);
      return std::nullopt;
    case Kind::list:
      for (std::size_t i = 0; i < value.get_array().size(); ++i)
        if (const auto found = misfit(shape->element(), value.get_array()[i])) return below(std::to_string(i), *found);
      return std::nullopt;
    case Kind::map:
      for (const auto& [key, one] : value.get_object())
        if (const auto found = misfit(shape->element(), one)) return below(key, *found);
      return std::nullopt;
    case Kind::timestamp:
      return canonical_timestamp(value.to_number<double>()) ? std::nullopt : std::optional<std::string>("");
    default:
      return std::nullopt;
  }
}

}  // namespace rampart::aws::protocol
