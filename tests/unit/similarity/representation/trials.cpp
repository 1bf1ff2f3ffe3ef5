#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/representation/energy_shape.hpp"
#include "syncact/similarity/representation/gaussian_shape.hpp"
#include "syncact/similarity/representation/procrustes.hpp"

using namespace syncact;
using namespace syncact::similarity::representation;
using namespace syncact::test;
using similarity::MeasureStatus;

namespace {

using Conditions = std::vector<MatrixX<double>>;

/// Conditions of different spread.
Conditions noisy(Index n_conditions, Index n_trials, Index n_units, std::uint64_t seed) {
  Conditions all;
  for (Index c = 0; c < n_conditions; ++c) {
    const auto s = seed + 10 * static_cast<std::uint64_t>(c);
    MatrixX<double> trials = noise<double>(n_trials, n_units, s) * (0.3 + 0.1 * static_cast<double>(c));
    trials.rowwise() += noise<double>(1, n_units, s + 1).row(0);
    all.push_back(trials);
  }
  return all;
}

Conditions times(const Conditions& x, const MatrixX<double>& m) {
  Conditions all;
  for (const auto& trials : x) all.emplace_back(trials * m);
  return all;
}

template <class M>
double value(const M& measure, const Conditions& x, const Conditions& y) {
  const auto m = measure.compare(Trials(x), Trials(y));
  CHECK(similarity::has_value(m.status));  // a minimum of zero may be reached slowly
  return m.value;
}

VectorX<double> means(const Conditions& x) {
  VectorX<double> m(static_cast<Index>(x.size()));
  for (Index c = 0; c < m.size(); ++c) m[c] = x[static_cast<std::size_t>(c)].mean();
  return m.array() - m.mean();
}

VectorX<double> sds(const Conditions& x) {
  VectorX<double> s(static_cast<Index>(x.size()));
  for (Index c = 0; c < s.size(); ++c) {
    const MatrixX<double>& trials = x[static_cast<std::size_t>(c)];
    s[c] = std::sqrt((trials.array() - trials.mean()).square().sum() / static_cast<double>(trials.size() - 1));
  }
  return s;
}

}  // namespace

TEST_CASE("A rotation of all trials is no distance; an offset neither") {
  const Conditions x = noisy(5, 7, 4, 1);
  const MatrixX<double> rotation = linalg::nearest_rotation(noise<double>(4, 4, 2));
  Conditions y = times(x, rotation);
  for (auto& trials : y) trials.array() += 3.0;
  for (const double alpha : {0.0, 1.0, 2.0}) CHECK(value(GaussianShape{.alpha = alpha}, x, y) < 1e-4);
  CHECK(value(EnergyShape{}, x, y) < 1e-5);
}

TEST_CASE("Of means only it is Procrustes, whatever the noise") {
  const Conditions x = noisy(9, 1, 4, 3), y = noisy(9, 1, 3, 4);
  MatrixX<double> mx(9, 4), my(9, 3);
  for (Index c = 0; c < 9; ++c) {
    mx.row(c) = x[static_cast<std::size_t>(c)].row(0);
    my.row(c) = y[static_cast<std::size_t>(c)].row(0);
  }
  const double procrustes = Procrustes{}.compare(PreparedTable<>(mx), PreparedTable<>(my)).value;
  CHECK_THAT(value(GaussianShape{.alpha = 2}, x, y), WithinRel(procrustes * std::sqrt(2.0 / 9), 1e-10));
  CHECK(GaussianShape{}.compare(Trials(x), Trials(y)).status == MeasureStatus::too_few_samples);
}

TEST_CASE("Of one unit it is the better of two signs") {
  const Conditions x = noisy(4, 6, 1, 5), y = noisy(4, 9, 1, 6);
  const VectorX<double> m = means(x), n = means(y), s = sds(x), r = sds(y);
  for (const double alpha : {0.0, 0.7, 1.0, 2.0}) {
    double least = std::numeric_limits<double>::infinity();
    for (const double sign : {-1.0, 1.0}) {
      least = std::min(least, (alpha * (m - sign * n).array().square() + (2 - alpha) * (s - r).array().square()).mean());
    }
    CHECK_THAT(value(GaussianShape{.alpha = alpha}, x, y), WithinRel(std::sqrt(least), 1e-9));
  }
  double least = std::numeric_limits<double>::infinity();
  double offset_x = 0, offset_y = 0;
  for (std::size_t c = 0; c < 4; ++c) offset_x += x[c].mean() / 4, offset_y += y[c].mean() / 4;
  for (const double sign : {-1.0, 1.0}) {
    double sum = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      const auto mean_distance = [](const MatrixX<double>& a, const MatrixX<double>& b) {
        double total = 0;
        for (const double u : a.reshaped()) {
          for (const double v : b.reshaped()) total += std::abs(u - v);
        }
        return total / static_cast<double>(a.size() * b.size());
      };
      const MatrixX<double> a = x[c].array() - offset_x, b = sign * (y[c].array() - offset_y);
      sum += 2 * mean_distance(a, b) - mean_distance(a, a) - mean_distance(b, b);
    }
    least = std::min(least, sum / 4);
  }
  CHECK_THAT(value(EnergyShape{}, x, y), WithinRel(std::sqrt(least), 1e-9));
}

TEST_CASE("Covariances c^2 times as large are |1 - c| times their spread away") {
  const Conditions x = noisy(3, 12, 4, 7);
  Conditions y;
  double spread = 0;
  for (const auto& trials : x) {
    const MatrixX<double> centered = trials.rowwise() - trials.colwise().mean();
    y.emplace_back(2.5 * centered);
    spread += centered.squaredNorm() / 11 / 3;
  }
  CHECK_THAT(value(GaussianShape{.alpha = 0}, x, y), WithinRel(1.5 * std::sqrt(2 * spread), 1e-7));
}

TEST_CASE("Over times one rotation turns the units at each time") {
  const Conditions x = noisy(4, 5, 6, 8);  // 2 times of 3 units
  const MatrixX<double> q = linalg::nearest_rotation(noise<double>(3, 3, 9)),
                        r = linalg::nearest_rotation(noise<double>(3, 3, 10));
  MatrixX<double> same = MatrixX<double>::Zero(6, 6), different = same;
  same.topLeftCorner(3, 3) = same.bottomRightCorner(3, 3) = different.topLeftCorner(3, 3) = q;
  different.bottomRightCorner(3, 3) = r;
  const GaussianShape gaussian, process{.n_times = 2};
  CHECK(value(process, x, times(x, same)) < 1e-4);
  CHECK(value(gaussian, x, times(x, different)) < 1e-4);
  CHECK(value(process, x, times(x, different)) > 0.1);
  // Fewer rotations to choose from leave more distance.
  const Conditions y = noisy(4, 7, 6, 11);
  CHECK(value(process, x, y) > value(gaussian, x, y));
}

TEST_CASE("Trials that do not fit are refused") {
  const Conditions x = noisy(3, 4, 2, 12), y = noisy(4, 4, 2, 13);
  CHECK_THROWS_WITH(GaussianShape{}.compare(Trials(x), Trials(y)), says("number of conditions of y"));
  CHECK_THROWS_WITH(GaussianShape{.alpha = 3}.compare(Trials(x), Trials(x)), says("alpha must be in [0, 2]"));
  CHECK_THROWS_WITH(GaussianShape{.n_times = 3}.compare(Trials(x), Trials(x)), says("a multiple of n_times, is 2"));
  const Conditions other = noisy(3, 4, 2, 14);
  Conditions uneven = x, infinite = x;
  uneven[1] = MatrixX<double>::Zero(4, 3);
  infinite[2](0, 0) = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(EnergyShape{}.compare(Trials(uneven), Trials(x)), says("number of units"));
  CHECK_THROWS_WITH(EnergyShape{}.compare(Trials(x), Trials(infinite)), says("finite"));
  CHECK(EnergyShape{}.compare({}, {}).status == MeasureStatus::too_few_samples);
  CHECK(
      GaussianShape{.search = {.n_starts = 1, .max_iterations = 1, .tolerance = 0}}.compare(Trials(x), Trials(other)).status ==
      MeasureStatus::not_converged);
}
