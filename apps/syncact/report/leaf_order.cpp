#include "report/leaf_order.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cli {

namespace {

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = std::isfinite(a[i]) ? a[i] : 0, y = std::isfinite(b[i]) ? b[i] : 0;
    squares += (x - y) * (x - y);
  }
  return std::sqrt(squares);
}

}  // namespace

std::vector<std::size_t> leaf_order(const std::vector<std::vector<double>>& rows) {
  if (rows.size() > 500) {
    std::vector<std::size_t> as_they_are(rows.size());
    std::iota(as_they_are.begin(), as_they_are.end(), std::size_t{0});
    return as_they_are;
  }
  std::vector<std::vector<double>> apart(rows.size(), std::vector<double>(rows.size(), 0));  // of rows
  std::vector<std::vector<std::size_t>> branches;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    branches.push_back({i});
    for (std::size_t k = 0; k < rows.size(); ++k) apart[i][k] = distance(rows[i], rows[k]);
  }
  std::vector<std::vector<double>> between = apart;  // of branches
  while (branches.size() > 1) {
    std::size_t first = 0, second = 1;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      for (std::size_t k = i + 1; k < branches.size(); ++k) {
        if (between[i][k] < between[first][second]) first = i, second = k;
      }
    }
    std::vector<std::size_t>&left = branches[first], &right = branches[second];
    const auto n_left = static_cast<double>(left.size()), n_right = static_cast<double>(right.size());
    for (std::size_t k = 0; k < branches.size(); ++k) {
      between[first][k] = between[k][first] = (n_left * between[first][k] + n_right * between[second][k]) / (n_left + n_right);
    }
    // Ends that could meet: the last of the left, as it is or turned, with the first of the right, as it is or turned.
    const double ends[] = {apart[left.back()][right.front()], apart[left.back()][right.back()],
                           apart[left.front()][right.front()], apart[left.front()][right.back()]};
    const auto nearest = std::min_element(std::begin(ends), std::end(ends)) - std::begin(ends);
    if (nearest >= 2) std::reverse(left.begin(), left.end());
    if (nearest % 2 == 1) std::reverse(right.begin(), right.end());
    left.insert(left.end(), right.begin(), right.end());
    branches.erase(branches.begin() + static_cast<std::ptrdiff_t>(second));
    between.erase(between.begin() + static_cast<std::ptrdiff_t>(second));
    for (auto& row : between) row.erase(row.begin() + static_cast<std::ptrdiff_t>(second));
  }
  return branches.empty() ? std::vector<std::size_t>() : branches.front();
}

std::vector<std::size_t> column_leaf_order(const std::vector<std::vector<double>>& rows) {
  std::vector<std::vector<double>> columns(rows.empty() ? 0 : rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) columns[i].push_back(row[i]);
  }
  return leaf_order(columns);
}

}  // namespace cli
