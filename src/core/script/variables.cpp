#include "core/script/path.h"
#include "core/script/template.h"

namespace rampart::script {

const boost::json::value* Variables::find(std::string_view path) const {
  if (const auto* direct = values_.if_contains(path)) return direct;
  if (path.find_first_of(".[") == std::string_view::npos) return nullptr;
  boost::json::value scratch;
  const auto* found = look_up(values_, parse_path(path), scratch);
  return found == &scratch ? nullptr : found;  // a computed value (`list.length`) has no address to give
}

void Variables::set(std::string_view path, boost::json::value value) {
  if (path.find_first_of(".[") == std::string_view::npos)
    values_.insert_or_assign(path, std::move(value));
  else
    assign(values_, parse_path(path), std::move(value));
}

}  // namespace rampart::script
