#pragma once
/// The state of one run of online dictionary learning.
#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "syncact/core/progress.hpp"
#include "syncact/networks/detail/code_statistics.hpp"
#include "syncact/networks/detail/initial_atoms.hpp"
#include "syncact/networks/detail/update_atoms.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/networks/order.hpp"
#include "syncact/networks/scaling.hpp"
#include "syncact/networks/sign_rule.hpp"

namespace syncact::networks::detail {

/// Atoms, codes and statistics of T, and the steps that change them. Learner holds the settings (OnlineDictionaryLearning);
/// it, the backend, the executor and the progress callback must outlive the run.
template <std::floating_point T, class Learner, class B, class E>
class DictionaryTraining {
 public:
  DictionaryTraining(const Learner& learner, const SeriesView<T>& bold, const B& backend, const E& executor,
                     const Progress& progress)
      : learner_(learner),
        backend_(backend),
        executor_(executor),
        voxels_(scale(learner, bold, executor)),
        order_(shuffled(voxels_.usable, Random(learner.seed, 0))),
        atoms_(initial_atoms<T>(voxels_, order_, learner.n_networks, Random(learner.seed, 1))),
        codes_(MatrixX<T>::Zero(learner.n_networks, bold.n_signals())),
        statistics_(bold.n_times(), learner.n_networks),
        weights_(static_cast<std::size_t>(n_batches()), 0.0),
        ages_(static_cast<std::size_t>(learner.n_networks), 0),
        steps_(progress, (learner.n_passes + 1) * n_batches()) {}

  Networks<T> run() {
    learn_atoms();
    atoms_.colwise().normalize();  // an atom that ended inside the ball only gains by growing
    code_all();
    return assemble();
  }

  /// Passes over the batches until the objective settles.
  void learn_atoms() {
    const auto coder = coding::relaxed(learner_.coder);
    bool exact = false;  // nothing is forgotten any more
    Index step = 0;
    for (Index pass = 0; pass < learner_.n_passes && !convergence_.converged; ++pass) {
      const bool exact_pass = exact;
      coding::CodingSummary summary;
      for (Index b = 0; b < n_batches(); ++b) {
        exact = exact || 4 * step >= 3 * learner_.n_passes * n_batches();
        summary.merge(visit(b, coder, exact ? 1.0 : memory(++step, pass)));
        steps_.advance();
      }
      objective_.push_back(summary.objective / static_cast<double>(n_usable()));
      convergence_.iterations = pass + 1;
      if (pass == 0) continue;
      const double before = objective_[objective_.size() - 2];
      convergence_.residual = before > 0 ? std::abs(before - objective_.back()) / before : 0.0;
      const bool settled = convergence_.residual <= learner_.tolerance;
      convergence_.converged = settled && exact_pass;
      exact = exact || settled;
    }
    for (Index pass = convergence_.iterations; pass < learner_.n_passes; ++pass) {
      for (Index b = 0; b < n_batches(); ++b) steps_.advance();  // saved by converging early
    }
  }

  [[nodiscard]] const MatrixX<T>& atoms() const { return atoms_; }
  [[nodiscard]] const MatrixX<T>& codes() const { return codes_; }
  [[nodiscard]] const ScaledVoxels<T>& voxels() const { return voxels_; }
  [[nodiscard]] const CodeStatistics& statistics() const { return statistics_; }

  /// [voxel] The weight with which each voxel is in the statistics.
  [[nodiscard]] VectorX<double> voxel_weights() const {
    VectorX<double> result = VectorX<double>::Zero(codes_.cols());
    for (std::size_t i = 0; i < order_.size(); ++i) {
      result[order_[i]] = weights_[i / static_cast<std::size_t>(learner_.batch_size)];
    }
    return result;
  }

 private:
  /// Some voxels side by side.
  struct Batch {
    std::span<const Index> voxels;
    MatrixX<T> signals;  // [time x voxel]
    MatrixX<T> codes;    // [network x voxel]
    std::vector<double> squared_norms;
  };

  static ScaledVoxels<T> scale(const Learner& learner, const SeriesView<T>& bold, const E& executor) {
    constexpr const char* name = "OnlineDictionaryLearning";
    require(learner.n_networks >= 1, name, "n_networks must be >= 1", learner.n_networks);
    require(learner.n_passes >= 1, name, "n_passes must be >= 1", learner.n_passes);
    require(learner.batch_size >= 1, name, "batch_size must be >= 1", learner.batch_size);
    require(learner.tolerance >= 0, name, "tolerance must be >= 0", learner.tolerance);
    ScaledVoxels<T> voxels = scale_voxels(bold, learner.scaling, learner.nan_policy, executor);
    const auto n_usable = static_cast<Index>(voxels.usable.size());
    if (n_usable < learner.n_networks) {
      throw ValueError(syncact::detail::text(name, ": n_networks must be at most the number of voxels that vary, ", n_usable,
                                             " of ", bold.n_signals(), " [", bold.n_times(), " time points], is ",
                                             learner.n_networks));
    }
    return voxels;
  }

  static std::vector<Index> shuffled(std::vector<Index> values, const Random& random) {
    random.shuffle(std::span(values));
    return values;
  }

  [[nodiscard]] Index n_usable() const { return static_cast<Index>(order_.size()); }
  [[nodiscard]] Index n_batches() const { return (n_usable() + learner_.batch_size - 1) / learner_.batch_size; }

  [[nodiscard]] Batch gather(Index batch) const {
    const Index first = batch * learner_.batch_size, n = std::min(learner_.batch_size, n_usable() - first);
    Batch part{std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(n)),
               MatrixX<T>(atoms_.rows(), n),
               MatrixX<T>(atoms_.cols(), n),
               {}};
    for (Index i = 0; i < n; ++i) {
      const Index v = part.voxels[static_cast<std::size_t>(i)];
      part.signals.col(i) = voxels_.values.col(v);
      part.codes.col(i) = codes_.col(v);
      part.squared_norms.push_back(voxels_.squared_norms[static_cast<std::size_t>(v)]);
    }
    return part;
  }

  /// Codes the batch from its present codes, in chunks of fixed size.
  coding::CodingSummary encode(const auto& coder, const MatrixX<T>& gram, Batch& batch) const {
    constexpr Index chunk = 64;
    const Index n = batch.codes.cols(), n_chunks = (n + chunk - 1) / chunk;
    std::vector<coding::CodingSummary> parts(static_cast<std::size_t>(n_chunks));
    executor_.bulk(n_chunks, [&](Index c) {
      const Index first = c * chunk, size = std::min(chunk, n - first);
      MatrixX<T> correlation = MatrixX<T>::Zero(atoms_.cols(), size);
      backend_.add_product(atoms_, linalg::Op::transpose, batch.signals.middleCols(first, size), linalg::Op::none, correlation);
      parts[static_cast<std::size_t>(c)] =
          coder.encode(linalg::ConstPanel<T>(gram), linalg::ConstPanel<T>(correlation),
                       std::span(std::as_const(batch.squared_norms))
                           .subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size)),
                       linalg::Panel<T>(batch.codes.middleCols(first, size)));
    });
    coding::CodingSummary summary;
    for (const auto& part : parts) summary.merge(part);
    return summary;
  }

  void store(const Batch& batch) {
    for (std::size_t i = 0; i < batch.voxels.size(); ++i) codes_.col(batch.voxels[i]) = batch.codes.col(static_cast<Index>(i));
  }

  /// By how much to shrink the statistics before a step, while they still forget: they hold about the last 1000 voxels,
  /// slowly more; in the first pass the codes age faster than that.
  [[nodiscard]] double memory(Index step, Index pass) const {
    const double size = static_cast<double>(learner_.batch_size);
    const double horizon = 1024 + static_cast<double>(step) * size / 64;
    const double steady = std::max(0.0, 1 - size / horizon);
    return pass > 0 ? steady : std::min(steady, std::pow(1 - 1 / static_cast<double>(step), 8));
  }

  coding::CodingSummary visit(Index b, const auto& coder, double keep) {
    Batch batch = gather(b);
    const MatrixX<T> before = batch.codes;
    const coding::CodingSummary summary = encode(coder, linalg::cross(atoms_, atoms_, backend_, executor_), batch);
    if (keep != 1) {
      statistics_.forget(keep);
      for (double& weight : weights_) weight *= keep;
    }
    double& weight = weights_[static_cast<std::size_t>(b)];
    replace_codes(statistics_, batch.signals, batch.codes, before, weight, backend_, executor_);
    weight = 1;
    store(batch);
    if (keep != 1) replace_dead_atoms(batch);
    update_atoms(atoms_, statistics_, backend_);
    return summary;
  }

  /// Starts each atom that is dead, after every voxel had its chance to use it, anew at the voxel of the batch that is
  /// explained worst.
  void replace_dead_atoms(const Batch& batch) {
    const double dead_below = statistics_.dead_below();
    VectorX<double> error;
    for (Index k = 0; k < atoms_.cols(); ++k) {
      Index& age = ages_[static_cast<std::size_t>(k)];
      if (++age <= n_batches() || statistics_.codes(k, k) > dead_below) continue;
      if (error.size() == 0) error = squared_errors(batch);
      Index worst = 0;
      if (!(error.maxCoeff(&worst) > 0)) return;
      error[worst] = 0;
      atoms_.col(k) = batch.signals.col(worst).normalized();
      codes_.row(k).setZero();
      statistics_.drop(k);
      age = 0;
      ++n_replaced_;
    }
  }

  [[nodiscard]] VectorX<double> squared_errors(const Batch& batch) const {
    const MatrixX<T> fit = linalg::product<T>(atoms_, linalg::Op::none, batch.codes, linalg::Op::none, backend_, executor_);
    return (batch.signals - fit).template cast<double>().colwise().squaredNorm().transpose();
  }

  void code_all() {
    const MatrixX<T> gram = linalg::cross(atoms_, atoms_, backend_, executor_);
    for (Index b = 0; b < n_batches(); ++b) {
      Batch batch = gather(b);
      coding_.merge(encode(learner_.coder, gram, batch));
      store(batch);
      steps_.advance();
    }
  }

  Networks<T> assemble() {
    double total = 0;
    for (const double norm : voxels_.squared_norms) total += norm;
    Networks<T> result;
    result.explained = codes_.template cast<double>().rowwise().squaredNorm() / total;
    result.share_nonzero =
        static_cast<double>((codes_.array() != T(0)).count()) / static_cast<double>(learner_.n_networks * n_usable());
    result.r_squared = 1 - coding_.squared_error / total;
    result.time_courses = std::move(atoms_);
    result.maps = std::move(codes_);
    result.n_replaced = n_replaced_;
    result.convergence = convergence_;
    result.objective = std::move(objective_);
    result.coding = coding_;
    result.voxels = std::move(voxels_.status);
    sort_by_explained(result);
    apply_sign_rule(result);
    return result;
  }

  const Learner& learner_;
  const B& backend_;
  const E& executor_;
  ScaledVoxels<T> voxels_;
  std::vector<Index> order_;
  MatrixX<T> atoms_;  // [time x network]
  MatrixX<T> codes_;  // [network x voxel]
  CodeStatistics statistics_;
  std::vector<double> weights_;  // of each batch in the statistics
  std::vector<Index> ages_;      // of each atom since it was last started, in batches
  Steps steps_;
  std::vector<double> objective_;
  Convergence convergence_;
  coding::CodingSummary coding_;
  Index n_replaced_ = 0;
};

}  // namespace syncact::networks::detail
