// The files and flags of a run as one tree: rows 1 to 9 of reference artillery.md §1.1.
#pragma once

#include "core/document/document.h"
#include "core/script/load.h"
#include "core/script/refusal.h"

namespace rampart::script {

/// Script, -i and -c merged, then environment, -t, -k, --overrides and -v applied. The tree has a `config` mapping.
document::Node read_inputs(const LoadOptions& options, const ReadFile& read_file, Warnings& warnings);

/// JSON as a tree whose every place is `at` (of the flag, or of the template it came from).
document::Node from_json(const boost::json::value& value, const document::Node& at);

/// The folder of a path, "." when it names none; and a path seen from a folder.
std::string folder_of(const std::string& path);
std::string join(const std::string& folder, const std::string& path);

}  // namespace rampart::script
