#pragma once
/// Laws of similarity::rdm::Dissimilarity, RunDissimilarity, RdmTransform and RdmComparison, for any policy. What info() claims
/// is tested by random transforms: a policy that claims too much fails.
#include "syncact/core/macros_off.hpp"

#include <Eigen/QR>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/similarity/rdm/bootstrap.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// [row x column] standard normal numbers, or their absolute values.
[[nodiscard]] inline MatrixX<double> random_table(Index rows, Index cols, std::uint64_t seed, bool positive = false) {
  const Random random(seed, 77);
  MatrixX<double> table(rows, cols);
  for (Index k = 0; k < table.size(); ++k) table.data()[k] = random.normal(static_cast<std::uint64_t>(k));
  return positive ? MatrixX<double>(table.cwiseAbs()) : table;
}

[[nodiscard]] inline std::vector<Index> random_order(Index n, std::uint64_t seed) {
  std::vector<Index> order(as_size(n));
  for (Index i = 0; i < n; ++i) nth(order, i) = i;
  Random(seed, 78).shuffle(std::span<Index>(order));
  return order;
}

/// Largest |a - b| relative to the largest |b|; infinite if one is NaN where the other is not.
[[nodiscard]] inline double relative_difference(const VectorX<double>& a, const VectorX<double>& b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.size() != b.size()) return infinity;
  double worst = 0, largest = 0;
  for (Index k = 0; k < a.size(); ++k) {
    if (std::isnan(a[k]) != std::isnan(b[k])) return infinity;
    if (std::isnan(a[k])) continue;
    worst = std::max(worst, std::abs(a[k] - b[k]));
    largest = std::max(largest, std::abs(b[k]));
  }
  return worst == 0 ? 0 : worst / largest;
}

/// A change of a table [sample x unit], and what it is called.
struct TableChange {
  similarity::Invariance invariance;
  std::string name;
  MatrixX<double> table;
};

/// One random change of x of every kind that info() can claim, and extreme ones of scale and offset.
template <class = void>
[[nodiscard]] std::vector<TableChange> table_changes(const MatrixX<double>& x, std::uint64_t seed) {
  using similarity::Invariance;
  const Index p = x.cols();
  const MatrixX<double> mix = random_table(p, p, seed) + 2 * MatrixX<double>::Identity(p, p);
  const MatrixX<double> rotation = Eigen::HouseholderQR<MatrixX<double>>(mix).householderQ();
  const Eigen::RowVectorXd shift = random_table(1, p, seed + 1), gain = random_table(1, p, seed + 2).array().exp();
  MatrixX<double> shifted = x, far = x;
  shifted.rowwise() += shift;
  far.array() += 1e8;
  return {{Invariance::translation, "adding a constant to each unit", shifted},
          {Invariance::translation, "an offset of 1e8", far},
          {Invariance::scale, "a factor of 3.7", 3.7 * x},
          {Invariance::scale, "a factor of 1e-13", 1e-13 * x},
          {Invariance::scale, "a factor of 1e13", 1e13 * x},
          {Invariance::unit_scale, "a factor for each unit", x * gain.asDiagonal()},
          {Invariance::permutation, "units in another order", x(Eigen::seqN(0, x.rows()), random_order(p, seed + 3))},
          {Invariance::orthogonal, "a rotation of the units", x * rotation},
          {Invariance::linear, "an invertible map of the units", x * mix}};
}

inline void check_range(Report& report, const similarity::Info& info, const VectorX<double>& values, const std::string& what) {
  for (const double value : values) {
    if (std::isnan(value)) continue;
    const bool inside = value >= info.lowest - 1e-12 && value <= info.highest + 1e-12;
    report.expect(inside, what + " lies in the range of info()", value, " outside [", info.lowest, ", ", info.highest, "]");
    if (!inside) return;
  }
}

}  // namespace detail

/// Checks the axioms on random patterns [12 condition x 9 channel]; `positive` patterns for policies that want rates.
/// Values may move by `tolerance` relative to the largest, and by 1e-7 under an offset of 1e8.
template <similarity::rdm::Dissimilarity D>
[[nodiscard]] Report check_dissimilarity(const D& policy, bool positive = false, double tolerance = 1e-9) {
  constexpr Index n = 12, p = 9;
  Report report;
  const similarity::Info info = policy.info();
  const auto make = [&](const MatrixX<double>& x) { return policy.dissimilarities(SeriesView<double>(x)); };
  const MatrixX<double> x = detail::random_table(n, p, 1, positive);
  const similarity::rdm::Rdm rdm = make(x);
  report.expect(rdm.n_conditions == n && rdm.n_pairs() == n * (n - 1) / 2, "an RDM has n(n-1)/2 pairs", rdm.n_pairs());
  if (!report.ok()) return report;
  report.expect(rdm.values.allFinite(), "patterns that vary have finite dissimilarities");
  report.expect(!info.id.empty() && !info.formula.empty(), "info() has an id and a formula");
  report.expect((make(x).values.array() == rdm.values.array()).all(), "the same patterns give the same bits");
  detail::check_range(report, info, rdm.values, "a dissimilarity");

  const RowMatrixX<double> rows = x;
  const similarity::rdm::Rdm from_rows = policy.dissimilarities(SeriesView<double>(rows.data(), n, p, p, 1));
  report.expect_near(detail::relative_difference(from_rows.values, rdm.values), 0, tolerance, "storage order does not matter");

  const std::vector<Index> order = detail::random_order(n, 5);
  const similarity::rdm::Rdm relabelled = make(x(order, Eigen::seqN(0, p)));
  report.expect_near(detail::relative_difference(relabelled.values, similarity::rdm::detail::of_conditions(rdm, order).values),
                     0, tolerance, "relabelling conditions relabels pairs");
  const similarity::rdm::Rdm two = make(x(std::vector<Index>{3, 8}, Eigen::seqN(0, p)));
  report.expect_near(
      detail::relative_difference(two.values, VectorX<double>::Constant(1, rdm.values[similarity::rdm::Rdm::pair(3, 8, n)])), 0,
      tolerance, "an entry depends on its two patterns alone");

  MatrixX<double> twins = x;
  twins.row(7) = x.row(2);
  const similarity::rdm::Rdm with_twins = make(twins);
  const double of_twins = with_twins.values[similarity::rdm::Rdm::pair(2, 7, n)];
  report.expect(of_twins <= with_twins.values.minCoeff() + tolerance, "equal patterns are not more dissimilar than others",
                of_twins, " against ", with_twins.values.minCoeff());
  for (Index j = 0; j < n; ++j) {
    if (j == 2 || j == 7) continue;
    const double of_one = with_twins.values[similarity::rdm::Rdm::pair(std::min(j, Index{2}), std::max(j, Index{2}), n)];
    const double of_other = with_twins.values[similarity::rdm::Rdm::pair(std::min(j, Index{7}), std::max(j, Index{7}), n)];
    report.expect(of_one == of_other, "equal patterns are equally far from a third, to the bit: ranks must see the tie", of_one,
                  " and ", of_other);
  }

  MatrixX<double> flawed = x;
  flawed(4, 3) = std::numeric_limits<double>::quiet_NaN();
  similarity::rdm::Rdm expected = rdm;
  for (Index j = 0; j < n; ++j) {
    if (j != 4) expected.values[similarity::rdm::Rdm::pair(std::min(j, Index{4}), std::max(j, Index{4}), n)] = std::nan("");
  }
  report.expect_near(detail::relative_difference(make(flawed).values, expected.values), 0, tolerance,
                     "a pattern with NaN has NaN entries and disturbs no other");

  for (const detail::TableChange& change : detail::table_changes(x, 11)) {
    if (!similarity::has(info.x, change.invariance)) continue;
    const bool far = change.name.starts_with("an offset");
    report.expect_near(detail::relative_difference(make(change.table).values, rdm.values), 0, far ? 1e-7 : tolerance,
                       "info() claims that this changes nothing: " + change.name);
  }
  return report;
}

/// Checks the axioms of dissimilarities from runs, on three runs [10 condition x 7 channel].
template <similarity::rdm::RunDissimilarity D>
[[nodiscard]] Report check_run_dissimilarity(const D& policy, bool positive = false, double tolerance = 1e-9) {
  constexpr Index n = 10, p = 7;
  Report report;
  const similarity::Info info = policy.info();
  std::vector<MatrixX<double>> runs;
  for (std::uint64_t r = 0; r < 3; ++r) runs.push_back(detail::random_table(n, p, 20 + r, positive));
  const similarity::rdm::Rdm rdm = policy.dissimilarities(runs);
  report.expect(rdm.n_conditions == n && rdm.n_pairs() == n * (n - 1) / 2, "an RDM has n(n-1)/2 pairs", rdm.n_pairs());
  if (!report.ok()) return report;
  report.expect(rdm.values.allFinite(), "complete runs have finite dissimilarities");
  detail::check_range(report, info, rdm.values, "a dissimilarity");

  const std::vector<MatrixX<double>> turned{runs[2], runs[0], runs[1]};
  report.expect_near(detail::relative_difference(policy.dissimilarities(turned).values, rdm.values), 0, tolerance,
                     "the order of runs does not matter");
  const std::vector<Index> order = detail::random_order(n, 5);
  std::vector<MatrixX<double>> relabelled;
  for (const MatrixX<double>& run : runs) relabelled.push_back(run(order, Eigen::seqN(0, p)));
  report.expect_near(detail::relative_difference(policy.dissimilarities(relabelled).values,
                                                 similarity::rdm::detail::of_conditions(rdm, order).values),
                     0, tolerance, "relabelling conditions relabels pairs");

  std::vector<std::vector<MatrixX<double>>> changed;
  std::vector<detail::TableChange> names;
  for (const MatrixX<double>& run : runs) {
    names = detail::table_changes(run, 11);  // the same change for all runs
    changed.resize(names.size());
    for (std::size_t k = 0; k < names.size(); ++k) changed[k].push_back(names[k].table);
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (!similarity::has(info.x, names[k].invariance)) continue;
    const bool far = names[k].name.starts_with("an offset");
    report.expect_near(detail::relative_difference(policy.dissimilarities(changed[k]).values, rdm.values), 0,
                       far ? 1e-7 : tolerance, "info() claims that this changes nothing: " + names[k].name);
  }

  runs[1].row(3).setConstant(std::numeric_limits<double>::quiet_NaN());
  const similarity::rdm::Rdm partial = policy.dissimilarities(runs);
  report.expect(partial.values.allFinite(), "a condition that one of three runs lacks has dissimilarities from the others");
  double worst = 0;
  for (Index i = 0; i < n; ++i) {
    for (Index j = i + 1; j < n; ++j) {
      const Index k = similarity::rdm::Rdm::pair(i, j, n);
      if (i != 3 && j != 3) worst = std::max(worst, std::abs(partial.values[k] - rdm.values[k]));
    }
  }
  report.expect_near(worst, 0, tolerance * rdm.values.cwiseAbs().maxCoeff(), "and disturbs no other condition");
  return report;
}

/// Checks the axioms of a transform on the distances of random points.
template <similarity::rdm::RdmTransform F>
[[nodiscard]] Report check_rdm_transform(const F& policy, double tolerance = 1e-9) {
  constexpr Index n = 12;
  Report report;
  const similarity::Info info = policy.info();
  const similarity::rdm::Rdm rdm{n, detail::random_table(n * (n - 1) / 2, 1, 3, true)};
  const similarity::rdm::Rdm done = policy.transform(rdm);
  report.expect(done.n_conditions == n && done.n_pairs() == rdm.n_pairs(), "conditions stay", done.n_pairs());
  if (!report.ok()) return report;
  detail::check_range(report, info, done.values, "a transformed value");
  const std::vector<Index> order = detail::random_order(n, 5);
  report.expect_near(detail::relative_difference(policy.transform(similarity::rdm::detail::of_conditions(rdm, order)).values,
                                                 similarity::rdm::detail::of_conditions(done, order).values),
                     0, tolerance, "relabelling conditions commutes");
  if (similarity::has(info.x, similarity::Invariance::scale)) {
    report.expect_near(detail::relative_difference(policy.transform({n, 1e-13 * rdm.values}).values, done.values), 0, tolerance,
                       "info() claims that a factor changes nothing");
  }
  if (similarity::has(info.x, similarity::Invariance::translation)) {
    report.expect_near(detail::relative_difference(policy.transform({n, rdm.values.array() + 5}).values, done.values), 0,
                       tolerance, "info() claims that an added constant changes nothing");
  }
  return report;
}

/// Checks the axioms of a comparison on RDMs of squared distances of random points; values may move by `tolerance`.
template <similarity::rdm::RdmComparison C>
[[nodiscard]] Report check_rdm_comparison(const C& policy, double tolerance = 1e-8) {
  using similarity::Direction;
  using similarity::Invariance;
  constexpr Index n = 10;
  Report report;
  const similarity::Info info = policy.info();
  const auto squared_distances = [&](std::uint64_t seed) {
    const MatrixX<double> x = detail::random_table(n, n + 2, seed);
    similarity::rdm::Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
    for (Index i = 0, k = 0; i < n; ++i) {
      for (Index j = i + 1; j < n; ++j, ++k) rdm.values[k] = (x.row(i) - x.row(j)).squaredNorm();
    }
    return rdm;
  };
  const similarity::rdm::Rdm a = squared_distances(1), b = squared_distances(2), c = squared_distances(3);
  const auto value = [&](const similarity::rdm::Rdm& x, const similarity::rdm::Rdm& y) { return policy.compare(x, y).value; };
  const double ab = value(a, b);
  report.expect(std::isfinite(ab) && similarity::has_value(policy.compare(a, b).status), "RDMs that vary have a comparison",
                ab);
  if (!report.ok()) return report;
  report.expect(value(a, b) == ab, "the same RDMs give the same bits");
  report.expect(policy.compare(a, b).n_used == a.n_pairs(), "n_used counts pairs", policy.compare(a, b).n_used);
  detail::check_range(report, info, Eigen::Vector3d(ab, value(a, c), value(b, c)), "a comparison");
  if (info.symmetric) report.expect_near(value(b, a), ab, tolerance, "info() claims symmetry");

  const std::vector<Index> order = detail::random_order(n, 5);
  report.expect_near(value(similarity::rdm::detail::of_conditions(a, order), similarity::rdm::detail::of_conditions(b, order)),
                     ab, tolerance, "relabelling the conditions of both changes nothing");
  const double own = value(a, a);
  if (info.direction == Direction::similarity) {
    report.expect(own >= std::max(ab, value(a, c)) - tolerance, "no other RDM is more similar than the RDM itself", own, ", ",
                  ab);
  } else if (info.direction != Direction::description) {
    report.expect_near(own, 0, 1e-6 * std::abs(ab), "an RDM is at distance 0 from itself");
  }
  if (info.is_metric) {
    report.expect(ab <= value(a, c) + value(c, b) + tolerance, "info() claims the triangle inequality", ab);
  }
  for (const double factor : {3.7, 1e-13, 1e13}) {
    const similarity::rdm::Rdm scaled_a{n, factor * a.values}, scaled_b{n, factor * b.values};
    if (similarity::has(info.x, Invariance::scale)) {
      report.expect_near(value(scaled_a, b), ab, tolerance, "info() claims that a factor on the first RDM changes nothing");
    }
    if (similarity::has(info.y, Invariance::scale)) {
      report.expect_near(value(a, scaled_b), ab, tolerance, "info() claims that a factor on the second RDM changes nothing");
    }
  }
  const similarity::rdm::Rdm shifted_a{n, a.values.array() + 1e3}, shifted_b{n, b.values.array() + 1e3};
  if (similarity::has(info.x, Invariance::translation)) {
    report.expect_near(value(shifted_a, b), ab, tolerance,
                       "info() claims that a constant added to the first RDM changes nothing");
  }
  if (similarity::has(info.y, Invariance::translation)) {
    report.expect_near(value(a, shifted_b), ab, tolerance,
                       "info() claims that a constant added to the second RDM changes nothing");
  }

  bool refused = false;
  try {
    static_cast<void>(policy.compare(a, similarity::rdm::Rdm{3, VectorX<double>::Ones(3)}));
  } catch (const ShapeError&) {
    refused = true;
  }
  report.expect(refused, "RDMs of different conditions are a ShapeError");

  if constexpr (similarity::rdm::LeavesPairsOut<C>) {
    similarity::rdm::Rdm holes = a;
    holes.values[4] = std::numeric_limits<double>::quiet_NaN();
    C lenient = policy;
    lenient.nan = {similarity::MissingRule::propagate, 0.5};
    const similarity::Measurement propagated = lenient.compare(holes, b);
    report.expect(std::isnan(propagated.value) && propagated.status == similarity::MeasureStatus::non_finite,
                  "under the rule propagate a missing pair leaves no value", propagated.value);
    lenient.nan = {similarity::MissingRule::drop_sample, 0.5};
    report.expect(std::isfinite(lenient.compare(holes, b).value), "under the rule drop_sample a condition is left out");
    try {
      lenient.nan = {similarity::MissingRule::pairwise, 0.0};
      const similarity::Measurement left = lenient.compare(holes, b);
      similarity::rdm::Rdm other = b;
      other.values[4] = 1e6;
      report.expect(left.n_used == a.n_pairs() - 1 && lenient.compare(holes, other).value == left.value,
                    "under the rule pairwise a pair that one lacks does not count", left.value);
    } catch (const ValueError&) {
      // a comparison that needs every pair may refuse the rule
    }
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
