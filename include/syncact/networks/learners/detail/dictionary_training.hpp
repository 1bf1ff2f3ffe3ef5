#pragma once
/// One run of online dictionary learning.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "syncact/coding/duality_gap.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/progress.hpp"
#include "syncact/networks/learners/detail/chunks.hpp"
#include "syncact/networks/learners/detail/initial_atoms.hpp"
#include "syncact/networks/learners/detail/renewals.hpp"
#include "syncact/networks/learners/detail/update_atoms.hpp"
#include "syncact/networks/learners/detail/voxel_blocks.hpp"
#include "syncact/networks/learners/encode_voxels.hpp"
#include "syncact/networks/learners/training_state.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/networks/order.hpp"
#include "syncact/networks/sign_rule.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// Changes a TrainingState batch by batch. Learner holds the settings (OnlineDictionaryLearning); it, the source
/// and the state must outlive the run.
template <std::floating_point T, class Learner, class Source, CallContext C>
class DictionaryTraining {
  using Blocks = VoxelBlocks<T, Source, std::remove_cvref_t<decltype(std::declval<const C&>().executor)>>;
  using Batch = typename Blocks::Batch;

 public:
  DictionaryTraining(const Learner& learner, TrainingState<T>& state, const Source& source, const C& context, bool codes_maps)
      : learner_(learner),
        state_(state),
        context_(context),
        voxels_(source, learner.scaling, learner.nan, learner.block_size, learner.batch_size, 4 * learner.n_networks,
                learner.seed, context_.executor),
        n_voxels_(source.n_voxels()),
        steps_(context_.progress, (learner.n_passes + (codes_maps ? 1 : 0) - state.pass) * voxels_.n_batches() - state.batch) {
    if (voxels_.n_usable() < learner.n_networks) {
      throw ValueError(message(name, ": n_networks must be at most the number of voxels that vary, ", voxels_.n_usable(),
                               " of ", n_voxels_, " [", source.n_times(), " time points], is ", learner.n_networks));
    }
    if (state_.empty()) {
      begin(source.n_times());
      voxels_.forget_candidates();
    } else {
      require_extent(name, "number of time points of the state", source.n_times(), state_.atoms.rows());
      require_extent(name, "number of networks of the state", learner.n_networks, state_.atoms.cols());
      require_extent(name, "number of voxels of the state", voxels_.n_usable(), state_.codes.n_voxels());
      require_extent(name, "number of batches of the state", voxels_.n_batches(),
                     static_cast<Index>(state_.codes.batches().size()));
      if (state_.seed != learner.seed) {
        throw ValueError(message(name, ": seed of the state must be ", learner.seed, ", is ", state_.seed));
      }
    }
  }

  Networks<T> run() {
    learn_atoms();
    return assemble();
  }

  /// Passes over the batches until the objective settles or the caller or the clock says stop.
  void learn_atoms() {
    const auto rough = coding::relaxed(learner_.coder, 4e-2), close = coding::relaxed(learner_.coder, 1e-2);
    const auto start = std::chrono::steady_clock::now();
    TrainingState<T>& s = state_;
    const Index n_batches = voxels_.n_batches();
    coding_atoms_ = coding_atoms(s.atoms, context_.backend, context_.executor);
    bool stop = false;
    while (s.pass < learner_.n_passes && !s.convergence.converged && !stop) {
      if (s.batch == 0) s.exact_pass = s.exact, s.coding = {}, s.n_nonzero = 0;
      while (s.batch < n_batches && !stop) {
        s.exact = s.exact || (replaces() && 4 * s.step >= 3 * learner_.n_passes * n_batches);
        visit(s.batch, s.exact ? close : rough, s.exact ? 1.0 : memory(++s.step, s.pass));
        ++s.batch;
        stop = std::chrono::steady_clock::now() - start > learner_.time_limit;
        report();
      }
      take_in_last(context_.executor);
      if (s.batch == n_batches) stop = !end_pass() || stop;
    }
    for (Index left = (learner_.n_passes - s.pass) * n_batches - s.batch; left > 0; --left) steps_.advance();  // saved
  }

  /// Of norm 1: an atom that ended inside the ball only gains by growing. The state keeps the atoms that the next batch would
  /// be coded with.
  [[nodiscard]] MatrixX<T> time_courses() const { return updated_atoms(context_.executor).colwise().normalized(); }

  [[nodiscard]] Blocks& voxels() { return voxels_; }

 private:
  static constexpr const char* name = "OnlineDictionaryLearning";
  [[nodiscard]] bool replaces() const { return learner_.revisit == std::remove_cvref_t<decltype(learner_.revisit)>::replaced; }

  void begin(Index n_times) {
    const Index n = learner_.n_networks;
    state_.atoms = initial_atoms<T>(given_atoms(), voxels_.candidates(), n, learner_.positive_atoms, Random(learner_.seed, 1));
    state_.seed = learner_.seed;
    state_.codes = SparseCodes<T>(n, voxels_.n_usable(), voxels_.n_batches());
    state_.statistics = CodeStatistics(n_times, n);
    state_.weights.assign(as_size(voxels_.n_batches()), 0.0);
    state_.ages.assign(as_size(n), 0);
  }

  /// start_atoms, and behind them the leading singular vectors if learning is to start from these.
  [[nodiscard]] MatrixX<double> given_atoms() const {
    MatrixX<double> given = learner_.scaled_start_atoms();
    if (learner_.start == std::remove_cvref_t<decltype(learner_.start)>::voxels) return given;
    const Index n_given = given.cols();
    const MatrixX<double> leading = leading_courses<T>(voxels_.candidates(), learner_.n_networks - n_given,
                                                       learner_.positive_atoms, context_.backend, context_.executor);
    given.conservativeResize(leading.rows(), n_given + leading.cols());
    given.rightCols(leading.cols()) = leading;
    return given;
  }

  /// Closes a pass. False if the caller asks to end learning.
  bool end_pass() {
    TrainingState<T>& s = state_;
    s.objective.push_back(s.coding.objective / static_cast<double>(voxels_.n_usable()));
    s.convergence.iterations = ++s.pass;
    s.batch = 0;
    if (s.pass > 1) {
      const double before = s.objective[s.objective.size() - 2];
      s.convergence.residual = before > 0 ? std::abs(before - s.objective.back()) / before : 0.0;
      const bool settled = s.convergence.residual <= learner_.tolerance;
      s.convergence.converged = settled && (s.exact_pass || !replaces());
      s.exact = s.exact || (settled && replaces());
    }
    if (!learner_.after_pass) return true;
    const auto n_dead = (s.statistics.codes.diagonal().array() <= s.statistics.dead_below()).count();
    return learner_.after_pass({s.pass, s.objective.back(), s.convergence.residual,
                                static_cast<double>(s.n_nonzero) / static_cast<double>(voxels_.n_usable()), n_dead,
                                s.n_replaced});
  }

  /// By how much to shrink the statistics before a step, while they still forget: they hold about the last 1000 voxels,
  /// slowly more; in the first pass the codes age faster than that. Codes that are never replaced age like that for good.
  [[nodiscard]] double memory(Index step, Index pass) const {
    const double aging = std::pow(1 - 1 / static_cast<double>(step), 8);
    if (!replaces()) return aging;
    const double size = static_cast<double>(learner_.batch_size);
    const double horizon = 1024 + static_cast<double>(step) * size / 64;
    const double steady = std::max(0.0, 1 - size / horizon);
    return pass > 0 ? steady : std::min(steady, aging);
  }

  /// Tells the caller that a batch is done. If the caller ends the run, the state is left complete.
  void report() {
    try {
      steps_.advance();
    } catch (...) {
      take_in_last(context_.executor);
      throw;
    }
  }

  /// Codes a batch and learns from the batch before. Once atoms move slowly, not every batch needs an update of the atoms, and
  /// a batch is coded with atoms that do not yet know the last one, so that neither has to wait for the other.
  void visit(Index b, const auto& coder, double keep) {
    constexpr Index patience = 16384;  // voxels; with fewer, learning from few voxels loses by its haste
    TrainingState<T>& s = state_;
    const Index n_visits = s.pass * voxels_.n_batches() + b;
    const bool waits = n_visits * learner_.batch_size < patience;
    const bool beside = !waits && !voxels_.starts_block(b);  // loading a block ends the batch before
    Lesson lesson;
    if (!beside) lesson = learn(n_visits, waits, context_.executor);
    if (waits) adopt(std::move(lesson));
    const Batch batch = voxels_.batch(b);
    const std::vector<Chunk> chunks = chunks_of(batch.size());
    std::vector<coding::CodingSummary> parts(chunks.size());
    changes_.resize(chunks.size());
    const auto code = [&](std::size_t c) {
      const MatrixX<T> before = s.codes.batch(b, chunks[c].first, chunks[c].size);
      MatrixX<T> codes = before;
      parts[c] = encode_chunk<T>(coder, coding_atoms_, batch.signals, batch.squared_norms, chunks[c], codes, context_.backend);
      changes_[c].clear();
      changes_[c].add(codes, before);
    };
    context_.executor.bulk((beside ? 1 : 0) + static_cast<Index>(chunks.size()), [&](Index task) {
      if (beside && task == 0) {
        lesson = learn(n_visits, waits, Serial{});
      } else {
        code(as_size(beside ? task - 1 : task));
      }
    });
    for (const auto& part : parts) s.coding.merge(part);
    std::swap(last_.changes, changes_);
    last_.number = b;
    last_.keep = keep;
    if (!waits) adopt(std::move(lesson));
  }

  /// What a batch teaches.
  struct Lesson {
    MatrixX<T> atoms{};  // empty if they are not updated
    CodingAtoms<T> coding_atoms{};
    std::vector<Renewal<T>> renewals{};  // of these atoms
  };

  /// Learns from the last of n_visits batches. If coding waits for it, atoms that start anew do so before the update.
  [[nodiscard]] Lesson learn(Index n_visits, bool waits, const auto& executor) {
    take_in_last(executor);
    Lesson lesson;
    const bool forgot = n_visits > 0 && state_.step >= n_visits;  // that batch: the first `step` batches do
    if (forgot && learner_.replaces_dead) lesson.renewals = find_renewals(n_visits - 1, executor);
    if (waits) {
      for (const auto& renewal : std::exchange(lesson.renewals, {})) renew(renewal);
    }
    if (waits || n_visits % learner_.batches_per_update == 0) {
      lesson.atoms = updated_atoms(executor);
      lesson.coding_atoms = coding_atoms(lesson.atoms, context_.backend, executor);
    }
    return lesson;
  }

  void adopt(Lesson lesson) {
    if (lesson.atoms.size() > 0) {
      state_.atoms = std::move(lesson.atoms);
      coding_atoms_ = std::move(lesson.coding_atoms);
    }
    for (const auto& renewal : lesson.renewals) renew(renewal);
    if (!lesson.renewals.empty()) coding_atoms_ = coding_atoms(state_.atoms, context_.backend, context_.executor);
  }

  /// Puts the codes of the batch coded last, unless that was done, in the place of its old ones.
  void take_in_last(const auto& executor) {
    if (last_.number < 0) return;
    TrainingState<T>& s = state_;
    change_.clear();
    for (const auto& change : last_.changes) change_.append(change);
    auto codes = change_.codes();
    s.n_nonzero += static_cast<Index>(codes.values.size());
    s.codes.store(last_.number, std::move(codes));
    if (last_.keep != 1) {
      for (double& weight : s.weights) weight *= last_.keep;
    }
    double& weight = nth(s.weights, last_.number);
    replace_codes<T>(s.statistics, last_.keep, voxels_.batch(last_.number).signals, change_, replaces() ? weight : 0.0,
                     context_.backend, executor);
    weight = 1;
    last_.number = -1;
  }

  [[nodiscard]] MatrixX<T> updated_atoms(const auto& executor) const {
    MatrixX<T> atoms = state_.atoms;
    update_atoms(atoms, state_.statistics, context_.backend, executor, {learner_.n_fixed, learner_.positive_atoms});
    return atoms;
  }

  /// The atoms to start anew after a visit, counted from the start of the run: each that is dead, after every voxel had its
  /// chance to use it; or else, every few batches, the one used least, if the batch has a better use for it.
  [[nodiscard]] std::vector<Renewal<T>> find_renewals(Index n_visit, const auto& executor) {
    constexpr Index pause = 4;
    TrainingState<T>& s = state_;
    const double dead_below = s.statistics.dead_below();
    const auto use = [&](Index k) { return s.statistics.codes(k, k); };
    std::vector<Index> dead;
    Index weakest = -1;
    for (Index k = learner_.n_fixed; k < s.atoms.cols(); ++k) {
      if (++nth(s.ages, k) <= voxels_.n_batches()) continue;
      if (!(use(k) > dead_below)) {
        dead.push_back(k);
      } else if (weakest < 0 || use(k) < use(weakest)) {
        weakest = k;
      }
    }
    const Index b = n_visit % voxels_.n_batches();
    const auto left = [&](const Batch& batch, Index without = -1) {
      return residuals<T>(s.atoms, batch.signals, nth(s.codes.batches(), b), executor, without);
    };
    if (!dead.empty()) {
      const Batch batch = voxels_.batch(b);
      return at_worst_voxels<T>(dead, batch.signals, left(batch));
    }
    if constexpr (requires { learner_.coder.penalty(); }) {
      if (weakest < 0 || b % pause != 0) return {};
      const coding::LassoPenalty price = learner_.coder.penalty();
      const double weight = price.weights.empty() ? 1.0 : nth(price.weights, weakest);
      const CourseRule rule{weight * price.alpha, price.positive, learner_.positive_atoms};
      VectorX<T> course = better_course<T>(s.atoms.col(weakest), left(voxels_.batch(b), weakest), rule, executor);
      if (course.size() > 0) return {{weakest, std::move(course)}};
    }
    return {};
  }

  void renew(const Renewal<T>& renewal) {
    const Index k = renewal.network;
    VectorX<T> course = renewal.course;
    if (learner_.positive_atoms) course = course.cwiseMax(T(0)).eval();
    if (!(course.squaredNorm() > 0)) return;
    state_.atoms.col(k) = course.normalized();
    state_.codes.drop(k);
    for (auto& change : last_.changes) change.drop(k);
    state_.statistics.drop(k);
    nth(state_.ages, k) = 0;
    ++state_.n_replaced;
  }

  /// Codes all voxels exactly, starting from the codes of learning, which stay as they are.
  Networks<T> assemble() {
    Networks<T> result;
    result.time_courses = time_courses();
    result.maps = MatrixX<T>::Zero(learner_.n_networks, n_voxels_);
    result.explained = VectorX<double>::Zero(learner_.n_networks);
    const CodingAtoms<T> atoms = coding_atoms(result.time_courses, context_.backend, context_.executor);
    Index n_nonzero = 0;
    for (Index b = 0; b < voxels_.n_batches(); ++b) {
      const Batch batch = voxels_.batch(b);
      MatrixX<T> codes = state_.codes.batch(b, 0, batch.size());
      result.coding.merge(encode_chunks<T>(learner_.coder, atoms, batch.signals, batch.squared_norms, codes, context_));
      const std::span<const Index> voxels = voxels_.voxels(b);
      for (std::size_t i = 0; i < voxels.size(); ++i) result.maps.col(voxels[i]) = codes.col(static_cast<Index>(i));
      result.explained += codes.template cast<double>().rowwise().squaredNorm();
      n_nonzero += (codes.array() != T(0)).count();
      steps_.advance();
    }
    result.explained /= voxels_.squared_norm();
    result.share_nonzero = static_cast<double>(n_nonzero) / static_cast<double>(learner_.n_networks * voxels_.n_usable());
    result.r_squared = 1 - result.coding.squared_error / voxels_.squared_norm();
    result.n_replaced = state_.n_replaced;
    result.convergence = state_.convergence;
    result.objective = state_.objective;
    result.voxels = voxels_.status();
    sort_by_explained(result);
    apply_sign_rule(result);
    return result;
  }

  const Learner& learner_;
  TrainingState<T>& state_;
  C context_;
  Blocks voxels_;
  Index n_voxels_;
  CodingAtoms<T> coding_atoms_;         // of state_.atoms
  std::vector<CodeChange<T>> changes_;  // of the batch that is being coded, chunk by chunk
  struct {
    Index number = -1;  // none
    double keep = 1;
    std::vector<CodeChange<T>> changes{};
  } last_;                // batch coded, which the statistics do not know yet
  CodeChange<T> change_;  // of that batch as a whole
  Steps steps_;
};

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
