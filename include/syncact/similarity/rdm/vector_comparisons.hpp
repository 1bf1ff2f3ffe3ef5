#pragma once
/// Comparisons that take an RDM for a list of numbers.
#include "syncact/core/macros_off.hpp"

#include "syncact/numeric/ranks.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/common_pairs.hpp"
#include "syncact/similarity/rdm/detail/comparison_info.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// Pearson's r at any scale and offset; NaN if a list does not vary beyond rounding.
[[nodiscard]] inline double pearson(const MatrixX<double>& a, const MatrixX<double>& b) {
  using numeric::SignalStatus;
  VectorX<double> x(a.rows()), y(b.rows());
  const bool vary = numeric::center_and_scale(SeriesView<double>(a), 0, x) == SignalStatus::ok &&
                    numeric::center_and_scale(SeriesView<double>(b), 0, y) == SignalStatus::ok;
  return vary ? std::clamp(x.dot(y), -1.0, 1.0) : std::numeric_limits<double>::quiet_NaN();
}

/// Cosine at any scale; NaN if a list is zero.
[[nodiscard]] inline double cosine(const VectorX<double>& a, const VectorX<double>& b) {
  const double largest_a = a.cwiseAbs().maxCoeff(), largest_b = b.cwiseAbs().maxCoeff();
  if (largest_a == 0 || largest_b == 0) return std::numeric_limits<double>::quiet_NaN();
  return std::clamp((a / largest_a).normalized().dot((b / largest_b).normalized()), -1.0, 1.0);
}

inline constexpr similarity::Invariance scale_and_offset = similarity::Invariance::scale | similarity::Invariance::translation;

}  // namespace detail

/// How RDMs of several subjects become one, so that each weighs the same in the eyes of a comparison.
enum class Pooling : unsigned char {
  root_mean_square,  ///< mean of RDMs divided by their root mean square
  standardized,      ///< mean of RDMs minus their mean, divided by their standard deviation
  ranks,             ///< mean of ranks
};

/// d_a'd_b / (||d_a|| ||d_b||): blind to a factor, not to an offset, so it suits distances with a meaningful zero.
struct Cosine {
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::root_mean_square;
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    return detail::comparison_info("compare_cosine", "a'b / (||a|| ||b||)", similarity::Invariance::scale);
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::over_common_pairs("Cosine", a, b, nan, 1, detail::cosine);
  }
};

/// Pearson's r over pairs.
struct Pearson {
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::standardized;
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::comparison_info("compare_pearson", "r(a, b) over pairs", detail::scale_and_offset);
    info.centering = "each RDM minus its mean";
    return info;
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::over_common_pairs("Pearson", a, b, nan, 2, detail::pearson);
  }
};

/// Spearman's rho over pairs: Pearson's r of the ranks of the pairs that are there, ties averaged.
struct Spearman {
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::ranks;
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info =
        detail::comparison_info("compare_spearman", "r(rank a, rank b) over pairs", detail::scale_and_offset);
    info.ties = "ranks averaged";
    return info;
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::over_common_pairs("Spearman", a, b, nan, 2, [](const VectorX<double>& x, const VectorX<double>& y) {
      return detail::pearson(numeric::average_ranks(x), numeric::average_ranks(y));
    });
  }
};

/// rho-a: 12 sum (r_k - c)(s_k - c) / (m^3 - m), r and s averaged ranks of m pairs, c = (m + 1)/2. The mean of Spearman's rho
/// over all ways to break ties, so that models that predict ties gain nothing by it. Schuett et al., eLife 12 (2023) e82566.
struct RhoA {
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::ranks;
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info =
        detail::comparison_info("compare_rho_a", "12 sum (r - c)(s - c) / (m^3 - m), c = (m + 1)/2", detail::scale_and_offset);
    info.ties = "mean over all ways to break them";
    info.source = "Schuett et al., eLife 12 (2023) e82566";
    return info;
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::over_common_pairs("RhoA", a, b, nan, 2, [](const VectorX<double>& x, const VectorX<double>& y) {
      const auto m = static_cast<double>(x.size());
      const double center = 0.5 * (m + 1);
      const VectorX<double> r = numeric::average_ranks(x).array() - center, s = numeric::average_ranks(y).array() - center;
      return 12 * r.dot(s) / (m * (m * m - 1));
    });
  }
};

/// ||d_a - d_b|| over the pairs that are there: a distance of RDMs in the units of the RDMs.
struct L2Difference {
  similarity::MissingData nan{};
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::comparison_info("compare_euclidean", "||a - b||", similarity::Invariance::none, 0,
                                                    std::numeric_limits<double>::infinity());
    info.direction = similarity::Direction::distance;
    info.is_metric = true;
    return info;
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::over_common_pairs("L2Difference", a, b, nan, 1,
                                     [](const VectorX<double>& x, const VectorX<double>& y) { return (x - y).stableNorm(); });
  }
};

static_assert(RdmComparison<Cosine> && RdmComparison<Pearson> && RdmComparison<Spearman> && RdmComparison<RhoA> &&
              RdmComparison<L2Difference>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
