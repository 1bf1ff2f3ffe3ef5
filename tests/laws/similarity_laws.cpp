#include "syncact/laws/similarity_laws.hpp"

#include "support/catch.hpp"
#include "syncact/similarity/pearson.hpp"
#include "syncact/similarity/spearman.hpp"

using namespace syncact;

namespace {

/// Broken: not normalised, and claims nothing about constant signals.
struct Covariance {
  template <class T>
  MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    return a.to_matrix().transpose() * b.to_matrix();
  }
};

/// Broken: the fast form forgets the ranks.
struct HalfSpearman : similarity::Spearman {
  template <class T>
  signal::UnitSeries<T> standardized(const SeriesView<T>& series) const {
    return similarity::Pearson{}.standardized(series);
  }
};

}  // namespace

template <>
inline constexpr bool syncact::similarity::is_inner_product<HalfSpearman> = true;

TEMPLATE_TEST_CASE("Shipped similarities obey their laws", "[laws]", float, double) {
  CHECK(laws::check_similarity<TestType>(similarity::Pearson{}).text() == "");
  CHECK(laws::check_similarity<TestType>(similarity::Spearman{}).text() == "");
}

TEST_CASE("Broken similarities are caught", "[laws]") {
  CHECK_FALSE(laws::check_similarity<double>(Covariance{}).ok());
  CHECK_FALSE(laws::check_similarity<double>(HalfSpearman{}).ok());
  static_assert(!similarity::InnerProductSimilarity<Covariance, double>);
  static_assert(!similarity::SimilarityMeasure<int, double>);
}
