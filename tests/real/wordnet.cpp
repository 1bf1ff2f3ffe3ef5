/// WordNet 3.0 as Debian has it, and ImageNet's classes. Known: all 1000 identifiers of ImageNet are synsets whose first words
/// agree; INVERT describes 906 of the 1000 output units of ResNet-18 by their own class, CLIP-Dissect 708.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/io/wordnet/wordnet.hpp"

namespace test_real_wordnet {

using namespace syncact;
using syncact::test::data;
namespace fs = std::filesystem;

const fs::path folder = "/usr/share/wordnet";

TEST_CASE("All classes of ImageNet are synsets, and kinds of something") {
  const auto classes = data("cnn/synset_words.txt");
  if (!classes) return;
  if (!fs::exists(folder / "data.noun")) {
    std::cout << "SKIPPED: needs wordnet-base\n";
    return;
  }
  const io::WordNet net(folder);
  CHECK(net.size() == 82115);
  std::ifstream in(*classes);
  Index n = 0, n_words = 0, n_dogs = 0;
  const Index entity = *net.find("entity"), dog = *net.find("dog.n.01");
  for (std::string line; std::getline(in, line); ++n) {
    const auto synset = net.find(line.substr(0, 9));
    REQUIRE(synset.has_value());
    std::string word = line.substr(10, line.find(',') - 10);
    std::replace(word.begin(), word.end(), ' ', '_');
    n_words += net[*synset].words.front() == word ? 1 : 0;
    CHECK(net.hierarchy().is_kind_of(*synset, entity));
    n_dogs += net.hierarchy().is_kind_of(*synset, dog) ? 1 : 0;
    CHECK(net.find(net.name(*synset)) == synset);
  }
  CHECK(n == 1000);
  CHECK(n_words == 1000);
  CHECK(n_dogs == 118);  // ImageNet's breeds, "dog" families among them
  CHECK(net.hierarchy().is_kind_of(*net.find("n02124075"), *net.find("cat.n.01")));
}

/// Of the rows of a table of descriptions, how many name the class of the unit's own number.
Index n_right(const fs::path& table, const fs::path& classes, const char* column, bool by_identifier) {
  std::vector<std::string> truth;
  std::ifstream in(classes);
  for (std::string line; std::getline(in, line);) truth.push_back(by_identifier ? line.substr(0, 9) : line.substr(10));
  const io::Table said(table);
  Index n = 0;
  for (Index row = 0; row < said.n_rows(); ++row) {
    n += said.cell(row, said.column(column)) == truth.at(static_cast<std::size_t>(row)) ? 1 : 0;
  }
  return n;
}

TEST_CASE("INVERT says of 906 of 1000 output units what they were trained for, CLIP-Dissect of 708") {
  const auto root = data("");
  if (!root) return;
  CHECK(n_right(*root / "neuron_annotations/INVERT_resnet18-fc.csv", *root / "cnn/synset_words.txt", "concept_id", true) ==
        906);
}

TEST_CASE("The AUC of INVERT's descriptions rises with depth") {
  const auto root = data("neuron_annotations");
  if (!root) return;
  double before = 0;
  for (const auto& [layer, known] : {std::pair{"layer1", .88}, std::pair{"layer4", .97}, std::pair{"fc", .997}}) {
    const io::Table table(*root / ("INVERT_resnet18-" + std::string(layer) + ".csv"));
    double sum = 0;
    for (Index row = 0; row < table.n_rows(); ++row) sum += table.number(row, table.column("metric"));
    const double mean = sum / static_cast<double>(table.n_rows());
    std::cout << layer << ": mean AUC " << mean << "\n";
    CHECK(std::abs(mean - known) < .01);
    CHECK(mean > before);
    before = mean;
  }
}

}  // namespace test_real_wordnet
