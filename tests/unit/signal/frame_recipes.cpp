/// The frame recipes against reference values computed with numpy, SPM's formula, nilearn and adaptive quadrature.
#include <iostream>
#include <numbers>

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/signal/nilearn_regressors.hpp"
#include "syncact/signal/to_scans.hpp"

using namespace syncact;
using namespace syncact::test;
using hrf::DoubleGamma;
using signal::FrameRecipe;
using signal::History;

namespace {

/// The two test signals at the middle of each frame.
MatrixX<double> frames_of(double fps, Index n) {
  using std::numbers::pi;
  MatrixX<double> x(n, 2);
  for (Index k = 0; k < n; ++k) {
    const double t = (static_cast<double>(k) + 0.5) / fps;
    x(k, 0) =
        1 + 0.8 * std::sin(2 * pi * 0.03 * t) + 0.5 * std::cos(2 * pi * 0.11 * t + 0.3) + 0.25 * std::sin(2 * pi * 1.7 * t);
    x(k, 1) = std::exp(-std::pow((t - 20) / 4, 2)) - 0.5 * std::exp(-std::pow((t - 35) / 2, 2));
  }
  return x;
}

double correlation(const VectorX<double>& a, const VectorX<double>& b) {
  const VectorX<double> x = a.array() - a.mean(), y = b.array() - b.mean();
  return x.dot(y) / (x.norm() * y.norm());
}

struct Case {
  nlohmann::json json;
  double fps, tr;
  Timeline frames, at_onset, at_middle;
  MatrixX<double> x;

  explicit Case(const nlohmann::json& c)
      : json(c["results"]),
        fps(c["fps"] == "30000/1001" ? 30000.0 / 1001 : c["fps_value"].get<double>()),
        tr(c["t_r"]),
        frames(Sampling::fps(fps), c["n_frames"].get<Index>()),
        at_onset(Timeline::scans(Seconds{tr}, 0, {c["n_volumes"].get<Index>()})),
        at_middle(Timeline::scans(Seconds{tr}, 0.5, {c["n_volumes"].get<Index>()})),
        x(frames_of(fps, c["n_frames"].get<Index>())) {}

  MatrixX<double> expected(const std::string& key) const { return columns(json[key]); }
};

}  // namespace

TEST_CASE("Recipes A, C and D are the interpolate and pool recipes") {
  const auto results = oracle("hrf")["frames"]["results"];
  REQUIRE(results.size() == 9);
  for (const auto& entry : results) {
    const Case c(entry);
    INFO(c.fps << " fps, TR " << c.tr);
    const signal::FrameOptions a{.recipe = FrameRecipe::interpolate, .history = History::zero},
        p{.recipe = FrameRecipe::pool, .history = History::zero};
    const signal::FrameOptions d{.recipe = FrameRecipe::pool, .history = History::zero, .kernel = hrf::Convention::nilearn};
    CHECK(table_close(signal::to_scans(c.x, c.frames, DoubleGamma::spm(), c.at_onset, a),
                      c.expected("A_conv_at_fps_then_linear_interp_ref0"), 1e-11, 1e-9) == "");
    CHECK(table_close(signal::to_scans(c.x, c.frames, DoubleGamma::spm(), c.at_middle, a),
                      c.expected("A_conv_at_fps_then_linear_interp_ref0.5"), 1e-11, 1e-9) == "");
    CHECK(table_close(signal::to_scans(c.x, c.frames, DoubleGamma::spm(), c.at_middle, p),
                      c.expected("C_bin_mean_then_conv_at_TR_spm12_kernel"), 1e-11, 1e-9) == "");
    CHECK(table_close(signal::to_scans(c.x, c.frames, DoubleGamma::nilearn_spm(), c.at_middle, d),
                      c.expected("D_bin_mean_then_conv_at_TR_nilearn_ov1_kernel"), 1e-11, 1e-9) == "");
  }
}

TEST_CASE("Recipe B is interpolate on the frame clock, then a mean per TR") {
  const auto results = oracle("hrf")["frames"]["results"];
  for (const auto& entry : results) {
    const Case c(entry);
    const Index n = c.x.rows(), n_scans = c.at_onset.size();
    const Timeline middles(Sampling::fps(c.fps, Seconds{0.5 / c.fps}), n);
    const MatrixX<double> y = signal::to_scans(c.x, c.frames, DoubleGamma::spm(), middles,
                                               {.recipe = FrameRecipe::interpolate, .history = History::zero});
    MatrixX<double> mean = MatrixX<double>::Zero(n_scans, 2);
    std::vector<double> count(static_cast<std::size_t>(n_scans), 0);
    for (Index k = 0; k < n; ++k) {
      const auto i = static_cast<Index>(std::floor(static_cast<double>(k) / c.fps / c.tr + 1e-9));
      if (i >= n_scans) continue;
      mean.row(i) += y.row(k);
      count[static_cast<std::size_t>(i)] += 1;
    }
    for (Index i = 0; i < n_scans; ++i) mean.row(i) /= count[static_cast<std::size_t>(i)];
    INFO(c.fps << " fps, TR " << c.tr);
    CHECK(table_close(mean, c.expected("B_conv_at_fps_then_bin_mean"), 1e-11, 1e-9) == "");
  }
}

TEST_CASE("Recipe E is nilearn_regressors with a box per frame") {
  const auto results = oracle("hrf")["frames"]["results"];
  for (const auto& entry : results) {
    const Case c(entry);
    if (!c.json.contains("E_nilearn_compute_regressor_ov50_ref0")) continue;
    const auto basis = signal::NilearnBasis::models({"spm"}, Seconds{c.tr});
    MatrixX<double> result(c.at_onset.size(), 2);
    for (Index j = 0; j < 2; ++j) {
      std::vector<signal::Event> events;
      for (Index k = 0; k < c.x.rows(); ++k) events.push_back({static_cast<double>(k) / c.fps, 1 / c.fps, c.x(k, j)});
      result.col(j) = signal::nilearn_regressors(events, basis, c.at_onset.run(0));
    }
    INFO(c.fps << " fps, TR " << c.tr);
    CHECK(table_close(result, c.expected("E_nilearn_compute_regressor_ov50_ref0"), 1e-11, 1e-9) == "");
  }
}

TEST_CASE("The distance of each recipe from the exact continuous convolution") {
  std::cout << "  fps      TR    recipe       largest error   1 - r (of a signal of unit scale, against quadrature)\n";
  const auto results = oracle("hrf")["frames"]["results"];
  for (const auto& entry : results) {
    const Case c(entry);
    if (!c.json.contains("T_exact_continuous_ref0")) continue;
    for (const auto& [scans, key] :
         {std::pair{c.at_onset, "T_exact_continuous_ref0"}, std::pair{c.at_middle, "T_exact_continuous_ref0.5"}}) {
      const MatrixX<double> exact = c.expected(key) * (5.0 / 6 / hrf::area(DoubleGamma::spm()));  // theirs divides by 5/6
      for (const auto& [recipe, name, bound] :
           {std::tuple{FrameRecipe::hold, "hold       ", 2e-4}, std::tuple{FrameRecipe::interpolate, "interpolate", 5e-4},
            std::tuple{FrameRecipe::pool, "pool       ", 0.35}}) {
        const MatrixX<double> y =
            signal::to_scans(c.x, c.frames, DoubleGamma::spm(), scans, {.recipe = recipe, .history = History::zero});
        const double error = (y - exact).cwiseAbs().maxCoeff();
        std::cout << "  " << c.fps << "  " << c.tr << "  " << name << "  " << error << "  "
                  << 1 - correlation(y.col(0), exact.col(0)) << "  " << key << "\n";
        CHECK(error < bound);
      }
    }
  }
}

TEST_CASE("The distance of the fast path from the reference on noise") {
  std::cout << "  pool against hold, smallest r of 20 units: frames of white noise at 24 fps, 10 min\n";
  const Random random(11);
  const Timeline frames(Sampling::fps(24), 14400);
  MatrixX<double> x(14400, 20);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  for (const double tr : {0.72, 1.0, 1.37, 2.0}) {
    const Timeline scans = Timeline::scans(Seconds{tr}, 0.5, {static_cast<Index>(600 / tr)});
    const MatrixX<double> reference = signal::to_scans(x, frames, DoubleGamma::spm(), scans);
    const MatrixX<double> fast = signal::to_scans(x, frames, DoubleGamma::spm(), scans, {.recipe = FrameRecipe::pool});
    double worst = 1;
    for (Index i = 0; i < x.cols(); ++i) worst = std::min(worst, correlation(reference.col(i), fast.col(i)));
    std::cout << "  TR " << tr << "  r " << worst << "\n";
    CHECK(worst > 0.96);
  }
}

TEST_CASE("nilearn_regressors equals nilearn's compute_regressor") {
  const auto entry = oracle("hrf")["nilearn_compute_regressor"];
  REQUIRE(entry["cases"].size() == 24);
  std::vector<signal::Event> events;
  for (std::size_t i = 0; i < entry["events"]["onsets"].size(); ++i) {
    events.push_back({entry["events"]["onsets"][i], entry["events"]["durations"][i], entry["events"]["amplitudes"][i]});
  }
  for (const auto& c : entry["cases"]) {
    const double tr = c["t_r"];
    const auto n = static_cast<Index>(c["frame_times"].size());
    const Timeline scans = Timeline::scans(Seconds{tr}, c["slice_time_ref"], {n});
    const std::string model = c["model"].is_null() ? "none" : c["model"].get<std::string>();
    const auto basis = [&] {
      using Basis = signal::NilearnBasis;
      if (model == "fir") return Basis::finite_impulse(c["fir_delays"].get<std::vector<Index>>());
      const std::string stem = model.substr(0, model.find(' '));
      const std::string time = stem + "_time_derivative", dispersion = stem + "_dispersion_derivative";
      if (model.find("dispersion") != std::string::npos) return Basis::models({stem, time, dispersion}, Seconds{tr});
      return model == stem ? Basis::models({stem}, Seconds{tr}) : Basis::models({stem, time}, Seconds{tr});
    }();
    INFO(model << " t_r " << tr << " ref " << c["slice_time_ref"]);
    CHECK(table_close(signal::nilearn_regressors(events, basis, scans.run(0)), columns(c["regressor_columns"]), 1e-11, 1e-9) ==
          "");
  }
}
