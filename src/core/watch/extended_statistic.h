// CloudWatch's statistics beyond the five: percentiles, and means, sums and counts of a part of the samples.
//
//   p99 p99.9          the value that 99 % of the samples don't exceed
//   tm90 TM(10%:90%)   trimmed mean; wm… winsorized mean, tc… how many, ts… their sum; IQM = TM(25%:75%)
//   TM(150:1000)       the same of the samples above 150 up to 1000
//   PR(:300)           how many per cent of the samples are up to 300
//
// They are answered from a Distribution: values within 0.5 % (distribution.h), exact where all samples are alike.
// Source: reference aws-scaling.md §3.2 and the CloudWatch user guide's "Statistics definitions".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "core/watch/metric.h"

namespace rampart::watch {

struct ExtendedStatistic {
  enum class Kind : std::uint8_t {
    percentile,
    trimmed_mean,
    winsorized_mean,
    trimmed_count,
    trimmed_sum,
    percentile_rank,
  };
  Kind kind = Kind::percentile;
  bool by_share = true;        ///< The bounds are per cent of the samples; false: values.
  std::optional<double> low;   ///< None: from the first.
  std::optional<double> high;  ///< None: to the last. A percentile is its high.
};

std::optional<ExtendedStatistic> extended_statistic_named(std::string_view name);

/// Either kind, as GetMetricData's Stat names it.
using AnyStatistic = std::variant<Statistic, ExtendedStatistic>;
std::optional<AnyStatistic> any_statistic_named(std::string_view name);

/// Nothing where the samples aren't known: they came as statistic sets. Of a datapoint read with its values.
std::optional<double> value_of(const Datapoint& point, const ExtendedStatistic& statistic);
std::optional<double> value_of(const Datapoint& point, const AnyStatistic& statistic);

/// With fewer samples than this a percentile says little: EvaluateLowSampleCountPercentile "ignore" passes it over.
/// 10/(1-p) samples at the upper half, 10/p at the lower, as CloudWatch counts.
double samples_for(const ExtendedStatistic& statistic);

}  // namespace rampart::watch
