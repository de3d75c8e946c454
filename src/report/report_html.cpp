#include "report/report_html.h"

#include <boost/json/value.hpp>

#include "report/json_text.h"
#include "report/report_page.h"

namespace rampart::report {

std::string report_html(const RunView& run, const Verdict& verdict, const Insight& insight) {
  constexpr std::string_view placeholder = "\"@RAMPART_RUN@\"";
  const std::string_view page = report_page();
  const std::size_t at = page.find(placeholder);
  std::string html(page.substr(0, at));
  if (at == std::string_view::npos) return html;  // a test holds that the page has it
  html += script_json(page_data(run, verdict, insight));
  html += page.substr(at + placeholder.size());
  return html;
}

}  // namespace rampart::report
