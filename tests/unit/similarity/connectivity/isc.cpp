#include "syncact/similarity/connectivity/isc.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/rdm_laws.hpp"
#include "syncact/similarity/connectivity/isfc.hpp"

namespace test_isc {

using namespace syncact;
using namespace syncact::similarity::series;
using namespace syncact::similarity::connectivity;
using test::says;
using test::table_close;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

VectorX<double> known(const std::string& key) {
  return test::column(test::oracle("similarity").at("oracles").at(key).at("value"));
}

/// A common signal in private noise: [time x voxel] of each subject.
template <class T = double>
std::vector<MatrixX<T>> study(Index n_subjects, Index n_times, Index n_voxels) {
  const MatrixX<T> common = test::noise<T>(n_times, n_voxels, 100);
  std::vector<MatrixX<T>> subjects;
  for (Index s = 0; s < n_subjects; ++s)
    subjects.push_back(common + test::noise<T>(n_times, n_voxels, 200 + static_cast<std::uint64_t>(s)));
  return subjects;
}

double correlation(VectorX<double> a, VectorX<double> b) {
  a.array() -= a.mean();
  b.array() -= b.mean();
  return a.normalized().dot(b.normalized());
}

/// By the definition: the mean of the others, made anew for each subject.
MatrixX<double> slow_isc(const std::vector<MatrixX<double>>& subjects) {
  const auto n = static_cast<Index>(subjects.size());
  MatrixX<double> isc(n, subjects[0].cols());
  for (Index s = 0; s < n; ++s) {
    MatrixX<double> others = MatrixX<double>::Zero(subjects[0].rows(), subjects[0].cols());
    for (Index k = 0; k < n; ++k) {
      if (k != s) others += subjects[static_cast<std::size_t>(k)] / static_cast<double>(n - 1);
    }
    for (Index v = 0; v < isc.cols(); ++v) isc(s, v) = correlation(subjects[static_cast<std::size_t>(s)].col(v), others.col(v));
  }
  return isc;
}

TEST_CASE("ISC and ISFC are those of known programs") {
  const std::vector<MatrixX<double>> stack = test::similarity_stack("ISC");
  Isc isc{.stack_of = StackOf::times};
  CHECK(table_close(isc.of_stack(stack).value, known("isc_loo"), 0, 1e-10) == "");
  isc.fisher_mean = true;
  CHECK(table_close(isc.of_stack(stack).value, known("isc_loo_mean_fisher"), 0, 1e-10) == "");
  const Isfc isfc{.stack_of = StackOf::times};
  CHECK(table_close(isfc.of_stack(stack).value, known("isfc_loo_symmetrized_subject0"), 0, 1e-10) == "");
  const auto pairs = Isc{.form = IscForm::pairwise, .stack_of = StackOf::times}.of_stack(stack);
  CHECK(pairs.value.size() == 6 * 3);
}

TEST_CASE("leave-one-out and pairwise ISC follow their definitions, for any shape, storage and executor") {
  for (const Index n_voxels : {1, 8, 300}) {
    const auto subjects = study(5, 40, n_voxels);
    const std::span<const MatrixX<double>> span(subjects);
    const MatrixX<double> isc = isc_leave_one_out(span);
    CHECK(table_close(isc, slow_isc(subjects), 1e-13) == "");
    CHECK(table_close(isc_leave_one_out(span, {}, {.executor = Threads{3}}), isc, 0) == "");
    const MatrixX<double> pairs = isc_pairwise(span, {}, {.executor = Threads{2}});
    CHECK(pairs.rows() == 10);
    CHECK(std::abs(pairs(4, 0) - correlation(subjects[1].col(0), subjects[2].col(0))) < 1e-13);

    std::vector<RowMatrixX<double>> rows(subjects.begin(), subjects.end());
    std::vector<SeriesView<double>> views;
    for (const auto& m : rows) views.emplace_back(m.data(), m.rows(), m.cols(), m.cols(), 1);
    CHECK(table_close(isc_leave_one_out(std::span<const SeriesView<double>>(views)), isc, 1e-15) == "");
  }
  const auto two = study(2, 30, 3);
  const MatrixX<double> both = isc_leave_one_out(std::span<const MatrixX<double>>(two));
  CHECK(table_close(both.row(0), isc_pairwise(std::span<const MatrixX<double>>(two)), 1e-14) == "");
}

TEST_CASE("ISC does not depend on gain or offset, and float data give double accuracy of their own") {
  auto subjects = study(4, 50, 6);
  const MatrixX<double> isc = isc_leave_one_out(std::span<const MatrixX<double>>(subjects));
  for (auto& subject : subjects) subject = subject * 1e-13;
  CHECK(table_close(isc_leave_one_out(std::span<const MatrixX<double>>(subjects)), isc, 1e-12) == "");
  for (auto& subject : subjects) subject = (subject * 1e13).array() + 1e8;
  CHECK(table_close(isc_leave_one_out(std::span<const MatrixX<double>>(subjects)), isc, 1e-8) == "");
  const auto singles = study<float>(4, 50, 6);
  std::vector<MatrixX<double>> doubles;
  for (const auto& m : singles) doubles.push_back(m.cast<double>());
  CHECK(table_close(isc_leave_one_out(std::span<const MatrixX<float>>(singles)), slow_isc(doubles), 1e-12) == "");
}

TEST_CASE("what ISC and ISFC say they are invariant to changes nothing") {
  const auto subjects = study(4, 50, 5);
  const auto check = [&](const auto& policy) {
    const VectorX<double> value = policy.of_stack(subjects).value;
    for (std::size_t k = 0; k < laws::detail::table_changes(subjects[0], 5).size(); ++k) {
      const auto change = laws::detail::table_changes(subjects[0], 5)[k];
      if (!similarity::has(policy.info().x, change.invariance)) continue;
      INFO(change.name);
      std::vector<MatrixX<double>> changed;
      for (const auto& subject : subjects) changed.push_back(laws::detail::table_changes(subject, 5)[k].table);
      const double tolerance = change.name.starts_with("an offset") ? 1e-6 : 1e-12;
      CHECK(table_close(policy.of_stack(changed).value, value, tolerance) == "");
    }
  };
  check(Isc{});
  check(Isc{.form = IscForm::pairwise, .fisher_mean = true});
  check(Isfc{});
}

TEST_CASE("signals that are constant or hold NaN are left out by the rule that was asked for") {
  auto subjects = study(4, 40, 3);
  const std::span<const MatrixX<double>> span(subjects);
  auto without = subjects;
  without.erase(without.begin() + 2);
  const MatrixX<double> three = isc_leave_one_out(std::span<const MatrixX<double>>(without));
  subjects[2](7, 1) = nan;
  subjects[3].col(2).setConstant(5);
  CHECK_THROWS_WITH(isc_leave_one_out(span), says("must be finite"));
  const MatrixX<double> isc = isc_leave_one_out(span, {similarity::MissingRule::pairwise, 0.5});
  CHECK(std::isnan(isc(2, 1)));
  CHECK(std::isnan(isc(3, 2)));
  CHECK(isc.array().isNaN().count() == 2);
  CHECK(std::abs(isc(0, 1) - three(0, 1)) < 1e-13);
  CHECK(isc_leave_one_out(span, {similarity::MissingRule::pairwise, 0.9}).col(1).array().isNaN().all());
  CHECK(isc_leave_one_out(span, {similarity::MissingRule::propagate, 0.0}).col(1).array().isNaN().all());
  const MatrixX<double> pairs = isc_pairwise(span, {similarity::MissingRule::pairwise});
  CHECK(pairs.col(1).array().isNaN().count() == 3);
  CHECK_THROWS_WITH(isc_leave_one_out(span, {similarity::MissingRule::drop_unit}), says("raise, propagate, pairwise"));

  const MatrixX<double> one_point = isc_leave_one_out(std::span<const MatrixX<double>>(study(3, 1, 2)));
  CHECK(one_point.array().isNaN().all());
  CHECK_THROWS_WITH(isc_leave_one_out(span.first(1)), says("must be >= 2"));
  auto opposed = study(2, 20, 1);
  opposed.push_back(-opposed[1]);
  CHECK(std::isnan(isc_leave_one_out(std::span<const MatrixX<double>>(opposed))(0, 0)));  // the others cancel
}

TEST_CASE("the mean of correlations is taken after artanh, without those that do not exist") {
  MatrixX<double> r(3, 3);
  r << 0.5, 0.1, nan, -0.2, nan, nan, 0.9, 0.3, nan;
  const VectorX<double> mean = fisher_mean(r);
  CHECK(std::abs(mean[0] - std::tanh((std::atanh(0.5) + std::atanh(-0.2) + std::atanh(0.9)) / 3)) < 1e-15);
  CHECK(std::abs(mean[1] - std::tanh((std::atanh(0.1) + std::atanh(0.3)) / 2)) < 1e-15);
  CHECK(std::isnan(mean[2]));
}

TEST_CASE("ISFC holds ISC on its diagonal, is symmetric if asked for, and takes targets of its own") {
  const auto subjects = study(4, 40, 9), targets = study(4, 40, 5);
  const std::span<const MatrixX<double>> span(subjects), other(targets);
  const MatrixX<double> isc = isc_leave_one_out(span);
  const auto symmetric = isfc_leave_one_out<double>(span), plain = isfc_leave_one_out<double>(span, {}, {.symmetrize = false});
  for (std::size_t s = 0; s < 4; ++s) {
    CHECK(table_close(symmetric[s].diagonal(), isc.row(static_cast<Index>(s)).transpose(), 1e-13) == "");
    CHECK(table_close(symmetric[s], 0.5 * (plain[s] + plain[s].transpose()), 1e-14) == "");
  }
  const MatrixX<double> others = (targets[1] + targets[2] + targets[3]) / 3;
  const auto asymmetric = isfc_leave_one_out<double>(span, other, {}, {.executor = Threads{2}});
  CHECK(asymmetric[0].rows() == 9);
  CHECK(asymmetric[0].cols() == 5);
  CHECK(std::abs(asymmetric[0](2, 3) - correlation(subjects[0].col(2), others.col(3))) < 1e-13);
  CHECK_THROWS_WITH(isfc_leave_one_out<double>(span, other.first(3)), says("number of subjects with targets must be 4, is 3"));

  auto flawed = subjects;
  flawed[1](0, 2) = nan;
  const auto tables = isfc_leave_one_out<double>(std::span<const MatrixX<double>>(flawed), {},
                                                 {false, {similarity::MissingRule::pairwise, 0.5}});
  CHECK(tables[1].row(2).array().isNaN().all());
  CHECK(tables[1].array().isNaN().count() == 9);
  CHECK(tables[0].allFinite());
}

}  // namespace test_isc
