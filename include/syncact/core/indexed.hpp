#pragma once
/// Rows and columns at given positions, in words that Eigen 3.4 and Eigen 5 share: of Eigen::all and Eigen::placeholders::all
/// each is refused by one of them.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1 {

/// m(all, columns): a view, which can be assigned to.
template <class M, class Positions>
[[nodiscard]] auto columns_of(M&& m, const Positions& columns) {
  return m(Eigen::seqN(Index{0}, m.rows()), columns);
}

/// m(rows, all): a view, which can be assigned to.
template <class M, class Positions>
[[nodiscard]] auto rows_of(M&& m, const Positions& rows) {
  return m(rows, Eigen::seqN(Index{0}, m.cols()));
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
