// report.html: the run for people, in one file that needs nothing else. The page is web/; the data goes into it.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "report/report_json.h"
#include "report/run_view.h"
#include "report/verdict.h"

namespace rampart::report {

/// What the page reads: report.json under "report", series for the charts, marks and tables. web/src/data.ts
/// describes the same shape.
boost::json::object page_data(const RunView& run, const Verdict& verdict, const Insight& insight = {});

std::string report_html(const RunView& run, const Verdict& verdict, const Insight& insight = {});

}  // namespace rampart::report
