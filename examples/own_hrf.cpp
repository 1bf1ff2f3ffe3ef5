/// A haemodynamic response of one's own: a value with two members.
#include <cmath>
#include <iomanip>
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/hrf_laws.hpp"
#include "syncact/signal/to_scans.hpp"

/// Rises for `peak` seconds and falls for as long: the crudest response there is.
struct Triangle {
  double peak = 5;
  double operator()(syncact::Seconds t) const {
    return t.count() < 0 || t > duration() ? 0.0 : 1 - std::abs(t.count() - peak) / peak;
  }
  syncact::Seconds duration() const { return syncact::Seconds{2 * peak}; }
};

static_assert(syncact::hrf::HemodynamicResponse<Triangle>);

int main() {
  const auto report = syncact::laws::check_hemodynamic_response(Triangle{});
  std::cout << "laws: " << (report.ok() ? "all hold\n" : report.text());

  // A flash of half a second at 29.97 frames a second, seen by a scanner with a TR of 1.37 s.
  const auto frames = syncact::Timeline(syncact::Sampling::fps(30000.0 / 1001), 822);
  const auto scans = syncact::Timeline::scans(syncact::Seconds{1.37}, 0.5, {20});
  Eigen::VectorXd flash = Eigen::VectorXd::Zero(822);
  flash.segment(30, 15).setOnes();
  // Before the film there was no flash: the history is zero, not the mean, which is for activations.
  const auto seen = syncact::signal::to_scans(flash, frames, Triangle{}, scans, {.history = syncact::signal::History::zero});
  for (syncact::Index i = 0; i < 10; ++i) {
    std::cout << std::fixed << std::setprecision(3) << std::setw(7) << scans.run(0).sampling.time(i) << " s  " << seen(i, 0)
              << '\n';
  }
}
