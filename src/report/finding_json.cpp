#include "report/finding_json.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>

namespace rampart::report {

boost::json::array findings_array(const std::vector<Finding>& findings) {
  boost::json::array out;
  for (const Finding& f : findings)
    out.emplace_back(boost::json::object{{"problem", fmt::format("P{}", f.problem)},
                                         {"severity", name_of(f.severity)},
                                         {"title", f.title},
                                         {"cause", f.cause},
                                         {"fix", f.fix},
                                         {"price", f.price},
                                         {"file", f.place.file},
                                         {"line", f.place.line},
                                         {"column", f.place.column}});
  return out;
}

}  // namespace rampart::report
