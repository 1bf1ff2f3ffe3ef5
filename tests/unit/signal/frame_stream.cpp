#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/signal/delayed.hpp"
#include "syncact/signal/to_scans.hpp"
#include "unit/signal/clocks.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace syncact::test::film;
using hrf::DoubleGamma;

TEMPLATE_TEST_CASE("The bits do not depend on how frames are cut, stored or spread over threads", "", float, double) {
  using T = TestType;
  const MatrixX<T> x = noise<T>(2200, 300, 5);
  const MatrixX<T> expected = signal::to_scans(x, frames, DoubleGamma{}, scans);
  CHECK(signal::to_scans(RowMatrixX<T>(x), frames, DoubleGamma{}, scans) == expected);
  CHECK(signal::to_scans(x, frames, DoubleGamma{}, scans, {}, {.executor = Threads{3}}) == expected);
  CHECK(signal::to_scans((x * T{1}).eval().rowwise().reverse().rowwise().reverse(), frames, DoubleGamma{}, scans) == expected);
  for (const Index piece : {1, 7, 512, 1111}) {
    signal::FrameStream<T> stream(signal::frame_operator(DoubleGamma{}, frames, scans), 300);
    for (Index k = 0; k < 2200; k += piece) stream.push(x.middleRows(k, std::min(piece, 2200 - k)));
    CHECK(std::move(stream).finish() == expected);
  }
}

TEMPLATE_TEST_CASE("The stream equals the dense operator, also on a large offset", "", float, double) {
  using T = TestType;
  const auto op = signal::frame_operator(DoubleGamma{}, frames, scans, {.history = signal::History::zero});
  for (const double offset : {0.0, 1000.0}) {
    const MatrixX<T> x = (noise<T>(2200, 40, 5).array() + static_cast<T>(offset)).matrix();
    MatrixX<double> dense(53, 40);
    dense << op.runs[0].dense() * x.topRows(1200).template cast<double>(),
        op.runs[1].dense() * x.bottomRows(1000).template cast<double>();
    const MatrixX<T> y = signal::apply(op, SeriesView<T>(x));
    const double error = (y.template cast<double>() - dense).cwiseAbs().maxCoeff();
    CHECK(error < (offset + 1) * (std::same_as<T, float> ? 3e-7 : 1e-14));
  }
}

TEST_CASE("A stream refuses wrong shapes, too many and too few frames, and NaN") {
  const MatrixX<double> x = noise<double>(2200, 2, 5);
  const auto op = signal::frame_operator(DoubleGamma{}, frames, scans);
  signal::FrameStream<double> stream(op, 2);
  CHECK_THROWS_WITH(stream.push(noise<double>(10, 3, 5)), says("must be 2, is 3"));
  stream.push(x.topRows(2199));
  CHECK_THROWS_WITH(stream.push(x.topRows(2)), says("2200") && says("2201"));
  CHECK_THROWS_WITH(std::move(stream).finish(), says("2200 frames, but 2199"));

  MatrixX<double> broken = x;
  broken(1300, 1) = std::nan("");
  CHECK_THROWS_WITH(signal::to_scans(broken, frames, DoubleGamma{}, scans), says("nan at frame 1300 of unit 1"));
  const MatrixX<double> y = signal::apply(op, SeriesView<double>(broken), NanPolicy::exclude);
  CHECK(y.col(1).array().isNaN().all());
  CHECK(y.col(0) == signal::apply(op, SeriesView<double>(x)).col(0));
}

TEST_CASE("delayed equals the finite impulse delayer within a run and does not cross runs") {
  const auto entry = oracle("hrf")["fir_delayer"];
  const MatrixX<double> x = columns(entry["X"]).transpose(), expected = columns(entry["result"]).transpose();
  const auto delays = entry["delays"].get<std::vector<Index>>();
  CHECK(signal::delayed(x, Timeline(Sampling::every(Seconds{2}), 8), delays) == expected);
  const MatrixX<double> two = signal::delayed(RowMatrixX<double>(x), Timeline(Sampling::every(Seconds{2}), {5, 3}), {1, -4, 9});
  CHECK(two(5, 0) == 0);
  CHECK(two(6, 0) == x(5, 0));
  CHECK(two(0, 2) == x(4, 0));
  CHECK(two.col(2).tail(3).isZero(0));
  CHECK(two.rightCols(2).isZero(0));
}

TEST_CASE("No units and a single scan are tables like others") {
  CHECK(signal::to_scans(MatrixX<float>(2200, 0), frames, DoubleGamma{}, scans).rows() == 53);
  const Timeline one_frame(Sampling::every(Seconds{2}), 1), one_scan = Timeline::scans(Seconds{2}, 1, {1});
  const MatrixX<double> y = signal::to_scans(MatrixX<double>::Ones(1, 1).eval(), one_frame, DoubleGamma{}, one_scan,
                                             {.history = signal::History::zero});
  CHECK_THAT(y(0, 0), WithinRel(DoubleGamma{}.integral(Seconds{2}) / hrf::area(DoubleGamma{}), 1e-12));
}
