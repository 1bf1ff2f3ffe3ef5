#pragma once
/// Networks that all share, and networks of each person's own.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/coding/lasso_cd.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/groups/stack.hpp"
#include "syncact/networks/learners/atom_descent.hpp"
#include "syncact/networks/learners/encode_voxels.hpp"
#include "syncact/networks/learners/objective_trace.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::groups {

/// Networks of S subjects: those with shared time courses, and those of one subject alone.
template <std::floating_point T>
struct SharedSpecific {
  MatrixX<T> shared_time_courses{};                 ///< [time x shared network], norm 1
  std::vector<MatrixX<T>> specific_time_courses{};  ///< [subject] of [time x specific network], norm 1
  std::vector<MatrixX<T>> shared_maps{};            ///< [subject] of [shared network x voxel]
  std::vector<MatrixX<T>> specific_maps{};          ///< [subject] of [specific network x voxel]

  VectorX<double> r_squared{};         ///< [subject] of the scaled voxels, by both together
  VectorX<double> shared_explained{};  ///< [subject] ||D_0 A_0s||^2 / ||X_s||^2, by the shared ones alone
  Index n_replaced = 0;                ///< time courses that no voxel used and that were started anew
  Convergence convergence{};           ///< passes, and the relative change of the objective in the last
  std::vector<double> objective{};     ///< after each coding, per voxel; falls if the coder descends
  coding::CodingSummary coding{};      ///< of the final maps
};

/// Minimises sum_s 1/2 ||X_s - D_0 A_0s - D_s A_s||^2 + alpha (||A_0s||_1 + ||A_s||_1) over shared time courses D_0, each
/// subject's own D_s (norm at most 1) and maps, by turns: code every subject in [D_0 D_s]; then, one time course after the
/// other, its exact minimizer, that of a shared one from all subjects' codes, with c_k = sum_s A_s a_sk' and so on:
///   u = d_k + (b_k - sum_s [D_0 D_s] c_sk) / sum_s c_s,kk,   d_k = u / max(1, ||u||).
/// For people who shared a clock. No step raises the objective with a coder that descends from the codes it is given.
/// Nothing forces what is common into the shared part but economy: one time course that serves all costs no more than one
/// that serves one. Shared time courses start from voxels of all subjects, specific ones from each subject's own.
/// Iqbal, Seghouane & Adali, "Shared and subject-specific dictionary learning (ShSSDL) algorithm for multisubject fMRI data
/// analysis", IEEE Trans. Biomed. Eng. 65 (2018) 2519, problem 4; solved here by block coordinate descent.
template <class Coder = coding::LassoCd>
  requires coding::SparseCoder<Coder, double>
struct SharedSpecificLearning {
  Index n_shared = 20;   ///< >= 1
  Index n_specific = 5;  ///< >= 0, of each subject
  Coder coder{};
  networks::Scaling scaling = networks::Scaling::unit_norm;
  Index n_passes = 100;     ///< >= 1
  double tolerance = 1e-4;  ///< >= 0; learning has converged when a pass changes the objective by at most this share
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  /// subjects: [time x voxel] each; numbers of voxels may differ. progress counts passes.
  /// Throws ValueError without subjects, for a parameter out of range, for NaN or infinity under NanPolicy::raise and if a
  /// subject has fewer usable voxels than networks; ShapeError if times differ; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] SharedSpecific<T> learn(std::span<const SeriesView<T>> subjects, const C& context = {}) const {
    std::vector<Part<T>> parts = start(subjects, context);
    SharedSpecific<T> result;
    Steps steps(context.progress, n_passes);
    networks::learners::ObjectiveTrace trace{tolerance};
    Index n_voxels = 0;
    for (const auto& part : parts) n_voxels += part.voxels.n_voxels();
    for (Index pass = 0; pass < n_passes; ++pass) {
      const bool settled = trace.settled(encode(parts, context).objective / static_cast<double>(n_voxels));
      steps.advance();
      if (settled) break;
      update(parts, context);
      result.n_replaced += replace_unused(parts, context);
    }
    for (auto& part : parts) part.atoms.colwise().normalize();
    result.coding = encode(parts, context);
    result.convergence = trace.convergence;
    result.objective = std::move(trace.values);
    report(parts, result, context);
    return result;
  }

 private:
  template <std::floating_point T>
  struct Part {
    networks::VoxelTable<T> voxels;
    MatrixX<T> atoms;  ///< [time x network], the shared ones first
    MatrixX<T> codes;  ///< [network x usable voxel]
  };

  template <std::floating_point T, CallContext C>
  std::vector<Part<T>> start(std::span<const SeriesView<T>> subjects, const C& context) const {
    constexpr const char* name = "SharedSpecificLearning";
    require(!subjects.empty(), name, "the number of subjects must be >= 1", subjects.size());
    require(n_shared >= 1, name, "n_shared must be >= 1", n_shared);
    require(n_specific >= 0, name, "n_specific must be >= 0", n_specific);
    require(n_passes >= 1, name, "n_passes must be >= 1", n_passes);
    require(tolerance >= 0, name, "tolerance must be >= 0", tolerance);
    std::vector<Part<T>> parts;
    for (std::size_t s = 0; s < subjects.size(); ++s) {
      require_same_times(name, "subject 0", subjects[0].n_times(), "another subject", subjects[s].n_times());
      Part<T> part{networks::voxel_table(name, subjects[s], n_shared + n_specific, scaling, nan, context), {}, {}};
      part.atoms = networks::start_from_voxels(part.voxels, n_shared + n_specific, seed + s);
      part.codes = MatrixX<T>::Zero(n_shared + n_specific, part.voxels.n_voxels());
      parts.push_back(std::move(part));
    }
    for (Index k = 0; k < n_shared; ++k) {  // from each subject in turn
      const VectorX<T> atom = parts[as_size(k) % parts.size()].atoms.col(k);
      for (auto& part : parts) part.atoms.col(k) = atom;
    }
    return parts;
  }

  template <std::floating_point T, CallContext C>
  coding::CodingSummary encode(std::vector<Part<T>>& parts, const C& context) const {
    coding::CodingSummary summary;
    for (auto& part : parts) {
      summary.merge(networks::learners::encode_voxels(coder, part.atoms, part.voxels, part.codes, context));
    }
    return summary;
  }

  template <std::floating_point T, CallContext C>
  void update(std::vector<Part<T>>& parts, const C& context) const {
    using linalg::Op;
    std::vector<MatrixX<double>> c, b, atoms;
    for (const auto& part : parts) {
      c.push_back(linalg::product<T>(part.codes, Op::none, part.codes, Op::transpose, context.backend, context.executor)
                      .template cast<double>());
      b.push_back(linalg::product<T>(part.voxels.values, Op::none, part.codes, Op::transpose, context.backend, context.executor)
                      .template cast<double>());
      atoms.push_back(part.atoms.template cast<double>());
    }
    for (Index k = 0; k < n_shared; ++k) {
      double weight = 0;
      VectorX<double> left = VectorX<double>::Zero(atoms[0].rows());
      for (std::size_t s = 0; s < parts.size(); ++s) {
        weight += c[s](k, k);
        left += b[s].col(k) - atoms[s] * c[s].col(k);
      }
      if (!(weight > 0)) continue;
      const VectorX<double> u = atoms[0].col(k) + left / weight;
      for (auto& own : atoms) own.col(k) = u / std::max(1.0, u.norm());
    }
    for (std::size_t s = 0; s < parts.size(); ++s) {
      for (Index k = n_shared; k < n_shared + n_specific; ++k) networks::learners::descend_atom(atoms[s], c[s], b[s], k);
      parts[s].atoms = atoms[s].template cast<T>();
    }
  }

  /// Atoms without users, anew at voxels explained worst: a shared one only if no subject uses it.
  template <std::floating_point T, CallContext C>
  Index replace_unused(std::vector<Part<T>>& parts, const C& context) const {
    Index n_replaced = 0;
    std::vector<MatrixX<T>> before;
    for (auto& part : parts) {
      before.push_back(part.atoms);
      networks::learners::replace_unused_atoms(part.atoms, part.codes, part.voxels, context);
    }
    for (Index k = 0; k < n_shared; ++k) {
      bool used = false;
      for (const auto& part : parts) used = used || !part.codes.row(k).isZero(0);
      const auto from = as_size(k) % parts.size();
      const VectorX<T> atom = used ? before[0].col(k) : parts[from].atoms.col(k);
      n_replaced += used || atom == before[0].col(k) ? 0 : 1;
      for (auto& part : parts) part.atoms.col(k) = atom;
    }
    for (std::size_t s = 0; s < parts.size(); ++s) {
      for (Index k = n_shared; k < n_shared + n_specific; ++k) {
        n_replaced += parts[s].atoms.col(k) == before[s].col(k) ? 0 : 1;
      }
    }
    return n_replaced;
  }

  template <std::floating_point T, CallContext C>
  void report(std::vector<Part<T>>& parts, SharedSpecific<T>& result, const C& context) const {
    const auto n_subjects = static_cast<Index>(parts.size());
    result.shared_time_courses = parts[0].atoms.leftCols(n_shared);
    result.r_squared.resize(n_subjects);
    result.shared_explained.resize(n_subjects);
    for (Index s = 0; s < n_subjects; ++s) {
      const Part<T>& part = nth(parts, s);
      const double total = part.voxels.squared_norm();
      result.r_squared[s] = 1 - networks::learners::squared_errors(part.atoms, part.codes, part.voxels, context).sum() / total;
      const MatrixX<T> shared = part.codes.topRows(n_shared);
      const MatrixX<T> fit = linalg::product<T>(result.shared_time_courses, linalg::Op::none, shared, linalg::Op::none,
                                                context.backend, context.executor);
      result.shared_explained[s] = fit.template cast<double>().squaredNorm() / total;
      MatrixX<T> maps = MatrixX<T>::Zero(n_shared + n_specific, static_cast<Index>(part.voxels.status.size()));
      columns_of(maps, part.voxels.origin) = part.codes;
      result.shared_maps.push_back(maps.topRows(n_shared));
      result.specific_maps.push_back(maps.bottomRows(n_specific));
      result.specific_time_courses.push_back(part.atoms.rightCols(n_specific));
    }
  }
};

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
