#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <opencv2/videoio.hpp>

#include "support/catch.hpp"
#include "support/films.hpp"
#include "syncact/film/film_activations.hpp"
#include "syncact/film/loudness.hpp"
#include "syncact/film/opencv/movie.hpp"
#include "syncact/film/opencv/network.hpp"
#include "syncact/film/opencv/pictures.hpp"
#include "syncact/film/opencv/sound.hpp"
#include "syncact/laws/film_laws.hpp"

namespace syncact::films_test {

using test::says, test::WithinAbs;
using namespace film::opencv;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("syncact-films-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name, std::ios::binary) << text; }

 private:
  fs::path path_;
};

/// A picture of one colour as a portable pixmap.
std::string ppm(int height, int width, char r, char g, char b) {
  std::string text = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int i = 0; i < height * width; ++i) text += {r, g, b};
  return text;
}

/// A Caffe network without weights: pictures, their means over 2 x 2, those above zero, and the mean over all.
const char* const pooling_network = R"(
name: "pooling"
input: "data"
input_shape { dim: 1 dim: 3 dim: 4 dim: 6 }
layer { name: "pool" type: "Pooling" bottom: "data" top: "pool" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
layer { name: "relu" type: "ReLU" bottom: "pool" top: "relu" }
layer { name: "mean" type: "Pooling" bottom: "relu" top: "mean" pooling_param { pool: AVE global_pooling: true } }
layer { name: "flat" type: "Flatten" bottom: "mean" top: "flat" }
)";

TEST_CASE("The sound of a file has its channels and its loudness, at whatever rate it was recorded") {
  const Folder folder;
  MatrixX<double> tones = MatrixX<double>::Zero(16000, 2);  // two seconds, the second one silent
  for (Index t = 0; t < 8000; ++t) {
    tones(t, 0) = 0.5 * std::sin(0.3 * static_cast<double>(t));
    tones(t, 1) = 0.1 * std::sin(0.2 * static_cast<double>(t));
  }
  folder.write("tones.wav", test::wav(tones, 8000));
  Sound sound(folder / "tones.wav");  // needs gstreamer1.0-plugins-good
  film::Loudness loudness({Sampling::fps(10), 20}, sound.rate());
  MatrixX<float> piece;
  Index n_samples = 0;
  while (sound.next(piece)) {
    REQUIRE(piece.cols() == 2);
    n_samples += piece.rows();
    loudness.push(piece);
  }
  CHECK_THAT(static_cast<double>(n_samples) / sound.rate(), WithinAbs(2, 1e-3));
  const VectorX<double> values = loudness.values();
  for (Index i = 0; i < 9; ++i) CHECK_THAT(values[i], WithinAbs(std::sqrt(0.26 / 4), 2e-3));
  for (Index i = 11; i < 20; ++i) CHECK_THAT(values[i], WithinAbs(0, 1e-4));
  folder.write("p.ppm", ppm(2, 3, 1, 2, 3));
  CHECK_THROWS_WITH(Sound(folder / "p.ppm"), says("p.ppm: no sound that OpenCV can decode"));
  CHECK_THROWS_WITH(Sound(folder / "none.wav"), says("does not exist"));
}

TEST_CASE("A folder of pictures is a film, in the order in which people count") {
  const Folder folder;
  folder.write("p10.ppm", ppm(2, 3, 10, 0, 0));
  folder.write("p9.ppm", ppm(2, 3, 9, 1, 2));
  folder.write("p2.PPM", ppm(2, 3, 2, 0, 0));
  folder.write("notes.txt", "no picture");
  CHECK(laws::check_frame_source([&] { return Pictures(folder.path(), Seconds{.5}); }).text() == "");
  Pictures pictures(folder.path(), Seconds{.5});
  film::Frame frame;
  REQUIRE(pictures.next(frame));
  CHECK(frame(0, 0, 0) == 2);
  REQUIRE(pictures.next(frame));
  CHECK(frame.time == .5);
  CHECK(frame.height == 2);
  CHECK(frame.width == 3);
  CHECK(frame.rgb == test::plain(0, 2, 3, 9, 1, 2).rgb);  // red first
  REQUIRE(pictures.next(frame));
  CHECK(frame(1, 2, 0) == 10);
  CHECK(!pictures.next(frame));
}

TEST_CASE("Pictures that cannot be read are named") {
  const Folder folder;
  CHECK_THROWS_WITH(Pictures(folder.path()), says(folder.path()) && says("holds no pictures"));
  CHECK_THROWS_WITH(Pictures(folder / "absent"), says("cannot be read"));
  folder.write("a.png", "no picture");
  Pictures broken(folder.path());
  film::Frame frame;
  CHECK_THROWS_WITH(broken.next(frame), says("a.png") && says("no picture"));
  CHECK_THROWS_WITH(Pictures(folder.path(), Seconds{0}), says("period must be > 0 s"));
}

TEST_CASE("A movie file has its pictures and their times") {
  const Folder folder;
  const std::string path = folder / "film.avi";
  {
    cv::VideoWriter writer(path, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 20, {32, 16});
    REQUIRE(writer.isOpened());
    for (int i = 0; i < 12; ++i) writer.write(cv::Mat(16, 32, CV_8UC3, cv::Scalar(0, 0, 20 * i)));  // red
  }
  CHECK(laws::check_frame_source([&] { return Movie(path); }).text() == "");
  const std::vector<double> times = film::times_of(Movie(path));
  REQUIRE(times.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) CHECK_THAT(times[i], WithinAbs(.05 * static_cast<double>(i), 1e-6));
  Movie movie(path);
  film::Frame frame;
  for (int i = 0; i < 12; ++i) {
    REQUIRE(movie.next(frame));
    CHECK(frame.height == 16);
    CHECK(frame.width == 32);
    CHECK(std::abs(frame(8, 8, 0) - 20 * i) < 6);  // MJPG loses a little
    CHECK(frame(8, 8, 2) < 10);
  }
}

TEST_CASE("What is no film is named") {
  const Folder folder;
  CHECK_THROWS_WITH(Movie(folder / "absent.mp4"), says("absent.mp4: does not exist"));
  folder.write("text.mp4", "this is text");
  CHECK_THROWS_WITH(Movie(folder / "text.mp4"), says("text.mp4") && says("no film"));
}

TEST_CASE("Pictures become the input that the network was trained with") {
  film::Frame frame = test::plain(0, 4, 8, 50, 100, 200);
  const std::vector<film::Frame> frames{frame, test::plain(0, 2, 2, 1, 2, 3)};
  const cv::Mat input =
      input_tensor(frames, {.width = 6, .height = 4, .colours = film::Colours::bgr, .mean = {1, 2, 3}, .std = {2, 4, 8}});
  REQUIRE(input.dims == 4);
  const auto at = [&](int n, int c, int y, int x) {
    const int index[] = {n, c, y, x};
    return input.at<float>(index);
  };
  CHECK(at(0, 0, 3, 5) == (200 - 1) / 2.0F);
  CHECK(at(0, 1, 0, 0) == (100 - 2) / 4.0F);
  CHECK(at(0, 2, 2, 2) == (50 - 3) / 8.0F);
  CHECK(at(1, 0, 2, 2) == (3 - 1) / 2.0F);
  // The middle of the picture: a white border of a quarter on both sides is cut away.
  for (Index y = 0; y < 4; ++y) {
    for (const Index x : {0, 1, 6, 7}) {
      for (Index c = 0; c < 3; ++c) nth(frame.rgb, (y * 8 + x) * 3 + c) = 255;
    }
  }
  const std::vector<film::Frame> bordered{frame};
  const cv::Mat middle = input_tensor(bordered, {.width = 4, .height = 4, .fit = film::Fit::crop, .shorter_side = 4});
  for (int i = 0; i < 16; ++i) CHECK(middle.ptr<float>()[i] == 50);
}

TEST_CASE("A network file answers for several pictures and several layers at once") {
  const Folder folder;
  folder.write("pooling.prototxt", pooling_network);
  Network network(folder / "pooling.prototxt", {.width = 6, .height = 4, .mean = {20, 20, 20}});
  std::vector<std::string> names;
  for (const film::Layer& layer : network.layers()) names.push_back(layer.name);
  CHECK(names == std::vector<std::string>{"pool", "relu", "mean", "flat"});
  CHECK(network.layers_of_kind("Pooling") == std::vector<std::string>{"pool", "mean"});

  const std::vector<film::Frame> frames{test::plain(0, 4, 6, 10, 20, 40), test::plain(1, 4, 6, 60, 0, 20),
                                        test::plain(2, 8, 12, 1, 2, 3)};
  CHECK(laws::check_inference_engine(network, frames).text() == "");
  const auto open = [&](Index) { return test::MadeFilm{frames}; };
  const film::FilmActivations watched(open, {film::every_frame({0, 1, 2})}, network, {"flat", "pool"}, activations::Mean{}, 2);
  CHECK(watched.n_units() == 6);
  const RowMatrixX<float> all = watched.frames(0, 3);
  CHECK(all.row(0) == (Eigen::RowVectorXf(6) << 0, 0, 20, -10, 0, 20).finished());
  CHECK(all.row(1) == (Eigen::RowVectorXf(6) << 40, 0, 0, 40, -20, 0).finished());
  CHECK(all.row(2) == (Eigen::RowVectorXf(6) << 0, 0, 0, -19, -18, -17).finished());
  CHECK(Network(folder / "pooling.prototxt", {.width = 6, .height = 4}).layers().size() == 4);
  const std::vector<std::string> relu{"relu"};
  const auto refuse = [](Index, Index first, const TensorView<float>&) {
    if (first == 1) throw ValueError("not the second one");
  };
  CHECK_THROWS_WITH(network.run(frames, relu, refuse), says("not the second one"));
}

TEST_CASE("Networks that cannot be used are named") {
  const Folder folder;
  CHECK_THROWS_WITH(Network(folder / "absent.onnx", {}), says("absent.onnx: does not exist"));
  folder.write("text.onnx", "this is text");
  CHECK_THROWS_WITH(Network(folder / "text.onnx", {}), says("text.onnx") && says("cannot be read by OpenCV"));
  folder.write("text.xyz", "this is text");
  CHECK_THROWS_WITH(Network(folder / "text.xyz", {}), says("text.xyz") && says("cannot be read by OpenCV"));
  folder.write("pooling.prototxt", pooling_network);
  CHECK_THROWS_WITH(Network(folder / "pooling.prototxt", {.width = 0}), says("must be >= 1"));
  Network network(folder / "pooling.prototxt", {.width = 6, .height = 4});
  const std::vector<film::Frame> frames{test::plain(0, 4, 6, 1, 2, 3)};
  const std::vector<std::string> unknown{"conv1"};
  CHECK_THROWS_WITH(network.run(frames, unknown, {}), says("has no layer 'conv1'"));
}

}  // namespace syncact::films_test
