#include "syncact/laws/annotation_laws.hpp"

#include "support/catch.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/weighted_networks.hpp"

using namespace syncact;

namespace {

/// Broken: every neuron gets the best label of its best network, evidence or not.
struct Credulous {
  template <class T>
  std::vector<annotation::Annotation> annotate(const synchrony::Synchrony<T>& s, const annotation::LabelScores& scores) const {
    return annotation::BestNetwork{.levels = {.coupling_level = 1, .label_level = 1}}.annotate(s, scores);
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Shipped annotation mappers obey their laws", "[laws]", float, double) {
  CHECK(laws::check_annotation_mapper<TestType>(annotation::BestNetwork{}).text() == "");
  CHECK(laws::check_annotation_mapper<TestType>(annotation::WeightedNetworks{}).text() == "");
}

TEST_CASE("A credulous annotation mapper is caught", "[laws]") {
  CHECK_FALSE(laws::check_annotation_mapper<double>(Credulous{}).ok());
  static_assert(!annotation::AnnotationMapper<int, double>);
}
