#include "syncact/signal/events_to_scans.hpp"

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/derivative.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/signal/to_scans.hpp"

using namespace syncact;
using namespace syncact::test;
using hrf::DoubleGamma;

namespace {
const Timeline scans = Timeline::scans(Seconds{1.37}, 0.5, {40, 30});
const std::vector<signal::LabelEvents> labels{{"dog", {{{2, 4}, {10.25, 1.5, -0.75}, {3, 2.5, 2}}, {}}},
                                              {"cat", {{{7, 0, 3}}, {{0, 40}}}}};
}  // namespace

TEST_CASE("Events on frame borders equal the same label as a table of frames") {
  const Timeline frames(Sampling::every(Seconds{0.25}), {220, 165});
  VectorX<double> track = VectorX<double>::Zero(385);
  for (const auto& event : labels[0].runs[0]) {
    track.segment(static_cast<Index>(event.onset * 4), static_cast<Index>(event.duration * 4)).array() += event.amplitude;
  }
  for (const bool normalize : {true, false}) {
    const MatrixX<double> y = signal::events_to_scans(labels, DoubleGamma{}, scans, normalize);
    const signal::FrameOptions options{.history = signal::History::zero, .normalize = normalize};
    CHECK(table_close(y.col(0), signal::to_scans(track, frames, DoubleGamma{}, scans, options), 1e-12) == "");
    const hrf::TimeDerivative<DoubleGamma> derivative{};
    CHECK(table_close(signal::events_to_scans(labels, derivative, scans, normalize).col(0),
                      signal::to_scans(track, frames, derivative, scans, options), 1e-11) == "");
  }
}

TEST_CASE("An impulse gives the response itself, and a lasting event reaches its amplitude") {
  const MatrixX<double> y = signal::events_to_scans(labels, DoubleGamma{}, scans);
  for (Index i = 0; i < 40; ++i) {
    const double t = (static_cast<double>(i) + 0.5) * 1.37;
    CHECK_THAT(y(i, 1), WithinAbs(3 * DoubleGamma{}(Seconds{t - 7}) / hrf::area(DoubleGamma{}), 1e-15));
  }
  CHECK_THAT(y(40 + 28, 1), WithinAbs(1, 1e-12));
  CHECK(y.col(0).tail(30).isZero(0));  // the second run has no dog
}

TEST_CASE("Without a response a regressor is the amplitude of what is under way") {
  const MatrixX<double> y = signal::events_to_scans(labels, hrf::None{}, scans);
  CHECK(y(0, 0) == 0);
  CHECK(y(1, 0) == 1);  // at 2.055 s
  CHECK(y(2, 0) == 3);  // at 3.425 s
  CHECK(y.col(1).tail(30).head(29).isOnes(0));
}

TEST_CASE("Impossible events name their label") {
  CHECK_THROWS_WITH(signal::events_to_scans({{"dog", {{{0, -1}}, {}}}}, DoubleGamma{}, scans), says("'dog'") && says("-1 s"));
  CHECK_THROWS_WITH(signal::events_to_scans({{"dog", {{{std::nan(""), 1}}, {}}}}, DoubleGamma{}, scans), says("nan s"));
  CHECK_THROWS_WITH(signal::events_to_scans({{"dog", {{}}}}, DoubleGamma{}, scans),
                    says("the number of runs of 'dog' must be 2, is 1"));
  CHECK(signal::events_to_scans({}, DoubleGamma{}, scans).cols() == 0);
}

TEST_CASE("Prevalence counts what is seen within the run, and a flash as one TR") {
  const auto trs = [](signal::Event event) { return signal::prevalence_in_trs(event, 100, Seconds{2}); };
  CHECK(trs({10, 8}) == 4);
  CHECK(trs({10, 0}) == 1);
  CHECK(trs({10, 0.5}) == 1);
  CHECK(trs({96, 20}) == 2);
  CHECK(trs({-6, 10}) == 2);
  CHECK(trs({100, 5}) == 0);
  CHECK(trs({-6, 2}) == 0);
}
