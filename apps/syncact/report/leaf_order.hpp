#pragma once
/// The order of a heat map's rows.
#include <vector>

namespace cli {

/// Positions of the rows so that those that are alike stand together: the leaves of a tree that joins the two closest branches
/// again and again (average linkage of Euclidean distances; NaN counts as 0), each joint turned so that the nearer ends meet.
/// Rows of one length. More than 500 keep their order, as time grows with the third power of their number.
[[nodiscard]] std::vector<std::size_t> leaf_order(const std::vector<std::vector<double>>& rows);

/// The same of columns.
[[nodiscard]] std::vector<std::size_t> column_leaf_order(const std::vector<std::vector<double>>& rows);

}  // namespace cli
