#include "syncact/synthetic/brain.hpp"

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"

using namespace syncact;
using namespace syncact::synthetic;
using syncact::test::says;
using syncact::test::table_close;

namespace {

const Timeline frames(Sampling::fps(4), {480, 400});
const Timeline scans = Timeline::scans(Seconds{2}, 0.5, {60, 50});

MatrixX<double> boxcars() {
  MatrixX<double> drive = MatrixX<double>::Zero(880, 3);
  for (Index f = 0; f < 880; ++f) {
    for (Index c = 0; c < 3; ++c) drive(f, c) = (f / (40 + 8 * c)) % 3 == c ? 0.1 : 0;
  }
  return drive;
}

BrainSettings small() { return {.shape = {12, 12, 10}, .n_subjects = 2, .seed = 5}; }

Brain plant(const BrainSettings& settings) { return plant_brain(boxcars(), frames, scans, hrf::DoubleGamma::spm(), settings); }

double correlation(const VectorX<double>& a, const VectorX<double>& b) {
  const VectorX<double> x = a.array() - a.mean(), y = b.array() - b.mean();
  return x.dot(y) / (x.norm() * y.norm());
}

double sd_of(const MatrixX<double>& table) {
  const MatrixX<double> centered = table.rowwise() - table.colwise().mean();
  return std::sqrt(centered.squaredNorm() / static_cast<double>(table.size()));
}

}  // namespace

TEST_CASE("The brain is an ellipsoid that touches its box and is its own mirror image") {
  const VoxelGrid grid = plant(small()).grid;
  CHECK(grid.n_voxels() > 500);  // pi/6 * 11 * 11 * 9 = 570: surfaces lie on the centers of the outermost voxels
  CHECK(grid.n_voxels() < 640);
  CHECK(std::is_sorted(grid.voxels.begin(), grid.voxels.end()));
  for (const Index flat : grid.voxels) {
    const Index mirrored = flat - flat % 12 + 11 - flat % 12;
    CHECK(std::binary_search(grid.voxels.begin(), grid.voxels.end(), mirrored));
  }
  CHECK(grid.place(0)[0] == static_cast<double>(grid.voxels[0] % 12));
}

TEST_CASE("Courses of category networks are the drive through the response, standardized") {
  const Brain brain = plant(small());
  const MatrixX<double> expected =
      signal::to_scans(boxcars(), frames, hrf::DoubleGamma::spm(), scans, {.history = signal::History::zero});
  REQUIRE(brain.n_networks() == 7);
  CHECK(brain.category(2) == 2);
  CHECK(!brain.category(3).has_value());
  for (Index k = 0; k < 3; ++k) {
    CHECK(correlation(brain.courses.col(k), expected.col(k)) > 1 - 1e-12);
    CHECK(std::abs(brain.courses.col(k).mean()) < 1e-12);
    CHECK(std::abs(brain.courses.col(k).squaredNorm() / 110 - 1) < 1e-12);
  }
  CHECK(brain.courses.rightCols(2).isZero(0));  // each subject's own
}

TEST_CASE("Maps are mirrored blobs of height 1, cut at a tenth") {
  const Brain brain = plant(small());
  CHECK(brain.maps.minCoeff() == 0);
  CHECK(brain.maps.maxCoeff() <= 1);
  CHECK((brain.maps.array() > 0 && brain.maps.array() < 0.1).count() == 0);
  CHECK(brain.maps.rowwise().maxCoeff().minCoeff() > 0.5);
  Index mirrored = 0;
  for (Index v = 0; v < brain.n_voxels(); ++v) {
    const Index flat = brain.grid.voxels[static_cast<std::size_t>(v)];
    const Index other = flat - flat % 12 + 11 - flat % 12;
    const auto at = std::lower_bound(brain.grid.voxels.begin(), brain.grid.voxels.end(), other) - brain.grid.voxels.begin();
    mirrored += brain.maps.col(v).isApprox(brain.maps.col(at), 1e-12) || brain.maps.col(v).isZero(0);
  }
  CHECK(mirrored == brain.n_voxels());
}

TEST_CASE("Subjects without variation are the truth itself") {
  BrainSettings settings = small();
  settings.own_share = settings.jitter_sd = settings.gain_sd = settings.delay_sd = 0;
  const Brain brain = plant(settings);
  for (const Subject& subject : brain.subjects) {
    CHECK(table_close(subject.maps, brain.maps, 1e-12) == "");
    CHECK(table_close(subject.courses.leftCols(5), brain.courses.leftCols(5), 1e-9) == "");
  }
  CHECK(brain.subjects[0].courses.col(6) != brain.subjects[1].courses.col(6));
}

TEST_CASE("Subjects differ in place, strength, delay and their own fluctuations") {
  const Brain brain = plant(small());
  const Subject &a = brain.subjects[0], &b = brain.subjects[1];
  CHECK(a.delay != b.delay);
  CHECK(a.maps != b.maps);
  for (Index k = 0; k < 3; ++k) {
    // sqrt(.7) of the course is the film's: r = .84 but for delay and chance in 110 scans
    CHECK(correlation(a.courses.col(k), brain.courses.col(k)) > 0.6);
    CHECK(correlation(a.courses.col(k), brain.courses.col(k)) < 0.97);
  }
}

TEST_CASE("Without noise the data are the courses times the maps around the baseline") {
  BrainSettings settings = small();
  settings.snr = 1e9;
  const Brain brain = plant(settings);
  const MatrixX<double> bold = brain.bold(1).cast<double>();
  const MatrixX<double> expected = brain.subjects[1].courses * brain.subjects[1].maps;
  Index voxel = 0;
  brain.subjects[1].maps.row(0).maxCoeff(&voxel);
  CHECK(correlation(bold.col(voxel), expected.col(voxel)) > 1 - 1e-5);
  CHECK(bold.mean() > 850);
  CHECK(bold.mean() < 1150);
  const double level = bold.col(voxel).mean();
  CHECK(std::abs(sd_of(bold.col(voxel)) / level / sd_of(expected.col(voxel)) - 0.01) < 1e-3);  // percent 1
}

TEST_CASE("The signal-to-noise ratio is the sd of the signal over the sd of the noise") {
  BrainSettings settings = small();
  settings.drift = 0;
  settings.snr = 0.5;
  const Brain noisy = plant(settings);
  settings.snr = 1e9;
  const Brain clean = plant(settings);
  const MatrixX<double> noise = noisy.bold(0).cast<double>() - clean.bold(0).cast<double>();
  const MatrixX<double> level = clean.bold(0).cast<double>().colwise().mean();
  const MatrixX<double> relative = noise.array().rowwise() / level.array().row(0);
  const MatrixX<double> signal = clean.signal(0);
  // 75 000 samples of lag-1 correlation 1/4: relative error below 1 %
  CHECK(std::abs(0.01 * sd_of(signal) / std::sqrt(relative.squaredNorm() / static_cast<double>(relative.size())) - 0.5) <
        0.015);
  double lagged = 0, squares = 0;
  for (Index t = 1; t < 60; ++t) {
    lagged += relative.row(t).dot(relative.row(t - 1));
    squares += relative.row(t).squaredNorm();
  }
  CHECK(std::abs(lagged / squares - 0.25) < 0.02);  // half the variance has lag-1 correlation 1/2
}

TEST_CASE("Drift is slow and as strong as asked for") {
  BrainSettings settings = small();
  settings.drift = 0;
  const MatrixX<double> still = plant(settings).bold(0).cast<double>();
  settings.drift = 2;
  const MatrixX<double> drifting = plant(settings).bold(0).cast<double>();
  const MatrixX<double> drift = drifting - still;
  const MatrixX<double> steps = drift.middleRows(1, 59) - drift.topRows(59);
  CHECK(sd_of(steps.topRows(59)) < 0.1 * sd_of(drift.topRows(60)));
  CHECK(sd_of(drift) > sd_of(still));
}

TEST_CASE("Brains are a function of the seed and not of the executor") {
  const Brain brain = plant(small());
  CHECK(brain.bold(0) == brain.bold(0, {.executor = Threads{3}}));
  CHECK(brain.bold(0) == plant(small()).bold(0));
  CHECK(brain.bold(0) != brain.bold(1));
  BrainSettings other = small();
  other.seed = 6;
  CHECK(brain.maps != plant(other).maps);
}

TEST_CASE("A category that is never shown gives a silent course, not NaN") {
  MatrixX<double> drive = boxcars();
  drive.col(1).setZero();
  const Brain brain = plant_brain(drive, frames, scans, hrf::DoubleGamma::spm(), small());
  CHECK(brain.courses.col(1).isZero(0));
  CHECK(brain.bold(0).allFinite());
}

TEST_CASE("Planting refuses what does not fit") {
  CHECK_THROWS_AS(plant_brain(boxcars().topRows(800).eval(), frames, scans, hrf::DoubleGamma::spm(), small()), ShapeError);
  const auto refuses = [](auto change, const std::string& why) {
    BrainSettings settings = small();
    change(settings);
    CHECK_THROWS_WITH(plant(settings), says(why));
  };
  refuses([](BrainSettings& s) { s.shape[1] = 4; }, "8 voxels wide, is 4");
  refuses([](BrainSettings& s) { s.n_subjects = 0; }, "n_subjects");
  refuses([](BrainSettings& s) { s.n_resting = -1; }, "number of networks of each kind");
  refuses([](BrainSettings& s) { s.blob_sd = 0; }, "blob_sd");
  refuses([](BrainSettings& s) { s.own_share = 1.1; }, "own_share");
  refuses([](BrainSettings& s) { s.snr = 0; }, "snr");
  refuses([](BrainSettings& s) { s.noise_ar = 1; }, "noise_ar");
  refuses([](BrainSettings& s) { s.drift = -1; }, "drift");
  CHECK_THROWS_AS(plant(small()).bold(2), ValueError);
}
