#include "syncact/io/wordnet/wordnet.hpp"

#include <unistd.h>

#include <fstream>

#include "support/catch.hpp"

namespace syncact::wordnet_test {

using test::says;
namespace fs = std::filesystem;

/// Lines as WordNet has them: its root, two kinds, and a name.
const char* const data =
    "  1 This is a licence.  \n"
    "00001740 03 n 01 entity 0 001 ~ 00015388 n 0000 | that which is  \n"
    "00015388 05 n 02 animal 0 beast 0 002 @ 00001740 n 0000 ~ 02084071 n 0000 | a living organism  \n"
    "02084071 05 n 02 dog 0 domestic_dog 0 001 @ 00015388 n 0000 | a member of the genus Canis; \"the dog barked\"  \n"
    "02084100 05 n 01 Laika 0 001 @i 02084071 n 0000 | a dog in space  \n";
const char* const senses =
    "  1 This is a licence.  \n"
    "animal n 1 2 @ ~ 1 1 00015388  \n"
    "dog n 2 1 @ 2 1 02084071 00015388  \n"
    "laika n 1 1 @i 1 0 02084100  \n";

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("syncact-wordnet-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST_CASE("WordNet's nouns are found by identifier, by word and by sense") {
  const Folder folder;
  folder.write("data.noun", data);
  folder.write("index.noun", senses);
  const io::WordNet net(folder.path());
  REQUIRE(net.size() == 4);
  CHECK(net.find("n02084071") == 2);
  CHECK(net.find("02084071") == 2);
  CHECK(net.find("dog.n.01") == 2);
  CHECK(net.find("dog.n.02") == 1);
  CHECK(net.find("Dog") == 2);
  CHECK(net.find("domestic dog") == std::nullopt);  // index.noun here does not have it
  CHECK(net.find("n02084072") == std::nullopt);
  CHECK(net.find("dog.n.03") == std::nullopt);
  CHECK(net.find("dog.n.") == std::nullopt);
  CHECK(net[2].wnid() == "n02084071");
  CHECK(net[2].words == std::vector<std::string>{"dog", "domestic_dog"});
  CHECK(net[2].gloss == "a member of the genus Canis; \"the dog barked\"");
  CHECK(net.name(2) == "dog.n.01");
  CHECK(net.name(3) == "laika.n.01");
  CHECK(net.name(0) == "entity");
  CHECK(net.hierarchy().ancestors(3) == std::vector<Index>{0, 1, 2});
  CHECK(net.hierarchy().depth(3) == 3);
}

TEST_CASE("Damaged files of WordNet are named with the line") {
  const Folder folder;
  CHECK_THROWS_AS(io::WordNet(folder.path()), FileError);
  folder.write("data.noun", "  1 only a licence\n");
  CHECK_THROWS_WITH(io::WordNet(folder.path()), says("data.noun: holds no synsets"));
  for (const char* broken : {"00001740 03 n 01 entity", "00001740 03 n zz entity 0 000 | x", "x 03 n 01 entity 0 000 | x",
                             "00001740 03 n 01 entity 0 002 @ 00000001 n 0000 | x"}) {
    folder.write("data.noun", std::string("  licence\n") + broken + "\n");
    CHECK_THROWS_WITH(io::WordNet(folder.path()), says("data.noun:2: is no line of WordNet"));
  }
  folder.write("data.noun", "00001740 03 n 01 entity 0 001 @ 00000009 n 0000 | x\n");
  CHECK_THROWS_WITH(io::WordNet(folder.path()), says("n00001740 names a synset 9 that is not there"));
}

}  // namespace syncact::wordnet_test
