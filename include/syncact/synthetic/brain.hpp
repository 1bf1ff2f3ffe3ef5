#pragma once
/// Brains that watched the film: networks of known place and course, seen through the scanner.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synthetic/draws.hpp"

namespace syncact::inline v0_1::synthetic {

/// How the brains are made. Lengths in voxels.
struct BrainSettings {
  std::array<Index, 3> shape = {24, 28, 20};
  Index n_subjects = 4;
  Index n_soundtrack = 2;  ///< networks that follow the film, but none of its categories; the same course in all subjects
  Index n_resting = 2;     ///< slow networks that follow nothing, each subject's own
  double blob_sd = 1.8;    ///< a network is two mirrored Gaussian blobs of this sd, cut below a tenth of their peak
  double own_share = 0.3;  ///< share of variance in each network that is the subject's own fluctuation, not the film
  double jitter_sd = 0.6;  ///< of a blob's place between subjects
  double gain_sd = 0.2;    ///< of the logarithm of a network's strength between subjects
  double delay_sd = 0.4;   ///< of the response's delay between subjects [s]
  double snr = 0.5;        ///< sd of the signal over all voxels and scans / sd of the noise, per subject, drift not counted
  double noise_ar = 0.5;   ///< lag-1 correlation of the autocorrelated half of the noise variance; the rest is white
  double drift = 1;        ///< sd of the drift (slower than 128 s) / sd of the noise
  double percent = 1;      ///< sd of a unit course at a map's peak, in percent of a voxel's baseline
  double baseline = 1000;
  std::uint64_t seed = 0;
};

/// The voxels of the brain: an ellipsoid in a box. Flat index x + nx (y + ny z), as in a NIfTI volume.
struct VoxelGrid {
  std::array<Index, 3> shape;
  std::vector<Index> voxels;  ///< flat index of each voxel of the brain, ascending

  [[nodiscard]] Index n_voxels() const { return static_cast<Index>(voxels.size()); }
  [[nodiscard]] std::array<double, 3> place(Index voxel) const {
    const Index flat = nth(voxels, voxel);
    const Index x = flat % shape[0], y = flat / shape[0] % shape[1], z = flat / (shape[0] * shape[1]);
    return {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
  }
};

/// Truth about one subject; its data are made by Brain::bold.
struct Subject {
  Seconds delay;            ///< of its response, against the others
  MatrixX<double> maps;     ///< [network x voxel]
  MatrixX<double> courses;  ///< [scan x network]
};

/// The planted brains and their truth. Networks: one per category, in the order of the categories, then the soundtrack's, then
/// the resting ones.
struct Brain {
  BrainSettings settings;
  VoxelGrid grid;
  Timeline scans;
  Index n_categories;
  MatrixX<double> maps;     ///< [network x voxel] before subjects differ: blobs of height 1
  MatrixX<double> courses;  ///< [scan x network] common to all subjects, mean 0 and sd 1; resting networks: 0
  std::vector<Subject> subjects;

  [[nodiscard]] Index n_networks() const { return maps.rows(); }
  [[nodiscard]] Index n_voxels() const { return maps.cols(); }
  /// The category a network follows, if any.
  [[nodiscard]] std::optional<Index> category(Index network) const {
    return network < n_categories ? std::optional<Index>(network) : std::nullopt;
  }

  /// Signal of subject s, in units of the courses: its courses times its maps, [scan x voxel].
  template <CallContext C = Context<>>
  [[nodiscard]] MatrixX<double> signal(Index s, const C& context = {}) const {
    const Subject& who = subject(s);
    return linalg::product<double>(who.courses, linalg::Op::none, who.maps, linalg::Op::none, linalg::DefaultBackend{},
                                   context.executor);
  }

  /// The scans of subject s [scan x voxel]:
  ///   baseline_v (1 + percent / 100 (signal + noise + drift)),
  /// with a baseline that varies smoothly over the brain. Made anew at each call, the same for any executor.
  template <CallContext C = Context<>>
  [[nodiscard]] MatrixX<float> bold(Index s, const C& context = {}) const;

 private:
  [[nodiscard]] const Subject& subject(Index s) const {
    require(s >= 0 && s < static_cast<Index>(subjects.size()), "Brain", "the subject must be one of the planted", s);
    return nth(subjects, s);
  }
};

namespace detail {

inline void check(const BrainSettings& settings) {
  constexpr const char* f = "plant_brain";
  for (const Index n : settings.shape) require(n >= 8, f, "the box must be at least 8 voxels wide", n);
  require(settings.n_subjects >= 1, f, "n_subjects must be >= 1", settings.n_subjects);
  require(std::min(settings.n_soundtrack, settings.n_resting) >= 0, f, "the number of networks of each kind must be >= 0",
          std::min(settings.n_soundtrack, settings.n_resting));
  require(settings.blob_sd > 0, f, "blob_sd must be > 0", settings.blob_sd);
  require(settings.own_share >= 0 && settings.own_share <= 1, f, "own_share must be in [0, 1]", settings.own_share);
  require(settings.snr > 0, f, "snr must be > 0", settings.snr);
  require(std::abs(settings.noise_ar) < 1, f, "noise_ar must be in (-1, 1)", settings.noise_ar);
  require(settings.drift >= 0, f, "drift must be >= 0", settings.drift);
}

/// Squared distance from the middle of the box, 1 on the brain's surface.
inline double eccentricity(const std::array<Index, 3>& shape, const std::array<double, 3>& place) {
  double sum = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double half = static_cast<double>(shape[axis]) / 2;
    const double offset = (place[axis] + 0.5 - half) / (half - 0.5);
    sum += offset * offset;
  }
  return sum;
}

inline VoxelGrid ellipsoid(const std::array<Index, 3>& shape) {
  VoxelGrid grid{shape, {}};
  for (Index z = 0; z < shape[2]; ++z) {
    for (Index y = 0; y < shape[1]; ++y) {
      for (Index x = 0; x < shape[0]; ++x) {
        if (eccentricity(shape, {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}) <= 1) {
          grid.voxels.push_back(x + shape[0] * (y + shape[1] * z));
        }
      }
    }
  }
  return grid;
}

inline double squared_distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);
}

/// One place per network in one half of the brain; of ten random candidates the farthest from those before.
inline std::vector<std::array<double, 3>> place_networks(const BrainSettings& settings, Index n_networks) {
  RandomNumbers draws(random_for(settings.seed, Use::network_place));
  std::vector<std::array<double, 3>> places;
  while (static_cast<Index>(places.size()) < n_networks) {
    std::array<double, 3> best{};
    double best_distance = -1;
    for (int n_tried = 0; n_tried < 10;) {
      std::array<double, 3> candidate{};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double extent = static_cast<double>(settings.shape[axis]);
        candidate[axis] = draws.uniform(0, axis == 0 ? extent / 2 : extent) - 0.5;
      }
      if (eccentricity(settings.shape, candidate) > 0.75) continue;  // a tenth of all draws and more are inside
      ++n_tried;
      double distance = HUGE_VAL;
      for (const auto& other : places) distance = std::min(distance, squared_distance(candidate, other));
      if (distance > best_distance) best_distance = distance, best = candidate;
    }
    places.push_back(best);
  }
  return places;
}

/// [network x voxel] mirrored blobs around the places.
inline MatrixX<double> blobs(const VoxelGrid& grid, const std::vector<std::array<double, 3>>& places, double sd) {
  MatrixX<double> maps(static_cast<Index>(places.size()), grid.n_voxels());
  for (Index voxel = 0; voxel < grid.n_voxels(); ++voxel) {
    const auto here = grid.place(voxel);
    const std::array<double, 3> mirrored{static_cast<double>(grid.shape[0] - 1) - here[0], here[1], here[2]};
    for (Index network = 0; network < maps.rows(); ++network) {
      const auto& center = nth(places, network);
      const double near = std::min(squared_distance(here, center), squared_distance(mirrored, center));
      const double height = std::exp(-near / (2 * sd * sd));
      maps(network, voxel) = height < 0.1 ? 0 : height;
    }
  }
  return maps;
}

/// An AR(1) sequence of the given time constant, a fresh start in each run.
inline VectorX<double> slow_course(RandomNumbers draws, const Timeline& timeline, Seconds memory) {
  VectorX<double> course(timeline.size());
  for (Index r = 0; r < timeline.n_runs(); ++r) {
    const double rho = std::exp(-timeline.run(r).sampling.period() / memory);
    fill_ar1(draws, rho, course.segment(timeline.begin(r), timeline.run(r).n));
  }
  return course;
}

/// The same clock, later by `delay` in every run.
inline Timeline delayed(const Timeline& timeline, Seconds delay) {
  std::vector<Run> runs = timeline.runs();
  for (Run& run : runs) run.sampling = run.sampling.shifted(delay);
  return Timeline(std::move(runs));
}

/// Mean and sd of each column; a constant column has sd 1, so that it becomes zero.
inline MatrixX<double> standardize_like(const MatrixX<double>& table, const MatrixX<double>& reference) {
  MatrixX<double> result = table;
  for (Index i = 0; i < table.cols(); ++i) {
    const double mean = reference.col(i).mean();
    const double sd = std::sqrt((reference.col(i).array() - mean).square().mean());
    result.col(i).array() -= mean;
    if (sd > 1e-12 * std::abs(mean)) result.col(i) /= sd;
  }
  return result;
}

/// Adds noise of variance 1 (half autocorrelated, half white) and a drift to one voxel's course, run by run.
template <class Out>
void add_noise(RandomNumbers& draws, const BrainSettings& settings, const Timeline& scans, double noise_sd, Out&& course) {
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const Index n = scans.run(r).n;
    VectorX<double> noise(n);
    fill_ar1(draws, settings.noise_ar, noise);
    for (Index t = 0; t < n; ++t) noise[t] = std::sqrt(0.5) * (noise[t] + draws.normal());
    const auto n_waves = static_cast<Index>(std::max(1.0, 2 * scans.run(r).duration().count() / 128));
    for (Index wave = 1; wave <= n_waves; ++wave) {
      const double height = settings.drift * std::sqrt(2 / static_cast<double>(n_waves)) * draws.normal();
      for (Index t = 0; t < n; ++t) {
        const double phase = static_cast<double>(wave) * (static_cast<double>(t) + 0.5) / static_cast<double>(n);
        noise[t] += height * std::cos(std::numbers::pi * phase);
      }
    }
    course.segment(scans.begin(r), n) += noise_sd * noise;
  }
}

}  // namespace detail

/// Plants brains that follow `drive` [frame x category], given on the clock `frames`, through the response h, on the clock
/// `scans`. Everything random is a function of settings.seed.
/// A network's course in subject s is sqrt(1 - own_share) z(h * drive, delayed by the subject's delay) + sqrt(own_share) AR(1)
/// noise of time constant 8 s, z as over all scans without delay; before a run nothing is seen; resting networks are AR(1)
/// noise of time constant 20 s. Throws ShapeError if drive and frames disagree, ValueError for settings outside their domain,
/// and as signal::to_scans.
template <hrf::HemodynamicResponse H>
[[nodiscard]] Brain plant_brain(const MatrixX<double>& drive, const Timeline& frames, const Timeline& scans, const H& h,
                                const BrainSettings& settings = {}) {
  using detail::Use;
  detail::check(settings);
  require_same_times("plant_brain", "drive", drive.rows(), "the frames' clock", frames.size());
  const Index n_categories = drive.cols(), n_shared = n_categories + settings.n_soundtrack;
  const Index n_networks = n_shared + settings.n_resting;
  require(n_networks >= 1, "plant_brain", "the number of networks must be >= 1", n_networks);

  MatrixX<double> stimulus(drive.rows(), n_shared);
  stimulus.leftCols(n_categories) = drive;
  for (Index k = n_categories; k < n_shared; ++k) {
    stimulus.col(k) = detail::slow_course(detail::RandomNumbers(detail::random_for(settings.seed, Use::shared_course, k)),
                                          frames, Seconds{8});
  }
  const signal::FrameOptions from_nothing{.history = signal::History::zero};
  const MatrixX<double> response = signal::to_scans(SeriesView<double>(stimulus), frames, h, scans, from_nothing);
  const auto places = detail::place_networks(settings, n_networks);
  const VoxelGrid grid = detail::ellipsoid(settings.shape);
  Brain brain{settings, grid, scans, n_categories, detail::blobs(grid, places, settings.blob_sd), {}, {}};
  brain.courses = MatrixX<double>::Zero(scans.size(), n_networks);
  brain.courses.leftCols(n_shared) = detail::standardize_like(response, response);

  for (Index s = 0; s < settings.n_subjects; ++s) {
    detail::RandomNumbers draws(detail::random_for(settings.seed, Use::subject_map, s));
    const Seconds delay{settings.delay_sd * draws.normal()};
    auto moved = places;
    for (auto& place : moved) {
      for (double& x : place) x += settings.jitter_sd * draws.normal();
    }
    Subject subject{delay, detail::blobs(grid, moved, settings.blob_sd), MatrixX<double>(scans.size(), n_networks)};
    const MatrixX<double> late = detail::standardize_like(
        signal::to_scans(SeriesView<double>(stimulus), detail::delayed(frames, delay), h, scans, from_nothing), response);
    for (Index k = 0; k < n_networks; ++k) {
      subject.maps.row(k) *= std::exp(settings.gain_sd * draws.normal());
      const detail::RandomNumbers own(detail::random_for(settings.seed, Use::subject_course, s, k));
      const bool follows = k < n_shared;
      subject.courses.col(k) = detail::slow_course(own, scans, Seconds{follows ? 8.0 : 20.0});
      if (follows) {
        subject.courses.col(k) *= std::sqrt(settings.own_share);
        subject.courses.col(k) += std::sqrt(1 - settings.own_share) * late.col(k);
      }
    }
    brain.subjects.push_back(std::move(subject));
  }
  return brain;
}

template <CallContext C>
MatrixX<float> Brain::bold(Index s, const C& context) const {
  const MatrixX<double> clean = signal(s, context);
  double sum_squares = 0;
  for (Index v = 0; v < clean.cols(); ++v) sum_squares += (clean.col(v).array() - clean.col(v).mean()).square().sum();
  const double noise_sd = std::sqrt(sum_squares / static_cast<double>(clean.size())) / settings.snr;
  MatrixX<float> result(clean.rows(), clean.cols());
  context.executor.bulk(n_voxels(), [&](Index v) {
    detail::RandomNumbers draws(detail::random_for(settings.seed, detail::Use::voxel, s, v));
    VectorX<double> course = clean.col(v);
    detail::add_noise(draws, settings, scans, noise_sd, course);
    const auto place = grid.place(v);
    const double level = settings.baseline * (1 + 0.15 * std::sin(0.3 * place[0] + 0.2 * place[1]) * std::cos(0.25 * place[2]));
    result.col(v) = (level * (1 + settings.percent / 100 * course.array())).template cast<float>();
  });
  return result;
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
