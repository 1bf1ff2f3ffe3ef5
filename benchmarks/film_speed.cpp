/// How fast does a network watch a film, and how much memory does that take?
///
///   benchmark_film_speed MODEL MOVIE SIZE    e.g. squeezenet1_0_dc.onnx bikes.mp4 227
///
/// Baseline: the loop that everybody writes with OpenCV, a picture at a time: read, blobFromImage, forward with all
/// convolutions, mean of each channel. Then the memory of one minute and of one hour of film (a made one), low-level features
/// at 4 a second.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <opencv2/dnn.hpp>
#include <opencv2/videoio.hpp>
#include <string>

#include "syncact/adapt/eigen.hpp"
#include "syncact/film/film_activations.hpp"
#include "syncact/film/low_level.hpp"
#include "syncact/film/opencv/movie.hpp"
#include "syncact/film/opencv/network.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/study/neurons.hpp"

using namespace syncact;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

/// Seconds per picture of the plain loop, over the first `most` pictures, and a sum so that nothing is left out.
double plain_loop(const std::string& model, const std::string& movie, int size, int most, double& sum) {
  cv::setNumThreads(-1);  // all cores
  cv::dnn::Net net = cv::dnn::readNet(model);
  std::vector<cv::String> convolutions;
  for (const std::string& name : net.getLayerNames()) {
    if (net.getLayer(net.getLayerId(name))->type == "Convolution") convolutions.push_back(name);
  }
  cv::VideoCapture capture(movie);
  cv::Mat picture;
  const double begin = now();
  int n = 0;
  for (; n < most && capture.read(picture); ++n) {
    net.setInput(cv::dnn::blobFromImage(picture, 1, {size, size}, {104, 117, 123}));
    std::vector<cv::Mat> answers;
    net.forward(answers, convolutions);
    for (const cv::Mat& answer : answers) {
      for (int c = 0; c < answer.size[1]; ++c) {
        sum += cv::mean(cv::Mat(answer.size[2], answer.size[3], CV_32F, const_cast<float*>(answer.ptr<float>(0, c))))[0];
      }
    }
  }
  return (now() - begin) / n;
}

double ours(const std::string& model, const std::string& movie, Index size, Index most) {
  cv::setNumThreads(1);
  film::opencv::Network network(model, {.width = size, .height = size, .colours = film::Colours::bgr, .mean = {104, 117, 123}},
                                {}, Threads{});
  const auto open = [&](Index) { return film::opencv::Movie(movie); };
  const film::FilmActivations watched(open, {film::every_frame(film::times_of(open(0)))}, network,
                                      network.layers_of_kind("Convolution"), activations::Mean{}, 8,
                                      Context<>{.executor = Threads{}});
  const Index n = std::min(most, watched.n_frames());
  const double begin = now();
  for (Index first = 0; first < n; first += 8) (void)watched.frames(first, std::min<Index>(8, n - first));
  return (now() - begin) / static_cast<double>(n);
}

/// Peak memory after watching so many seconds of a made film, straight to scans.
long watch_made_film(int seconds) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("syncact-film-" + std::to_string(::getpid()) + ".avi")).string();
  {
    cv::VideoWriter writer(path, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 4, {320, 240});
    for (int i = 0; i < 4 * seconds; ++i) writer.write(cv::Mat(240, 320, CV_8UC3, cv::Scalar(i % 200, i % 90, i % 256)));
  }
  film::LowLevelFeatures features;
  const auto open = [&](Index) { return film::opencv::Movie(path); };
  const film::FilmActivations watched(open, {film::every_frame(film::times_of(open(0)))}, features, {"low_level"},
                                      activations::Mean{});
  const auto scans = study::neurons_at_scans<float>(watched, watched.clock(), hrf::DoubleGamma{},
                                                    Timeline::scans(Seconds{2}, .5, {seconds / 2}), {.allow_mismatch = true});
  std::filesystem::remove(path);
  if (scans.rows() != seconds / 2) std::abort();
  return peak_mib();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: benchmark_film_speed MODEL MOVIE SIZE\n");
    return 2;
  }
  const std::string model = argv[1], movie = argv[2];
  const int size = std::atoi(argv[3]);
  double sum = 0, plain = 1e9, here = 1e9;
  for (int repeat = 0; repeat < 3; ++repeat) {
    plain = std::min(plain, plain_loop(model, movie, size, 96, sum));
    here = std::min(here, ours(model, movie, size, 96));
  }
  std::printf("plain loop %.2f ms a picture, FilmActivations %.2f ms: %.2f x (best of 3; checksum %.3g)\n", 1e3 * plain,
              1e3 * here, plain / here, sum);
  const long minute = watch_made_film(60), hour = watch_made_film(3600);
  std::printf("peak memory after a film of one minute %ld MiB, of one hour %ld MiB\n", minute, hour);
}
