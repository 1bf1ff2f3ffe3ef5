#pragma once
/// Do neurons mean what their networks mean? Agreement of the label profiles of both, beyond what their coupling brings about.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "syncact/annotation/concept.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/signal/projection.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/draws.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::annotation {

/// Agreement of each neuron that goes with a network, and of all of them. A profile is the row of a neuron's, or a network's,
/// correlations with all labels.
struct LabelAgreement {
  std::vector<Index> neuron, network;  ///< the pairs that were looked at
  VectorX<double> agreement;           ///< [pair] Pearson's r of both profiles over labels; NaN if one is constant
  VectorX<double> shared;              ///< [pair] mean over labels of the product of both correlations
  Index n_labels = 0;                  ///< labels that vary
  double mean = std::numeric_limits<double>::quiet_NaN();              ///< of `agreement`
  double null_mean = std::numeric_limits<double>::quiet_NaN();         ///< the same for scrambled labels: what coupling brings
  double mean_shared = std::numeric_limits<double>::quiet_NaN();       ///< of `shared`
  double null_mean_shared = std::numeric_limits<double>::quiet_NaN();  ///< the same for scrambled labels
  double p = 1;  ///< share of scrambled labels whose mean_shared is as large
  Index n_draws = 0;
};

struct AgreementOptions {
  Index n_permutations = 200;
  std::uint64_t seed = 0;
  EvidenceLevels levels{};  ///< which neurons go with a network
};

namespace detail {

/// What the projection leaves of a table, its columns centered and of unit length.
template <class C>
[[nodiscard]] numeric::UnitSeries<double> projected_units(const signal::Projection& projection, const MatrixX<double>& table,
                                                          const C& context) {
  const MatrixX<double> left = projection.apply(SeriesView<double>(table), context);
  return numeric::to_unit_norm(SeriesView<double>(left));
}

/// Pearson's r of rows of a and b.
template <std::floating_point T>
[[nodiscard]] VectorX<T> agreement_of_rows(const MatrixX<T>& a, const MatrixX<T>& b) {
  const auto unit = [](const MatrixX<T>& x) {
    const MatrixX<T> rows = x.transpose();
    return numeric::to_unit_norm(SeriesView<T>(rows));
  };
  const auto x = unit(a), y = unit(b);
  VectorX<T> r = x.values.cwiseProduct(y.values).colwise().sum().transpose();
  for (Index i = 0; i < r.size(); ++i) {
    if (!x.ok(i) || !y.ok(i)) r[i] = std::numeric_limits<T>::quiet_NaN();
  }
  return r;
}

/// Mean of what is defined; NaN if nothing is.
[[nodiscard]] inline double mean_defined(const VectorX<double>& values) {
  double sum = 0, n = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++n;
  }
  return n > 0 ? sum / n : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace detail

/// A neuron and a network that are synchronized have alike profiles whatever the labels are, so `agreement` alone says little.
/// The null scrambles all labels together (one draw for all) and leaves neurons and networks as they are; what is tested is
/// whether both follow the same labels, at these times, more than then. Neurons [scan x neuron] and labels [scan x label] are
/// on projection.input_clock(), networks on projection.output_clock(); all three are projected as they are there. Constant
/// labels are left out. Throws ShapeError for tables that do not fit, ValueError for fewer than three labels that vary.
template <std::floating_point T, stats::NullModel<double> N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] LabelAgreement label_agreement(const synchrony::Synchrony<T>& synchrony, const MatrixX<double>& neurons,
                                             const MatrixX<double>& networks, const MatrixX<double>& labels,
                                             const signal::Projection& projection, const N& null = {},
                                             const AgreementOptions& options = {}, const C& context = {}) {
  const char* const function = "label_agreement";
  require_extent(function, "number of neurons", synchrony.n_neurons(), neurons.cols());
  require_extent(function, "number of networks", synchrony.n_networks(), networks.cols());
  require_same_times(function, "neurons", neurons.rows(), "labels", labels.rows());
  require_same_times(function, "networks", networks.rows(), "the kept scans", projection.output_clock().size());
  LabelAgreement result;
  for (const auto& best : synchrony.best_network) {
    if (!best || !options.levels.coupled(*best)) continue;
    result.neuron.push_back(best->neuron);
    result.network.push_back(best->network);
  }
  const auto varying = detail::projected_units(projection, labels, context);
  MatrixX<double> kept(labels.rows(), varying.n_ok());
  for (Index l = 0; l < labels.cols(); ++l) {
    if (varying.ok(l)) kept.col(result.n_labels++) = labels.col(l);
  }
  require(result.n_labels >= 3, function, "the number of labels that vary must be >= 3", result.n_labels);
  if (result.neuron.empty()) return result;

  const MatrixX<double> mine = columns_of(neurons, result.neuron);
  const MatrixX<double> a = detail::projected_units(projection, mine, context).values;
  const MatrixX<double> b = numeric::to_unit_norm(SeriesView<double>(networks), NanPolicy::exclude).values;
  // Profiles of the neurons and of the network of each, [pair x label].
  const auto profiles = [&](const MatrixX<double>& shown) {
    const MatrixX<double> l = detail::projected_units(projection, shown, Context<>{}).values;
    MatrixX<double> of_neurons = MatrixX<double>::Zero(a.cols(), l.cols()),
                    of_networks = MatrixX<double>::Zero(b.cols(), l.cols());
    context.backend.add_product(a, linalg::Op::transpose, l, linalg::Op::none, of_neurons);
    context.backend.add_product(b, linalg::Op::transpose, l, linalg::Op::none, of_networks);
    return std::pair{std::move(of_neurons), MatrixX<double>(rows_of(of_networks, result.network))};
  };
  const auto [of_neurons, of_networks] = profiles(kept);
  result.agreement = detail::agreement_of_rows(of_neurons, of_networks);
  result.shared = of_neurons.cwiseProduct(of_networks).rowwise().mean();
  result.mean = detail::mean_defined(result.agreement);
  result.mean_shared = result.shared.mean();
  const stats::Draws draws(null, projection.input_clock(), options.n_permutations, options.seed);
  result.n_draws = draws.size();
  VectorX<double> means(draws.size()), shared(draws.size());
  Steps steps(context.progress, draws.size());
  context.executor.bulk(draws.size(), [&](Index d) {
    const auto [x, y] = profiles(draws(SeriesView<double>(kept), d));
    means[d] = detail::mean_defined(detail::agreement_of_rows(x, y));
    shared[d] = x.cwiseProduct(y).mean();
    steps.advance();
  });
  result.null_mean = detail::mean_defined(means);
  result.null_mean_shared = shared.mean();
  constexpr double tie = 1e-12;
  result.p = stats::p_from_null((shared.array() >= result.mean_shared - tie).count(), draws.size());
  return result;
}

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
