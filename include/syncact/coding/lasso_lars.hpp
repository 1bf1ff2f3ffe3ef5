#pragma once
/// Lasso codes by following the path of solutions from a large alpha down.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/detail/coordinate_descent.hpp"
#include "syncact/coding/detail/growing_cholesky.hpp"
#include "syncact/coding/detail/plain_lasso.hpp"
#include "syncact/coding/duality_gap.hpp"
#include "syncact/core/nth.hpp"

namespace syncact::inline v0_1::coding {

/// Minimises what LassoCd minimizes, by the homotopy (LARS with drops): from the alpha at which all codes are zero, codes
/// are linear in alpha until an atom enters or a code reaches zero; in double. About as many steps as atoms used, whatever the
/// data, so it is the coder to check others by; LassoCd is faster. It does not use the codes passed in.
///
/// The end of the path is certified, and where that fails, or an entering atom is a combination of those in use, coordinate
/// descent goes on from there. A signal has converged when its duality gap is at most tolerance * ||x||^2 / 2; the residual of
/// the summary is the gap as a share of ||x||^2 / 2. Codes may be restricted to be positive; see LassoCd.
/// Osborne, Presnell & Turlach, IMA J. Numer. Anal. 20 (2000); Efron, Hastie, Johnstone & Tibshirani, Ann. Stat. 32 (2004),
/// section 3.1.
struct LassoLars {
  double alpha = 0.1;             ///< > 0; in units of D'X
  double tolerance = 1e-6;        ///< > 0; relative duality gap
  Index max_iterations = 10000;   ///< >= 1; steps along the path, and again sweeps of coordinate descent
  double ridge = 0.0;             ///< >= 0; > 0 makes it an elastic net, in units of D'D
  bool positive = false;          ///< codes >= 0
  std::vector<double> weights{};  ///< [atom] w_k > 0, price of each atom relative to alpha; empty: all 1

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::visit_lasso_options(self, option);
  }

  [[nodiscard]] LassoPenalty penalty() const { return {alpha, ridge, positive, weights}; }

  /// Throws ValueError for a parameter out of range, ShapeError if the arguments do not fit. See SparseCoder.
  template <class = void>
  CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                       std::span<const double> squared_norms, linalg::Panel<float> codes) const {
    return encode_all<float>(gram, correlation, squared_norms, codes);
  }
  template <class = void>
  CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                       std::span<const double> squared_norms, linalg::Panel<double> codes) const {
    return encode_all<double>(gram, correlation, squared_norms, codes);
  }

 private:
  /// Where the path has come to.
  struct Path {
    std::vector<Index> atoms{};   // S
    std::vector<double> signs{};  // of the codes of S
    VectorX<double> a{};          // codes of S
    VectorX<double> q{};          // p - G a
    double level = 0;             // |q_k| of all atoms of S
    detail::GrowingCholesky<double> factor;

    [[nodiscard]] Index atom(Index s) const { return nth(atoms, s); }
    [[nodiscard]] Index size() const { return static_cast<Index>(atoms.size()); }
    [[nodiscard]] bool has(Index k) const { return std::find(atoms.begin(), atoms.end(), k) != atoms.end(); }
  };

  template <std::floating_point T>
  CodingSummary encode_all(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                           std::span<const double> squared_norms, linalg::Panel<T>& codes) const {
    const LassoPenalty price = penalty();
    price.validate("LassoLars", gram.rows());
    require(tolerance > 0, "LassoLars", "tolerance must be > 0", tolerance);
    require(max_iterations >= 1, "LassoLars", "max_iterations must be >= 1", max_iterations);
    detail::require_coding_shapes<T>("LassoLars", gram, correlation, squared_norms, codes);
    return detail::as_plain_lasso<T>(price, gram, correlation, codes, [&](const auto& g, const auto& p, auto& a) {
      CodingSummary summary;
      Path path{.factor = detail::GrowingCholesky<double>(g.rows())};
      detail::CoordinateDescent<T> descent(g, alpha, positive, tolerance, max_iterations);
      for (Index i = 0; i < p.cols(); ++i) {
        const Index n_steps = follow<T>(g, p.col(i), path);
        a.col(i).setZero();
        for (Index s = 0; s < path.size(); ++s) a(path.atom(s), i) = static_cast<T>(path.a[s]);
        CodingSummary now = descent.encode(p.col(i), nth(squared_norms, i), a.col(i));
        now.iterations += n_steps;
        summary.merge(now);
      }
      return summary;
    });
  }

  /// Walks down to alpha, or to where the path cannot be followed. Returns the number of steps.
  template <std::floating_point T>
  Index follow(const linalg::ConstPanel<T>& gram, const Eigen::Ref<const VectorX<T>>& p, Path& path) const {
    path.atoms.clear();
    path.signs.clear();
    path.factor.clear();
    path.a.resize(0);
    path.q = p.template cast<double>();
    Index first = 0;
    path.level = path.q.size() == 0 ? 0.0 : positive ? path.q.maxCoeff(&first) : path.q.cwiseAbs().maxCoeff(&first);
    if (!(path.level > alpha) || !path.q.allFinite() || !enter<T>(gram, first, path)) return 0;
    for (Index step = 1; step <= max_iterations; ++step) {
      if (!advance<T>(gram, path)) return step;
    }
    return max_iterations;
  }

  /// One linear piece of the path. False if it was the last one.
  template <std::floating_point T>
  bool advance(const linalg::ConstPanel<T>& gram, Path& path) const {
    VectorX<double> u = Eigen::Map<const VectorX<double>>(path.signs.data(), path.size());
    path.factor.solve(u);
    VectorX<double> slope = VectorX<double>::Zero(path.q.size());
    for (Index s = 0; s < path.size(); ++s) slope += u[s] * gram.col(path.atom(s)).template cast<double>();
    double reach = path.level - alpha;
    Index entering = -1, leaving = -1;
    for (Index s = 0; s < path.size(); ++s) {
      const double room = -path.a[s] / u[s];
      if (room > 0 && room < reach) reach = room, leaving = s;
    }
    for (Index k = 0; k < path.q.size(); ++k) {
      const double room = until_equal(path.level, path.q[k], slope[k]);
      if (room < reach && !path.has(k)) reach = room, entering = k, leaving = -1;
    }
    path.a += reach * u;
    path.q -= reach * slope;
    path.level -= reach;
    if (leaving >= 0) return leave(leaving, path), path.size() > 0;
    return entering >= 0 && enter<T>(gram, entering, path);
  }

  /// How far the level can fall before it meets |q - x slope| (q - x slope for positive codes), >= 0.
  [[nodiscard]] double until_equal(double level, double q, double slope) const {
    constexpr double parallel = 1e-12;
    double room = std::numeric_limits<double>::infinity();
    if (1 - slope > parallel) room = std::max(0.0, (level - q) / (1 - slope));
    if (!positive && 1 + slope > parallel) room = std::min(room, std::max(0.0, (level + q) / (1 + slope)));
    return room;
  }

  template <std::floating_point T>
  bool enter(const linalg::ConstPanel<T>& gram, Index k, Path& path) const {
    VectorX<double> column(path.size());
    for (Index s = 0; s < path.size(); ++s) column[s] = static_cast<double>(gram(path.atom(s), k));
    constexpr double smallest = 1e3 * static_cast<double>(std::numeric_limits<T>::epsilon());
    if (!path.factor.append(column, static_cast<double>(gram(k, k)), smallest)) return false;
    path.atoms.push_back(k);
    path.signs.push_back(path.q[k] > 0 ? 1.0 : -1.0);
    path.a.conservativeResize(path.size());
    path.a[path.size() - 1] = 0;
    return true;
  }

  static void leave(Index s, Path& path) {
    path.factor.remove(s);
    path.atoms.erase(path.atoms.begin() + s);
    path.signs.erase(path.signs.begin() + s);
    const Index after = path.a.size() - s - 1;
    path.a.segment(s, after) = path.a.tail(after).eval();
    path.a.conservativeResize(path.a.size() - 1);
  }
};

static_assert(SparseCoder<LassoLars, float> && SparseCoder<LassoLars, double>);

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
