#pragma once
/// Many small symmetric systems at once, one per SIMD lane.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "syncact/linalg/wide_vectors.hpp"

namespace syncact::inline v0_1::coding::detail {

/// Solves `lanes` positive definite systems A x = b of one size side by side by LDL'. A single small factorization waits
/// for its own last result at every step; side by side the lanes share each instruction and the waiting. What a lane
/// computes does not depend on the other lanes, nor on rows of the identity that pad it to the common size.
/// Golub & Van Loan, "Matrix computations" (2013), algorithm 4.1.2.
template <std::floating_point T>
class LaneSolver {
 public:
  static constexpr Index lanes = 64 / static_cast<Index>(sizeof(T));  ///< several registers hide the latency of one

  /// One entry of the matrix, or of the right-hand side, for each lane.
  struct alignas(64) Line {
    T lane[lanes];
  };

  /// Makes all systems n x n: matrices and right-hand sides are then to be written.
  void resize(Index n) {
    n_ = n;
    const auto size = as_size((n + 1) * (n + 2) / 2);
    if (lower_.size() < size) lower_.resize(size), scaled_.resize(as_size(n + 1));
  }

  [[nodiscard]] Index size() const { return n_; }

  /// Row i of the lower triangles, of i + 1 entries. Row n, of n, is the right-hand sides; after solve() it is the solutions.
  [[nodiscard]] Line* row(Index i) { return lower_.data() + i * (i + 1) / 2; }

  /// Factorizes and solves.
  void solve() {
    linalg::with_vectors([&](auto bytes) __attribute__((always_inline)) { solve_in<bytes.value>(); });
  }

  /// solve() in registers of a given size.
  template <int bytes>
  [[gnu::always_inline]] void solve_in() {
    solve_side_by_side<bytes>(std::make_integer_sequence<Index, 64 / bytes>{});
  }

  /// The smallest pivot as a share of the entry that it was on the diagonal: small, or negative, if the system was singular.
  [[nodiscard]] T smallest_pivot(Index lane) const { return smallest_.lane[lane]; }

 private:
  template <int bytes>
  using Vector = typename linalg::VectorOf<T, bytes>::type;
  template <int bytes>
  static constexpr Index per_line = 64 / bytes;

  template <int bytes>
  [[gnu::always_inline]] static Vector<bytes>* vectors(Line* line) {
    return reinterpret_cast<Vector<bytes>*>(line);
  }

  /// The registers of a line, side by side: folds over r, because an array in a loop may end in memory.
  template <int bytes, Index... r>
  [[gnu::always_inline]] void solve_side_by_side(std::integer_sequence<Index, r...> registers) {
    using V = Vector<bytes>;
    V* const smallest = vectors<bytes>(&smallest_);
    ((smallest[r] = V{} + std::numeric_limits<T>::max()), ...);
    for (Index j = 0; j < n_; ++j) {
      scale_row<bytes>(j, registers);
      V* const diagonal = vectors<bytes>(row(j) + j);
      const V before[] = {diagonal[r]...};
      reduce<bytes, 1>(j, j);
      const V inverse[] = {T(1) / diagonal[r]...}, share[] = {diagonal[r] / before[r]...};
      ((smallest[r] = share[r] < smallest[r] ? share[r] : smallest[r]), ...);
      Index i = j + 1;
      constexpr Index side_by_side = bytes == 64 ? 8 : 4;  // rows: as many sums as hide the latency of one, and fit registers
      for (; i + side_by_side <= n_ + 1; i += side_by_side) reduce<bytes, side_by_side>(i, j, inverse);
      for (; i <= n_; ++i) reduce<bytes, 1>(i, j, inverse);
    }
    V* const x = vectors<bytes>(row(n_));
    for (Index i = n_ - 1; i > 0; --i) {
      const V known[] = {x[i * per_line<bytes> + r]...};
      const V* const entry = vectors<bytes>(row(i));
      for (Index k = 0; k < i * per_line<bytes>; k += per_line<bytes>) ((x[k + r] -= known[r] * entry[k + r]), ...);
    }
  }

  /// scaled[k] = l_jk d_k for k < j.
  template <int bytes, Index... r>
  [[gnu::always_inline]] void scale_row(Index j, std::integer_sequence<Index, r...>) {
    for (Index k = 0; k < j; ++k) {
      const Vector<bytes>*const entry = vectors<bytes>(row(j) + k), *const pivot = vectors<bytes>(row(k) + k);
      Vector<bytes>* const scaled = vectors<bytes>(scaled_.data() + k);
      ((scaled[r] = entry[r] * pivot[r]), ...);
    }
  }

  /// a_ij - sum_k l_ik d_k l_jk for some rows from i on and the row j last scaled; divided by the pivot if it is given.
  template <int bytes, Index n_rows>
  [[gnu::always_inline]] void reduce(Index i, Index j, const Vector<bytes>* inverse = nullptr) {
    reduce_side_by_side<bytes>(i, j, inverse, std::make_integer_sequence<Index, n_rows * per_line<bytes>>{});
  }

  /// r counts the registers of one row after the other.
  template <int bytes, Index... r>
  [[gnu::always_inline]] void reduce_side_by_side(Index i, Index j, const Vector<bytes>* inverse,
                                                  std::integer_sequence<Index, r...>) {
    constexpr Index n = per_line<bytes>;
    Vector<bytes>* const entry[] = {vectors<bytes>(row(i + r / n)) + r % n...};
    const Vector<bytes>* const scaled = vectors<bytes>(scaled_.data());
    const Index end = j * n;
    Vector<bytes> sum[] = {entry[r][end]...};
    for (Index k = 0; k < end; k += n) ((sum[r] -= entry[r][k] * scaled[k + r % n]), ...);
    if (inverse != nullptr) ((sum[r] *= inverse[r % n]), ...);
    ((entry[r][end] = sum[r]), ...);
  }

  Index n_ = 0;
  std::vector<Line> lower_;  // rows of the lower triangles, packed; then the right-hand sides
  std::vector<Line> scaled_;
  Line smallest_{};
};

}  // namespace syncact::inline v0_1::coding::detail

#include "syncact/core/macros_on.hpp"
