/// A short film with scenes of pain and of thinking about others, seen by 289 adolescents: 380 volumes of 0.8 s, 293 regions.
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/events.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synchrony/couple.hpp"

namespace test_real_partlycloudy {

using namespace syncact;
using syncact::test::data;
using syncact::test::table_close;

const std::array<std::string, 4> labels{"mental", "pain", "social", "control"};

MatrixX<double> read(const std::filesystem::path& npy) { return io::NpyArray(npy).to_matrix<double>(); }

/// The mean over all 289, from the means over two groups.
MatrixX<double> group_mean(const std::filesystem::path& study) {
  return (145 * read(study / "groupmean_half1_n145_z.npy") + 144 * read(study / "groupmean_half2_n144_z.npy")) / 289;
}

/// Frames of 0.1 s that say which labels are on: [3040 x label]. Two events of one label that overlap count once.
MatrixX<double> frames_of(const std::vector<io::EventRow>& events) {
  MatrixX<double> frames = MatrixX<double>::Zero(3040, 4);
  for (const io::EventRow& event : events) {
    const auto label = std::find(labels.begin(), labels.end(), event.label) - labels.begin();
    frames.col(label).segment(std::lround(event.onset * 10), std::lround(event.duration * 10)).setOnes();
  }
  return frames;
}

/// Region by label: Pearson's r.
MatrixX<double> coupling(const MatrixX<double>& regions, const MatrixX<double>& regressors) {
  return synchrony::measure::Pearson{}.compare(SeriesView<double>(regions), SeriesView<double>(regressors));
}

struct Expected {
  std::vector<std::string> regions;
  MatrixX<double> r;
};

Expected expected(const std::filesystem::path& study) {
  const io::Table table(study / "expected_event_roi_r_group289.tsv");
  Expected result{table.text("name"), MatrixX<double>(table.n_rows(), 4)};
  for (std::size_t l = 0; l < labels.size(); ++l) result.r.col(static_cast<Index>(l)) = table.numeric(labels[l]);
  return result;
}

/// How the known table was made: frames of 0.1 s, the response sampled at their starts, and each volume paired with the
/// convolved frame that starts with it. As `interpolate` dates that frame to its middle, so must the volumes be.
MatrixX<double> sampled_regressors(const std::vector<io::EventRow>& events) {
  const Timeline frames(Sampling::every(Seconds{0.1}), 3040), scans(Sampling::every(Seconds{0.8}, Seconds{0.05}), 380);
  return signal::to_scans(frames_of(events), frames, hrf::DoubleGamma::spm(), scans,
                          {.recipe = signal::FrameRecipe::interpolate, .history = signal::History::zero});
}

/// The exact convolution.
MatrixX<double> exact_regressors(const std::vector<io::EventRow>& events, double slice_time_ref) {
  const Timeline frames(Sampling::every(Seconds{0.1}), 3040);
  return signal::to_scans(frames_of(events), frames, hrf::DoubleGamma::spm(),
                          Timeline::scans(Seconds{0.8}, slice_time_ref, {380}), {.history = signal::History::zero});
}

Index strongest(const MatrixX<double>& r, Index label) {
  Index region = 0;
  r.col(label).maxCoeff(&region);
  return region;
}

TEST_CASE("Partly Cloudy: events go with the regions that they are known to go with") {
  const auto study = data("partlycloudy_qtab");
  if (!study) return;
  const auto events = io::read_events(*study / "events.tsv");
  const Expected table = expected(*study);
  const MatrixX<double> regions = group_mean(*study);
  CHECK(table_close(coupling(regions, sampled_regressors(events)), table.r, 1e-5) == "");  // it has five decimals

  const MatrixX<double> exact = coupling(regions, exact_regressors(events, 0));
  const MatrixX<double> middle = coupling(regions, exact_regressors(events, 0.5));
  std::cout << "largest difference from the known table: exact convolution " << (exact - table.r).cwiseAbs().maxCoeff()
            << ", volumes dated to their middle " << (middle - table.r).cwiseAbs().maxCoeff() << '\n';
  CHECK((exact - table.r).cwiseAbs().maxCoeff() < 0.01);
  for (Index l = 0; l < 4; ++l) {
    const Index best = strongest(exact, l);
    std::cout << labels[static_cast<std::size_t>(l)] << ": r " << exact(best, l) << " at "
              << table.regions[static_cast<std::size_t>(best)] << '\n';
    CHECK(best == strongest(table.r, l));
    CHECK(best == strongest(middle, l));
  }
  CHECK(table.regions[static_cast<std::size_t>(strongest(exact, 0))].find("Precuneous") != std::string::npos);
  CHECK(table.regions[static_cast<std::size_t>(strongest(exact, 1))] == "MRF");
}

TEST_CASE("Partly Cloudy: two halves of the group agree, and the coupling of one film is short of family-wise significance") {
  const auto study = data("partlycloudy_qtab");
  if (!study) return;
  const MatrixX<double> regressors = exact_regressors(io::read_events(*study / "events.tsv"), 0);
  const MatrixX<double> a = coupling(read(*study / "groupmean_half1_n145_z.npy"), regressors);
  const MatrixX<double> b = coupling(read(*study / "groupmean_half2_n144_z.npy"), regressors);
  const VectorX<double> agreement =
      synchrony::measure::Pearson{}.compare(SeriesView<double>(a), SeriesView<double>(b)).diagonal();
  const Timeline scans = Timeline::scans(Seconds{0.8}, 0, {380});
  const auto result = synchrony::couple(regressors, group_mean(*study), scans);
  std::cout << "threshold " << result.threshold_fwe << ", " << result.settings.n_draws << " shifts\n";
  for (Index l = 0; l < 4; ++l) {
    const auto& best = *result.best_network[static_cast<std::size_t>(l)];
    std::cout << labels[static_cast<std::size_t>(l)] << ": halves agree r " << agreement[l] << ", strongest in regions "
              << strongest(a, l) << " and " << strongest(b, l) << "; p_uncorrected " << best.p_uncorrected << ", p_fwe "
              << best.p_fwe << '\n';
    CHECK(agreement[l] > 0.9);
    CHECK(best.p_uncorrected <= 0.01);
    CHECK(best.p_fwe > 0.05);
  }
  CHECK(strongest(a, 0) == strongest(b, 0));
}

}  // namespace test_real_partlycloudy
