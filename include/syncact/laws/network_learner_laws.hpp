#pragma once
/// The axioms of network learners, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/laws/report.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/sign_rule.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// Form: sizes, norms, order and sign.
template <std::floating_point T>
[[nodiscard]] Report well_formed_networks(const networks::Networks<T>& learned, const SeriesView<T>& bold) {
  Report report;
  const Index n = learned.size();
  report.expect(learned.time_courses.rows() == bold.n_times(), "time courses are [time x network]",
                learned.time_courses.rows());
  report.expect(learned.maps.rows() == n && learned.maps.cols() == bold.n_signals(), "maps are [network x voxel]",
                learned.maps.rows(), " x ", learned.maps.cols());
  report.expect(learned.explained.size() == n, "each network has its explained share", learned.explained.size());
  report.expect(static_cast<Index>(learned.voxels.size()) == bold.n_signals(), "each voxel has a status",
                learned.voxels.size());
  if (!report.ok()) return report;
  report.expect(learned.time_courses.allFinite() && learned.maps.allFinite(), "all values are finite");
  const double rounding = 32 * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (Index k = 0; k < n; ++k) {
    report.expect_near(learned.time_courses.col(k).template cast<double>().norm(), 1, rounding, "time courses have norm 1");
    report.expect(k == 0 || learned.explained[k] <= learned.explained[k - 1], "networks come by falling explained", "at ", k);
  }
  networks::Networks<T> turned = learned;
  networks::apply_sign_rule(turned);
  report.expect(turned.maps == learned.maps, "the sign is that of the map");
  return report;
}

}  // namespace detail

/// Axioms of networks::NetworkLearner on bold [time x voxel]: for learners that ask something of their input.
template <std::floating_point T, networks::NetworkLearner<T> L>
[[nodiscard]] Report check_network_learner(const L& learner, const MatrixX<T>& bold) {
  const networks::Networks<T> learned = learner.learn(SeriesView<T>(bold));
  Report report = detail::well_formed_networks<T>(learned, bold);
  if (!report.ok()) return report;

  const networks::Networks<T> again = learner.learn(SeriesView<T>(bold));
  report.expect(again.maps == learned.maps && again.time_courses == learned.time_courses, "the same bold gives the same bits");

  const RowMatrixX<T> rows = bold;
  const networks::Networks<T> other = learner.learn(SeriesView<T>(rows.data(), rows.rows(), rows.cols(), rows.cols(), 1));
  report.expect(other.maps == learned.maps && other.time_courses == learned.time_courses, "storage order changes nothing");

  MatrixX<T> padded = MatrixX<T>::Zero(bold.rows(), bold.cols() + 5);
  padded.middleCols(2, bold.cols()) = bold;
  const networks::Networks<T> inside = learner.learn(SeriesView<T>(padded));
  report.expect(inside.maps.leftCols(2).isZero(0) && inside.maps.rightCols(3).isZero(0),
                "a voxel without signal has a zero map");
  report.expect(inside.time_courses == learned.time_courses && inside.maps.middleCols(2, bold.cols()) == learned.maps,
                "voxels without signal change nothing else");
  return report;
}

/// Axioms of networks::NetworkLearner, on a planted problem of 512 voxels, 60 time points and 4 networks.
template <std::floating_point T, networks::NetworkLearner<T> L>
[[nodiscard]] Report check_network_learner(const L& learner) {
  const synthetic::PlantedDictionary problem{.n_times = 60, .n_networks = 4, .grid = {8, 8, 8}, .squared_radius = 5};
  return check_network_learner<T>(learner, problem.make<T>().series);
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
