#pragma once
/// The axioms of group methods, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/groups/methods.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace syncact::inline v0_1::laws {

/// Axioms of groups::GroupMethod on three subjects [time x voxel] with one clock: an entry per subject, of the same number of
/// networks, finite; the same bits whatever the executor; a subject's networks are about its own scans.
template <std::floating_point T, networks::NetworkLearner<T> L, groups::GroupMethod<L, T> G>
[[nodiscard]] Report check_group_method(const G& method, const L& learner) {
  const synthetic::PlantedDictionary problem{.n_times = 60, .n_networks = 4, .grid = {8, 8, 8}, .squared_radius = 5};
  std::vector<MatrixX<T>> subjects(3, problem.make<T>().series);
  for (std::size_t s = 1; s < subjects.size(); ++s) subjects[s] *= static_cast<T>(1 + s);  // louder, not other networks
  const auto views = groups::views(subjects);
  const auto found = method.learn(learner, std::span<const SeriesView<T>>(views), Context<>{});
  const auto threaded = method.learn(learner, std::span<const SeriesView<T>>(views), Context<>{.executor = Threads{3}});
  Report report;
  report.expect(found.time_courses.size() == 3 && found.maps.size() == 3, "there is one entry per subject",
                found.time_courses.size(), " time courses, ", found.maps.size(), " maps");
  if (!report.ok()) return report;
  const Index n = found.maps[0].rows();
  for (std::size_t s = 0; s < 3; ++s) {
    const MatrixX<T>&courses = found.time_courses[s], &maps = found.maps[s];
    report.expect(courses.rows() == 60 && courses.cols() == n, "time courses are [time x network]", "subject ", s);
    report.expect(maps.rows() == n && maps.cols() == subjects[s].cols(), "maps are [network x voxel]", "subject ", s);
    if (!report.ok()) return report;
    report.expect(courses.allFinite() && maps.allFinite(), "all values are finite", "subject ", s);
    report.expect(threaded.time_courses[s] == courses && threaded.maps[s] == maps, "the same bits whatever the executor",
                  "subject ", s);
  }
  report.expect(found.agreement.size() == 0 || (found.agreement.rows() == 3 && found.agreement.cols() == n),
                "agreement, if any, is [subject x network]", found.agreement.rows(), " x ", found.agreement.cols());
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
