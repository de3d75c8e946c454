// Path: where a value stands inside a virtual user's variables: `a.b`, `a[0]`, `a['x-y']`. Parsed once.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rampart::script {

/// A parsed path. Any text is a path; one that leads nowhere finds nothing.
struct Path {
  struct Key {
    std::string name;
    std::optional<std::size_t> index;  ///< Set when the name is a whole number without leading zeros.
  };
  std::string source;
  std::vector<Key> keys;
};

Path parse_path(std::string_view text);

/// The value at `path`, or nullptr. As JavaScript sees it, a list and a text have a `length` and a text has characters
/// by index; such a value is made in `scratch`. A variable whose name is the whole path (`"a.b"`) is found first.
const boost::json::value* look_up(const boost::json::object& root, const Path& path, boost::json::value& scratch);

/// Stores `value` at `path`, making objects (or, before an index, lists) on the way. An index past a million makes an
/// object instead of a huge list.
void assign(boost::json::object& root, const Path& path, boost::json::value value);

}  // namespace rampart::script
