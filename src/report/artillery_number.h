// Numbers as Artillery writes them.
#pragma once

#include <string>

#include "core/stats/histogram.h"

namespace rampart::report {

/// Rounded to one decimal, halves up, as JavaScript's Math.round does.
double round_to_tenth(double value);
/// "2.5", "20", "3075": no decimal when there is none, no thousands separator.
std::string number_text(double value);
/// Microseconds of a histogram as Artillery's milliseconds, rounded to one decimal.
double to_artillery_ms(double microseconds);
/// A quantile in Artillery's milliseconds, rounded to one decimal.
double quantile_ms(const stats::Histogram& histogram, double q);

}  // namespace rampart::report
