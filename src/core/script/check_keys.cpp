#include "core/script/check_keys.h"

#include <fmt/format.h>

#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;
using language::Support;

/// How messages call a key: of the script's top it is the key alone.
std::string full_name(const std::string& name, std::string_view key) {
  return name == "the script" ? std::string(key) : name_in(name, key);
}

void check_key(const language::Key& key, const Node& value, const std::string& name, Warnings& warnings) {
  const auto refuse_it = [&] {
    refuse_unsupported(key.note.empty() ? fmt::format("\"{}\"", full_name(name, key.name)) : std::string(key.note),
                       value.key_place());
  };
  switch (key.support) {
    case Support::works:
    case Support::required:
      return;
    case Support::idle:
      return warnings.add(value.key_place(),
                          fmt::format("\"{}\" has no effect: {}", full_name(name, key.name), key.note));
    case Support::refused:
      if (!value.is_null()) refuse_it();
      return;
    case Support::refused_if_true:
      if (is_truthy(value)) refuse_it();
  }
}

}  // namespace

void check_keys(const Node& mapping, const std::string& name, language::Part part, Warnings& warnings) {
  const language::Mapping& table = language::mapping_of(part);
  if (!table.open) warnings.about_unknown_keys(mapping, name, table.key_names());
  for (const auto& [written, value] : mapping.members)
    if (const language::Key* key = table.find(written)) check_key(*key, value, name, warnings);
}

}  // namespace rampart::script
