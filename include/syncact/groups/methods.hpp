#pragma once
/// Ways to learn the networks of several subjects, as policies.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/groups/common_maps.hpp"
#include "syncact/groups/common_time_courses.hpp"
#include "syncact/groups/dual_regression.hpp"
#include "syncact/groups/subject_networks.hpp"

namespace syncact::inline v0_1::groups {

/// Networks of several subjects, in one order.
template <std::floating_point T>
struct GroupNetworks {
  std::vector<MatrixX<T>> time_courses{};  ///< [subject] of [time x network]
  std::vector<MatrixX<T>> maps{};          ///< [subject] of [network x voxel]
  MatrixX<double> agreement{};             ///< [subject x network] r with the template, where networks were matched; else empty
  Convergence convergence{};               ///< of learning; of the matching where there is one

  /// The mean over subjects of time courses that share a clock, each of norm 1. Throws ShapeError if they do not.
  [[nodiscard]] MatrixX<T> mean_time_courses() const {
    require(!time_courses.empty(), "mean_time_courses", "the number of subjects must be >= 1", time_courses.size());
    MatrixX<T> sum = MatrixX<T>::Zero(time_courses[0].rows(), time_courses[0].cols());
    for (const MatrixX<T>& courses : time_courses) {
      require_same_times("mean_time_courses", "subject 0", sum.rows(), "another subject", courses.rows());
      for (Index k = 0; k < sum.cols(); ++k) {
        if (const T norm = courses.col(k).norm(); norm > 0) sum.col(k) += courses.col(k) / norm;
      }
    }
    for (Index k = 0; k < sum.cols(); ++k) {
      if (const T norm = sum.col(k).norm(); norm > 0) sum.col(k) /= norm;
    }
    return sum;
  }

  /// The mean map over subjects, [network x voxel].
  [[nodiscard]] MatrixX<T> mean_maps() const {
    require(!maps.empty(), "mean_maps", "the number of subjects must be >= 1", maps.size());
    MatrixX<T> sum = MatrixX<T>::Zero(maps[0].rows(), maps[0].cols());
    for (const MatrixX<T>& map : maps) {
      require_extent("mean_maps", "number of voxels of a subject", sum.cols(), map.cols());
      sum += map;
    }
    return sum / static_cast<T>(maps.size());
  }
};

/// learn(learner, subjects, context) gives the networks of subjects [time x voxel] in one order.
/// Axioms: one entry per subject; all have the same number of networks; the same bits whatever the executor.
template <class G, class L, class T>
concept GroupMethod = std::copyable<G> && networks::NetworkLearner<L, T> &&
    requires(const G method, const L& learner, std::span<const SeriesView<T>> subjects, const Context<>& context) {
  { method.learn(learner, subjects, context) } -> std::same_as<GroupNetworks<T>>;
};

/// Each subject alone, then matched by maps: learn_subjects.
struct Each {
  Index max_rounds = 20;  ///< >= 1, of matching

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("max_rounds", self.max_rounds, "of matching, >= 1");
  }

  template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
  [[nodiscard]] GroupNetworks<T> learn(const L& learner, std::span<const SeriesView<T>> subjects, const C& context = {}) const {
    const SubjectNetworks<T> found = learn_subjects(learner, subjects, context, max_rounds);
    GroupNetworks<T> group;
    for (std::size_t s = 0; s < subjects.size(); ++s) {
      group.time_courses.push_back(found.time_courses(s));
      group.maps.push_back(found.maps(s));
    }
    group.agreement = found.score.cwiseAbs();
    group.convergence = found.convergence;
    return group;
  }
};

/// One set of time courses, maps of each: learn_common_time_courses. For people who saw the same at the same time.
struct CommonCourses {
  template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
  [[nodiscard]] GroupNetworks<T> learn(const L& learner, std::span<const SeriesView<T>> subjects, const C& context = {}) const {
    CommonTimeCourses<T> found = learn_common_time_courses(learner, subjects, context);
    return {std::vector<MatrixX<T>>(subjects.size(), found.networks.time_courses),
            std::move(found.maps),
            {},
            found.networks.convergence};
  }
};

/// One set of maps, time courses of each: learn_common_maps.
struct CommonMapsOfAll {
  bool dual_regression = false;  ///< maps of each subject by dual regression, instead of the common ones

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("dual_regression", self.dual_regression, "maps of each subject by dual regression on the common ones");
  }

  template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
  [[nodiscard]] GroupNetworks<T> learn(const L& learner, std::span<const SeriesView<T>> subjects, const C& context = {}) const {
    CommonMaps<T> found = learn_common_maps(learner, subjects, NanPolicy::raise, context);
    GroupNetworks<T> group{std::move(found.time_courses), {}, {}, found.networks.convergence};
    for (std::size_t s = 0; s < subjects.size(); ++s) {
      if (dual_regression) {
        const DualRegression own = groups::dual_regression(subjects[s], found.networks.maps);
        group.time_courses[s] = own.time_courses.template cast<T>();
        group.maps.push_back(own.maps.template cast<T>());
      } else {
        group.maps.push_back(found.networks.maps);
      }
    }
    return group;
  }
};

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
