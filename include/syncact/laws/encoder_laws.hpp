#pragma once
/// Laws of similarity::encoding::Encoder and of folds, for any policy.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/similarity/encoding/cross_validate.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

[[nodiscard]] inline MatrixX<double> normal_numbers(Index rows, Index columns, std::uint64_t seed) {
  const Random random(seed, 77);
  MatrixX<double> m(rows, columns);
  for (Index k = 0; k < m.size(); ++k) m.data()[k] = random.normal(static_cast<std::uint64_t>(k));
  return m;
}

/// A reflection I - 2 v v' / v'v: orthogonal, and mixes all columns.
[[nodiscard]] inline MatrixX<double> reflection(Index n, std::uint64_t seed) {
  const VectorX<double> v = normal_numbers(n, 1, seed).col(0).normalized();
  return MatrixX<double>::Identity(n, n) - 2 * v * v.transpose();
}

/// The columns turned around: a permutation.
[[nodiscard]] inline MatrixX<double> turned_around(Index n) { return MatrixX<double>::Identity(n, n).rowwise().reverse(); }

/// Different gains for each column.
[[nodiscard]] inline MatrixX<double> gains(Index n) {
  return VectorX<double>(VectorX<double>::LinSpaced(n, -4, 4).array().exp()).asDiagonal();
}

/// Training and new samples with a planted linear relation and noise.
struct Regression {
  MatrixX<double> x, y, x_new;
};

[[nodiscard]] inline Regression planted_regression(Index n, Index p, Index q, std::uint64_t seed) {
  const MatrixX<double> x = normal_numbers(n + 7, p, seed);
  const MatrixX<double> w = normal_numbers(p, q, seed + 1);
  const MatrixX<double> y = x.lazyProduct(w) + 0.7 * normal_numbers(n + 7, q, seed + 2);
  return {x.topRows(n), y.topRows(n), x.bottomRows(7)};
}

[[nodiscard]] inline double table_difference(const MatrixX<double>& a, const MatrixX<double>& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return std::numeric_limits<double>::infinity();
  return (a - b).cwiseAbs().maxCoeff() / std::max(1.0, b.cwiseAbs().maxCoeff());
}

}  // namespace detail

/// Checks the axioms of an encoder and the invariances of its info() on n samples of p features and q targets.
template <similarity::encoding::Encoder R>
[[nodiscard]] Report check_encoder(const R& encoder, Index n = 40, Index p = 6, Index q = 3, double tolerance = 1e-8) {
  using similarity::Invariance;
  Report report;
  const auto [x, y, x_new] = detail::planted_regression(n, p, q, 5);
  const similarity::encoding::EncoderInfo info = encoder.info();
  const auto predicted = [&](const MatrixX<double>& from, const MatrixX<double>& to, const MatrixX<double>& at) {
    return encoder.fit(from, to).predict(at);
  };
  const MatrixX<double> before = predicted(x, y, x_new);
  report.expect(before.rows() == x_new.rows() && before.cols() == q, "predictions are [sample x target]", before.rows(), " x ",
                before.cols());
  if (!report.ok()) return report;
  const auto same = [&](const MatrixX<double>& after, const MatrixX<double>& expected, const std::string& law) {
    report.expect_near(detail::table_difference(after, expected), 0, tolerance, law);
  };
  report.expect(predicted(x, y, x_new) == before, "the same arguments give the same bits", "they differ");

  MatrixX<double> lent_x = x, lent_y = y;
  const auto model = encoder.fit(lent_x, lent_y);
  lent_x.setZero();
  lent_y.setZero();
  same(model.predict(x_new), before, "a model keeps nothing of the caller's memory");
  same(model.predict(x_new.topRows(1)), before.topRows(1), "a prediction depends on no other new sample");

  const MatrixX<double> shifted = y.array() + 100;
  same(predicted(x, shifted, x_new), before.array() + 100, "a constant added to the targets is added to the predictions");
  for (const double gain : {1e-13, 1e13}) {
    same(predicted(x, gain * y, x_new) / gain, before, "scaling the targets scales the predictions");
  }
  MatrixX<double> with_constant = y;
  with_constant.col(0).setConstant(3.25);
  same(predicted(x, with_constant, x_new).col(0), MatrixX<double>::Constant(x_new.rows(), 1, 3.25),
       "a constant target is predicted to be constant");

  struct Change {
    Invariance flag;
    std::string name;
    MatrixX<double> x, y;
  };
  for (const Change& c :
       {Change{Invariance::scale, "gain", 1e-3 * MatrixX<double>::Identity(p, p), 1e-3 * MatrixX<double>::Identity(q, q)},
        Change{Invariance::unit_scale, "gain of each unit", detail::gains(p), detail::gains(q)},
        Change{Invariance::permutation, "reordering", detail::turned_around(p), detail::turned_around(q)},
        Change{Invariance::orthogonal, "rotation", detail::reflection(p, 8), detail::reflection(q, 9)},
        Change{Invariance::linear, "invertible map", detail::gains(p).lazyProduct(detail::reflection(p, 8)),
               detail::gains(q).lazyProduct(detail::reflection(q, 9))}}) {
    if (similarity::has(info.x, c.flag)) {
      same(predicted(x.lazyProduct(c.x), y, x_new.lazyProduct(c.x)), before, c.name + " of the features changes nothing");
    }
    if (similarity::has(info.y, c.flag)) {
      same(predicted(x, y.lazyProduct(c.y), x_new), before.lazyProduct(c.y),
           "predictions follow a " + c.name + " of the targets");
    }
  }
  const auto moved = [](const MatrixX<double>& m) { return MatrixX<double>(m.array() + 50); };
  same(predicted(moved(x), y, moved(x_new)), before, "a constant added to the features changes nothing");
  return report;
}

/// Checks that features which are always zero change nothing, also where they make features outnumber samples: the primal
/// and the dual way to a solution are the same.
template <similarity::encoding::Encoder R>
[[nodiscard]] Report check_zero_features(const R& encoder, Index n = 40, Index p = 6, double tolerance = 1e-8) {
  Report report;
  const auto [x, y, x_new] = detail::planted_regression(n, p, 3, 6);
  const auto padded = [&](const MatrixX<double>& m) {
    MatrixX<double> wide = MatrixX<double>::Zero(m.rows(), 2 * n);
    wide.leftCols(p) = m;
    return wide;
  };
  const MatrixX<double> narrow = encoder.fit(x, y).predict(x_new);
  const MatrixX<double> wide = encoder.fit(padded(x), y).predict(padded(x_new));
  report.expect_near(detail::table_difference(wide, narrow), 0, tolerance, "features that are zero change nothing");
  return report;
}

/// Checks a family of penalized encoders, made by make(alpha): predictions tend to the training mean as alpha grows.
template <class Make>
[[nodiscard]] Report check_penalty(Make make, double tolerance = 1e-6) {
  Report report;
  const auto [x, y, x_new] = detail::planted_regression(40, 6, 3, 7);
  const MatrixX<double> mean = y.colwise().mean().replicate(x_new.rows(), 1);
  const MatrixX<double> weak = make(1.0).fit(x, y).predict(x_new), strong = make(1e12).fit(x, y).predict(x_new);
  report.expect(detail::table_difference(weak, mean) > 0.1, "a small penalty leaves a model",
                detail::table_difference(weak, mean));
  report.expect_near(detail::table_difference(strong, mean), 0, tolerance, "a huge penalty predicts the training mean");
  return report;
}

/// Checks folds of n samples: no sample trains and tests in one fold, none trains within `gap` of a test sample, each is
/// tested once.
[[nodiscard]] inline Report check_folds(const std::vector<similarity::encoding::Fold>& folds, Index n, Index gap = 0) {
  Report report;
  std::vector<Index> times_tested(as_size(n), 0);
  for (const similarity::encoding::Fold& fold : folds) {
    report.expect(!fold.train.empty() && !fold.test.empty(), "both parts of a fold have samples", fold.train.size(), " and ",
                  fold.test.size());
    for (const Index i : fold.test) {
      report.expect(i >= 0 && i < n, "test samples exist", i);
      if (i >= 0 && i < n) ++nth(times_tested, i);
      for (const Index j : fold.train) {
        if (std::abs(i - j) <= gap)
          report.expect(false, "no training sample is within the gap of a test sample", j, " and ", i);
      }
    }
  }
  const bool once = std::all_of(times_tested.begin(), times_tested.end(), [](Index times) { return times == 1; });
  report.expect(once, "every sample is tested once", "some are not");
  return report;
}

/// Checks that cross-validated predictions of a fold do not move when the fold's own targets do.
template <similarity::encoding::Encoder R>
[[nodiscard]] Report check_held_out(const R& encoder, Index n = 30, Index p = 5, double tolerance = 1e-10) {
  Report report;
  const auto [x, y, x_new] = detail::planted_regression(n, p, 2, 8);
  const std::vector<similarity::encoding::Fold> folds = similarity::encoding::contiguous_folds(n, 5, 1);
  const MatrixX<double> before = similarity::encoding::cross_validate(encoder, x, y, folds);
  for (const similarity::encoding::Fold& fold : folds) {
    MatrixX<double> changed = y;
    for (const Index i : fold.test) changed.row(i).array() += 1000;
    const MatrixX<double> after = similarity::encoding::cross_validate(encoder, x, changed, folds);
    for (const Index i : fold.test) {
      report.expect_near((after.row(i) - before.row(i)).cwiseAbs().maxCoeff(), 0, tolerance,
                         "a fold's own targets do not train it");
    }
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
