#include <filesystem>
#include <fstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "support/films.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/text/series_table.hpp"
#include "syncact/signal/to_scans.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// The colours of picture i of a film: each goes its own way.
int colour(Index i, std::uint64_t which) {
  return static_cast<int>(Random(3, which).below(static_cast<std::uint64_t>(i / 4), 200)) + 20;
}

/// A folder of pictures of one colour each.
void write_pictures(const std::string& folder, Index n, Index first = 0) {
  std::filesystem::create_directories(folder);
  for (Index i = 0; i < n; ++i) {
    std::ofstream out(folder + "/picture" + std::to_string(i) + ".ppm", std::ios::binary);
    out << "P6\n6 4\n255\n";
    for (int pixel = 0; pixel < 24; ++pixel) {
      for (std::uint64_t c = 0; c < 3; ++c) out.put(static_cast<char>(colour(first + i, c)));
    }
  }
}

/// A Caffe network without weights: means over 2 x 2, and what is above zero of them.
void write_network(const std::string& path) {
  std::ofstream(path) << R"(
name: "pooling"
input: "data"
input_shape { dim: 1 dim: 3 dim: 4 dim: 6 }
layer { name: "pool/2x2" type: "Pooling" bottom: "data" top: "pool" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
layer { name: "relu" type: "ReLU" bottom: "pool" top: "relu" }
)";
}

const std::string raw = " --preprocessing raw --set preprocessing.width=6 --set preprocessing.height=4 ";

}  // namespace

TEST_CASE("extract writes what a network does, and couple takes it from the folder or from the film alike") {
  if (!has_films()) {
    CHECK_THAT(run("extract --model low_level --movie . --out x").text, says("built without OpenCV"));
    return;
  }
  const Folder folder("extract");
  constexpr Index n = 480;
  write_pictures(folder / "film", n);
  write_network(folder / "net.prototxt");
  const std::string film = " --model " + (folder / "net.prototxt") + raw + "--layers pool/2x2,relu --movie " +
                           (folder / "film") + " --picture-period 0.5 ";
  const Outcome extracted = run("extract" + film + "--out " + (folder / "x"));
  INFO(extracted.text);
  REQUIRE(extracted.status == 0);
  CHECK_THAT(extracted.text, says("480 frames of 1 film, 2 layers, 6 units"));
  const auto pool = io::NpyArray(folder / "x/pool_2x2.npy").to_matrix<double>();
  REQUIRE(pool.rows() == n);
  for (const Index i : {Index{0}, Index{7}, Index{8}, n - 1}) {
    for (Index c = 0; c < 3; ++c) CHECK(pool(i, c) == colour(i, static_cast<std::uint64_t>(c)));
  }
  const auto described = json_of(folder / "x/activations.json");
  CHECK(described["layers"][0]["units"][2] == "net/pool/2x2/2");
  CHECK(described["runs"][0]["period_seconds"] == 0.5);

  // The same film in two pieces, shown in one run.
  write_pictures(folder / "part1", 200);
  write_pictures(folder / "part2", n - 200, 200);
  std::ofstream(folder / "film.m3u") << "#EXTM3U\npart1\r\n\npart2\n";
  const Outcome joined = run("extract --model " + (folder / "net.prototxt") + raw + "--layers pool/2x2,relu --movie " +
                             (folder / "film.m3u") + " --picture-period 0.5 --out " + (folder / "joined"));
  INFO(joined.text);
  REQUIRE(joined.status == 0);
  CHECK(slurp(folder / "joined/pool_2x2.npy") == slurp(folder / "x/pool_2x2.npy"));
  auto run_of_both = json_of(folder / "joined/activations.json")["runs"];
  CHECK(run_of_both[0]["source"] == folder / "film.m3u");
  run_of_both[0]["source"] = described["runs"][0]["source"];
  CHECK(run_of_both == described["runs"]);                             // else the same clock
  CHECK(json_of(folder / "joined/run.json")["inputs"].size() == 482);  // the network, the list and every picture
  std::ofstream(folder / "bad.m3u") << "part1\nnowhere\n";
  CHECK_THAT(run("extract --model low_level --movie " + (folder / "bad.m3u") + " --out " + (folder / "y")).text,
             says("bad.m3u: line 2: ") && says("nowhere does not exist"));

  // A brain that follows green.
  using namespace std::chrono_literals;
  MatrixX<double> courses = signal::to_scans(MatrixX<double>(pool.middleCols(1, 1)), Timeline(Sampling::every(500ms), n),
                                             hrf::DoubleGamma::spm(), Timeline::scans(1s, 0.5, {n / 2}));
  io::write_npy(folder / "courses.npy", courses);
  const std::string brain = " --networks-from " + (folder / "courses.npy") + " --tr 1 --permutations 99 --min-shift 10 --out ";
  const Outcome from_folder = run("couple --activations " + (folder / "x") + brain + (folder / "a"));
  INFO(from_folder.text);
  REQUIRE(from_folder.status == 0);
  const Outcome from_film = run("couple" + film + brain + (folder / "b"));
  INFO(from_film.text);
  REQUIRE(from_film.status == 0);
  for (const char* file : {"synchrony.tsv", "synchrony.npy", "layers.tsv", "model_score.json"}) {
    CHECK(slurp((folder / "a/") + file) == slurp((folder / "b/") + file));
  }
  const io::Table coupled(folder / "a/synchrony.tsv");
  CHECK_THAT(slurp(folder / "a/synchrony.tsv"), says("net/pool/2x2/1"));
  CHECK_THAT(slurp(folder / "b/competitors.tsv"), says("low_level"));
}

TEST_CASE("What a film sounds like competes with what a network sees") {
  if (!has_films()) return;
  const Folder folder("sound");
  constexpr Index n = 480, rate = 8000;
  write_pictures(folder / "film", n);
  MatrixX<double> sound(n / 2 * rate, 1);
  VectorX<double> amplitude(n);
  for (Index i = 0; i < n; ++i) amplitude[i] = 0.1 + 0.4 * Random(9).uniform(static_cast<std::uint64_t>(i / 6));
  for (Index t = 0; t < sound.rows(); ++t) {
    sound(t, 0) = amplitude[t / (rate / 2)] * std::sin(0.4 * static_cast<double>(t));
  }
  std::ofstream(folder / "film.wav", std::ios::binary) << wav(sound, rate);
  const std::string film = " --movie " + (folder / "film") + " --picture-period 0.5 ",
                    heard = "--sound " + (folder / "film.wav");
  REQUIRE(run("extract --model low_level" + film + heard + " --out " + (folder / "x")).status == 0);
  const auto loudness = io::NpyArray(folder / "x/sound.npy").to_matrix<double>();
  REQUIRE(loudness.rows() == n);
  CHECK((loudness - amplitude / std::sqrt(2.0)).cwiseAbs().maxCoeff() < 0.01);

  // A brain that listens.
  using namespace std::chrono_literals;
  write_network(folder / "net.prototxt");
  const MatrixX<double> courses = signal::to_scans(MatrixX<double>(loudness), Timeline(Sampling::every(500ms), n),
                                                   hrf::DoubleGamma::spm(), Timeline::scans(1s, 0.5, {n / 2}));
  io::write_npy(folder / "courses.npy", courses);
  const std::string couple = "couple --model " + (folder / "net.prototxt") + raw + "--layers pool/2x2" + film +
                             "--networks-from " + (folder / "courses.npy") + " --tr 1 --permutations 99 --min-shift 10 --out ";
  REQUIRE(run(couple + (folder / "a") + " " + heard).status == 0);
  const io::Table competitors(folder / "a/competitors.tsv");
  REQUIRE(competitors.n_rows() == 3);
  CHECK(competitors.cell(2, 0) == "loudness");
  CHECK_THAT(competitors.number(2, competitors.column("alone")), Catch::Matchers::WithinAbs(1, 1e-9));
  // A folder of pictures has no sound of its own, which run.json says.
  REQUIRE(run(couple + (folder / "b")).status == 0);
  CHECK(slurp(folder / "b/competitors.tsv").find("loudness") == std::string::npos);
  CHECK_THAT(json_of(folder / "b/run.json")["facts"]["no_loudness"].get<std::string>(), says("no sound"));
  CHECK_THAT(run(couple + (folder / "c") + " --sound " + (folder / "net.prototxt")).text,
             says("no sound that OpenCV can decode"));
  CHECK_THAT(run(couple + (folder / "c") + " " + heard + " " + (folder / "film.wav")).text,
             says("--sound: names 2 files for 1 film"));
}

TEST_CASE("A classifier's classes over the film are labels of couple") {
  if (!has_films()) return;
  const Folder folder("classes");
  constexpr Index n = 480;
  write_pictures(folder / "film", n);
  write_network(folder / "net.prototxt");
  std::ofstream(folder / "classifier.prototxt") << R"(
name: "classifier"
input: "data"
input_shape { dim: 1 dim: 3 dim: 4 dim: 6 }
layer { name: "mean" type: "Pooling" bottom: "data" top: "mean" pooling_param { pool: AVE global_pooling: true } }
layer { name: "class" type: "Softmax" bottom: "mean" top: "class" }
)";
  std::ofstream(folder / "names.txt") << "red\ngreen\nblue\n";
  const std::string film = " --movie " + (folder / "film") + " --picture-period 0.5 ";
  REQUIRE(run("extract --model " + (folder / "classifier.prototxt") + raw + "--layers class" + film + "--out " +
              (folder / "classes"))
              .status == 0);
  const auto shares = io::NpyArray(folder / "classes/class.npy").to_matrix<double>();
  REQUIRE(shares.cols() == 3);

  // A brain that follows green where it is most.
  using namespace std::chrono_literals;
  signal::FrameOptions options;
  options.history = signal::History::zero;
  const MatrixX<double> courses = signal::to_scans(MatrixX<double>(shares.col(1)), Timeline(Sampling::every(500ms), n),
                                                   hrf::DoubleGamma::spm(), Timeline::scans(1s, 0.5, {n / 2}), options);
  io::write_npy(folder / "courses.npy", courses);
  const std::string couple = "couple --model " + (folder / "net.prototxt") + raw + "--layers pool/2x2" + film +
                             "--networks-from " + (folder / "courses.npy") +
                             " --tr 1 --permutations 99 --min-shift 10 --labels " + (folder / "classes") + " --out " +
                             (folder / "out");
  const Outcome coupled = run(couple + " --label-names " + (folder / "names.txt"));
  INFO(coupled.text);
  REQUIRE(coupled.status == 0);
  const io::Table scores(folder / "out/network_labels.tsv");
  REQUIRE(scores.n_rows() == 3);
  for (Index i = 0; i < 3; ++i) {
    const double r = scores.number(i, scores.column("r"));
    CHECK((scores.cell(i, scores.column("label")) == "green" ? r > 1 - 1e-6 : r < 0.5));
  }
  REQUIRE(run(couple).status == 0);
  CHECK_THAT(slurp(folder / "out/network_labels.tsv"), says("classifier/class/1"));
  CHECK_THAT(run(couple + " --label-period 0.5").text, says("--label-period: has no effect with"));
  std::filesystem::create_directories(folder / "features");
  io::write_npy(folder / "features/features.npy", shares);
  const std::string other =
      couple.substr(0, couple.find(" --labels ")) + " --labels " + (folder / "features") + " --out " + (folder / "out");
  CHECK_THAT(run(other).text, says("does not say when its frames were shown"));
}

TEST_CASE("extract goes on where it was stopped") {
  if (!has_films()) return;
  const Folder folder("resume");
  write_pictures(folder / "one", 30);
  write_pictures(folder / "two", 13, 50);
  const std::string command =
      "extract --model low_level --movie " + (folder / "one") + " --movie " + (folder / "two") + " --out ";
  REQUIRE(run(command + (folder / "whole")).status == 0);
  // A run that is killed leaves its rows; here a run whose last step cannot be done does.
  const std::string stopped = folder / "stopped";
  std::filesystem::create_directories(stopped + "/run.json/x");  // no file can have that name
  CHECK(run(command + stopped).status == 1);
  std::filesystem::remove_all(stopped + "/run.json");
  REQUIRE(std::filesystem::exists(stopped + "/.extract/rows.f32"));
  std::filesystem::resize_file(stopped + "/.extract/rows.f32", 17 * 8 * 4 + 5);  // in the middle of a row
  CHECK_THAT(run(command + stopped + " --resume --film-batch 4").text, says("--resume") && says("other settings"));
  const Outcome resumed = run(command + stopped + " --resume");
  INFO(resumed.text);
  REQUIRE(resumed.status == 0);
  CHECK_THAT(resumed.text, says("goes on after 17 of 43 frames"));
  CHECK(slurp(stopped + "/low_level.npy") == slurp(folder / "whole/low_level.npy"));
  CHECK(!std::filesystem::exists(stopped + "/.extract"));
}

TEST_CASE("extract refuses what does not fit together") {
  if (!has_films()) return;
  const Folder folder("refuses");
  write_pictures(folder / "film", 4);
  write_network(folder / "net.prototxt");
  const std::string model = "extract --model " + (folder / "net.prototxt");
  const std::string movie = " --movie " + (folder / "film"), out = " --out " + (folder / "x");
  CHECK_THAT(run(model + movie + out).text, says("--preprocessing: must say what"));
  CHECK_THAT(run(model + movie + raw + out).text, says("has no convolutions; name --layers"));
  CHECK_THAT(run(model + movie + raw + "--layers conv1" + out).text, says("no layer 'conv1'; there are pool/2x2, relu"));
  CHECK_THAT(run(model + raw + out).text, says("give --movie"));
  CHECK_THAT(run("extract --model " + (folder / "film/picture0.ppm") + movie + raw + out).text,
             says("cannot be read by OpenCV"));
  CHECK(run(model + " --list-layers").text == "pool/2x2\tPooling\nrelu\tReLU\n");
  CHECK(!std::filesystem::exists(folder / "x"));
  write_pictures(folder / "single", 1);
  CHECK_THAT(run("extract --model low_level --movie " + (folder / "single") + out).text, says("at least two pictures"));
  io::write_npy(folder / "y.npy", MatrixX<double>(MatrixX<double>::Random(4, 2)));
  const std::string brain = " --tr 1 --networks-from " + (folder / "y.npy") + out,
                    couple = "couple --model low_level" + movie + brain;
  CHECK_THAT(run(couple + " --fps 2").text, says("--fps"));
  CHECK_THAT(run(couple + " --layers x").text, says("--layers: has no effect with --model low_level"));
  CHECK_THAT(run("couple" + brain).text, says("give either --activations, or --model"));
}

TEST_CASE("A folder of activations whose parts do not fit together is refused") {
  const Folder folder("activations");
  std::filesystem::create_directories(folder / "x");
  const auto couple = [&] {
    return run("couple --activations " + (folder / "x") + " --tr 1 --networks-from " + (folder / "y.npy") + " --out " +
               (folder / "o"))
        .text;
  };
  io::write_npy(folder / "y.npy", MatrixX<double>(MatrixX<double>::Random(10, 2)));
  CHECK_THAT(couple(), says("holds activations.json"));
  const auto write = [&](const std::string& text) { std::ofstream(folder / "x/activations.json") << text; };
  write("no json");
  CHECK_THAT(couple(), says("activations.json") && says("is no JSON"));
  write(R"({"format": "other"})");
  CHECK_THAT(couple(), says("its format is not"));
  const std::string runs =
      R"({"format": "syncact activations 1", "runs": [{"n_frames": 10, "period_seconds": 1, "onset_seconds": 0}], )";
  write(runs + R"("layers": []})");
  CHECK_THAT(couple(), says("names no units"));
  io::write_npy(folder / "x/a.npy", MatrixX<double>(MatrixX<double>::Random(9, 2)));
  write(runs + R"("layers": [{"name": "a", "file": "a.npy", "units": ["a/0", "a/1"]}]})");
  CHECK_THAT(couple(), says("a.npy: must be 10 x 2"));
  write(runs + R"("layers": [{"name": "a", "file": "b.npy", "units": ["a/0", "a/1"]}]})");
  CHECK_THAT(couple(), says("b.npy"));
}
