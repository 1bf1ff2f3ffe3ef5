#include "syncact/laws/signal_laws.hpp"

#include "support/catch.hpp"
#include "syncact/hrf/fir.hpp"
#include "syncact/hrf/model.hpp"

using namespace syncact;
using signal::FrameRecipe;

namespace {

const Timeline movie(Sampling::fps(30000.0 / 1001), {2000, 1400, 2000});
const Timeline volumes = Timeline::scans(Seconds{1.37}, 0.5, {48, 34, 48});

/// The gain of a constant: 1 for a normalized response, 0 for the difference of two.
template <class H>
constexpr double gain_of = hrf::DifferenceResponse<H> ? 0.0 : 1.0;

}  // namespace

TEST_CASE("Every response and recipe keeps the laws of the frame operator") {
  for (const auto& name : names_of(hrf::responses())) {
    if (name == "none") continue;
    for (const auto recipe : {FrameRecipe::hold, FrameRecipe::interpolate, FrameRecipe::pool}) {
      INFO(name << " recipe " << static_cast<int>(recipe));
      const laws::Report report = hrf::with_model(name, [&](const auto& h) {
        return laws::check_frame_operator(h, movie, volumes, {.recipe = recipe}, gain_of<std::remove_cvref_t<decltype(h)>>);
      });
      CHECK(report.ok());
      INFO(report.text().substr(0, 500));
      CHECK(report.violations().empty());
    }
  }
  const hrf::Fir bin{.width = Seconds{1.37}, .delay = 4};
  CHECK(laws::check_frame_operator(bin, movie, volumes, {}, 1).text() == "");
  const hrf::DoubleGamma h;
  CHECK(laws::check_frame_operator(h, movie, volumes, {.normalize = false}, hrf::area(h)).text() == "");
}

TEMPLATE_TEST_CASE("The stream keeps its laws", "", float, double) {
  const double tolerance = std::same_as<TestType, float> ? 2e-6 : 1e-13;
  for (const auto recipe : {FrameRecipe::hold, FrameRecipe::interpolate, FrameRecipe::pool}) {
    const auto op = signal::frame_operator(hrf::DoubleGamma{}, movie, volumes, {.recipe = recipe});
    CHECK(laws::check_frame_stream<TestType>(op, Threads{3}, tolerance).text() == "");
  }
}

TEMPLATE_TEST_CASE("A unit's level does not matter", "", float, double) {
  const double tolerance = std::same_as<TestType, float> ? 3e-6 : 1e-12;
  for (const auto& name : names_of(hrf::responses())) {
    for (const auto recipe : {FrameRecipe::hold, FrameRecipe::interpolate, FrameRecipe::pool}) {
      for (const auto history : {signal::History::mean, signal::History::first_frame}) {
        INFO(name << " recipe " << static_cast<int>(recipe));
        const Timeline frames = name == "none" ? volumes : movie;
        const auto op = hrf::with_model(name, [&](const auto& h) {
          return signal::frame_operator(h, frames, volumes, {.recipe = recipe, .history = history});
        });
        for (const double level : {0.0, 5.0, -1e3}) {
          CHECK(laws::check_level<TestType>(op, level, 0.37, tolerance).text() == "");
        }
      }
    }
  }
  const auto zero = signal::frame_operator(hrf::DoubleGamma{}, movie, volumes, {.history = signal::History::zero});
  CHECK_FALSE(laws::check_level<TestType>(zero, 5.0, 0.37, tolerance).ok());
}

TEST_CASE("The laws of the frame operator find a response that is not causal or not of its stated area") {
  struct Anticausal {  // answers before the stimulus
    double operator()(Seconds t) const { return std::abs(t.count()) < 4 ? 0.125 : 0.0; }
    Seconds duration() const { return Seconds{4}; }
    double integral(Seconds t) const { return std::clamp(t.count() / 8, -0.5, 0.5) + 0.5; }
  };
  struct WrongArea : hrf::DoubleGamma {
    double integral(Seconds t) const { return t < duration() ? hrf::DoubleGamma::integral(t) : 2.0; }
  };
  CHECK_FALSE(laws::check_frame_operator(Anticausal{}, movie, volumes, {.normalize = false}, 1).ok());
  CHECK_FALSE(
      laws::check_frame_operator(WrongArea{}, movie, volumes, {.normalize = false}, hrf::area(hrf::DoubleGamma{})).ok());
}
