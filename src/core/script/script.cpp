#include "core/script/script.h"

#include <algorithm>

namespace rampart::script {

std::string_view name_of(Method method) {
  constexpr std::string_view names[] = {
      "GET",      "POST",      "PUT",    "PATCH",  "DELETE", "HEAD",   "OPTIONS",    "TRACE",      "QUERY", "ACL",
      "BIND",     "CHECKOUT",  "COPY",   "LINK",   "LOCK",   "MERGE",  "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE",
      "PROPFIND", "PROPPATCH", "REBIND", "REPORT", "SEARCH", "UNBIND", "UNLINK",     "UNLOCK",     "UPDATE"};
  return names[static_cast<std::size_t>(method)];
}

std::optional<Method> method_of(std::string_view verb) {
  const auto same = [](char upper, char lower) { return upper == lower - 'a' + 'A'; };
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Method::update); ++i) {
    const std::string_view name = name_of(static_cast<Method>(i));
    if (std::equal(name.begin(), name.end(), verb.begin(), verb.end(), same)) return static_cast<Method>(i);
  }
  return std::nullopt;
}

}  // namespace rampart::script
