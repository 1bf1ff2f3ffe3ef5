#pragma once
/// Every table of one list against every table of another, as layers of two networks.
#include "syncact/core/macros_off.hpp"

#include <optional>
#include <ranges>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// [x x y] values, NaN where the status says why.
struct SimilarityGrid {
  MatrixX<double> values;
  std::vector<similarity::MeasureStatus> statuses;  ///< row by row, as [x x y]
  [[nodiscard]] similarity::MeasureStatus status(Index x, Index y) const { return nth(statuses, x * values.cols() + y); }
};

/// compare(xs[a], ys[b]) for all a and b, with the same bits. What depends on one table alone is done once for each table and
/// kept: by the tables themselves (their memory is documented there), and by the halves of a HalvedMeasure, which live during
/// the call. So debiased linear CKA costs A + B Gram matrices and A B dot products of n^2 / 2 numbers.
/// Tables are prepared, then pairs compared, on `executor`; it may differ from the executor of the tables, which should be
/// Serial if this one has threads. Throws as the measure does.
template <class M, std::ranges::contiguous_range X, std::ranges::contiguous_range Y, CallContext C = Context<>>
  requires std::same_as<std::ranges::range_value_t<X>, std::ranges::range_value_t<Y>> &&
      ScalarMeasure<M, std::ranges::range_value_t<X>>
[[nodiscard]] SimilarityGrid grid(const M& measure, const X& xs, const Y& ys, const C& context = {}) {
  using P = std::ranges::range_value_t<X>;
  const std::size_t size_x = std::ranges::size(xs), size_y = std::ranges::size(ys);
  const Index n_x = static_cast<Index>(size_x), n_y = static_cast<Index>(size_y);
  SimilarityGrid result{MatrixX<double>(n_x, n_y), std::vector<similarity::MeasureStatus>(size_x * size_y)};
  const auto fill = [&](const auto& left, const auto& right) {
    context.executor.bulk(n_x * n_y, [&](Index task) {
      // Along diagonals, so that threads at work side by side do not wait for the preparation of one table.
      const Index a = task % n_x, b = (task / n_x + a) % n_y;
      const similarity::Measurement m = measure.compare(nth(left, a), nth(right, b));
      result.values(a, b) = m.value;
      nth(result.statuses, a * n_y + b) = m.status;
    });
  };
  if constexpr (HalvedMeasure<M, P>) {
    using Half = decltype(measure.half(std::declval<const P&>()));
    std::vector<std::optional<Half>> halves(size_x + size_y);
    context.executor.bulk(n_x + n_y, [&](Index i) {
      const std::size_t at = as_size(i);
      halves[at] = measure.half(at < size_x ? std::ranges::data(xs)[at] : std::ranges::data(ys)[at - size_x]);
    });
    std::vector<Half> left, right;
    for (std::size_t i = 0; i < halves.size(); ++i) (i < size_x ? left : right).push_back(*std::move(halves[i]));
    fill(left, right);
  } else {
    fill(std::ranges::data(xs), std::ranges::data(ys));
  }
  return result;
}

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
