// What an import gives: the text of an Artillery script and of the files it needs. Nothing here does I/O.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rampart::imports {

struct ImportedFile {
  std::string name;  ///< As the script refers to it: to lie in the script's folder.
  std::string text;
};

struct Imported {
  std::string script;               ///< YAML, ready for `rampart run`.
  std::vector<ImportedFile> files;  ///< Payloads.
  std::vector<std::string> notes;   ///< Sentences: what was left out, and what the reader must fill in.
};

}  // namespace rampart::imports
