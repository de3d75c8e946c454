// When load comes: the phases of a script, a closed-form shape, or a trace. Times are real seconds from the start.
//
// A rate is requests (or users of one request) a second. The same seed gives the same arrivals, whatever else is drawn.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "core/load/arrivals.h"
#include "core/script/script.h"

namespace rampart::sim {

/// A rate over time, in steps of equal length: what a trace and a closed-form shape come to.
struct RateCurve {
  double step_s = 60;
  std::vector<double> rates;      ///< Requests a second in each step.
  std::optional<Instant> starts;  ///< When the first step was, where a trace says so.
  bool counted = false;           ///< From a trace of one request a line.

  [[nodiscard]] double length_s() const { return step_s * static_cast<double>(rates.size()); }
  /// 0 before and after.
  [[nodiscard]] double at(double t) const;
  [[nodiscard]] double peak() const;
  [[nodiscard]] double total() const;  ///< Requests.
  /// Every rate times `factor`.
  void scale(double factor);
  /// The means of steps of `longer_s`, a multiple of this one's; unchanged where its own are as long or longer.
  [[nodiscard]] RateCurve in_steps_of(double longer_s) const;
  /// Steps from `first` to before `last`.
  [[nodiscard]] RateCurve part(std::size_t first, std::size_t last) const;
};

/// A trace: CSV with a heading. The first column is time (an ISO date and time, or seconds). Evenly spaced, the second
/// is a count in each step ("requests", "count", "value") or a rate ("rate", "rps"), and missing steps count as 0. A
/// line is one request, and they are counted into minutes, where there is no second column, or where it is named
/// otherwise and more than one gap in ten is no multiple of the commonest. `file` is for messages. Errors: invalid,
/// with the line.
Result<RateCurve> read_trace(const std::string& text, const std::string& file);

/// "diurnal base=50 peak=400 period=24h days=2", "step from=10 to=100 at=10m for=2h",
/// "ramp from=10 to=100 over=30m for=2h", "spike base=50 peak=500 at=30m rise=2m hold=10m fall=20m for=2h",
/// "slashdot base=20 peak=800 at=30m rise=2m for=4h" (exponential rise, decay as 1/t),
/// "flat rate=100 for=1h". Steps of `step_s`. Errors: invalid, with what is known.
Result<RateCurve> shape_named(const std::string& text, double step_s);

/// The users a second that a script's phases ask for, times the requests of a user (1 where it can't be told).
RateCurve curve_of(const std::vector<script::Phase>& phases, double requests_per_user, double step_s);

/// Arrivals one by one.
class Demand {
 public:
  virtual ~Demand() = default;
  /// When the next one is due; nothing: no more.
  virtual std::optional<double> next() = 0;
};

/// Of a script's phases, as the live engine makes them.
std::unique_ptr<Demand> demand_of(const std::vector<script::Phase>& phases, std::uint64_t seed);
/// A Poisson process whose rate follows the curve, which must outlive it.
std::unique_ptr<Demand> demand_of(const RateCurve& curve, std::uint64_t seed);

}  // namespace rampart::sim
