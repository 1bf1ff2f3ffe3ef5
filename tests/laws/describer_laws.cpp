#include "syncact/laws/describer_laws.hpp"

#include "support/catch.hpp"
#include "syncact/annotation/describe/label_auc.hpp"
#include "syncact/annotation/describe/mutual_information.hpp"

namespace syncact::describer_laws_test {

/// Broken: the mean activation where a label is on, which depends on a unit's scale.
struct MeanActivation {
  MatrixX<double> scores(const MatrixX<double>& units, const MatrixX<double>& labels) const {
    return units.transpose() * labels / static_cast<double>(units.rows());
  }
};

TEST_CASE("Shipped describers obey their laws, and one that minds a unit's scale is caught", "[laws]") {
  using namespace annotation::describe;
  CHECK(laws::check_label_describer(LabelAuc{}).text() == "");
  CHECK(laws::check_label_describer(PointwiseMutualInformation{}).text() == "");
  CHECK(laws::check_label_describer(SoftWpmi{}).text() == "");
  CHECK_THAT(laws::check_label_describer(MeanActivation{}).text(), test::says("increasing function"));
}

}  // namespace syncact::describer_laws_test
