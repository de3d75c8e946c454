#include "core/watch/extended_statistic.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace rampart::watch {
namespace {

using Kind = ExtendedStatistic::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 5> short_names = {{{"tm", Kind::trimmed_mean},
                                                                           {"wm", Kind::winsorized_mean},
                                                                           {"tc", Kind::trimmed_count},
                                                                           {"ts", Kind::trimmed_sum},
                                                                           {"pr", Kind::percentile_rank}}};

std::optional<double> number(std::string_view text) {
  double out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size() || !std::isfinite(out))
    return std::nullopt;
  return out;
}

/// Per cent as CloudWatch takes it: 0 to 100, at most ten digits after the point.
std::optional<double> percent(std::string_view text) {
  const auto out = number(text);
  const auto dot = text.find('.');
  const bool digits_only = text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!out || !digits_only || *out > 100 || (dot != std::string_view::npos && text.size() - dot > 11))
    return std::nullopt;
  return out;
}

/// "(10%:90%)", "(:300)": at least one bound.
std::optional<ExtendedStatistic> bounds(Kind kind, std::string_view text) {
  if (!text.starts_with('(') || !text.ends_with(')')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.size() == 1) return std::nullopt;
  ExtendedStatistic out{.kind = kind, .by_share = text.find('%') != std::string_view::npos};
  if (out.by_share && kind == Kind::percentile_rank) return std::nullopt;
  for (const auto& [part, bound] : {std::pair(text.substr(0, colon), &out.low), {text.substr(colon + 1), &out.high}}) {
    if (part.empty()) continue;
    if (out.by_share && !part.ends_with('%')) return std::nullopt;
    *bound = out.by_share ? percent(part.substr(0, part.size() - 1)) : number(part);
    if (!*bound) return std::nullopt;
  }
  return out;
}

struct Sample {
  double value;
  double weight;
};

std::vector<Sample> samples_of(const Datapoint& point) {
  std::vector<Sample> out;
  if (point.values.empty()) return {{point.value.minimum, point.value.count}};
  for (const auto& bucket : point.values.buckets())
    out.push_back(
        {std::clamp(Distribution::value_of(bucket.index), point.value.minimum, point.value.maximum), bucket.weight});
  return out;
}

double percentile(const std::vector<Sample>& samples, double total, double share) {
  const double wanted = total * share / 100;
  double seen = 0;
  for (const Sample& sample : samples)
    if ((seen += sample.weight) >= wanted - 1e-9) return sample.value;
  return samples.back().value;
}

/// How much of each sample's weight lies between the bounds; the rest is below or above.
struct Part {
  double weight = 0;
  double sum = 0;
  double below = 0;
  double above = 0;
};

Part part_of(const std::vector<Sample>& samples, double total, const ExtendedStatistic& statistic) {
  Part out;
  double seen = 0;
  for (const Sample& sample : samples) {
    double inside = sample.weight;
    double below = 0;
    if (statistic.by_share) {
      const double from = total * statistic.low.value_or(0) / 100;
      const double to = total * statistic.high.value_or(100) / 100;
      below = std::clamp(from - seen, 0.0, sample.weight);
      inside = std::max(0.0, std::min(seen + sample.weight, to) - std::max(seen, from));
    } else if (statistic.low && sample.value <= *statistic.low) {
      below = sample.weight;
      inside = 0;
    } else if (statistic.high && sample.value > *statistic.high) {
      inside = 0;
    }
    seen += sample.weight;
    out.weight += inside;
    out.sum += inside * sample.value;
    out.below += below;
    out.above += sample.weight - inside - below;
  }
  return out;
}

double winsorized(const std::vector<Sample>& samples, double total, const ExtendedStatistic& statistic,
                  const Part& part) {
  const auto edge = [&](const std::optional<double>& bound, double otherwise) {
    if (!bound) return otherwise;
    return statistic.by_share ? percentile(samples, total, *bound) : *bound;
  };
  return (part.sum + part.below * edge(statistic.low, 0) + part.above * edge(statistic.high, 0)) / total;
}

}  // namespace

std::optional<ExtendedStatistic> extended_statistic_named(std::string_view name) {
  if (name == "IQM") return ExtendedStatistic{.kind = Kind::trimmed_mean, .low = 25, .high = 75};
  std::string lower(name.substr(0, 2));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const auto& [text, kind] : short_names) {
    if (lower != text) continue;
    if (name.substr(2).starts_with('(')) return bounds(kind, name.substr(2));
    const auto share = percent(name.substr(2));
    if (!share || kind == Kind::percentile_rank) return std::nullopt;
    return ExtendedStatistic{.kind = kind, .high = share};
  }
  if (!name.starts_with('p')) return std::nullopt;
  const auto share = percent(name.substr(1));
  return share ? std::optional(ExtendedStatistic{.kind = Kind::percentile, .high = share}) : std::nullopt;
}

std::optional<AnyStatistic> any_statistic_named(std::string_view name) {
  if (const auto simple = statistic_named(name)) return AnyStatistic(*simple);
  if (const auto extended = extended_statistic_named(name)) return AnyStatistic(*extended);
  return std::nullopt;
}

std::optional<double> value_of(const Datapoint& point, const ExtendedStatistic& statistic) {
  if (point.value.empty() || (point.values.empty() && point.value.minimum != point.value.maximum)) return std::nullopt;
  const std::vector<Sample> samples = samples_of(point);
  double total = 0;
  for (const Sample& sample : samples) total += sample.weight;
  if (statistic.kind == Kind::percentile) return percentile(samples, total, *statistic.high);
  const Part part = part_of(samples, total, statistic);
  switch (statistic.kind) {
    case Kind::trimmed_count:
      return part.weight;
    case Kind::trimmed_sum:
      return part.sum;
    case Kind::percentile_rank:
      return 100 * part.weight / total;
    case Kind::winsorized_mean:
      return winsorized(samples, total, statistic, part);
    default:
      return part.weight > 0 ? std::optional(part.sum / part.weight) : std::nullopt;
  }
}

std::optional<double> value_of(const Datapoint& point, const AnyStatistic& statistic) {
  if (const auto* simple = std::get_if<Statistic>(&statistic)) return value_of(point.value, *simple);
  return value_of(point, std::get<ExtendedStatistic>(statistic));
}

double samples_for(const ExtendedStatistic& statistic) {
  if (statistic.kind != Kind::percentile) return 0;
  const double share = *statistic.high / 100;
  return share >= 0.5 ? 10 / std::max(1 - share, 1e-9) : 10 / std::max(share, 1e-9);
}

}  // namespace rampart::watch
