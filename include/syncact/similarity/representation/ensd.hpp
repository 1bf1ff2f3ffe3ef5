#pragma once
/// Effective numbers of dimensions: of one table, and shared by two.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/kernel.hpp"

namespace syncact::inline v0_1::similarity::representation {

namespace detail {

/// tr(C)^2 / tr(C^2) of a table's scatter C.
template <class P>
[[nodiscard]] double participation_ratio(const P& x) {
  return x.squared_norm() / x.gram_squared_norm() * x.squared_norm();
}

}  // namespace detail

/// The effective number of shared dimensions, PR(x) PR(y) tr(KL) / (tr K tr L) of centered Gram matrices. Linear CKA (biased)
/// is ENSD / sqrt(PR(x) PR(y)); ENSD of a table with itself is its participation ratio.
/// Status: too_few_samples below 2; undefined for a constant table; constant_units.
/// Giaffar et al., "The effective number of shared dimensions", NeurIPS 2024.
struct Ensd {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "ensd",
            .formula = "PR(x) PR(y) tr(K L) / (tr K tr L), PR = tr(C)^2 / tr(C^2)",
            .lowest = 0.0,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .centering = "units",
            .cost = "n^2 (p + q), or n p q where p and q are below n / 2",
            .alias = "ensd",
            .source = "Giaffar et al. 2024"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::common_status("Ensd", x, y);
    if (x.n_samples() < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, x.n_samples());
    if (x.squared_norm() == 0 || y.squared_norm() == 0)
      return similarity::no_value(similarity::MeasureStatus::undefined, x.n_samples());
    const double shared = detail::gram_dot(x, y) / x.squared_norm() / y.squared_norm();
    return {detail::participation_ratio(x) * detail::participation_ratio(y) * shared, status, x.n_samples(), 0, 0};
  }
};

/// Which of two tables.
enum class Side : unsigned char { x, y };
constexpr auto choices(Side) { return std::array{Choice{"x", Side::x}, Choice{"y", Side::y}}; }

/// tr(C)^2 / tr(C^2) of the scatter C of one table: how many directions its variance is spread over, from 1 to its rank.
/// Status: too_few_samples below 2; undefined for a constant table; constant_units.
struct ParticipationRatio {
  Side of = Side::x;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("of", self.of, "the table it is of; the other is not looked at");
  }

  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    return {.id = "participation_ratio",
            .formula = "tr(C)^2 / tr(C^2), C = x'x centered",
            .direction = similarity::Direction::description,
            .lowest = 1.0,
            .x = similarity::conformal | (of == Side::x ? Invariance::none : similarity::affine),
            .y = similarity::conformal | (of == Side::y ? Invariance::none : similarity::affine),
            .symmetric = false,
            .centering = "units",
            .cost = "n^2 p or n p^2",
            .source = "Gao et al., 'A theory of multineuronal dimensionality', 2017"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require_extent("ParticipationRatio", "number of samples of y", x.n_samples(), y.n_samples());
    const P& table = of == Side::x ? x : y;
    if (table.n_samples() < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, table.n_samples());
    if (table.squared_norm() == 0) return similarity::no_value(similarity::MeasureStatus::undefined, table.n_samples());
    const similarity::MeasureStatus status =
        table.n_constant() > 0 ? similarity::MeasureStatus::constant_units : similarity::MeasureStatus::ok;
    return {detail::participation_ratio(table), status, table.n_samples(), 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
