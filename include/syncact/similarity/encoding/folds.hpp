#pragma once
/// Which samples train and which test.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// One split. Both lists rise and share nothing; samples of a gap are in neither.
struct Fold {
  std::vector<Index> train;
  std::vector<Index> test;
};

/// The scans that a response of this length reaches: a gap of as many keeps what a test scan shares with its neighbours
/// out of training. Throws ValueError unless response >= 0 and tr > 0.
[[nodiscard]] inline Index gap_of(Seconds response, Seconds tr) {
  require(response.count() >= 0, "gap_of", "the response must last >= 0 s", response.count());
  require(tr.count() > 0, "gap_of", "tr must be > 0 s", tr.count());
  return static_cast<Index>(std::ceil(response / tr - 1e-9));
}

namespace detail {

/// Test samples [begin, end), training samples at least `gap` away on both sides.
[[nodiscard]] inline Fold fold_of(Index n, Index begin, Index end, Index gap) {
  Fold fold;
  for (Index i = 0; i < n; ++i) {
    if (i >= begin && i < end) {
      fold.test.push_back(i);
    } else if (i < begin - gap || i >= end + gap) {
      fold.train.push_back(i);
    }
  }
  require(fold.train.size() >= 2, "folds", "the number of training samples of a fold must be >= 2", fold.train.size());
  return fold;
}

}  // namespace detail

/// n samples in n_folds contiguous test blocks, the first n % n_folds of them one longer; the `gap` samples before and after
/// a block do not train its fold. Never shuffled: neighbouring scans are nearly copies of each other.
/// Throws ValueError unless 2 <= n_folds <= n, gap >= 0, and each fold leaves at least two samples for training.
[[nodiscard]] inline std::vector<Fold> contiguous_folds(Index n, Index n_folds, Index gap = 0) {
  require(n_folds >= 2 && n_folds <= n, "contiguous_folds", "n_folds must lie in [2, number of samples]", n_folds);
  require(gap >= 0, "contiguous_folds", "gap must be >= 0", gap);
  std::vector<Fold> folds;
  for (Index f = 0, begin = 0; f < n_folds; ++f) {
    const Index end = begin + n / n_folds + (f < n % n_folds ? 1 : 0);
    folds.push_back(detail::fold_of(n, begin, end, gap));
    begin = end;
  }
  return folds;
}

/// One fold for each run, of the lengths of a Timeline: runs are recorded apart and need no gap.
/// Throws ValueError unless there are two runs, none is empty, and each fold leaves two samples for training.
[[nodiscard]] inline std::vector<Fold> leave_one_run_out(const std::vector<Index>& lengths) {
  require(lengths.size() >= 2, "leave_one_run_out", "the number of runs must be >= 2", lengths.size());
  Index n = 0;
  for (const Index length : lengths) {
    require(length >= 1, "leave_one_run_out", "the number of samples of a run must be >= 1", length);
    n += length;
  }
  std::vector<Fold> folds;
  Index begin = 0;
  for (const Index length : lengths) {
    folds.push_back(detail::fold_of(n, begin, begin + length, 0));
    begin += length;
  }
  return folds;
}

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
