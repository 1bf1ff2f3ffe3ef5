#include "syncact/annotation/label_hierarchy.hpp"

#include "support/catch.hpp"

namespace syncact::label_hierarchy_test {

using annotation::LabelHierarchy;
using test::says, test::WithinAbs;

/// thing; animal < thing; dog < animal, pet; pet < thing; poodle < dog.
enum Label : Index { thing, animal, dog, pet, poodle };
const LabelHierarchy& kinds() {
  static const LabelHierarchy hierarchy({{}, {thing}, {animal, pet}, {thing}, {dog}});
  return hierarchy;
}

TEST_CASE("What a label is a kind of, and how deep it lies") {
  CHECK(kinds().ancestors(poodle) == std::vector<Index>{thing, animal, dog, pet});
  CHECK(kinds().ancestors(thing).empty());
  CHECK(kinds().is_kind_of(dog, pet));
  CHECK(!kinds().is_kind_of(animal, dog));
  CHECK(!kinds().is_kind_of(dog, dog));
  CHECK(kinds().depth(thing) == 0);
  CHECK(kinds().depth(poodle) == 3);
}

TEST_CASE("What occurs, occurs for all it is a kind of, once") {
  const VectorX<double> counts = (VectorX<double>(5) << 0, 1, 2, 1, 4).finished();
  const VectorX<double> closed = kinds().closed_counts(counts);
  CHECK(closed == (VectorX<double>(5) << 8, 7, 6, 7, 4).finished());
  const VectorX<double> information = kinds().information_content(counts);
  CHECK(information[thing] == 0);
  CHECK_THAT(information[poodle], WithinAbs(std::log(2), 1e-12));
  MatrixX<double> labels = MatrixX<double>::Zero(3, 5);
  labels(0, poodle) = 1;
  labels(1, animal) = 1;
  const MatrixX<double> on = kinds().closed(labels);
  CHECK(on.row(0) == (Eigen::RowVectorXd(5) << 1, 1, 1, 1, 1).finished());
  CHECK(on.row(1) == (Eigen::RowVectorXd(5) << 1, 1, 0, 0, 0).finished());
  CHECK(on.row(2).isZero());
}

TEST_CASE("The most specific labels are those that their kinds do not explain") {
  CHECK(kinds().most_specific({thing, animal, dog}, {.5, .5, .5}) == std::vector<Index>{dog});
  CHECK(kinds().most_specific({thing, animal, dog}, {.5, .7, .5}) ==
        std::vector<Index>{animal, dog});  // other animals count too
  CHECK(kinds().most_specific({thing, animal, dog}, {.5, .7, .5}, .3) == std::vector<Index>{dog});
  CHECK(kinds().most_specific({animal, pet}, {.1, .2}) == std::vector<Index>{animal, pet});
}

TEST_CASE("A hierarchy with a circle is refused") {
  using Parents = std::vector<std::vector<Index>>;
  CHECK_THROWS_WITH(LabelHierarchy(Parents{{1}, {0}, {}}), says("that are their own ancestors"));
  CHECK_THROWS_WITH(LabelHierarchy(Parents{{0}}), says("that are their own ancestors"));
  CHECK_THROWS_WITH(LabelHierarchy(Parents{{7}}), says("a parent must be one of the labels, is 7"));
  CHECK(LabelHierarchy(Parents{}).size() == 0);
}

}  // namespace syncact::label_hierarchy_test
