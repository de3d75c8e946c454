// Options of a reporter, read with their defaults; their types were checked when the script was read.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rampart::publish {

/// Text, or a number as text; `otherwise` where there is none or it is empty.
std::string text_option(const boost::json::object& options, std::string_view key, std::string_view otherwise);
std::vector<std::string> list_option(const boost::json::object& options, std::string_view key);
/// ["a:b:c"] as a → "b:c".
std::vector<std::pair<std::string, std::string>> pairs_option(const boost::json::object& options, std::string_view key);
/// A mapping of texts: headers, attributes.
std::vector<std::pair<std::string, std::string>> mapping_option(const boost::json::object& options,
                                                                std::string_view key);

/// Which metrics are sent. The list of what is meant wins over the list of what isn't.
class Filter {
 public:
  enum class Compare { exactly, by_prefix };
  Filter(const boost::json::object& options, std::string_view excluded_key, Compare compare);
  [[nodiscard]] bool lets(std::string_view name) const;

 private:
  [[nodiscard]] bool names(const std::vector<std::string>& list, std::string_view name) const;
  std::vector<std::string> only_;
  std::vector<std::string> excluded_;
  Compare compare_;
};

/// As JavaScript writes a number: 2, 0.5.
std::string number_text(double value);

}  // namespace rampart::publish
