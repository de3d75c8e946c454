// What trials say about a limit: a posterior over the rate at which the worst of a service's targets is just met.
//
// A trial at rate r answers with its badness: bad requests (too slow, or failed) over the number that the target
// allows, 1 at the limit. Around the limit L the expected badness is taken to be
//
//   g(r) = exp(b·(r/L − 1))
//
// which is exact for p99 in an M/M/1 queue (there P(T > x) = exp(−(μ − λ)x), b = x·L) and asymptotically right for
// every queue whose waiting time has an exponential tail. Bad requests come in clumps, one for each time the queue was
// long: the number of clumps is Poisson, their size is c times what a full trial allows. That is why ten thousand
// requests can say little. b and c aren't known: they are integrated out over a grid. A trial may also lie (a pause of
// the machine, a neighbour): with probability `lie` its badness says nothing about the rate. Badness above 10 counts
// as "beyond" and below 0.1 as "clean": how far off a far trial was is no help.
//
// Source: own, after adaptive estimation of a psychometric function with a lapse rate (Kontsevich and Tyler, Vision
// Research 39, 1999).
#pragma once

#include <vector>

namespace rampart::stats {

/// One trial, as the posterior sees it.
struct Evidence {
  double rate = 0;      ///< > 0
  double badness = 0;   ///< Bad requests / allowed bad requests of the worst target, ≥ 0; may be infinite.
  double fullness = 1;  ///< Its length / the length of a full trial, > 0.
};

/// A value type. Not thread-safe.
class LimitPosterior {
 public:
  /// Limits between `low` and `high` are equally likely on a logarithmic scale; `lie` in [0, 0.5].
  LimitPosterior(double low, double high, double lie);

  void add(const Evidence& evidence);

  /// The rate below which the limit lies with probability `q` in (0, 1).
  [[nodiscard]] double quantile(double q) const;
  /// Probability that the limit lies within a twentieth of the range from its lower or its upper end: the range was
  /// wrong when this is large.
  [[nodiscard]] double at_low_end() const;
  [[nodiscard]] double at_high_end() const;
  [[nodiscard]] double low() const;
  [[nodiscard]] double high() const;

 private:
  void normalise();

  double lie_;
  double log_low_, log_high_;
  std::vector<double> weights_;   // limit × slope × clump, sums to 1
  std::vector<double> marginal_;  // of the limit alone
};

}  // namespace rampart::stats
