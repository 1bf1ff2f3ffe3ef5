#pragma once
/// Lasso codes of many signals side by side, by exchanging whole sets of atoms.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/detail/lane_solver.hpp"
#include "syncact/coding/duality_gap.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/linalg/positions_where.hpp"
#include "syncact/linalg/range_of.hpp"
#include "syncact/linalg/sum_of_columns.hpp"

namespace syncact::inline v0_1::coding::detail {

/// Codes signals by block principal pivoting. Each signal has a set S of atoms with signs e. In turns,
///   a_S = G_SS^-1 (p_S - alpha e_S);  atoms whose sign came out wrong leave S;  if none did, or a rough code is wanted,
///   q = p - G a;  the atoms that violate |q_k| <= alpha most enter S with the sign of q_k,
/// until the duality gap closes. Each turn solves one system per signal, many at a time (LaneSolver). Exchanging many atoms
/// at once takes few turns but may run in circles: what has not settled after a number of turns, or meets a singular
/// system, is left to an algorithm that cannot (CoordinateDescent).
/// Portugal, Judice & Vicente, Math. Comput. 63 (1994); Kim & Park, SIAM J. Sci. Comput. 33 (2011), algorithm 2, for
/// non-negative least squares. What a signal gets does not depend on its neighbours.
template <std::floating_point T>
class BlockPivoting {
 public:
  /// gram [atom x atom] must outlive the object.
  BlockPivoting(const linalg::ConstPanel<T>& gram, double alpha, bool positive)
      : gram_(gram),
        alpha_(static_cast<T>(alpha)),
        positive_(positive),
        q_(gram.rows()),
        values_(gram.rows() + 1),
        minus_values_(gram.rows() + 1),
        zeros_(VectorX<T>::Zero(gram.rows())) {}

  /// Codes the signals of correlation [atom x signal], starting from the atoms used by codes [atom x signal], and adds
  /// them to the summary. Returns the signals that are left, whose codes are as they were.
  std::vector<Index> encode(const linalg::ConstPanel<T>& correlation, std::span<const double> squared_norms, double tolerance,
                            Index max_turns, linalg::Panel<T>& codes, CodingSummary& summary) {
    const Index n = correlation.cols();
    atoms_.resize(gram_.rows() + 4, n);  // positions_where wants room
    signs_.resize(gram_.rows() + 1, n);
    size_.assign(as_size(n), 0);
    std::vector<Index> open, next, left;
    for (Index i = 0; i < n; ++i) {
      start(correlation.col(i), codes.col(i), i);
      open.push_back(i);
    }
    constexpr Index patience = 30;
    for (Index turn = 1; turn <= std::min(patience, max_turns) && !open.empty(); ++turn) {
      sort_by_size(open);
      next.clear();
      for (std::size_t first = 0; first < open.size(); first += lanes) {
        const auto group = std::span(std::as_const(open)).subspan(first, std::min<std::size_t>(lanes, open.size() - first));
        solve(correlation, group);
        for (std::size_t lane = 0; lane < group.size(); ++lane) {
          const Index i = group[lane];
          const double target = tolerance * 0.5 * nth(squared_norms, i);
          switch (exchange(correlation, nth(squared_norms, i), target, i, static_cast<Index>(lane))) {
            case Verdict::done:
              finish(codes, i, turn, target / tolerance, summary);
              break;
            case Verdict::open:
              next.push_back(i);
              break;
            case Verdict::lost:
              left.push_back(i);
              break;
          }
        }
      }
      open.swap(next);
    }
    left.insert(left.end(), open.begin(), open.end());
    return left;
  }

 private:
  static constexpr Index lanes = LaneSolver<T>::lanes;
  static constexpr Index most_atoms = 96;  // per signal; beyond, the systems of all lanes outgrow the cache
  enum class Verdict : unsigned char { done, open, lost };

  [[nodiscard]] Index& size(Index i) { return nth(size_, i); }

  /// The atoms a signal starts from: those of its codes, or those it correlates with most.
  void start(const Eigen::Ref<const VectorX<T>>& p, const Eigen::Ref<const VectorX<T>>& code, Index i) {
    append_where(code, std::numeric_limits<T>::min(), false, i);
    if (size(i) > 0 && size(i) <= most_atoms) return;
    size(i) = 0;
    add_violators(p, largest_of(p), T(0.5), i);
  }

  /// The largest |q_k|, for positive codes the largest q_k, at least 0; NaN if one is not finite.
  [[nodiscard]] T largest_of(const Eigen::Ref<const VectorX<T>>& q) const {
    const auto [lowest, highest] = linalg::range_of(q.data(), q.size());
    if (positive_) return highest <= 0 ? T(0) : highest;
    return std::max(highest, -lowest);
  }

  /// Adds the atoms whose violation is at least `share` of the largest. False if there are none, or too many.
  bool add_violators(const Eigen::Ref<const VectorX<T>>& q, T largest, T share, Index i) {
    if (!(largest > alpha_)) return false;
    const Index before = size(i);
    append_where(q, alpha_ + share * (largest - alpha_), positive_, i);
    return size(i) > before && size(i) <= most_atoms;
  }

  void append_where(const Eigen::Ref<const VectorX<T>>& values, T bound, bool positive, Index i) {
    const T opposite = positive ? std::numeric_limits<T>::quiet_NaN() : -bound;  // nothing is below NaN
    std::int32_t* const atoms = atoms_.col(i).data();
    T* const signs = signs_.col(i).data();
    const T* const from = values.data();
    const Index n = size(i) + linalg::positions_where<T>(
                                  values.size(),
                                  [=](auto at) __attribute__((always_inline)) {
                                    const auto above = at(from) >= bound, below = at(from) <= opposite;
                                    return above | below;
                                  },
                                  atoms + size(i));
    for (Index r = size(i); r < n; ++r) signs[r] = std::copysign(alpha_, values[atoms[r]]);
    size(i) = n;
  }

  /// Counting sort, so that signals that are solved together have systems of about the same size.
  void sort_by_size(std::vector<Index>& open) {
    counts_.assign(as_size(gram_.rows()) + 2, 0);
    for (const Index i : open) ++counts_[as_size(size(i)) + 1];
    for (std::size_t n = 1; n < counts_.size(); ++n) counts_[n] += counts_[n - 1];
    sorted_.resize(open.size());
    for (const Index i : open) nth(sorted_, nth(counts_, size(i))++) = i;
    open.swap(sorted_);
  }

  /// Writes down and solves the systems of a group. Lanes without a signal of their own repeat the first one's; smaller systems
  /// are padded by rows of the identity.
  void solve(const linalg::ConstPanel<T>& correlation, std::span<const Index> group) {
    const Index n = size(group.back());
    solver_.resize(n);
    places_.setZero(lanes, n);
    Index sizes[lanes];
    for (Index lane = 0; lane < lanes; ++lane) {
      const Index i = group[lane < static_cast<Index>(group.size()) ? as_size(lane) : 0];
      sizes[lane] = size(i);
      auto* const right = solver_.row(n);
      for (Index r = 0; r < size(i); ++r) {
        places_(lane, r) = atoms_(r, i);
        right[r].lane[lane] = correlation(atoms_(r, i), i) - signs_(r, i);
      }
      for (Index r = size(i); r < n; ++r) right[r].lane[lane] = 0;
    }
    for (Index r = 0; r < n; ++r) {
      const T* columns[lanes];
      for (Index lane = 0; lane < lanes; ++lane) {
        columns[lane] = r < sizes[lane] ? gram_.data() + places_(lane, r) * gram_.outerStride() : zeros_.data();
      }
      auto* const entry = solver_.row(r);
      const std::int32_t* at = places_.data();
      for (Index c = 0; c <= r; ++c, at += lanes) {
        for (Index lane = 0; lane < lanes; ++lane) entry[c].lane[lane] = columns[lane][at[lane]];
      }
    }
    for (Index lane = 0; lane < lanes; ++lane) {
      for (Index r = sizes[lane]; r < n; ++r) solver_.row(r)[r].lane[lane] = 1;
    }
    solver_.solve();
  }

  /// Judges what the solver found for a signal and changes its atoms.
  Verdict exchange(const linalg::ConstPanel<T>& correlation, double squared_norm, double target, Index i, Index lane) {
    const Index before = size(i);
    if (!keep_right_signs(i, lane)) return Verdict::lost;
    const Index n = size(i);
    const bool rough = target > 5e-4 * squared_norm;  // then the codes without those atoms may do
    if (n < before && !rough) return Verdict::open;
    fit(correlation.col(i), atoms_.col(i).data(), n);
    double pa = 0, qa = 0, l1 = 0;
    T inside = 0;
    for (Index r = 0; r < n; ++r) {
      const Index k = atoms_(r, i);
      const double a = static_cast<double>(values_[r]);
      pa += a * static_cast<double>(correlation(k, i));
      qa += a * static_cast<double>(q_[k]);
      l1 += std::abs(a);
      inside = std::max(inside, std::abs(q_[k]));
      q_[k] = 0;  // not to enter twice
    }
    const T outside = largest_of(q_);
    const T largest = outside >= inside || std::isnan(outside) ? outside : inside;
    now_ = certificate(squared_norm, pa, qa, l1, static_cast<double>(largest), static_cast<double>(alpha_));
    if (now_.gap <= target) return Verdict::done;
    const bool changed = add_violators(q_, outside, T(0.35), i) || n < before;
    return changed && size(i) <= most_atoms ? Verdict::open : Verdict::lost;
  }

  /// Reads the solution; atoms of the wrong sign leave. False if the system was singular to rounding.
  bool keep_right_signs(Index i, Index lane) {
    constexpr T smallest = 1000 * std::numeric_limits<T>::epsilon();
    if (!(solver_.smallest_pivot(lane) > smallest)) return false;
    const auto* const solution = solver_.row(solver_.size());
    std::int32_t* const atoms = atoms_.col(i).data();
    T* const signs = signs_.col(i).data();
    Index n = 0;
    for (Index r = 0; r < size(i); ++r) {
      const T value = solution[r].lane[lane], sign = signs[r];
      atoms[n] = atoms[r];
      signs[n] = sign;
      values_[n] = value;
      n += value * sign > 0 ? 1 : 0;
    }
    size(i) = n;
    return true;
  }

  /// q = p - G a.
  void fit(const Eigen::Ref<const VectorX<T>>& p, const std::int32_t* atoms, Index n) {
    minus_values_.head(n) = -values_.head(n);
    linalg::SumOfColumns<T>(gram_, {atoms, as_size(n)}, minus_values_.data()).add(p.data(), q_.data());
  }

  void finish(linalg::Panel<T>& codes, Index i, Index turn, double scale, CodingSummary& summary) const {
    codes.col(i).setZero();
    for (Index r = 0; r < nth(size_, i); ++r) codes(atoms_(r, i), i) = values_[r];
    const double relative = scale > 0 ? std::max(now_.gap, 0.0) / scale : now_.gap;
    summary.merge({1, 1, turn, relative, relative, now_.objective, now_.squared_error});
  }

  const linalg::ConstPanel<T>& gram_;
  T alpha_;
  bool positive_;
  VectorX<T> q_, values_, minus_values_;  // of the signal in hand
  VectorX<T> zeros_;
  LassoCertificate now_;                                               // idem
  Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic> atoms_;  // [place x signal]
  MatrixX<T> signs_;                                                   // [place x signal] alpha times the sign
  std::vector<Index> size_, counts_, sorted_;
  Eigen::Matrix<std::int32_t, lanes, Eigen::Dynamic> places_;  // [lane x place] of the group being solved
  LaneSolver<T> solver_;
};

}  // namespace syncact::inline v0_1::coding::detail

#include "syncact/core/macros_on.hpp"
