/// SqueezeNet looks at 92 object images, by OpenCV. Known from elsewhere: the channel means of fire5 and fire9 (of the same
/// file, by OpenCV from Python); Spearman of 1 - Pearson RDMs with human inferior temporal cortex of .037 for the first layer,
/// .126, .188, .262, .267 and .301 for fire9; channel 272 of fire9 is the most face-selective (r .713 over the 24 faces).
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <optional>
#include <set>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/core/random.hpp"
#include "syncact/film/film_activations.hpp"
#include "syncact/film/opencv/movie.hpp"
#include "syncact/film/opencv/network.hpp"
#include "syncact/film/opencv/pictures.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/similarity/rdm/bootstrap.hpp"
#include "syncact/similarity/rdm/correlation_distance.hpp"
#include "syncact/similarity/rdm/vector_comparisons.hpp"

namespace test_real_squeezenet {

using namespace syncact;
using namespace syncact::similarity::rdm;
using syncact::test::data;
using syncact::test::WithinAbs;
namespace fs = std::filesystem;

const film::Preprocessing caffe{.width = 227, .height = 227, .colours = film::Colours::bgr, .mean = {104, 117, 123}};
const std::vector<std::string> layers{"relu_conv1",   "fire3_concat", "fire5_concat",
                                      "fire7_concat", "fire8_concat", "fire9_concat"};

/// What was watched, a table [image x channel] for each layer.
template <class Watched>
std::vector<MatrixX<double>> by_layer(const Watched& watched) {
  const MatrixX<double> all = watched.frames(0, watched.n_frames()).template cast<double>();
  std::vector<MatrixX<double>> tables;
  Index at = 0;
  for (const Index width : watched.layer_units()) {
    tables.emplace_back(all.middleCols(at, width));
    at += width;
  }
  return tables;
}

/// Channel means [image x channel] of each layer.
std::vector<MatrixX<double>> channel_means(const fs::path& root) {
  const std::string images = (root / "rsa_92images/images").string();
  const auto open = [&](Index) { return film::opencv::Pictures(images); };
  film::opencv::Network network(root / "cnn/squeezenet1_0_dc.onnx", caffe);
  const film::FilmActivations watched(open, {film::every_frame(film::times_of(open(0)))}, network, layers, activations::Mean{});
  return by_layer(watched);
}

MatrixX<double> table(const fs::path& npy) { return io::NpyArray(npy).to_matrix<double>(); }

TEST_CASE("SqueezeNet sees 92 images as it did elsewhere, and more like human IT the deeper the layer") {
  const auto root = data("");
  if (!root) return;
  const auto means = channel_means(*root);
  REQUIRE(means.size() == 6);
  for (const auto& [i, name] : {std::pair{2, "fire5"}, std::pair{5, "fire9"}}) {
    const MatrixX<double> known =
        table(*root / "cnn" / ("reference_squeezenet_gap_" + std::string(name) + "_concat_92images.npy"));
    const MatrixX<double>& found = nth(means, i);
    REQUIRE(found.rows() == 92);
    REQUIRE(found.cols() == known.cols());
    const double error = (found - known).cwiseAbs().maxCoeff() / known.cwiseAbs().maxCoeff();
    std::cout << name << ": channel means differ by at most " << error << " of the largest\n";
    CHECK(error < 1e-6);
  }
  const Rdm it = from_square(table(*root / "rsa_92images/hIT_BE_KO_mean_rdm.npy"));
  const double known[] = {0.037, 0.126, 0.188, 0.262, 0.267, 0.301};
  double before = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const Rdm rdm = CorrelationDistance{}.dissimilarities(SeriesView<double>(means[i]));
    const BootstrapOptions options{.n_resamples = 500, .seed = 11};
    const Bootstrapped rank = bootstrap(rdm, std::span<const Rdm>(&it, 1), Spearman{}, options, {.executor = Threads{2}});
    std::cout << layers[i] << ": Spearman " << rank.value << " [" << rank.low << ", " << rank.high << "]\n";
    CHECK_THAT(rank.value, WithinAbs(known[i], 6e-4));
    CHECK(rank.value > before);
    before = rank.value;
  }

  const io::Table images(*root / "rsa_92images/images_92.tsv");
  VectorX<double> face(92);  // column 12; the name is there twice
  for (Index i = 0; i < 92; ++i) face[i] = images.number(i, 12);
  CHECK(face.sum() == 24);
  const MatrixX<double>& fire9 = means[5];
  const VectorX<double> of_faces = face.array() - face.mean();
  Index most = -1;
  double largest = 0;
  for (Index c = 0; c < fire9.cols(); ++c) {
    const VectorX<double> unit = fire9.col(c).array() - fire9.col(c).mean();
    const double r = unit.dot(of_faces) / (unit.norm() * of_faces.norm());
    if (r > largest) largest = r, most = c;
  }
  std::cout << "most face-selective: channel " << most << " of fire9, r " << largest << "\n";
  CHECK(most == 272);
  CHECK_THAT(largest, WithinAbs(0.713, 5e-4));
}

TEST_CASE("What a trained network answers depends neither on the number of threads nor on how many pictures are run together") {
  const auto root = data("");
  if (!root) return;
  const auto open = [&](Index) { return film::opencv::Movie(*root / "movies/bikes.mp4"); };
  film::Showing first_ten = film::every_frame(film::times_of(open(0)));
  first_ten.frames.resize(10);
  first_ten.run.n = 10;
  cv::setNumThreads(1);
  const auto answers = [&](Index n_threads, Index batch) {
    film::opencv::Network network(*root / "cnn/squeezenet1_0_dc.onnx", caffe, {}, Threads{n_threads});
    const film::FilmActivations watched(open, {first_ten}, network, network.layers_of_kind("Convolution"), activations::Mean{},
                                        batch);
    return watched.frames(0, 10);
  };
  const RowMatrixX<float> one_by_one = answers(1, 1);
  for (const Index n_threads : {1, 2, 3}) {
    for (const Index batch : {1, 2, 7}) CHECK((answers(n_threads, batch) == one_by_one));
  }
  cv::setNumThreads(-1);
}

/// Mean over the last third of a network's convolutions (but the classifier) of the rank correlation of their RDMs with human
/// IT, for some of the images.
double likeness(const std::vector<MatrixX<double>>& layers, const Rdm& it, const std::vector<Index>& images) {
  const MatrixX<double> square = it.square();
  const Rdm brain = from_square(MatrixX<double>(columns_of(MatrixX<double>(rows_of(square, images)), images)));
  const std::size_t first = (layers.size() - 1) * 2 / 3;
  double sum = 0;
  for (std::size_t i = first; i + 1 < layers.size(); ++i) {
    const MatrixX<double> seen = rows_of(layers[i], images);
    sum += Spearman{}.compare(CorrelationDistance{}.dissimilarities(SeriesView<double>(seen)), brain).value;
  }
  return sum / static_cast<double>(layers.size() - 1 - first);
}

/// All convolutions of a network, mean of what is positive of each map [image x channel].
std::vector<MatrixX<double>> convolutions(const fs::path& root, const char* file, const film::Preprocessing& how,
                                          std::optional<std::uint64_t> shuffled) {
  const std::string images = (root / "rsa_92images/images").string();
  const auto open = [&](Index) { return film::opencv::Pictures(images); };
  film::opencv::Network network(root / "cnn" / file, how);
  if (shuffled) network.shuffle_weights(*shuffled);
  const film::FilmActivations watched(open, {film::every_frame(film::times_of(open(0)))}, network,
                                      network.layers_of_kind("Convolution"), activations::MeanOfPositives{});
  return by_layer(watched);
}

TEST_CASE("Four trained networks are more like human IT than their random twins") {
  const auto root = data("");
  if (!root) return;
  const Rdm it = from_square(table(*root / "rsa_92images/hIT_BE_KO_mean_rdm.npy"));
  const auto tensorflow = [](Index size) {
    return film::Preprocessing{.width = size, .height = size, .mean = {127.5, 127.5, 127.5}, .std = {127.5, 127.5, 127.5}};
  };
  struct Known {
    const char* file;
    film::Preprocessing how;
    double brain_score_it;
  };
  for (const Known& known :
       {Known{"squeezenet1_0_dc.onnx", caffe, .5539}, Known{"mobilenet_v1_0.25_128_dq.onnx", tensorflow(128), .5552},
        Known{"mobilenet_v1_0.5_160_dq.onnx", tensorflow(160), .5931},
        Known{"mobilenet_v2_1.0_224_dq.onnx", tensorflow(224), .6032}}) {
    const auto trained = convolutions(*root, known.file, known.how, {}), twin = convolutions(*root, known.file, known.how, 1);
    // Middle 95 % over draws of 92 images with replacement, of which each counts once.
    std::vector<double> differences;
    for (std::uint64_t draw = 0; draw < 100; ++draw) {
      const Random random(5, draw);
      std::set<Index> images;
      for (std::uint64_t i = 0; i < 92; ++i) images.insert(random.below(i, 92));
      const std::vector<Index> subset(images.begin(), images.end());
      differences.push_back(likeness(trained, it, subset) - likeness(twin, it, subset));
    }
    std::sort(differences.begin(), differences.end());
    std::vector<Index> all(92);
    std::iota(all.begin(), all.end(), Index{0});
    std::cout << known.file << ": likeness " << likeness(trained, it, all) << ", random twin " << likeness(twin, it, all)
              << ", difference [" << differences[2] << ", " << differences[97] << "], published score for IT "
              << known.brain_score_it << "\n";
    CHECK(differences[2] > 0);
  }
}

TEST_CASE("Movie files of three kinds have the pictures and the times that they should") {
  const auto root = data("movies");
  if (!root) return;
  struct Known {
    const char* name;
    Index n;
    double period, tolerance;
  };
  for (const Known& known : {Known{"bikes.mp4", 250, 0.04, 1e-9}, Known{"cockatoo.mp4", 280, 0.05, 1e-9},
                             Known{"big_buck_bunny_0_30.webm", 720, 1 / 24.0, 1e-6}}) {
    const film::Showing shown = film::every_frame(film::times_of(film::opencv::Movie(*root / known.name)));
    CHECK(shown.run.n == known.n);
    CHECK(shown.run.sampling.regular());
    CHECK_THAT(shown.run.sampling.period().count(), WithinAbs(known.period, known.tolerance));
  }
}

}  // namespace test_real_squeezenet
