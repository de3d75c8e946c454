#include "core/stats/usl.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace rampart::stats {
namespace {

constexpr std::size_t points_wanted = 6;
constexpr double furthest = 2;  // × the highest load

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

/// Gauss with pivoting over the first `n` unknowns; false when they aren't determined.
bool solve(Matrix m, Vector right, std::size_t n, Vector& out) {
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < n; ++row)
      if (std::abs(m[row][column]) > std::abs(m[pivot][column])) pivot = row;
    if (std::abs(m[pivot][column]) < 1e-300) return false;
    std::swap(m[pivot], m[column]);
    std::swap(right[pivot], right[column]);
    for (std::size_t row = column + 1; row < n; ++row) {
      const double factor = m[row][column] / m[column][column];
      for (std::size_t k = column; k < n; ++k) m[row][k] -= factor * m[column][k];
      right[row] -= factor * right[column];
    }
  }
  out = {};
  for (std::size_t row = n; row-- > 0;) {
    double sum = right[row];
    for (std::size_t k = row + 1; k < n; ++k) sum -= m[row][k] * out[k];
    out[row] = sum / m[row][row];
  }
  return true;
}

double squares(const Usl& fit, const std::vector<LoadPoint>& points) {
  double sum = 0;
  for (const LoadPoint& p : points) sum += std::pow(p.throughput - fit.throughput(p.load), 2);
  return sum;
}

/// N/X is linear in 1/g, a/g and b/g.
Usl linearised(const std::vector<LoadPoint>& points) {
  Matrix m = {};
  Vector right = {};
  for (const LoadPoint& p : points) {
    if (p.throughput <= 0) continue;
    const Vector row = {1, p.load - 1, p.load * (p.load - 1)};
    const double weight = std::pow(p.throughput * p.throughput / p.load, 2);  // residuals in X, to first order
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) m[i][j] += weight * row[i] * row[j];
      right[i] += weight * row[i] * p.load / p.throughput;
    }
  }
  Vector x = {};
  if (solve(m, right, 3, x) && x[0] > 0) return {1 / x[0], std::max(0.0, x[1] / x[0]), std::max(0.0, x[2] / x[0])};
  double steepest = 0;
  for (const LoadPoint& p : points) steepest = std::max(steepest, p.throughput / p.load);
  return {steepest, 0.01, 0};
}

/// One step of Levenberg and Marquardt with this damping; parameters below 0 are set to 0.
Usl step(const Usl& fit, const std::vector<LoadPoint>& points, double damping) {
  Matrix m = {};
  Vector right = {};
  for (const LoadPoint& p : points) {
    const double below = 1 + fit.alpha * (p.load - 1) + fit.beta * p.load * (p.load - 1);
    const double x = fit.gamma * p.load / below;
    const Vector slope = {p.load / below, -x * (p.load - 1) / below, -x * p.load * (p.load - 1) / below};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) m[i][j] += slope[i] * slope[j];
      right[i] += slope[i] * (p.throughput - x);
    }
  }
  for (std::size_t i = 0; i < 3; ++i) m[i][i] *= 1 + damping;
  Vector move = {};
  // What lies at its bound and would go through it is held there.
  if (!solve(m, right, 3, move)) return fit;
  if (fit.beta <= 0 && move[2] < 0 && !solve(m, right, 2, move)) return fit;
  if (fit.beta <= 0 && move[2] < 0) move[2] = 0;
  return {fit.gamma + move[0], std::max(0.0, fit.alpha + move[1]), std::max(0.0, fit.beta + move[2])};
}

}  // namespace

double Usl::throughput(double load) const { return gamma * load / (1 + alpha * (load - 1) + beta * load * (load - 1)); }

std::optional<double> Usl::peak_load() const {
  if (beta <= 0 || alpha >= 1) return std::nullopt;
  return std::sqrt((1 - alpha) / beta);
}

Result<Usl> fit_usl(const std::vector<LoadPoint>& points) {
  std::set<double> loads;
  for (const LoadPoint& p : points)
    if (p.load > 0 && p.throughput > 0) loads.insert(p.load);
  if (loads.size() < 3) return invalid("the Universal Scalability Law needs three different loads with throughput");
  Usl fit = linearised(points);
  double error = squares(fit, points);
  double damping = 1e-3;
  for (int i = 0; i < 200 && damping < 1e12; ++i) {
    const Usl tried = step(fit, points, damping);
    const double tried_error = tried.gamma > 0 ? squares(tried, points) : error;
    if (tried_error < error) {
      const bool still = error - tried_error < 1e-14 * error;
      fit = tried;
      error = tried_error;
      damping /= 10;
      if (still) break;
    } else {
      damping *= 10;
    }
  }
  return fit;
}

UslPeak stated_peak(const Usl& fit, const std::vector<LoadPoint>& points) {
  double most = 0;
  double furthest_load = 0;
  for (const LoadPoint& p : points) {
    most = std::max(most, p.throughput);
    furthest_load = std::max(furthest_load, p.load);
  }
  const auto high =
      std::count_if(points.begin(), points.end(), [&](const LoadPoint& p) { return p.throughput >= most / 2; });
  UslPeak out;
  if (high < static_cast<std::ptrdiff_t>(points_wanted)) {
    out.why_not = "Fewer than six points lie above half of the highest throughput: too few for a peak.";
    return out;
  }
  const auto peak = fit.peak_load();
  if (!peak) {
    out.why_not = "The fit has no peak: its coherency term is zero.";
    return out;
  }
  if (*peak > furthest * furthest_load) {
    out.why_not = "The fit's peak lies beyond twice the highest load measured: that would be a guess.";
    return out;
  }
  out.load = peak;
  out.throughput = fit.throughput(*peak);
  return out;
}

}  // namespace rampart::stats
