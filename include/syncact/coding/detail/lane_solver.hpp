#pragma once
/// Many small symmetric systems at once, one per SIMD lane.
#include <Eigen/Core>
#include <limits>

#include "syncact/core/types.hpp"

namespace syncact::coding::detail {

/// Solves `lanes` positive definite systems A x = b of one size side by side by LDL'. A single small factorization waits
/// for its own last result at every step; side by side the lanes share each instruction and the waiting. What a lane
/// computes does not depend on the other lanes, nor on rows of the identity that pad it to the common size.
/// Golub & Van Loan, "Matrix computations" (2013), algorithm 4.1.2.
template <std::floating_point T>
class LaneSolver {
  using Packet = typename Eigen::internal::packet_traits<T>::type;
  static constexpr Index width = Eigen::internal::unpacket_traits<Packet>::size;

 public:
  static constexpr Index lanes = 2 * width;  ///< two packets hide the latency of one

  /// Makes all systems n x n: matrices and right-hand sides are then to be written, and the smaller ones padded.
  void resize(Index n) {
    n_ = n;
    const Index entries = (n + 1) * (n + 2) / 2;
    if (lower_.cols() < entries) lower_.resize(lanes, entries), scaled_.resize(lanes, n + 1);
  }

  [[nodiscard]] Index size() const { return n_; }

  /// Entry (row, 0) of one lane; entry (row, col) is `col * lanes` further. Row n is the right-hand side.
  [[nodiscard]] T* row(Index row, Index lane) { return lower_.data() + lanes * (row * (row + 1) / 2) + lane; }

  /// Extends the system of one lane from size m to n by rows of the identity.
  void pad(Index m, Index lane) {
    for (Index i = m; i < n_; ++i) {
      T* const entry = row(i, lane);
      for (Index j = 0; j < i; ++j) entry[j * lanes] = 0;
      entry[i * lanes] = 1;
    }
    T* const right = row(n_, lane);
    for (Index j = m; j < n_; ++j) right[j * lanes] = 0;
  }

  /// Factorizes and solves. The solution then stands in row n, the pivots on the diagonal.
  void solve() {
    for (Index j = 0; j < n_; ++j) {
      T* const pivot_row = row(j, 0);
      scale_row(pivot_row, j);
      const Pair pivot = reduced(pivot_row, j);
      store(pivot_row + j * lanes, pivot);
      const Pair inverse = {Eigen::internal::pdiv(one(), pivot.a), Eigen::internal::pdiv(one(), pivot.b)};
      Index i = j + 1;
      for (; i < n_; i += 2) reduce_two(row(i, 0), row(i + 1, 0), j, inverse);
      if (i == n_) store(row(i, 0) + j * lanes, times(reduced(row(i, 0), j), inverse));
    }
    T* const x = row(n_, 0);
    for (Index i = n_ - 1; i > 0; --i) {
      const Pair known = load(x + i * lanes);
      const T* const entry = row(i, 0);
      for (Index j = 0; j < i; ++j) store(x + j * lanes, minus(load(x + j * lanes), known, load(entry + j * lanes)));
    }
  }

 private:
  struct Pair {
    Packet a, b;
  };
  static Packet one() { return Eigen::internal::pset1<Packet>(T(1)); }
  static Pair load(const T* from) {
    return {Eigen::internal::pload<Packet>(from), Eigen::internal::pload<Packet>(from + width)};
  }
  static void store(T* to, const Pair& x) {
    Eigen::internal::pstore(to, x.a);
    Eigen::internal::pstore(to + width, x.b);
  }
  static Pair times(const Pair& x, const Pair& y) { return {Eigen::internal::pmul(x.a, y.a), Eigen::internal::pmul(x.b, y.b)}; }
  /// s - x y
  static Pair minus(const Pair& s, const Pair& x, const Pair& y) {
    return {Eigen::internal::psub(s.a, Eigen::internal::pmul(x.a, y.a)),
            Eigen::internal::psub(s.b, Eigen::internal::pmul(x.b, y.b))};
  }
  static Pair plus(const Pair& s, const Pair& x, const Pair& y) {
    return {Eigen::internal::pmadd(x.a, y.a, s.a), Eigen::internal::pmadd(x.b, y.b, s.b)};
  }

  /// scaled[k] = -l_jk d_k for k < j.
  void scale_row(const T* entry, Index j) {
    for (Index k = 0; k < j; ++k) {
      const Pair x = times(load(entry + k * lanes), load(row(k, 0) + k * lanes));
      store(scaled_.data() + k * lanes, {Eigen::internal::pnegate(x.a), Eigen::internal::pnegate(x.b)});
    }
  }

  /// a_ij - sum_k l_ik d_k l_jk for the row j last scaled.
  [[nodiscard]] Pair reduced(const T* entry, Index j) const {
    Pair sum = load(entry + j * lanes);
    const T* scaled = scaled_.data();
    for (Index k = 0; k < j; ++k, entry += lanes, scaled += lanes) sum = plus(sum, load(entry), load(scaled));
    return sum;
  }

  void reduce_two(T* first, T* second, Index j, const Pair& inverse) const {
    Pair x = load(first + j * lanes), y = load(second + j * lanes);
    const T* scaled = scaled_.data();
    for (Index k = 0; k < j; ++k) {
      const Pair m = load(scaled + k * lanes);
      x = plus(x, load(first + k * lanes), m);
      y = plus(y, load(second + k * lanes), m);
    }
    store(first + j * lanes, times(x, inverse));
    store(second + j * lanes, times(y, inverse));
  }

  Index n_ = 0;
  Eigen::Matrix<T, lanes, Eigen::Dynamic> lower_;  // rows of the lower triangles, packed; then the right-hand sides
  Eigen::Matrix<T, lanes, Eigen::Dynamic> scaled_;
};

}  // namespace syncact::coding::detail
