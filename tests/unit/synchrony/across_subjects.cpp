#include "syncact/synchrony/across_subjects.hpp"
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/synchrony/couple.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using synchrony::Synchrony;

namespace {

/// Eight people whose networks 0 and 1 follow neurons 0 and 1 with weights that differ between people; the rest is their own.
std::vector<Synchrony<double>> people(double weight, std::uint64_t seed) {
  const Timeline scans = Timeline::scans(1s, 0.5, {300});
  const MatrixX<double> neurons = hrf_noise(300, 10, 0, seed);
  std::vector<Synchrony<double>> result;
  for (std::uint64_t s = 0; s < 8; ++s) {
    MatrixX<double> networks = hrf_noise(300, 4, 0, 1000 * seed + s);
    const double own = weight * (0.7 + 0.1 * static_cast<double>(s % 4));
    for (Index k = 0; k < 2 && weight > 0; ++k) networks.col(k) = mix(neurons.col(k), networks.col(k), own);
    result.push_back(synchrony::couple(neurons, networks, scans, synchrony::CouplingOptions<>{.n_permutations = 200}));
  }
  return result;
}

}  // namespace

TEST_CASE("Couplings of all people are found across them, and again in who was left out", "[synchrony]") {
  const auto subjects = people(0.6, 3);
  const auto result = synchrony::across_subjects<double>(subjects);
  CHECK(result.p_fwe(0, 0) <= 0.05);
  CHECK(result.p_fwe(1, 1) <= 0.05);
  CHECK(result.p_uncorrected(0, 0) == 1 / 256.0);  // all eight agree
  double mean = 0;
  for (const auto& subject : subjects) mean += std::atanh(subject.r(1, 1)) / 8;
  CHECK_THAT(result.r(1, 1), WithinAbs(std::tanh(mean), 1e-12));
  CHECK(result.n_found >= 8);
  CHECK(static_cast<double>(result.n_found_again) >= 0.8 * static_cast<double>(result.n_found));
}

TEST_CASE("Undefined pairs of one person are undefined across people", "[synchrony]") {
  auto subjects = people(0.6, 4);
  subjects[2].r(3, 1) = std::nan("");
  const auto result = synchrony::across_subjects<double>(subjects);
  CHECK(std::isnan(result.r(3, 1)));
  CHECK(std::isnan(result.p_fwe(3, 1)));
  CHECK(std::isfinite(result.p_fwe(3, 2)));
}

TEST_CASE("Across subjects: people whose networks are their own give false alarms at the level", "[synchrony]") {
  // 60 studies of 8 people, independent networks: 5 % of any p_fwe, at most 8 of 60 in all but 1 of 1000 seeds.
  int n_false = 0;
  for (std::uint64_t study = 0; study < 60; ++study) {
    n_false += synchrony::across_subjects<double>(people(0, 10 + study)).p_fwe.minCoeff() <= 0.05;
  }
  CHECK(n_false <= 8);
}

TEST_CASE("Across subjects: what is refused", "[synchrony]") {
  auto subjects = people(0.6, 4);
  CHECK_THROWS_WITH(synchrony::across_subjects<double>(std::span(subjects).first(2)),
                    says("the number of subjects must be >= 3, is 2"));
  subjects[1].settings.keep_top = 2;
  CHECK_THROWS_WITH(synchrony::across_subjects<double>(subjects), says("keep_top must be unset or 0"));
}
