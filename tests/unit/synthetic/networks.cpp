#include <array>

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/synthetic/examination.hpp"
#include "syncact/synthetic/tuned_network.hpp"

using namespace syncact;
using namespace syncact::synthetic;
using syncact::test::says;
using syncact::test::table_close;

namespace {

Image random_image(Index height, Index width, Index channels, std::uint64_t seed) {
  Image image(height, width, channels);
  for (Index i = 0; i < image.values.size(); ++i) {
    image.values.data()[i] = static_cast<float>(Random(seed).normal(static_cast<std::uint64_t>(i)));
  }
  return image;
}

ConvLayer random_layer(Index kernel, Index stride, Index padding, Index channels, Index units) {
  ConvLayer layer{.kernel = kernel, .stride = stride, .padding = padding, .pool = 1, .weights = {}, .bias = {}};
  layer.weights = random_image(channels * kernel * kernel, 1, units, 8).values;
  layer.bias = random_image(units, 1, 1, 9).values.col(0);
  return layer;
}

float convolved_at(const ConvLayer& layer, const Image& image, Index unit, Index out_y, Index out_x) {
  double sum = static_cast<double>(layer.bias[unit]);
  for (Index c = 0; c < image.n_channels(); ++c) {
    for (Index ky = 0; ky < layer.kernel; ++ky) {
      for (Index kx = 0; kx < layer.kernel; ++kx) {
        const Index y = out_y * layer.stride + ky - layer.padding, x = out_x * layer.stride + kx - layer.padding;
        if (y < 0 || x < 0 || y >= image.height || x >= image.width) continue;
        sum += static_cast<double>(layer.weights((c * layer.kernel + ky) * layer.kernel + kx, unit)) *
               static_cast<double>(image.values(y * image.width + x, c));
      }
    }
  }
  return static_cast<float>(sum);
}

}  // namespace

TEST_CASE("Convolution by products equals convolution by loops") {
  const auto [kernel, stride, padding] = GENERATE(std::array<Index, 3>{3, 1, 0}, std::array<Index, 3>{3, 1, 1},
                                                  std::array<Index, 3>{5, 2, 0}, std::array<Index, 3>{4, 3, 2});
  const Image image = random_image(9, 11, 2, 1);
  const ConvLayer layer = random_layer(kernel, stride, padding, 2, 3);
  const Image out = convolve(layer, image);
  CHECK(out.height == (9 + 2 * padding - kernel) / stride + 1);
  CHECK(out.width == (11 + 2 * padding - kernel) / stride + 1);
  MatrixX<float> expected(out.values.rows(), 3);
  for (Index unit = 0; unit < 3; ++unit) {
    for (Index i = 0; i < expected.rows(); ++i) {
      expected(i, unit) = convolved_at(layer, image, unit, i / out.width, i % out.width);
    }
  }
  CHECK(table_close(out.values, expected, 1e-4) == "");  // 50 float products of size 1
}

TEST_CASE("Convolution names extents that do not fit") {
  CHECK_THROWS_AS(convolve(random_layer(3, 1, 0, 2, 3), random_image(9, 9, 3, 1)), ShapeError);
  CHECK_THROWS_WITH(convolve(random_layer(5, 1, 0, 1, 3), random_image(4, 9, 1, 1)), says("4 x 9"));
}

TEST_CASE("Pooling keeps the largest value of each window and leaves out what fills none") {
  Image image(3, 4, 1);
  image.values.col(0) << 1, 2, 3, 4, 8, 7, 6, 5, 9, 9, 9, 9;
  const Image pooled = max_pool(image, 2);
  CHECK(pooled.height == 1);
  CHECK(pooled.width == 2);
  CHECK(pooled.values(0, 0) == 8.0f);
  CHECK(pooled.values(1, 0) == 6.0f);
  CHECK(max_pool(image, 1).values == image.values);
}

TEST_CASE("Activations are spatial means of rectified maps, layer after layer") {
  ConvNet net;
  net.layers = {random_layer(3, 2, 0, 3, 4), random_layer(3, 1, 1, 4, 2)};
  net.layers[0].pool = 2;
  const Image image = random_image(16, 16, 3, 2);
  Image first = convolve(net.layers[0], image);
  first.values = first.values.cwiseMax(0.0f);
  const Image second = convolve(net.layers[1], max_pool(first, 2));
  const VectorX<float> means = net.activations(image);
  REQUIRE(means.size() == 6);
  CHECK(table_close(means.head(4), first.values.colwise().mean().transpose(), 1e-6) == "");
  CHECK(table_close(means.tail(2), second.values.cwiseMax(0.0f).colwise().mean().transpose(), 1e-6) == "");
  CHECK(net.unit_name(3) == "conv1.3");
  CHECK(net.unit_name(4) == "conv2.0");
  CHECK_THROWS_AS(net.unit_name(6), ValueError);
}

TEST_CASE("Activations over a film do not depend on the executor, and can be stopped") {
  const Movie movie(MovieSettings{.runs = {Seconds{30}}, .frames_per_second = 2, .seed = 1});
  const std::vector<ConvNet> nets{TunedNetwork{.tuning = 0}.make(), TunedNetwork{.tuning = 1}.make()};
  const auto serial = activations(nets, movie);
  const auto threaded = activations(nets, movie, {.executor = Threads{3}});
  REQUIRE(serial.size() == 2);
  CHECK(serial[0] == threaded[0]);
  CHECK(serial[1] == threaded[1]);
  CHECK(serial[0].rows() == 60);
  CHECK(serial[0].cols() == nets[0].n_units());
  CHECK(serial[1].row(59).transpose() == nets[1].activations(movie.frame(59).image));
  CHECK_THROWS_AS(activations(nets, movie, {.progress = [](Index, Index) { return false; }}), Cancelled);
}

TEST_CASE("Every tuning has the same architecture and no dead unit") {
  const double tuning = GENERATE(0.0, 0.3, 1.0);
  const ConvNet net = TunedNetwork{.tuning = tuning, .seed = 5}.make();
  CHECK(net.n_units() == 144);
  VectorX<float> largest = VectorX<float>::Zero(144);
  for (Index i = 0; i < 36; ++i) largest = largest.cwiseMax(net.activations(ObjectImages{.seed = 77}(i)));
  CHECK(largest.minCoeff() > 0);
  CHECK(largest.allFinite());
}

TEST_CASE("Calibration gives each unit's input the mean and sd it promises") {
  std::vector<Image> inputs{random_image(12, 12, 2, 1), random_image(12, 12, 2, 2)};
  ConvLayer layer = random_layer(3, 1, 0, 2, 3);
  synthetic::detail::calibrate(layer, inputs, 0.5);
  MatrixX<double> all(200, 3);
  all << convolve(layer, inputs[0]).values.cast<double>(), convolve(layer, inputs[1]).values.cast<double>();
  for (Index unit = 0; unit < 3; ++unit) {
    const double mean = all.col(unit).mean();
    CHECK(std::abs(mean + 0.5) < 1e-5);
    CHECK(std::abs((all.col(unit).array() - mean).square().mean() - 1) < 1e-5);
  }
}

TEST_CASE("A tuned network refuses settings outside its domain") {
  CHECK_THROWS_WITH((TunedNetwork{.tuning = 1.5}.make()), says("tuning must be in [0, 1], is 1.5"));
  CHECK_THROWS_AS((TunedNetwork{.n_units = 35}.make()), ValueError);
  CHECK_THROWS_AS((TunedNetwork{.categories = {}}.make()), ValueError);
  CHECK_THROWS_AS((TunedNetwork{.n_calibration = 0}.make()), ValueError);
}

TEST_CASE("Tuning buys accuracy and selective units") {
  std::vector<ConvNet> nets;
  for (const double tuning : {0.0, 0.35, 1.0}) nets.push_back(TunedNetwork{.tuning = tuning}.make());
  const Examination examination{.n_train = 180, .n_test = 270};
  const auto results = examination.grade(nets, {.executor = Threads{2}});
  CHECK(results[0].accuracy.chance == 1.0 / 9);
  // 270 pictures: the sd of an accuracy is at most .03. These are deterministic by seed; margins are for other builds'
  // rounding.
  CHECK(results[0].accuracy.top1 > results[0].accuracy.chance + 0.1);
  CHECK(results[1].accuracy.top1 > results[0].accuracy.top1);
  CHECK(results[2].accuracy.top1 > results[1].accuracy.top1);
  const auto n_selective = [](const Examined& result) {
    return std::count_if(result.preferences.category.begin(), result.preferences.category.end(),
                         [](const auto& category) { return category.has_value(); });
  };
  CHECK(n_selective(results[2]) > n_selective(results[0]));
}

TEST_CASE("Units made for a category prefer it") {
  const ConvNet net = TunedNetwork{.tuning = 1}.make();
  const auto result = Examination{.n_train = 180, .n_test = 270}.grade(std::span(&net, 1)).front();
  Index right = 0, wrong = 0;
  for (Index unit = 0; unit < 36; ++unit) {  // last layer, four channels a category
    const auto category = result.preferences.category[static_cast<std::size_t>(96 + unit)];
    right += category == unit / 4;
    wrong += category.has_value() && category != unit / 4;
  }
  CHECK(right >= 27);
  CHECK(wrong <= 3);
}

TEST_CASE("A unit that never responds has no category") {
  ConvNet net = TunedNetwork{.tuning = 1}.make();
  net.layers[2].weights.col(0).setZero();
  net.layers[2].bias[0] = -1;
  const auto result = Examination{.n_train = 18, .n_test = 18}.grade(std::span(&net, 1)).front();
  CHECK(result.preferences.d_prime[96] == 0);
  CHECK(!result.preferences.category[96].has_value());
  CHECK(result.preferences.responses.rows() == 144);
  CHECK(result.preferences.responses.cols() == 9);
}

TEST_CASE("An examination refuses too few pictures or no ridge") {
  const std::vector<ConvNet> none;
  CHECK_THROWS_WITH((Examination{.n_test = 17}.grade(none)), says("is 17"));
  CHECK_THROWS_AS((Examination{.ridge = 0}.grade(none)), ValueError);
  CHECK_THROWS_AS((Examination{.pictures = {.categories = {default_categories()[0]}}}.grade(none)), ValueError);
}
