/// Responses that the library does not ship, written as a user would: plain structs with two members.
#include <numbers>

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/hrf/derivative.hpp"
#include "syncact/hrf/gamma.hpp"
#include "syncact/hrf/sample.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// Any formula on (0, length) as a response.
template <class F>
struct Formula {
  F f;
  double end = 30;
  double operator()(Seconds t) const { return t.count() > 0 && t.count() <= end ? f(t.count()) : 0.0; }
  Seconds duration() const { return Seconds{end}; }
};
template <class F>
Formula(F) -> Formula<F>;
template <class F>
Formula(F, double) -> Formula<F>;

double spmg1(double t) { return std::exp(-t) * (0.0083333333 * std::pow(t, 5) - 1.274527e-13 * std::pow(t, 15)); }

/// AFNI's WAV: smooth ramps between 0, 1, -0.2 and 0.
double wav(double t) {
  const auto ramp = [](double x) {
    const double z = std::tan(0.5 * std::numbers::pi * (1.6 * x - 0.8));
    return x <= 0 ? 0.0 : x >= 1 ? 1.0 : 0.50212657 * (std::tanh(z) + 0.99576486);
  };
  if (t <= 2) return 0;
  if (t <= 6) return ramp((t - 2) / 4);
  if (t <= 12) return 1.2 * ramp((12 - t) / 6) - 0.2;
  return t < 14 ? -0.2 * ramp((14 - t) / 2) : 0;
}

/// AFNI's BLOCK: int_0^min(t,d) h(t-s) ds with h(u) = u^q e^-u / (q^q e^-q): an incomplete gamma function, 0 beyond d + 15.
double block(double t, double q, double d) {
  if (t >= d + 15) return 0;
  const double scale = std::exp(numeric::log_gamma(q + 1) + q - q * std::log(q));
  return scale * (numeric::regularized_gamma(q + 1, t) - numeric::regularized_gamma(q + 1, t - d));
}

template <hrf::HemodynamicResponse H>
std::string difference(const std::string& entry, const H& h, double tolerance = 1e-10) {
  const auto values = hrf::sample(h, hrf::Convention::exact, {.tr = Seconds{0.5}, .length = Seconds{30}});
  const Eigen::Map<const VectorX<double>> kernel(values.data(), static_cast<Index>(values.size()));
  return table_close(kernel, column(oracle("hrf")["continuous"][entry]["values"]), 1e-13, tolerance);
}

}  // namespace

TEST_CASE("User-defined responses reproduce AFNI's models") {
  CHECK(difference("afni_SPMG1", Formula{spmg1, 24.9}) == "");
  CHECK(difference("afni_SPMG2_second_column", Formula{[](double t) {
                                                         return std::exp(-t) * (0.0083333333 * std::pow(t, 4) * (5 - t) -
                                                                                1.274527e-13 * std::pow(t, 14) * (15 - t));
                                                       },
                                                       24.9}) == "");
  const auto third = [](double t) {
    const double wider = 0.00869011 * std::pow(t, 4.94057) * std::exp(-t / 1.01);
    return 100 * (spmg1(t) - (wider - 1.274527e-13 * std::pow(t, 15) * std::exp(-t)));
  };
  CHECK(difference("afni_SPMG3_third_column", Formula{third, 24.9}) == "");
  CHECK(difference("afni_MION_impulse", Formula{[](double t) {
                     return 16.4486 * (-0.184 / 1.5 * std::exp(-t / 1.5) + 0.330 / 4.5 * std::exp(-t / 4.5) +
                                       0.670 / 13.5 * std::exp(-t / 13.5));
                   }}) == "");
  CHECK(difference("afni_WAV", Formula{wav}) == "");
}

TEST_CASE("User-defined responses reproduce AFNI's BLOCK and BrainIAK's double gamma") {
  for (const double q : {4.0, 5.0}) {
    for (const double d : {1.0, 10.0}) {
      const std::string name = message("afni_BLOCK", q, "_d", d);
      const double peak = block(d / (1 - std::exp(-d / q)), q, d);
      INFO(name);
      CHECK(difference(name + "_unnormalised", Formula{[=](double t) { return block(t, q, d); }}, 1e-9) == "");
      CHECK(difference(name + "_p1", Formula{[=](double t) { return block(t, q, d) / peak; }}, 1e-9) == "");
    }
  }
  const auto brainiak = [](double t) {  // the misplaced bracket of the second exponent is theirs
    return std::pow(t / 5.4, 6) * std::exp(-(t - 5.4) / 0.9) - 0.035 * std::pow(t / 10.8, 12) * std::exp(-(t - 10.8 / 0.9));
  };
  CHECK(difference("brainiak_fmrisim_double_gamma", Formula{brainiak}) == "");
}

TEST_CASE("A user-defined response is integrated and differentiated like a shipped one") {
  auto box = Formula{[](double) { return 0.5; }, 4.0};
  CHECK_THAT(hrf::integral(box, Seconds{3}), WithinRel(1.5, 1e-13));
  CHECK_THAT(hrf::integral(box, Seconds{100}), WithinRel(2.0, 1e-13));
  CHECK_THAT(hrf::integral(box, Seconds{2.5}, Seconds{1}), WithinRel(-0.75, 1e-13));
  const hrf::TimeDerivative<decltype(box)> derivative{box, 1.0};
  CHECK_THAT(derivative(Seconds{0.5}), WithinRel(0.5, 1e-13));
  CHECK(derivative(Seconds{2.5}) == 0);
  CHECK_THAT(derivative.integral(Seconds{4}), WithinRel(0.5, 1e-13));  // cut where the response is cut
}
