#include "syncact/film/loudness.hpp"

#include <numbers>

#include "support/catch.hpp"
#include "syncact/core/random.hpp"

namespace syncact::loudness_test {

using test::says, test::WithinAbs;
using namespace std::chrono_literals;

namespace {

/// Noise [time x channel].
MatrixX<float> noise(Index n, Index channels) {
  MatrixX<float> sound(n, channels);
  const Random random(7);
  for (Index c = 0; c < channels; ++c) {
    for (Index i = 0; i < n; ++i) sound(i, c) = static_cast<float>(random.normal(static_cast<std::uint64_t>(c * n + i)));
  }
  return sound;
}

VectorX<double> heard(const Run& run, double rate, const MatrixX<float>& sound, Index piece) {
  film::Loudness loudness(run, rate);
  for (Index first = 0; first < sound.rows(); first += piece) {
    loudness.push(sound.middleRows(first, std::min(piece, sound.rows() - first)));
  }
  return loudness.values();
}

}  // namespace

TEST_CASE("The loudness of a tone is its amplitude over the square root of 2, in whichever channel") {
  constexpr double rate = 8000;
  MatrixX<double> tone(16000, 2);
  for (Index i = 0; i < tone.rows(); ++i) {
    tone(i, 0) = 0.5 * std::sin(2 * std::numbers::pi * 400 * static_cast<double>(i) / rate);
    tone(i, 1) = 0.1 * std::sin(2 * std::numbers::pi * 300 * static_cast<double>(i) / rate);
  }
  film::Loudness loudness({Sampling::every(100ms), 20}, rate);
  loudness.push(tone);
  const VectorX<double> values = loudness.values();
  for (const double value : values) CHECK_THAT(value, WithinAbs(std::sqrt((0.25 + 0.01) / 4), 1e-12));
}

TEST_CASE("Loudness depends neither on how sound is cut into pieces nor on where frames begin within a sample") {
  const MatrixX<float> sound = noise(1000, 3);
  const Run run{Sampling::fps(29.97, 70ms), 25};
  const VectorX<double> at_once = heard(run, 1000, sound, 1000);
  for (const Index piece : {Index{1}, Index{7}, Index{333}}) CHECK(heard(run, 1000, sound, piece) == at_once);
  // The same sound, each sample ten times, at ten times the rate.
  MatrixX<float> finer(10 * sound.rows(), sound.cols());
  for (Index i = 0; i < finer.rows(); ++i) finer.row(i) = sound.row(i / 10);
  CHECK((heard(run, 10000, finer, 64) - at_once).norm() < 1e-12);
}

TEST_CASE("No energy is lost between frames, and silence is 0") {
  const MatrixX<float> sound = noise(640, 1);
  const Run run{Sampling::at({0.0, 0.1, 0.33, 0.5, 0.9}), 5};
  const VectorX<double> values = heard(run, 1000, sound, 100);
  double energy = 0;
  for (Index i = 0; i < 5; ++i) energy += values[i] * values[i] * (run.sampling.time(i + 1) - run.sampling.time(i));
  CHECK_THAT(energy, WithinAbs(static_cast<double>(sound.cast<double>().squaredNorm()) / 1000, 1e-12));
  CHECK(values[4] == 0);                                                  // the sound ended at .64 s
  CHECK(heard({Sampling::every(1s, -3s), 2}, 1000, sound, 9).isZero(0));  // and had not begun
  CHECK(film::Loudness(run, 8000).values().isZero(0));                    // there was none
  CHECK(heard(run, 1000, 2 * sound, 50).isApprox(2 * values, 1e-6));
}

TEST_CASE("Loudness refuses what is no sound") {
  const Run run{Sampling::every(1s), 2};
  CHECK_THROWS_WITH(film::Loudness(run, 0), says("Loudness: rate must be finite and > 0, is 0"));
  film::Loudness loudness(run, 10);
  CHECK_THROWS_WITH(loudness.push(MatrixX<float>(3, 0)), says("channels must be >= 1, is 0"));
  CHECK_THROWS_WITH(loudness.push(MatrixX<float>::Constant(1, 1, std::nanf(""))), says("sound must be finite"));
}

}  // namespace syncact::loudness_test
