#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/numeric/orthogonalize.hpp"

using namespace syncact;
using namespace syncact::test;
using hrf::Convention;
using hrf::DoubleGamma;

namespace {
VectorX<double> vec(const std::vector<double>& values) {
  return Eigen::Map<const VectorX<double>>(values.data(), static_cast<Index>(values.size()));
}
}  // namespace

TEST_CASE("sample_model in the nilearn convention equals nilearn's kernels") {
  const auto cases = oracle("hrf")["nilearn_kernels"]["cases"];
  REQUIRE(cases.size() == 42);
  for (const auto& c : cases) {
    const hrf::SampleGrid grid{.tr = Seconds{c["t_r"].get<double>()},
                               .oversampling = c["oversampling"].get<Index>(),
                               .length = Seconds{c["time_length"].get<double>()},
                               .onset = Seconds{c["onset"].get<double>()}};
    const auto kernel = hrf::sample_model(c["model"].get<std::string>(), Convention::nilearn, grid);
    INFO(c["model"] << " t_r " << c["t_r"] << " oversampling " << c["oversampling"]);
    CHECK(table_close(vec(kernel), column(c["values"]), 1e-12, 1e-10) == "");
  }
}

TEST_CASE("sample_model in the spm12 convention equals spm_hrf and the columns of spm_get_bf") {
  const auto cases = oracle("hrf")["spm12_kernels"]["cases"];
  REQUIRE(cases.size() == 16);
  for (const auto& c : cases) {
    const std::string what = c["what"];
    const Seconds rt{c["RT"].get<double>()};
    INFO(what << " RT " << c["RT"] << " T " << c["T"]);
    const VectorX<double> expected = column(c["values"]);
    if (what == "spm_hrf") {  // one value per RT, whatever the microtime T
      CHECK(table_close(vec(hrf::sample_model("spm", Convention::spm12, {.tr = rt})), expected, 1e-12, 1e-10) == "");
      continue;
    }
    const hrf::SampleGrid micro{.tr = rt, .oversampling = c["T"].get<Index>()};
    MatrixX<double> basis(expected.size(), 3);
    basis.col(0) = vec(hrf::sample_model("spm", Convention::spm12, micro));
    basis.col(1) = vec(hrf::sample_model("spm_time_derivative", Convention::spm12, micro));
    basis.col(2) = vec(hrf::sample_model("spm_dispersion_derivative", Convention::spm12, micro));
    if (what == "spm_raw_time") {
      CHECK(table_close(basis.col(1), expected, 1e-12, 1e-10) == "");
    } else if (what == "spm_raw_disp") {
      CHECK(table_close(basis.col(2), expected, 1e-12, 1e-10) == "");
    } else {
      numeric::orthogonalize(basis);
      const Index j = what.back() - '1';
      CHECK(table_close(basis.col(j), expected, 1e-12, 1e-10) == "");
    }
  }
}

TEST_CASE("sample_model in the exact convention is the formula at the grid points") {
  const auto continuous = oracle("hrf")["continuous"];
  const auto check = [&](const std::string& entry, std::string_view model) {
    INFO(entry);
    const auto kernel = hrf::sample_model(model, Convention::exact, {.tr = Seconds{0.5}, .length = Seconds{30}});
    CHECK(table_close(vec(kernel), column(continuous[entry]["values"]), 1e-13, 1e-10) == "");
  };
  check("spm_double_gamma", "spm");
  check("glover_nilearn_continuous", "glover");
  check("glover1999_fmristat", "glover1999");
  check("boynton1996", "boynton");
  check("afni_GAM", "afni_gam");
  check("fsl_feat_double_gamma", "fsl_double_gamma");
  check("fsl_feat_gamma", "fsl_gamma");
}

TEST_CASE("Areas agree with the published features of each response") {
  const auto continuous = oracle("hrf")["continuous"];
  const auto area = [&](const std::string& entry) { return continuous[entry]["features"]["integral_0_32"].get<double>(); };
  CHECK_THAT(hrf::area(DoubleGamma::spm()), WithinRel(area("spm_double_gamma"), 1e-10));
  CHECK_THAT(hrf::area(DoubleGamma::glover()), WithinRel(area("glover_nilearn_continuous"), 1e-10));
  CHECK_THAT(hrf::area(DoubleGamma::glover1999()), WithinRel(area("glover1999_fmristat"), 1e-10));
  CHECK_THAT(hrf::area(DoubleGamma::fsl()), WithinRel(area("fsl_feat_double_gamma"), 1e-10));
  CHECK_THAT(hrf::area(hrf::Gamma::boynton()), WithinRel(area("boynton1996"), 1e-10));
  CHECK_THAT(hrf::area(hrf::Gamma::afni_gam()), WithinRel(area("afni_GAM"), 1e-10));
  CHECK_THAT(hrf::area(hrf::Gamma::fsl()), WithinRel(area("fsl_feat_gamma"), 1e-10));
}

TEST_CASE("Every model name can be sampled in every convention and an unknown name lists the known ones") {
  for (const auto& name : names_of(hrf::responses())) {
    for (const auto convention : {Convention::exact, Convention::spm12, Convention::nilearn}) {
      INFO(name);
      const auto kernel = hrf::sample_model(name, convention, {.tr = Seconds{2}, .oversampling = 5});
      CHECK(vec(kernel).allFinite());
      CHECK(vec(kernel).norm() > 0);
    }
  }
  CHECK(hrf::sample_model("none", Convention::exact, {}) == std::vector<double>{1.0});
  CHECK_THROWS_WITH(hrf::sample_model("smp", Convention::exact, {}),
                    says("no response 'smp'") && says("spm, ") && says("none"));
}

TEST_CASE("A grid's length is counted with tolerance for rounding and extends a formula") {
  CHECK(hrf::sample(DoubleGamma{}, Convention::exact, {.tr = Seconds{1.0 / 30}, .length = Seconds{32}}).size() == 961);
  CHECK(hrf::sample(DoubleGamma{}, Convention::exact, {.tr = Seconds{0.1}, .length = Seconds{0.3}}).size() == 4);
  const auto longer = hrf::sample(DoubleGamma{}, Convention::exact, {.tr = Seconds{1}, .length = Seconds{40}});
  CHECK(longer.size() == 41);
  CHECK(longer[36] < 0);
  CHECK(DoubleGamma{}(Seconds{36}) == 0);
}

TEST_CASE("Impossible grids are errors that name the value") {
  const DoubleGamma h;
  CHECK_THROWS_WITH(hrf::sample(h, Convention::exact, {.tr = Seconds{0}}), says("tr must be > 0 s, is 0"));
  CHECK_THROWS_WITH(hrf::sample(h, Convention::exact, {.oversampling = 0}), says("oversampling must be >= 1, is 0"));
  CHECK_THROWS_WITH(hrf::sample(h, Convention::exact, {.length = Seconds{-1}}), says("length must be >= 0 s, is -1"));
  CHECK_THROWS_AS(hrf::sample(h, Convention::spm12, {.onset = Seconds{100}}), ValueError);
  CHECK_THROWS_AS(hrf::sample(h, Convention::nilearn, {.length = Seconds{0}}), ValueError);
  const auto says_of = [&](const auto& response, const std::string& part) {
    CHECK_THROWS_WITH(hrf::sample(response, Convention::spm12, {}), says(part));
  };
  says_of(DoubleGamma{.dispersion = -1}, "dispersion of the response must be > 0 s, is -1");
  says_of(hrf::Gamma{.shape = 0}, "shape of the response must be > 0, is 0");
  says_of(hrf::TimeDerivative<DoubleGamma>{.response = {.delay = 0}}, "delay of the response must be > 0 s, is 0");
  says_of(DoubleGamma{.length = Seconds{-1}}, "duration of the response must be finite and >= 0 s, is -1");
  says_of(hrf::TimeDerivative<DoubleGamma>{.delta = 0}, "step of a difference must be > 0, is 0");
}
