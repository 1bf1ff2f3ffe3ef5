#include "syncact/annotation/neuron_card.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/annotation/describe/top_frames.hpp"
#include "syncact/io/results/neuron_cards.hpp"
#include "syncact/laws/annotation_laws.hpp"

namespace syncact::neuron_card_test {

using namespace annotation;
using describe::Moment;
using describe::TopMoments;
using test::says, test::WithinAbs;

std::vector<Index> frames_of(const std::vector<Moment>& moments) {
  std::vector<Index> frames;
  for (const Moment& m : moments) frames.push_back(m.frame);
  return frames;
}

TEST_CASE("Top moments are the top frames, however the film is cut into blocks") {
  const RowMatrixX<double> units = (4 * test::noise<double>(500, 6, 3)).array().round().matrix();  // with ties
  for (const Index block : {1, 7, 500}) {
    TopMoments moments(6, 9);
    for (Index first = 0; first < 500; first += block) {
      moments.push(first, units.middleRows(first, std::min(block, 500 - first)));
    }
    for (Index u = 0; u < 6; ++u) CHECK(frames_of(moments.of(u)) == describe::top_frames(units.col(u), 9));
  }
}

TEST_CASE("A window counts by its most active frame") {
  const RowMatrixX<double> unit = (RowMatrixX<double>(9, 1) << 1, 5, 6, 7, 7, 0, 2, 3, 3).finished();
  TopMoments moments(1, 2, 3);
  moments.push(0, unit.topRows(4));
  moments.push(4, unit.bottomRows(5));
  CHECK(moments.of(0) == std::vector<Moment>{{3, 7}, {7, 3}});
  TopMoments all(1, 99, 3);
  all.push(0, unit);
  CHECK(all.of(0) == std::vector<Moment>{{3, 7}, {7, 3}});
}

TEST_CASE("Units have no moments where they are as inactive as can be, and none where nothing was seen") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  RowMatrixX<double> units(4, 3);
  units << 0, 2, nan, 0, 2, 1, 3, 2, nan, 0, 2, 2;
  TopMoments moments(3, 3);
  moments.push(0, units);
  CHECK(moments.of(0) == std::vector<Moment>{{2, 3}});
  CHECK(moments.of(1).empty());
  CHECK(moments.of(2) == std::vector<Moment>{{3, 2}});
  CHECK(TopMoments(1, 3).of(0).empty());
  CHECK_THROWS_WITH(moments.push(3, units),
                    says("the first frame of a block must be the one after the last block") && says("3"));
  CHECK_THROWS_WITH(moments.push(9, units.leftCols(2)), says("number of units must be 3, is 2"));
  CHECK_THROWS_WITH(moments.of(3), says("must be one of the table"));
  CHECK_THROWS_WITH(TopMoments(1, 0), says("n_top must be >= 1"));
}

TEST_CASE("A card has the neuron's network, its place in its layer, and its labels with their evidence") {
  const auto synchrony = laws::detail::small_synchrony<double>();  // best r of neurons: .8, .7, .1, none
  const LabelScores scores = laws::detail::small_scores();
  const std::vector<Annotation> given{{.neuron = 1, .label = 1, .score = .35, .via_network = 1, .synchrony_r = .7}};
  const std::vector<OwnEvidence> own{{.r = .4, .p_fwe = .01, .rank = 1}};
  const auto cards = neuron_cards(synchrony, {"a", "a", "b", "b"}, given, own, scores);
  REQUIRE(cards.size() == 4);
  CHECK(cards[0].best->network == 0);
  CHECK(cards[0].percentile == 75);  // above one of two, and half of itself
  CHECK(cards[1].percentile == 25);
  CHECK(cards[2].percentile == 50);
  CHECK((!cards[3].best && std::isnan(cards[3].percentile)));
  REQUIRE(cards[1].labels.size() == 1);
  CHECK(cards[1].labels[0].label == "face.n.01");
  CHECK(cards[1].labels[0].through->network == 1);
  CHECK(std::string(cards[1].labels[0].verdict()) == "follows it itself, and no other label more");

  auto shown = cards;
  shown[1].moments = {{12, 3.5}, {3, 1}};
  const Timeline frames(std::vector<Run>{{Sampling::every(Seconds{.5}), 10}, {Sampling::every(Seconds{.5}, Seconds{1}), 10}});
  const std::string text =
      io::card_table(shown, {{"n0", "n1", "n2", "n3"}, {"left", "right"}}, {"a", "a", "b", "b"}, frames).text();
  CHECK_THAT(text, says("1\tn1\ta\t1\tright\t0.7\t") && says("\tface.n.01\t0.35\t") && says("\t2:2 1:1.5\n") &&
                       says("3\tn3\tb\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a"));
  CHECK_THROWS_WITH(neuron_cards(synchrony, {"a"}), says("number of layers of neurons must be 4, is 1"));
  CHECK_THROWS_WITH(neuron_cards(synchrony, {"a", "a", "b", "b"}, given, {}, scores),
                    says("with own evidence must be 1, is 0"));
}

TEST_CASE("A verdict says where a label comes from") {
  CardLabel label{.label = "dog.n.01"};
  CHECK(std::string(label.verdict()) == "was not tested against it");
  label.own = {.r = .1, .p_fwe = .5, .rank = 2};
  CHECK(std::string(label.verdict()) == "does not follow it beyond chance");
  label.through = ThroughNetwork{};
  CHECK(std::string(label.verdict()) == "has it through its network alone");
  label.own.p_fwe = .01;
  CHECK(std::string(label.verdict()) == "follows it itself, but another label more");
}

}  // namespace syncact::neuron_card_test
