#pragma once
/// Functional brain networks of very long scans: dictionary learning that looks at some of the time points at a time.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/coding/lasso_cd.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/networks/learners/encode_voxels.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

namespace detail {

/// Atoms and statistics of one run of SubsampledDictionaryLearning, and the steps that change them.
template <std::floating_point T, class Learner, class B, class E>
class SubsampledTraining {
 public:
  SubsampledTraining(const Learner& learner, const VoxelTable<T>& voxels, const B& backend, const E& executor)
      : learner_(learner),
        backend_(backend),
        executor_(executor),
        voxels_(voxels),
        atoms_(start_from_voxels(voxels, learner.n_networks, learner.seed)),
        codes_(MatrixX<T>::Zero(learner.n_networks, voxels.n_voxels())),
        correlation_(codes_),
        grams_(static_cast<std::size_t>((voxels.n_voxels() + learner.batch_size - 1) / learner.batch_size),
               MatrixX<T>::Zero(learner.n_networks, learner.n_networks)),
        c_(MatrixX<double>::Zero(learner.n_networks, learner.n_networks)),
        b_(MatrixX<double>::Zero(voxels.n_times(), learner.n_networks)),
        n_seen_(static_cast<std::size_t>(voxels.n_times()), 0),
        order_(iota(voxels.n_voxels())) {
    Random(learner.seed, 2).shuffle(std::span(order_));
  }

  /// One visit to every voxel. Returns the estimate of the objective per voxel.
  double pass(Index pass) {
    coding::CodingSummary summary;
    const auto coder = coding::relaxed(learner_.coder, 1e-2);
    for (Index first = 0; first < voxels_.n_voxels(); first += learner_.batch_size) {
      const Index n = std::min(learner_.batch_size, voxels_.n_voxels() - first);
      const std::span<const Index> batch =
          std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(n));
      visit(coder, batch, nth(grams_, first / learner_.batch_size), next_times(), pass, summary);
    }
    return summary.objective / static_cast<double>(voxels_.n_voxels());
  }

  MatrixX<T> atoms() && { return std::move(atoms_); }
  MatrixX<T> codes() && { return std::move(codes_); }
  [[nodiscard]] Index n_replaced() const { return n_replaced_; }

 private:
  static std::vector<Index> iota(Index n) {
    std::vector<Index> values(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Index>(i);
    return values;
  }

  /// The next of the parts into which a random order of the time points is cut; when they are used up, a new order.
  std::vector<Index> next_times() {
    if (times_.empty()) {
      times_ = iota(voxels_.n_times());
      Random(learner_.seed, 3 + n_orders_++).shuffle(std::span(times_));
    }
    const auto size = static_cast<std::size_t>((voxels_.n_times() + learner_.reduction - 1) / learner_.reduction);
    const std::size_t keep = times_.size() - std::min(size, times_.size());
    std::vector<Index> part(times_.begin() + static_cast<std::ptrdiff_t>(keep), times_.end());
    times_.resize(keep);
    return part;
  }

  /// gram is the batch's own.
  void visit(const auto& coder, std::span<const Index> batch, MatrixX<T>& gram, const std::vector<Index>& times, Index pass,
             coding::CodingSummary& summary) {
    const auto n = static_cast<Index>(batch.size());
    const MatrixX<T> x = voxels_.values(times, batch);
    MatrixX<T> d = rows_of(atoms_, times);
    const T scale = static_cast<T>(voxels_.n_times()) / static_cast<T>(times.size());
    const T fresh = static_cast<T>(std::pow(static_cast<double>(pass + 1), -0.5));
    const MatrixX<T> seen = linalg::cross(d, x, backend_, executor_);
    gram = (T(1) - fresh) * gram + fresh * scale * linalg::cross(d, d, backend_, executor_);
    MatrixX<T> correlation(gram.rows(), n), codes(gram.rows(), n);
    std::vector<double> norms;
    for (Index i = 0; i < n; ++i) {
      const Index v = nth(batch, i);
      correlation_.col(v) = (T(1) - fresh) * correlation_.col(v) + fresh * scale * seen.col(i);
      correlation.col(i) = correlation_.col(v);
      codes.col(i) = codes_.col(v);
      norms.push_back(nth(voxels_.squared_norms, v));
    }
    summary.merge(coder.encode(linalg::ConstPanel<T>(gram), linalg::ConstPanel<T>(correlation), std::span(std::as_const(norms)),
                               linalg::Panel<T>(codes)));
    detail::require_finite_codes(codes);
    for (Index i = 0; i < n; ++i) codes_.col(nth(batch, i)) = codes.col(i);
    learn_from(x, codes, times);
    replace_dead(x, d, codes, batch, pass);
    descend(times, d);
  }

  /// Running means of a a' over batches, and of x_t a' over the batches that saw time t.
  void learn_from(const MatrixX<T>& x, const MatrixX<T>& codes, const std::vector<Index>& times) {
    const double n = static_cast<double>(codes.cols()), weight = fading(++n_steps_);
    const MatrixX<double> a = codes.template cast<double>();
    c_ = (1 - weight) * c_ + (weight / n) * (a * a.transpose());
    const MatrixX<double> xa = x.template cast<double>() * a.transpose();
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double w = fading(++nth(n_seen_, times[i]));
      b_.row(times[i]) = (1 - w) * b_.row(times[i]) + (w / n) * xa.row(static_cast<Index>(i));
    }
  }
  static double fading(Index n) { return std::pow(static_cast<double>(n), -0.6); }

  /// After the first pass, starts an atom whose codes have died out anew at the voxel of the batch explained worst.
  void replace_dead(const MatrixX<T>& x, MatrixX<T>& d, const MatrixX<T>& codes, std::span<const Index> batch, Index pass) {
    if (pass == 0) return;
    const double dead_below = 1e-6 * c_.trace() / static_cast<double>(c_.rows());
    VectorX<double> error;
    for (Index k = 0; k < c_.rows(); ++k) {
      if (c_(k, k) > dead_below) continue;
      if (error.size() == 0) error = (x - d * codes).template cast<double>().colwise().squaredNorm().transpose();
      Index worst = 0;
      if (!(error.maxCoeff(&worst) > 0)) return;
      error[worst] = 0;
      atoms_.col(k) = voxels_.values.col(nth(batch, worst)).normalized();
      codes_.row(k).setZero();
      c_.row(k).setZero();
      c_.col(k).setZero();
      b_.col(k).setZero();
      ++n_replaced_;
    }
  }

  /// Block coordinate descent over the atoms at these times alone, each atom kept in the unit ball; d holds them as they
  /// were when the batch was coded.
  void descend(const std::vector<Index>& times, MatrixX<T>& d) {
    d = rows_of(atoms_, times);
    const MatrixX<double> before = d.template cast<double>(), b = rows_of(b_, times);
    MatrixX<double> now = before;
    for (Index k = 0; k < now.cols(); ++k) {
      if (!(c_(k, k) > 0)) continue;
      const double room = 1 - (atoms_.col(k).template cast<double>().squaredNorm() - before.col(k).squaredNorm());
      const double radius = std::sqrt(std::max(room, 0.0));
      const VectorX<double> u = now.col(k) + (b.col(k) - now * c_.col(k)) / c_(k, k);
      const double length = u.norm();
      now.col(k) = length > radius ? VectorX<double>(u * (radius / length)) : u;
    }
    rows_of(atoms_, times) = now.template cast<T>();
  }

  const Learner& learner_;
  const B& backend_;
  const E& executor_;
  const VoxelTable<T>& voxels_;
  MatrixX<T> atoms_;               // [time x network]
  MatrixX<T> codes_;               // [network x voxel]
  MatrixX<T> correlation_;         // [network x voxel] running mean of D'X
  std::vector<MatrixX<T>> grams_;  // of D'D, for each batch
  MatrixX<double> c_;
  MatrixX<double> b_;
  std::vector<Index> n_seen_;  // [time] batches that saw it
  std::vector<Index> order_;   // of voxels
  std::vector<Index> times_;   // not yet used of the present order of time points
  std::uint64_t n_orders_ = 0;
  Index n_steps_ = 0;
  Index n_replaced_ = 0;
};

}  // namespace detail

/// Sparse dictionary learning, as OnlineDictionaryLearning, whose every batch of voxels sees only one in `reduction` of the
/// time points, drawn without repetition until all were seen: a pass costs about 1 / reduction of the products over time.
/// D'x and D'D are running means of what each visit to the voxel saw, statistics are running means, and only the seen rows
/// of the time courses move. The final maps are coded from all time points, exactly.
///
/// D'D is averaged as D'x is, and not kept exact: then both are products of one longer history, [D x]'[D x], and the codes of
/// a voxel are bounded even where two networks are copies. Batches are the same voxels in every pass and share one D'D.
///
/// For time axes so long that one pass over all of them is out of reach; else OnlineDictionaryLearning reaches a better
/// objective in the same time, at 10^4 points too (docs/concepts/learners.md). `objective` and
/// `convergence` are those of the estimate that a pass makes from what it saw, not of the data. reduction = 1 is online
/// learning with averaged statistics. Holds a scaled copy of bold, the codes twice and a K x K matrix for each batch.
/// Mensch, Mairal, Thirion & Varoquaux, "Stochastic subsampling for factorizing huge matrices", IEEE Trans. Signal Process. 66
/// (2018) 113, algorithm 3 with averaged correlations and Gram matrices (section III-C).
template <class Coder = coding::LassoCd>
  requires coding::SparseCoder<Coder, double>
struct SubsampledDictionaryLearning {
  Index n_networks = 50;  ///< >= 1
  Coder coder{};          ///< of voxels; LassoCd{.alpha} is the sparsity of the maps
  Index reduction = 8;    ///< >= 1, <= T; a batch sees T / reduction time points
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 50;      ///< >= 1; at most so many visits to each voxel
  Index batch_size = 256;   ///< >= 1; voxels per update of the time courses
  double tolerance = 1e-4;  ///< >= 0; learning has converged when a pass changes the estimated objective by at most this share
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
    option("reduction", self.reduction, "a batch sees time points / reduction, >= 1");
    option("batch_size", self.batch_size, "voxels per update of the time courses, >= 1");
    visit_coder_options(self.coder, option);
  }

  /// Learns networks from bold [time x voxel]. progress counts passes.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    constexpr const char* name = "SubsampledDictionaryLearning";
    require(n_passes >= 1, name, "n_passes must be >= 1", n_passes);
    require(batch_size >= 1, name, "batch_size must be >= 1", batch_size);
    require(tolerance >= 0, name, "tolerance must be >= 0", tolerance);
    VoxelTable<T> voxels = voxel_table(name, bold, n_networks, scaling, nan, context);
    require(reduction >= 1 && reduction <= voxels.n_times(), name, "reduction must be in 1 .. number of time points",
            reduction);
    detail::SubsampledTraining<T, SubsampledDictionaryLearning, backend_of<C>, std::remove_cvref_t<decltype(context.executor)>>
        training(*this, voxels, context.backend, context.executor);
    Steps steps(context.progress, n_passes);
    ObjectiveTrace trace{tolerance};
    for (Index pass = 0; pass < n_passes; ++pass) {
      const bool settled = trace.settled(training.pass(pass));
      steps.advance();
      if (settled) break;
    }
    const Index n_replaced = training.n_replaced();
    MatrixX<T> codes = std::move(training).codes(), atoms = std::move(training).atoms();
    for (Index k = 0; k < n_networks; ++k) {
      if (const T length = atoms.col(k).norm(); length > 0) atoms.col(k) /= length;
    }
    const auto coded = encode_voxels(coder, atoms, voxels, codes, context);
    Networks<T> result = compose_networks(std::move(voxels), std::move(atoms), std::move(codes), trace, coded, context);
    result.n_replaced = n_replaced;
    return result;
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  &&coding::SparseCoder<Coder, series_scalar_t<M>> [[nodiscard]] Networks<series_scalar_t<M>> learn(
      const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }
};

static_assert(NetworkLearner<SubsampledDictionaryLearning<>, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
