#pragma once
/// Products with matrices of mostly zeros.
#include <array>
#include <cstdint>
#include <vector>

#include "syncact/linalg/backend.hpp"

namespace syncact::networks::detail {

/// The non-zeros of a matrix m [row x column], row by row within strips of columns.
template <std::floating_point T>
class SparseRows {
  using Packet = typename Eigen::internal::packet_traits<T>::type;
  static constexpr Index width = Eigen::internal::unpacket_traits<Packet>::size;
  static constexpr Index n_packets = 8;
  static constexpr Index strip = 512;  // columns; as many columns of a tile of x stay in the second-level cache

 public:
  static constexpr Index tile = n_packets * width;  ///< rows of x that a product handles at a time

  explicit SparseRows(const MatrixX<T>& m) : n_rows_(m.rows()), size_(m.size()) {
    for (Index first = 0; first < m.cols(); first += strip)
      append(m.middleCols(first, std::min(strip, m.cols() - first)), first);
  }

  /// The share of entries that are not zero.
  [[nodiscard]] double share() const {
    return size_ > 0 ? static_cast<double>(values_.size()) / static_cast<double>(size_) : 0.0;
  }

  /// sum += x m' without its first `skipped` rows, for at most `tile` rows of x. Each strip is summed in T, strips in double.
  void add_product(const linalg::ConstPanel<T>& x, Index skipped, linalg::Panel<double> sum) const {
    alignas(64) std::array<T, tile> part;
    for (std::size_t segment = 0; segment + 1 < starts_.size(); ++segment) {
      const std::size_t begin = starts_[segment], end = starts_[segment + 1];
      if (begin == end) continue;
      if (x.rows() == tile) {
        add_columns(x, begin, end, part.data());
      } else {
        part.fill(0);
        for (std::size_t at = begin; at < end; ++at) {
          const T* const column = x.data() + columns_[at] * x.outerStride();
          for (Index t = 0; t < x.rows(); ++t) part[static_cast<std::size_t>(t)] += values_[at] * column[t];
        }
      }
      double* const out = sum.col(static_cast<Index>(segment) % n_rows_).data();
      for (Index t = skipped; t < x.rows(); ++t) out[t - skipped] += static_cast<double>(part[static_cast<std::size_t>(t)]);
    }
  }

 private:
  /// The weighted sum of columns of x in registers.
  void add_columns(const linalg::ConstPanel<T>& x, std::size_t begin, std::size_t end, T* part) const {
    using namespace Eigen::internal;  // NOLINT: packets
    Packet sums[n_packets];
    for (Packet& sum : sums) sum = pset1<Packet>(T(0));
    for (std::size_t at = begin; at < end; ++at) {
      const T* const column = x.data() + columns_[at] * x.outerStride();
      const Packet value = pset1<Packet>(values_[at]);
      for (Index i = 0; i < n_packets; ++i) {
        sums[i] = pmadd(value, ploadu<Packet>(column + i * width), sums[i]);
      }
    }
    for (Index i = 0; i < n_packets; ++i) pstoreu(part + i * width, sums[i]);
  }

  /// Counting sort of the non-zeros of a strip by row.
  void append(const Eigen::Ref<const MatrixX<T>, 0, Eigen::OuterStride<>>& m, Index first) {
    std::vector<std::int32_t> rows(static_cast<std::size_t>(m.size() + 1)), columns(rows.size());
    std::vector<std::size_t> next(static_cast<std::size_t>(n_rows_ + 1), 0);
    std::size_t n = 0;
    for (Index j = 0; j < m.cols(); ++j) {
      const T* const column = m.col(j).data();
      for (Index i = 0; i < m.rows(); ++i) {
        rows[n] = static_cast<std::int32_t>(i);
        columns[n] = static_cast<std::int32_t>(j);
        n += column[i] != 0 ? 1 : 0;
      }
    }
    const std::size_t base = values_.size();
    for (std::size_t at = 0; at < n; ++at) ++next[static_cast<std::size_t>(rows[at]) + 1];
    next[0] = base;
    if (starts_.empty()) starts_.push_back(0);
    for (std::size_t i = 1; i < next.size(); ++i) starts_.push_back(next[i] += next[i - 1]);
    columns_.resize(base + n);
    values_.resize(base + n);
    for (std::size_t at = 0; at < n; ++at) {
      const std::size_t to = next[static_cast<std::size_t>(rows[at])]++;
      columns_[to] = columns[at] + static_cast<std::int32_t>(first);
      values_[to] = m(rows[at], columns[at]);
    }
  }

  Index n_rows_;
  Index size_;
  std::vector<std::size_t> starts_;  // of each row of each strip; then the end
  std::vector<std::int32_t> columns_;
  std::vector<T> values_;
};

}  // namespace syncact::networks::detail
