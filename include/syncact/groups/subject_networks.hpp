#pragma once
/// Networks of each person alone, and which of them belong together.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/groups/stack.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/match.hpp"

namespace syncact::inline v0_1::groups {

/// Networks of each subject, and how they answer to those of a template made of all of them.
template <std::floating_point T>
struct SubjectNetworks {
  std::vector<networks::Networks<T>> subjects{};  ///< as learned, each in its own order
  MatrixX<double> template_maps{};                ///< [template network x voxel] mean of the maps that answer, centered, norm 1
  std::vector<std::vector<Index>> partner{};      ///< [subject][template network] its network
  MatrixX<double> score{};                        ///< [subject x template network] Pearson's r with the template; < 0: turned
  Convergence convergence{};                      ///< of the template: rounds; converged when no partner changed

  /// Maps of a subject in the order and with the signs of the template, [template network x voxel].
  [[nodiscard]] MatrixX<T> maps(std::size_t subject) const {
    return turned(subject, subjects[subject].maps.transpose()).transpose();
  }
  /// Time courses of a subject in the order and with the signs of the template, [time x template network].
  [[nodiscard]] MatrixX<T> time_courses(std::size_t subject) const { return turned(subject, subjects[subject].time_courses); }

 private:
  MatrixX<T> turned(std::size_t subject, const MatrixX<T>& columns) const {
    MatrixX<T> result = columns_of(columns, partner[subject]);
    for (Index k = 0; k < result.cols(); ++k) {
      if (score(static_cast<Index>(subject), k) < 0) result.col(k) = -result.col(k);
    }
    return result;
  }
};

/// Matches networks of several subjects by the size of the correlation of their maps (Hungarian method, one to one): to those
/// of the first subject, then by turns to the mean of the maps that answer, until no partner changes or after max_rounds.
/// The template contains each subject's own maps: scores are not evidence of agreement (see reproducibility.hpp).
/// Throws ValueError without subjects, ShapeError unless all have as many networks and voxels.
template <std::floating_point T>
[[nodiscard]] SubjectNetworks<T> match_subjects(std::vector<networks::Networks<T>> subjects, Index max_rounds = 20) {
  require(!subjects.empty(), "match_subjects", "the number of subjects must be >= 1", subjects.size());
  require(max_rounds >= 1, "match_subjects", "max_rounds must be >= 1", max_rounds);
  std::vector<MatrixX<double>> units;  // [voxel x network]
  for (const auto& subject : subjects) {
    require_extent("match_subjects", "number of networks of a subject", subjects[0].size(), subject.size());
    require_extent("match_subjects", "number of voxels of a subject", subjects[0].maps.cols(), subject.maps.cols());
    const MatrixX<double> maps = subject.maps.template cast<double>().transpose();
    units.push_back(numeric::to_unit_norm(SeriesView<double>(maps)).values);
  }
  const auto n_subjects = static_cast<Index>(subjects.size()), n_networks = subjects[0].size();
  SubjectNetworks<T> result{std::move(subjects), {}, {}, MatrixX<double>::Zero(n_subjects, n_networks), {}};
  result.partner.assign(units.size(), std::vector<Index>(as_size(n_networks), -1));
  MatrixX<double> target = units[0];
  while (!result.convergence.converged && result.convergence.iterations < max_rounds) {
    Index n_changed = 0;
    MatrixX<double> mean = MatrixX<double>::Zero(target.rows(), n_networks);
    for (std::size_t s = 0; s < units.size(); ++s) {
      const MatrixX<double> r = linalg::cross(target, units[s]);
      for (const auto& pair : networks::match_scores(r.cwiseAbs())) {
        Index& partner = nth(result.partner[s], pair.a);
        n_changed += partner == pair.b ? 0 : 1;
        partner = pair.b;
        result.score(static_cast<Index>(s), pair.a) = r(pair.a, pair.b);
        mean.col(pair.a) += (r(pair.a, pair.b) < 0 ? -1 : 1) * units[s].col(pair.b);
      }
    }
    ++result.convergence.iterations;
    result.convergence.residual = static_cast<double>(n_changed);
    result.convergence.converged = n_changed == 0;
    target = numeric::to_unit_norm(SeriesView<double>(mean)).values;
  }
  result.template_maps = target.transpose();
  return result;
}

/// Learns the networks of each subject [time x voxel] alone, all in one space, and matches them.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
[[nodiscard]] SubjectNetworks<T> learn_subjects(const L& learner, std::span<const SeriesView<T>> subjects,
                                                const C& context = {}, Index max_rounds = 20) {
  std::vector<networks::Networks<T>> learned;
  const auto n_subjects = static_cast<Index>(subjects.size());
  for (const auto& subject : subjects) {
    learned.push_back(networks::learn(learner, subject, of_stage(context, static_cast<Index>(learned.size()), n_subjects)));
  }
  return match_subjects(std::move(learned), max_rounds);
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
