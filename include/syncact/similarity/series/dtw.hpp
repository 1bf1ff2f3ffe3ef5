#pragma once
/// Dynamic time warping.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <optional>

#include "syncact/core/options.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"

namespace syncact::inline v0_1::similarity::series {

enum class WarpCost : unsigned char {
  absolute,      ///< sum of |a_i - b_j| along the path
  root_squared,  ///< root of the sum of (a_i - b_j)^2 along the path
};
constexpr auto choices(WarpCost) {
  return std::array{Choice{"absolute", WarpCost::absolute}, Choice{"root_squared", WarpCost::root_squared}};
}

/// The least cost of a monotone path through the pairs (i, j) from the first to the last pair, with steps (1,0), (0,1) and
/// (1,1). Series may differ in length. Values are used as they are: standardize first if their units are arbitrary.
/// It allows any lag that the band allows, at any time; on smooth series it is small for nearly any two.
/// Sakoe & Chiba, IEEE Trans. Acoust. 26 (1978) 43. O(n m) time, O(m) memory.
struct Dtw {
  WarpCost cost = WarpCost::absolute;
  std::optional<Index> band{};  ///< |i - j| <= band, time points; no bound if not given

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("cost", self.cost, "of a path");
    option("band", self.band, "largest |i - j| (Sakoe-Chiba), in time points");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "dtw",
            .kind = similarity::Kind::time_series,
            .formula = cost == WarpCost::absolute ? "min over warping paths of sum |a_i - b_j|"
                                                  : "min over warping paths of sqrt(sum (a_i - b_j)^2)",
            .direction = similarity::Direction::distance,
            .lowest = 0,
            .centering = "none",
            .cost = "n m",
            .note = "tslearn and dtaidistance mean root_squared",
            .source = "Sakoe & Chiba 1978"};
  }

  /// Throws ValueError if the band is negative or narrower than the difference in length.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const Index n = a.size(), m = b.size();
    if (n == 0 || m == 0) return similarity::no_value(similarity::MeasureStatus::too_few_samples, 0);
    if (!a.allFinite() || !b.allFinite()) return similarity::no_value(similarity::MeasureStatus::non_finite, std::min(n, m));
    const Index reach = band.value_or(std::max(n, m));
    require(reach >= std::abs(n - m), "Dtw", "band must be >= the difference in length", reach);
    // row[j + 1]: least cost of a path from (0, 0) to (i, j)
    const double unreachable = std::numeric_limits<double>::infinity();
    VectorX<double> row = VectorX<double>::Constant(m + 1, unreachable);
    row[0] = 0;
    for (Index i = 0; i < n; ++i) {
      double diagonal = row[0];
      row[0] = unreachable;
      for (Index j = 0; j < m; ++j) {
        const double before = std::min({row[j + 1], row[j], diagonal});
        diagonal = row[j + 1];
        row[j + 1] = std::abs(i - j) <= reach ? before + local(a[i] - b[j]) : unreachable;
      }
    }
    return detail::value(cost == WarpCost::absolute ? row[m] : std::sqrt(row[m]), std::min(n, m));
  }

 private:
  [[nodiscard]] double local(double difference) const {
    return cost == WarpCost::absolute ? std::abs(difference) : difference * difference;
  }
};

static_assert(ScalarSeriesMeasure<Dtw>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
