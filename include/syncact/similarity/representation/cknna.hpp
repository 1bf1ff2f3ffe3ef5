#pragma once
/// CKA of what is near in both tables.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/hsic.hpp"
#include "syncact/similarity/representation/neighbours.hpp"

namespace syncact::inline v0_1::similarity::representation {

namespace detail {

/// Sums over M * K, where M [sample x sample] marks the neighbours of each row, for Song's estimator of matrices that are not
/// symmetric.
struct MaskedKernel {
  MatrixX<double> entries;  ///< zero outside the mask and on the diagonal
  VectorX<double> rows, columns;
  double sum = 0.0;
};

[[nodiscard]] inline MaskedKernel masked(const MatrixX<double>& kernel, const MatrixX<double>& mask) {
  MaskedKernel m{kernel.cwiseProduct(mask), {}, {}, 0.0};
  m.entries.diagonal().setZero();
  m.rows = m.entries.rowwise().sum();
  m.columns = m.entries.colwise().sum();
  m.sum = m.rows.sum();
  return m;
}

/// [ <K, L'> + (1'K 1)(1'L 1) / ((n-1)(n-2)) - 2 1'K L 1 / (n-2) ] / (n (n-3)).
[[nodiscard]] inline double masked_hsic(const MaskedKernel& k, const MaskedKernel& l) {
  const double n = static_cast<double>(k.entries.rows());
  const double product = k.entries.cwiseProduct(l.entries.transpose()).sum();
  return (product + k.sum * l.sum / ((n - 1) * (n - 2)) - 2 * k.columns.dot(l.rows) / (n - 2)) / (n * (n - 3));
}

/// A table, its inner products [sample x sample], and its neighbours as zeros and ones.
template <class P>
struct NeighbourHalf {
  P table;
  std::shared_ptr<const MatrixX<double>> kernel, mask;
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
};

}  // namespace detail

/// Centered kernel nearest-neighbour alignment: debiased CKA of inner products, of which only those are kept whose two samples
/// are, in both tables, among the k nearest of the first. By inner product of the values as given, which suits rows of unit
/// length. The masked matrices are not symmetric, so neither is the measure. Among equally near samples the lower index wins.
/// Status: too_few_samples unless n > max(k, 3); undefined if a self-similarity is not positive. ValueError unless k
/// >= 1. Huh, Cheung, Wang & Isola, "The platonic representation hypothesis", ICML 2024, appendix.
struct Cknna {
  Index k = 10;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("k", self.k, "number of neighbours; >= 1");
  }

  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const similarity::Invariance invariances = Invariance::scale | Invariance::permutation | Invariance::orthogonal;
    return {.id = "cknna",
            .formula = "HSIC_u(M*K, M*L) / sqrt(HSIC_u(Mx*K, Mx*K) HSIC_u(My*L, My*L)), M = Mx*My, K = xx', L = yy'",
            .x = invariances,
            .y = invariances,
            .symmetric = false,
            .centering = "none",
            .ties = "the lower index is nearer",
            .cost = "n^2 (p + q)",
            .alias = message("cknna-topk=", k),
            .note = "platonic-rep adds 1e-6 to the denominator",
            .source = "Huh et al. 2024"};
  }

  template <class P>
  [[nodiscard]] detail::NeighbourHalf<P> half(const P& x) const {
    const auto neighbours = nearest_neighbours(x, k, Nearness::inner_product);
    const Index n = x.n_samples();
    if (!has_value(neighbours.status)) return {x, nullptr, nullptr, neighbours.status};
    if (n < 4) return {x, nullptr, nullptr, similarity::MeasureStatus::too_few_samples};
    MatrixX<double> mask = MatrixX<double>::Zero(n, n);
    for (Index i = 0; i < n; ++i) {
      for (Index r = 0; r < k; ++r) mask(i, neighbours.value(r, i)) = 1.0;
    }
    const MatrixX<double> rows = detail::points(x, Nearness::inner_product).z;
    return {x,
            std::make_shared<const MatrixX<double>>(
                linalg::self_product<double>(rows, linalg::Op::transpose, x.backend(), x.executor())),
            std::make_shared<const MatrixX<double>>(std::move(mask))};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const detail::NeighbourHalf<P>& x, const detail::NeighbourHalf<P>& y) const {
    similarity::MeasureStatus status = detail::common_status("Cknna", x.table, y.table);
    const Index n = x.table.n_samples();
    status = worse(status, worse(x.status, y.status));
    if (!has_value(status)) return similarity::no_value(status, n);
    const MatrixX<double> both = x.mask->cwiseProduct(*y.mask);
    const detail::MaskedKernel own_x = detail::masked(*x.kernel, *x.mask), own_y = detail::masked(*y.kernel, *y.mask);
    const double xx = detail::masked_hsic(own_x, own_x), yy = detail::masked_hsic(own_y, own_y);
    if (!(xx > 0 && yy > 0)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    const double xy = detail::masked_hsic(detail::masked(*x.kernel, both), detail::masked(*y.kernel, both));
    return {xy / (std::sqrt(xx) * std::sqrt(yy)), status, n, 0, 0};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return compare(half(x), half(y));
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
