#pragma once
/// The rotation that makes one operator most like another.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// How the search for a rotation is done.
struct ConjugationSearch {
  Index n_starts = 10;      ///< rotations to begin with, each also with a reflection
  Index max_sweeps = 2000;  ///< of each start
  std::uint64_t seed = 0;   ///< of the starts but the first, which is the identity

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_starts", self.n_starts, "rotations to begin with, each also with a reflection");
    option("max_sweeps", self.max_sweeps, "of each start");
    option("seed", self.seed, "of the starts but the first, which is the identity");
  }
};

/// The smallest angle found, and what the starts reached.
struct Conjugation {
  double angle = 0;          ///< arccos <A, C B C'> / (|A| |B|)
  MatrixX<double> rotation;  ///< C, orthogonal, determinant 1 or -1
  VectorX<double> angles;    ///< [start] rotations, then the same with a reflection
  Convergence convergence;   ///< of the best start; residual: what its last sweep gained in cosine
};

namespace detail {

/// argmax over t of a cos t + b sin t + c cos 2t + d sin 2t: Newton's method from the best of 16 angles. 0 if none is better.
[[nodiscard]] inline double best_angle(double a, double b, double c, double d) {
  constexpr int n_grid = 16;
  static constexpr double cos_eighth = 0.92387953251128675613, sin_eighth = 0.38268343236508977173;
  const auto value = [&](double x, double y) { return a * x + b * y + c * (x * x - y * y) + d * 2 * x * y; };
  double best = value(1, 0), x = 1, y = 0, angle = 0;
  for (int k = 1; k < n_grid; ++k) {
    const double turned = x * cos_eighth - y * sin_eighth;
    y = x * sin_eighth + y * cos_eighth;
    x = turned;
    const double v = value(x, y);
    if (v > best) best = v, angle = k * std::numbers::pi / 8;
  }
  for (int k = 0; k < 4; ++k) {
    const double c1 = std::cos(angle), s1 = std::sin(angle), c2 = c1 * c1 - s1 * s1, s2 = 2 * s1 * c1;
    const double slope = -a * s1 + b * c1 + 2 * (d * c2 - c * s2), bend = -a * c1 - b * s1 - 4 * (c * c2 + d * s2);
    if (!(bend < 0)) break;
    angle -= slope / bend;
  }
  return value(std::cos(angle), std::sin(angle)) > value(1, 0) ? angle : 0.0;
}

/// Turns two rows or two columns into each other.
template <class Line>
void turn(Line u, Line v, double angle) {
  const double cos = std::cos(angle), sin = std::sin(angle);
  for (Index k = 0; k < u.size(); ++k) {
    const double before = u[k];
    u[k] = cos * before - sin * v[k];
    v[k] = sin * before + cos * v[k];
  }
}

/// Turns the plane (i, j) of r so that <a, r> is largest; c collects the rotations. In a plane the inner product is a
/// trigonometric polynomial of degree 2: rows and columns i, j give the first harmonic, their 2 x 2 block the second.
inline void turn_plane(const MatrixX<double>& a, MatrixX<double>& r, MatrixX<double>& c, Index i, Index j) {
  double first_cos = 0, first_sin = 0;
  for (Index k = 0; k < a.rows(); ++k) {
    if (k == i || k == j) continue;
    first_cos += a(k, i) * r(k, i) + a(k, j) * r(k, j) + a(i, k) * r(i, k) + a(j, k) * r(j, k);
    first_sin += a(k, j) * r(k, i) - a(k, i) * r(k, j) + a(j, k) * r(i, k) - a(i, k) * r(j, k);
  }
  const double ax = (a(i, i) - a(j, j)) / 2, ay = (a(i, j) + a(j, i)) / 2;
  const double rx = (r(i, i) - r(j, j)) / 2, ry = (r(i, j) + r(j, i)) / 2;
  const double angle = best_angle(first_cos, first_sin, 2 * (ax * rx + ay * ry), 2 * (ay * rx - ax * ry));
  if (angle == 0) return;
  turn(r.row(i), r.row(j), angle);
  turn(r.col(i), r.col(j), angle);
  turn(c.row(i), c.row(j), angle);
}

/// From C = c, turns one plane after another until a sweep over all planes gains no more than rounding.
template <std::floating_point T>
[[nodiscard]] Conjugation climb(const MatrixX<T>& a, const MatrixX<T>& b, MatrixX<T> c, Index max_sweeps) {
  Conjugation result;
  using linalg::Op;
  MatrixX<T> r = linalg::product<T>(linalg::product<T>(c, Op::none, b, Op::none), Op::none, c, Op::transpose);
  double cosine = a.cwiseProduct(r).sum();
  while (!result.convergence.converged && result.convergence.iterations < max_sweeps) {
    for (Index j = 1; j < a.rows(); ++j) {
      for (Index i = 0; i < j; ++i) turn_plane(a, r, c, i, j);
    }
    const double before = std::exchange(cosine, a.cwiseProduct(r).sum());
    result.convergence.residual = cosine - before;
    result.convergence.converged = cosine - before <= 1e-14;
    ++result.convergence.iterations;
  }
  r.normalize();  // of the drift of many rotations; differences are accurate where arccos is not
  result.angle = 2 * std::atan2((a - r).norm(), (a + r).norm());
  result.rotation = std::move(c);
  return result;
}

/// [n x n] Every plane turned by an angle drawn from (seed, stream); identity for stream 0. With `reflect`, the first row
/// changes sign.
[[nodiscard]] inline MatrixX<double> random_rotation(Index n, std::uint64_t seed, std::uint64_t stream, bool reflect) {
  MatrixX<double> q = MatrixX<double>::Identity(n, n);
  const Random random(seed, stream);
  std::uint64_t drawn = 0;
  for (Index j = 1; stream > 0 && j < n; ++j) {
    for (Index i = 0; i < j; ++i) turn(q.row(i), q.row(j), 2 * std::numbers::pi * random.uniform(drawn++));
  }
  if (reflect) q.row(0) = -q.row(0);
  return q;
}

}  // namespace detail

/// min over orthogonal C of arccos <A, C B C'> / (|A| |B|), for square a and b of one size that are not zero: the best of the
/// local minima that sweeps of plane rotations reach from each start. Both components of O(n) are searched. The problem is not
/// convex: the true minimum can be smaller; `angles` shows how far the starts agree. Results depend on the seed alone.
/// Throws ShapeError unless a and b are square and of one size, ValueError unless n_starts and max_sweeps are >= 1.
template <CallContext C = Context<>>
[[nodiscard]] Conjugation best_conjugation(const MatrixX<double>& a, const MatrixX<double>& b,
                                           const ConjugationSearch& search = {}, const C& context = {}) {
  const Index n = a.rows();
  for (const Index extent : {a.cols(), b.rows(), b.cols()}) require_extent("best_conjugation", "extent", n, extent);
  require(search.n_starts >= 1, "best_conjugation", "n_starts must be >= 1", search.n_starts);
  require(search.max_sweeps >= 1, "best_conjugation", "max_sweeps must be >= 1", search.max_sweeps);
  const MatrixX<double> unit_a = a.normalized(), unit_b = b.normalized();
  std::vector<Conjugation> reached(as_size(2 * search.n_starts));
  context.executor.bulk(2 * search.n_starts, [&](Index s) {
    const auto stream = static_cast<std::uint64_t>(s % search.n_starts);
    const MatrixX<double> start = detail::random_rotation(n, search.seed, stream, s >= search.n_starts);
    nth(reached, s) = detail::climb(unit_a, unit_b, start, search.max_sweeps);
  });
  VectorX<double> angles(2 * search.n_starts);
  for (Index s = 0; s < angles.size(); ++s) angles[s] = nth(reached, s).angle;
  Index best = 0;
  angles.minCoeff(&best);
  Conjugation result = std::move(nth(reached, best));
  result.angles = std::move(angles);
  return result;
}

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
