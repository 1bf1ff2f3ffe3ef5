#include "syncact/laws/hrf_laws.hpp"

#include "support/catch.hpp"
#include "syncact/hrf/fir.hpp"
#include "syncact/hrf/model.hpp"

using namespace syncact;

TEST_CASE("Every shipped response keeps the laws") {
  for (const auto& name : names_of(hrf::responses())) {
    for (const auto convention : {hrf::Convention::exact, hrf::Convention::spm12, hrf::Convention::nilearn}) {
      INFO(name);
      const laws::Report report = hrf::with_model(name, convention, [](const auto& h) {
        laws::Report result = laws::check_hemodynamic_response(h);
        if constexpr (hrf::IntegrableResponse<std::remove_cvref_t<decltype(h)>>) {
          result.merge(laws::check_integrable_response(h));
        }
        return result;
      });
      INFO(report.text());
      CHECK(report.ok());
    }
  }
  const hrf::Fir bin{.width = Seconds{2}, .delay = 3};
  CHECK(laws::check_hemodynamic_response(bin).text() == "");
  CHECK(laws::check_integrable_response(bin).text() == "");
  const hrf::DoubleGamma late{.onset = 1.5, .amplitude = 1e6};
  CHECK(laws::check_hemodynamic_response(late).text() == "");
  CHECK(laws::check_integrable_response(late).text() == "");
}

TEST_CASE("The laws of responses find broken ones") {
  struct Anticausal {
    double operator()(Seconds t) const { return std::exp(-t.count() * t.count()); }
    Seconds duration() const { return Seconds{5}; }
  };
  struct WrongIntegral : hrf::DoubleGamma {
    double integral(Seconds t) const { return 1.001 * hrf::DoubleGamma::integral(t); }
  };
  struct Infinite {
    double operator()(Seconds t) const { return t.count() >= 0 && t.count() <= 5 ? 1 / t.count() : 0.0; }
    Seconds duration() const { return Seconds{5}; }
  };
  CHECK_FALSE(laws::check_hemodynamic_response(Anticausal{}).ok());
  CHECK_FALSE(laws::check_integrable_response(WrongIntegral{}).ok());
  CHECK_FALSE(laws::check_hemodynamic_response(Infinite{}).ok());
}
