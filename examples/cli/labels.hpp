#pragma once
/// What the movie shows, as regressors on the scanner's clock.
#include <string>
#include <vector>

#include "alignment.hpp"
#include "arguments.hpp"
#include "manifest.hpp"
#include "syncact/core/types.hpp"

namespace cli {

/// Labels through the haemodynamic response, and how often each is seen.
struct Labels {
  std::vector<std::string> names;
  syncact::MatrixX<double> regressors;  ///< [scan x label]
  syncact::VectorX<double> prevalence;  ///< in TRs
};

/// Reads --labels: BIDS events or tables on a clock of their own, put on the aligned scans.
[[nodiscard]] Labels read_labels(const CoupleArguments& arguments, const Alignment& alignment, double tr, Manifest& manifest);

}  // namespace cli
