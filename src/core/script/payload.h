// config.payload: CSV files whose rows are given to virtual users. Source: reference artillery.md §1.1 row 6 and §1.6.
#pragma once

#include <vector>

#include "core/document/document.h"
#include "core/script/load.h"
#include "core/script/refusal.h"

namespace rampart::script {

struct PayloadReading {
  std::vector<Payload> payloads;
  /// loadAll: whole files as a list of rows under a name, the same for every user.
  std::vector<std::pair<std::string, boost::json::value>> lists;
};

/// `payload` may be nullptr. Reads the files, seen from the folder of the first script file.
PayloadReading read_payloads(const document::Node* payload, const LoadOptions& options, const ReadFile& read_file,
                             Warnings& warnings);

/// A field as `cast` takes it: text that JavaScript can read as a number is one ("007" is 7, "2e3" is 2000, "0x10" is
/// 0), all else stays text.
boost::json::value cast_field(const std::string& field);

}  // namespace rampart::script
