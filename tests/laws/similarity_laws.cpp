#include "syncact/laws/similarity_laws.hpp"

#include "support/catch.hpp"
#include "syncact/synchrony/measure/pearson.hpp"
#include "syncact/synchrony/measure/spearman.hpp"

using namespace syncact;

namespace {

/// Broken: not normalized, and claims nothing about constant signals.
struct Covariance {
  template <class T>
  MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    return a.to_matrix().transpose() * b.to_matrix();
  }
};

/// Broken: the fast form forgets the ranks.
struct HalfSpearman : synchrony::measure::Spearman {
  template <class T>
  numeric::UnitSeries<T> standardized(const SeriesView<T>& series) const {
    return synchrony::measure::Pearson{}.standardized(series);
  }
};

}  // namespace

template <>
inline constexpr bool syncact::synchrony::measure::is_inner_product<HalfSpearman> = true;

TEMPLATE_TEST_CASE("Shipped similarities obey their laws", "[laws]", float, double) {
  CHECK(laws::check_similarity<TestType>(synchrony::measure::Pearson{}).text() == "");
  CHECK(laws::check_similarity<TestType>(synchrony::measure::Spearman{}).text() == "");
}

TEST_CASE("Broken similarities are caught", "[laws]") {
  CHECK_FALSE(laws::check_similarity<double>(Covariance{}).ok());
  CHECK_FALSE(laws::check_similarity<double>(HalfSpearman{}).ok());
  static_assert(!synchrony::measure::InnerProductSimilarity<Covariance, double>);
  static_assert(!synchrony::measure::SimilarityMeasure<int, double>);
}
