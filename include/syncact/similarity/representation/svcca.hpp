#pragma once
/// CCA of leading principal components.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/cca.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// What decides how many principal components are kept.
enum class Keep : unsigned char {
  variance,  ///< the fewest whose variances (squared singular values of the centered table) sum to a fraction of the total
  dims,      ///< a number, or all if there are fewer
};
constexpr auto choices(Keep) { return std::array{Choice{"variance", Keep::variance}, Choice{"dims", Keep::dims}}; }

namespace detail {

/// How many components of a table are kept.
struct Truncation {
  Keep keep;
  double variance;
  Index dims;

  [[nodiscard]] Index count(const Subspace& s) const {
    require(variance > 0 && variance <= 1, "Svcca", "variance must be in (0, 1]", variance);
    require(dims >= 1, "Svcca", "dims must be >= 1", dims);
    if (keep == Keep::dims) return std::min(dims, s.rank());
    double total = 0;
    for (Index i = 0; i < s.rank(); ++i) total += s.singular[i] * s.singular[i];
    Index k = 0;
    for (double sum = 0; k < s.rank() && sum < variance * total; ++k) sum += s.singular[k] * s.singular[k];
    return k;
  }

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("keep", self.keep, "what decides how many components are kept");
    option("variance", self.variance, "fraction of the variance to keep; in (0, 1]");
    option("dims", self.dims, "number of components to keep; >= 1");
  }
};

/// Of the kept directions: a table is rank deficient only if it has fewer than asked for, and saturation is theirs.
template <class P>
[[nodiscard]] similarity::MeasureStatus kept_status(const Truncation& truncation, const P& x, const P& y, Index k_x,
                                                    Index k_y) {
  similarity::MeasureStatus status = common_status("Svcca", x, y);
  if (truncation.keep == Keep::dims && std::min(k_x, k_y) < truncation.dims) status = similarity::MeasureStatus::rank_deficient;
  return k_x + k_y >= x.n_samples() ? similarity::MeasureStatus::saturated : status;
}

}  // namespace detail

/// Singular vector CCA: the mean canonical correlation (or another summary, as Cca's) of the leading principal components of
/// both tables. n_used, rank_x and rank_y of the result are the samples and the numbers of components kept. Status:
/// too_few_samples below 2; undefined for a constant table; saturated if the kept components number n or more; rank_deficient
/// if there are fewer than dims. Throws ValueError unless 0 < variance <= 1 and dims >= 1. Raghu, Gilmer, Yosinski &
/// Sohl-Dickstein, "SVCCA", NeurIPS 2017.
struct Svcca {
  Keep keep = Keep::variance;
  double variance = 0.99;
  Index dims = 10;
  CcaSummary summary = CcaSummary::mean;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::Truncation::options(self, option);
    option("summary", self.summary, "what is made of the canonical correlations; truncated_mean at 0.98 of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    const std::string_view ending = summary == CcaSummary::mean ? "-score" : "-squared_score";
    return {.id = "svcca",
            .formula =
                "mean svd(Ux[:, :kx]' Uy[:, :ky]), or of its squares, or of the leading ones; U: left singular vectors of "
                "centered tables",
            .lowest = 0.0,
            .highest = 1.0,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .centering = "units",
            .cost = "n (p^2 + q^2)",
            .alias = summary == CcaSummary::truncated_mean ? std::string()
                     : keep == Keep::dims                  ? message("svcca-dim=", dims, ending)
                                                           : message("svcca-var=", variance, ending),
            .note = "anatome sums singular values, not variances, of a table that is not centered",
            .source = "Raghu et al. 2017"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const detail::Truncation truncation{keep, variance, dims};
    similarity::MeasureStatus status = detail::subspace_status("Svcca", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    const Index k_x = truncation.count(x.subspace()), k_y = truncation.count(y.subspace());
    status = detail::kept_status(truncation, x, y, k_x, k_y);
    const MatrixX<double> basis_x = x.subspace().basis.leftCols(k_x), basis_y = y.subspace().basis.leftCols(k_y);
    const VectorX<double> rho = detail::canonical_correlations(x, basis_x, basis_y);
    return {Cca{.summary = summary}.summarize(rho), status, x.n_samples(), k_x, k_y};
  }
};

/// The two numbers of components that Svcca keeps; its statuses.
struct SvccaDims {
  Keep keep = Keep::variance;
  double variance = 0.99;
  Index dims = 10;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::Truncation::options(self, option);
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = Svcca{keep, variance, dims}.info();
    info.id = "svcca_dims";
    info.formula = "(kx, ky): fewest k with sum_{i<=k} s_i^2 >= variance * sum s_i^2";
    info.direction = similarity::Direction::description;
    info.lowest = 1.0;
    info.highest = std::numeric_limits<double>::infinity();
    info.symmetric = false;
    info.alias = "";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::MeasurementList compare(const P& x, const P& y) const {
    const detail::Truncation truncation{keep, variance, dims};
    const similarity::MeasureStatus status = detail::subspace_status("Svcca", x, y);
    if (!has_value(status)) return similarity::no_values(status, x.n_samples(), 2);
    const Index k_x = truncation.count(x.subspace()), k_y = truncation.count(y.subspace());
    return {Eigen::Vector2d(static_cast<double>(k_x), static_cast<double>(k_y)),
            detail::kept_status(truncation, x, y, k_x, k_y), x.n_samples(), k_x, k_y};
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
