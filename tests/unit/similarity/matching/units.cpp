#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/matching/hard_correlation_match.hpp"
#include "syncact/similarity/matching/pairwise_match.hpp"
#include "syncact/similarity/matching/permutation.hpp"
#include "syncact/similarity/matching/semi_correlation_match.hpp"
#include "syncact/similarity/matching/soft_matching.hpp"

using namespace syncact;
using namespace syncact::similarity::matching;
using namespace syncact::test;
using similarity::MeasureStatus;
using similarity::representation::PreparedTable;

TEST_CASE("Relabelled units are at no distance, and nearly relabelled ones keep their digits") {
  const MatrixX<double> x = noise<double>(30, 8);
  MatrixX<double> y = x.rowwise().reverse();
  y.rowwise() += Eigen::RowVectorXd::LinSpaced(8, -4, 9).array().round().matrix();
  CHECK_THAT(PermutationDistance{}.compare(PreparedTable<>(x), PreparedTable<>(y)).value, WithinAbs(0, 1e-13));
  CHECK_THAT(SoftMatching{}.compare(PreparedTable<>(x), PreparedTable<>(y)).value, WithinAbs(0, 1e-13));
  CHECK_THAT(HardCorrelationMatch{}.compare(PreparedTable<>(x), PreparedTable<>(y)).value, WithinAbs(1, 1e-12));
  const MatrixX<double> near = x.rowwise().reverse() + 1e-9 * noise<double>(30, 8, 2);
  const double apart = (near - MatrixX<double>(x.rowwise().reverse()))
                           .rowwise()
                           .
                           operator-(1e-9 * noise<double>(30, 8, 2).colwise().mean())
                           .norm();
  CHECK_THAT(PermutationDistance{}.compare(PreparedTable<>(x), PreparedTable<>(near)).value, WithinRel(apart, 1e-6));
  const auto angle = PermutationDistance{PermutationForm::angular}.compare(PreparedTable<>(x), PreparedTable<>(near)).value;
  CHECK(angle > 0.5e-9);
  CHECK(angle < 2e-9);
}

TEST_CASE("With equally many units soft matching is the permutation distance over the root of their number") {
  const PreparedTable<> x(noise<double>(20, 6, 1)), y(noise<double>(20, 6, 2)), z(noise<double>(20, 4, 3));
  CHECK_THAT(SoftMatching{}.compare(x, y).value, WithinRel(PermutationDistance{}.compare(x, y).value / std::sqrt(6.0), 1e-12));
  const auto same = SoftMatching{SoftScore::correlation}.compare(x, y).value;
  CHECK_THAT(same, WithinRel(HardCorrelationMatch{}.compare(x, y).value, 1e-12));
  // A unit twice as often and half as heavy is the same distribution of units.
  const PreparedTable<> twice(MatrixX<double>(z.values().replicate(1, 2)));
  CHECK_THAT(SoftMatching{}.compare(x, twice).value, WithinRel(SoftMatching{}.compare(x, z).value, 1e-12));
  CHECK_THAT(SoftMatching{}.compare(z, twice).value, WithinAbs(0, 1e-12));
}

TEST_CASE("Units of the larger table that find no partner count with their norm, or not at all") {
  const MatrixX<double> x = noise<double>(20, 5);
  const PreparedTable<> all(x), some(MatrixX<double>(x.leftCols(3)));
  const double left = all.centered().rightCols(2).norm() * all.scale();
  CHECK_THAT(PermutationDistance{}.compare(all, some).value, WithinRel(left, 1e-12));
  CHECK_THAT(PermutationDistance{}.compare(some, all).value, WithinRel(left, 1e-12));
  CHECK_THAT(HardCorrelationMatch{}.compare(all, some).value, WithinAbs(1, 1e-12));
  CHECK(SemiCorrelationMatch{}.compare(all, some).value < 1);
  CHECK_THAT(PairwiseMatch{}.compare(all, some).value, WithinAbs(1, 1e-12));
  CHECK(PairwiseMatch{}.compare(some, all).value < 0.9);
}

TEST_CASE("Constant units have no correlation and no mass") {
  MatrixX<double> x = noise<double>(20, 5);
  const PreparedTable<> y(noise<double>(20, 4, 2)), without(MatrixX<double>(x.rightCols(4)));
  x.col(0).setConstant(0.1);
  const PreparedTable<> with(x), flat(MatrixX<double>::Ones(20, 3)), none(MatrixX<double>(20, 0));
  const auto check = [&](const auto& match) {
    const auto a = match.compare(with, y), b = match.compare(without, y);
    CHECK(a.value == b.value);
    CHECK(a.status == MeasureStatus::constant_units);
    CHECK(b.status == MeasureStatus::ok);
    CHECK(match.compare(y, with).status == MeasureStatus::constant_units);
    CHECK(match.compare(flat, y).status == MeasureStatus::undefined);
    CHECK(match.compare(y, none).status == MeasureStatus::undefined);
    CHECK(std::isnan(match.compare(y, flat).value));
    CHECK_THROWS_AS(match.compare(y, PreparedTable<>(noise<double>(19, 4))), ShapeError);
  };
  check(HardCorrelationMatch{});
  check(SemiCorrelationMatch{});
  check(PairwiseMatch{});
  check(SoftMatching{SoftScore::correlation});

  CHECK(PermutationDistance{}.compare(flat, flat).value == 0);
  CHECK_THAT(PermutationDistance{}.compare(flat, y).value, WithinRel(y.centered().norm() * y.scale(), 1e-14));
  CHECK(PermutationDistance{PermutationForm::angular}.compare(flat, y).status == MeasureStatus::undefined);
  CHECK(SoftMatching{.normalize = MatchingNorm::unit_norm}.compare(flat, y).status == MeasureStatus::undefined);
  CHECK(SoftMatching{}.compare(none, y).status == MeasureStatus::undefined);
}

TEST_CASE("Partners chosen in sample fit noise; partners judged on other folds do not") {
  // The mean of 30 units' cross-validated r of noise has a standard error of about 0.02: |.| > 0.1 has a chance below 1e-5.
  const PreparedTable<> x(noise<double>(90, 40, 1)), y(noise<double>(90, 30, 2));
  CHECK(PairwiseMatch{}.compare(x, y).value > 0.2);
  CHECK(std::abs(PairwiseMatch{.folds = 5}.compare(x, y).value) < 0.1);

  const MatrixX<double> planted = -y.values().rowwise().reverse();
  CHECK_THAT((PairwiseMatch{PartnerSign::ignored, 4}.compare(PreparedTable<>(planted), y).value), WithinAbs(1, 1e-12));
  CHECK(PairwiseMatch{PartnerSign::kept, 4}.compare(PreparedTable<>(planted), y).value < 0.2);
  CHECK_THROWS_WITH(PairwiseMatch{.folds = 1}.compare(x, y), says("folds must be >= 2, is 1"));
  CHECK(PairwiseMatch{.folds = 31}.compare(x, y).status == MeasureStatus::too_few_samples);
  CHECK(PairwiseMatch{.folds = 30}.compare(x, y).status == MeasureStatus::ok);

  MatrixX<double> event = noise<double>(90, 2, 3);
  event.col(1).setZero();
  event(50, 1) = 1;  // constant in all folds but one, and there it is constant on the others
  const auto judged = PairwiseMatch{.folds = 3}.compare(x, PreparedTable<>(event));
  CHECK(judged.status == MeasureStatus::constant_units);
  CHECK_THAT(judged.value,
             WithinRel(PairwiseMatch{.folds = 3}.compare(x, PreparedTable<>(MatrixX<double>(event.col(0)))).value, 1e-12));
}

TEST_CASE("Float tables and tables of any storage order match alike") {
  const RowMatrixX<float> x = noise<float>(20, 5, 1), y = noise<float>(20, 7, 2);
  const MatrixX<double> xd = x.cast<double>(), yd = y.cast<double>();
  CHECK(SoftMatching{}.compare(PreparedTable<>(x), PreparedTable<>(y)).value ==
        SoftMatching{}.compare(PreparedTable<>(xd), PreparedTable<>(yd)).value);
  CHECK_THROWS_AS(PreparedTable<>(MatrixX<double>::Constant(3, 2, std::nan(""))), ValueError);
}
