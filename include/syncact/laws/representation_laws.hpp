#pragma once
/// The axioms of similarity::representation::RepresentationMeasure, as checks for your own: what info() states is tried on
/// random tables.
#include "syncact/core/macros_off.hpp"

#include <Eigen/QR>
#include <functional>
#include <vector>

#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/similarity/representation/grid.hpp"

namespace syncact::inline v0_1::laws {

/// How a measure is tried.
struct RepresentationTrial {
  Index n_samples = 24;
  Index n_x = 6;
  Index n_y = 5;            ///< give n_x for a measure of tables with the same units
  double tolerance = 1e-8;  ///< relative, for what must not change, also at scales 1e-13 .. 1e13 and offsets to 1e8
  bool complete = true;     ///< an invariance or a symmetry that info() does not claim must be missing, too
  std::uint64_t seed = 1;
};

namespace detail {

/// Numbers from a seed. Entries are multiples of 2^-20, so that adding whole numbers up to 2^30 to them is exact.
[[nodiscard]] inline MatrixX<double> rounded_noise(Index rows, Index columns, std::uint64_t seed) {
  const Random random(seed);
  MatrixX<double> m(rows, columns);
  for (Index k = 0; k < m.size(); ++k)
    m.data()[k] = std::nearbyint(random.normal(static_cast<std::uint64_t>(k)) * 0x1p20) * 0x1p-20;
  return m;
}

/// A change of one table.
struct Change {
  std::string name;
  MatrixX<double> table;
};

[[nodiscard]] inline std::vector<Change> changes(similarity::Invariance kind, const MatrixX<double>& x, std::uint64_t seed) {
  using similarity::Invariance;
  const Index p = x.cols();
  const Random random(seed, 1);
  const auto uniform = [&](Index j) { return random.uniform(static_cast<std::uint64_t>(j)); };
  std::vector<Change> list;
  if (kind == Invariance::translation) {
    for (const double size : {3.0, 1e8}) {
      MatrixX<double> y = x;
      for (Index j = 0; j < p; ++j) y.col(j).array() += std::nearbyint(size * (2 * uniform(j) - 0.9));
      list.push_back({message("offsets to ", size), y});
    }
  } else if (kind == Invariance::scale) {
    for (const double c : {3.7, 1e-13, 1e13}) list.push_back({message("scale ", c), x * c});
  } else if (kind == Invariance::unit_scale) {
    MatrixX<double> y = x;
    for (Index j = 0; j < p; ++j) y.col(j) *= std::exp(3 * uniform(j));
    list.push_back({"a scale for each unit", y});
  } else if (kind == Invariance::permutation) {
    list.push_back({"units reversed", x.rowwise().reverse()});
  } else {
    const MatrixX<double> square = rounded_noise(p, p, seed + 7);
    const MatrixX<double> q = square.householderQr().householderQ();
    if (kind == Invariance::orthogonal) list.push_back({"a rotation", x * q});
    if (kind == Invariance::linear)
      list.push_back({"an invertible matrix", x * (square + 4 * MatrixX<double>::Identity(p, p))});
  }
  return list;
}

/// One number or many, and how that went.
struct Numbers {
  VectorX<double> values;
  similarity::MeasureStatus status;
};
template <class M>
[[nodiscard]] Numbers numbers(const M& m) {
  return {similarity::values_of(m), m.status};
}

/// The largest change, relative to the largest number; infinite if either is not finite.
[[nodiscard]] inline double relative_change(const VectorX<double>& a, const VectorX<double>& b) {
  if (a.size() != b.size() || !a.allFinite() || !b.allFinite()) return std::numeric_limits<double>::infinity();
  const double size = std::max(a.cwiseAbs().maxCoeff(), b.cwiseAbs().maxCoeff());
  return size == 0 ? 0.0 : (a - b).cwiseAbs().maxCoeff() / size;
}

/// Knows the measure as functions only, so that it is compiled once for all measures.
class RepresentationCheck {
 public:
  using P = similarity::representation::PreparedTable<>;
  using Compare = std::function<Numbers(const P&, const P&)>;
  using MakeGrid = std::function<similarity::representation::SimilarityGrid(const std::vector<P>&, const std::vector<P>&)>;

  RepresentationCheck(similarity::Info info, Compare compare, MakeGrid grid, const RepresentationTrial& trial)
      : info_(std::move(info)),
        compare_(std::move(compare)),
        grid_(std::move(grid)),
        trial_(trial),
        x_(rounded_noise(trial.n_samples, trial.n_x, trial.seed)) {
    const MatrixX<double> mix = rounded_noise(trial.n_x, trial.n_y, trial.seed + 1);
    y_ = rounded_noise(trial.n_samples, trial.n_y, trial.seed + 2) + 0.5 * x_ * mix;
    y_ = (y_ * 0x1p20).array().round() * 0x1p-20;
  }

  [[nodiscard]] Report run() {
    const VectorX<double> value = compare(x_, y_);
    report_.expect(value.size() > 0 && value.allFinite(), "random tables have a value", listed(value));
    if (!report_.ok()) return report_;
    report_.expect(compare(x_, y_) == value, "the same arguments give the same bits");
    invariances(
        "x", info_.x, [&](const MatrixX<double>& t) { return compare(t, y_); }, x_, value);
    invariances(
        "y", info_.y, [&](const MatrixX<double>& t) { return compare(x_, t); }, y_, value);
    range_and_direction(value);
    symmetry(value);
    metric();
    const MatrixX<double> late_x = x_.colwise().reverse(), late_y = y_.colwise().reverse();
    const double reordered = relative_change(compare(late_x, late_y), value);
    report_.expect(reordered <= trial_.tolerance, "samples reordered in both tables", "changes it by ", reordered);
    degenerate();
    grids();
    return report_;
  }

 private:
  [[nodiscard]] VectorX<double> compare(const MatrixX<double>& x, const MatrixX<double>& y) const {
    return compare_(P(x), P(y)).values;
  }

  void invariances(const std::string& side, similarity::Invariance claimed,
                   const std::function<VectorX<double>(const MatrixX<double>&)>& with, const MatrixX<double>& table,
                   const VectorX<double>& value) {
    using similarity::Invariance;
    for (const auto& [kind, name] :
         {std::pair{Invariance::translation, "translation"}, std::pair{Invariance::scale, "scale"},
          std::pair{Invariance::unit_scale, "unit_scale"}, std::pair{Invariance::permutation, "permutation"},
          std::pair{Invariance::orthogonal, "orthogonal"}, std::pair{Invariance::linear, "linear"}}) {
      double most = 0;
      for (const Change& change : changes(kind, table, trial_.seed)) {
        const double by = relative_change(with(change.table), value);
        most = std::max(most, by);
        if (has(claimed, kind)) {
          report_.expect(by <= trial_.tolerance, "invariant in " + side + " to " + name, change.name, " changes it by ", by);
        }
      }
      if (trial_.complete && !has(claimed, kind)) {
        report_.expect(most > 10 * trial_.tolerance, "not invariant in " + side + " to " + name, "but changed by ", most,
                       " only");
      }
    }
  }

  void range_and_direction(const VectorX<double>& value) {
    const VectorX<double> self = compare(x_, x_);
    for (const VectorX<double>& v : {value, self}) {
      report_.expect(v.minCoeff() >= info_.lowest && v.maxCoeff() <= info_.highest, "in the stated range", listed(v));
    }
    if (info_.direction == similarity::Direction::description) return;
    if (info_.direction != similarity::Direction::similarity) {
      report_.expect(self.cwiseAbs().maxCoeff() <= 1e-6 * value.maxCoeff(), "no distance to itself", listed(self));
    } else if (std::isfinite(info_.highest)) {
      report_.expect(self.minCoeff() >= info_.highest - 1e-8, "none is more similar than itself", listed(self));
    }
  }

  void symmetry(const VectorX<double>& value) {
    const double by = relative_change(compare(y_, x_), value);
    if (info_.symmetric) {
      report_.expect(by <= trial_.tolerance, "symmetric", "exchange changes it by ", by);
    } else if (trial_.complete) {
      report_.expect(by > 10 * trial_.tolerance, "not symmetric", "but exchange changes it by ", by, " only");
    }
  }

  void metric() {
    if (!info_.is_metric) return;
    for (std::uint64_t s = 0; s < 8; ++s) {
      const MatrixX<double> z =
          rounded_noise(trial_.n_samples, trial_.n_x, trial_.seed + 20 + s) + (s % 3 == 0 ? 1.0 : 0.0) * x_;
      const double xy = compare(x_, y_)[0], xz = compare(x_, z)[0], zy = compare(z, y_)[0];
      report_.expect(xy <= xz + zy + 1e-9 && xz <= xy + zy + 1e-9 && zy <= xy + xz + 1e-9, "the triangle inequality", xy, ", ",
                     xz, ", ", zy);
    }
  }

  /// Whatever the tables, a value is there exactly if the status says so.
  void degenerate() {
    const auto check = [&](const std::string& name, const MatrixX<double>& x, const MatrixX<double>& y) {
      const auto [v, status] = compare_(P(x), P(y));
      report_.expect(has_value(status) ? v.allFinite() : v.array().isNaN().all(), "a value exactly if the status says so", name,
                     ": ", listed(v), " with status ", similarity::name(status));
    };
    const auto both = [&](const std::string& name, auto&& change) {
      check(name + " x", change(x_), y_);
      check(name + " y", x_, change(y_));
      check(name + " x and y", change(x_), change(y_));
    };
    both("constant",
         [](const MatrixX<double>& t) { return MatrixX<double>(MatrixX<double>::Constant(t.rows(), t.cols(), 1.1)); });
    both("zero", [](const MatrixX<double>& t) { return MatrixX<double>(MatrixX<double>::Zero(t.rows(), t.cols())); });
    both("a constant unit in", [](MatrixX<double> t) { return t.col(1).setConstant(0.1), t; });
    both("a repeated unit in", [](MatrixX<double> t) { return t.col(1) = t.col(0), t; });
    both("one sample apart in", [](MatrixX<double> t) { return t.bottomRows(t.rows() - 1).setZero(), t; });
    both("repeated samples in", [](MatrixX<double> t) { return t.bottomRows(20) = t.row(0).replicate(20, 1).eval(), t; });
    for (const Index n : {1, 2, 3, 4, 5}) check(message(n, " samples"), x_.topRows(n), y_.topRows(n));
    check("one unit", x_.leftCols(1), y_.leftCols(1));
  }

  void grids() {
    if (!grid_) return;
    const std::vector<P> xs{P(x_), P(MatrixX<double>(x_ + x_.cwiseAbs2())), P(MatrixX<double>(2 * x_))};
    const std::vector<P> ys{P(y_), P(MatrixX<double>(y_.cwiseAbs2()))};
    const similarity::representation::SimilarityGrid grid = grid_(xs, ys);
    for (std::size_t a = 0; a < xs.size(); ++a) {
      for (std::size_t b = 0; b < ys.size(); ++b) {
        const Numbers pair = compare_(xs[a], ys[b]);
        const double cell = grid.values(static_cast<Index>(a), static_cast<Index>(b));
        report_.expect(relative_change(VectorX<double>::Constant(1, cell), pair.values) == 0 || !has_value(pair.status),
                       "a grid is its pairs", cell, " and ", listed(pair.values));
        report_.expect(grid.status(static_cast<Index>(a), static_cast<Index>(b)) == pair.status, "with their statuses");
      }
    }
  }

  similarity::Info info_;
  Compare compare_;
  MakeGrid grid_;
  RepresentationTrial trial_;
  MatrixX<double> x_, y_;
  Report report_;
};

}  // namespace detail

/// Tries what measure.info() states: each invariance of each table, by random changes of size 1e-13 to 1e13; range, direction,
/// symmetry and triangle inequality; also that samples may be reordered, that degenerate tables have a value exactly if the
/// status says so, and that a grid is its pairs.
template <similarity::representation::RepresentationMeasure M>
[[nodiscard]] Report check_representation_measure(const M& measure, const RepresentationTrial& trial = {}) {
  using P = detail::RepresentationCheck::P;
  detail::RepresentationCheck::MakeGrid grid;
  if constexpr (similarity::representation::ScalarMeasure<M>) {
    grid = [&](const std::vector<P>& xs, const std::vector<P>& ys) {
      return similarity::representation::grid(measure, xs, ys);
    };
  }
  const auto compare = [&](const P& x, const P& y) { return detail::numbers(measure.compare(x, y)); };
  return detail::RepresentationCheck(measure.info(), compare, grid, trial).run();
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
