// A tree as YAML that people read and edit: blocks, two spaces, quotes only where they are needed.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace rampart::imports {

/// Reads back as the same tree with core/document's parser and with any YAML 1.1 or 1.2 reader.
std::string yaml_text(const boost::json::value& value);

/// `{` that would begin a template becomes %7b, which a server reads as the same URL.
std::string url_without_templates(std::string_view url);

/// Lines of a comment at the head of a file; empty when `text` is.
std::string comment_text(std::string_view text);

}  // namespace rampart::imports
