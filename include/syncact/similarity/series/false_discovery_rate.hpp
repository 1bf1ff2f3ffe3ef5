#pragma once
/// Benjamini-Hochberg as an entry of the catalogue.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/options.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/stats/correction.hpp"

namespace syncact::inline v0_1::similarity::series {

/// [test] Adjusted p-values, see stats::benjamini_hochberg: of the p-values it is given, or of those in the options.
struct FalseDiscoveryRate {
  std::vector<double> p{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("p", self.p, "p-values, if they are not given as an input");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "false_discovery_rate",
            .kind = similarity::Kind::time_series,
            .formula = "q_(i) = min over j >= i of m p_(j) / j, at most 1",
            .direction = similarity::Direction::description,
            .lowest = 0,
            .highest = 1,
            .ties = "equal p, equal q",
            .cost = "m log m",
            .source = "Benjamini & Hochberg 1995"};
  }

  /// Throws ValueError for p outside [0, 1]; NaN stays NaN and does not count.
  [[nodiscard]] similarity::MeasurementList describe(const VectorX<double>& p_values) const {
    const std::vector<double> q = stats::benjamini_hochberg({p_values.data(), as_size(p_values.size())});
    similarity::MeasurementList list{Eigen::Map<const VectorX<double>>(q.data(), p_values.size()),
                                     similarity::MeasureStatus::ok, p_values.size(), 0, 0};
    if (!list.value.allFinite()) list.status = similarity::MeasureStatus::constant_units;
    return list;
  }

  /// Of the p-values in the options.
  [[nodiscard]] similarity::MeasurementList evaluate() const {
    return describe(Eigen::Map<const VectorX<double>>(p.data(), static_cast<Index>(p.size())));
  }
};

static_assert(SeriesDescription<FalseDiscoveryRate>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
