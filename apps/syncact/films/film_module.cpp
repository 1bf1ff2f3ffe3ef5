// Films and networks by OpenCV.
#include "films/film_module.hpp"

#ifdef __linux__
#include <malloc.h>
#endif

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <variant>

#include "films/playlist.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/film/film_activations.hpp"
#include "syncact/film/joined.hpp"
#include "syncact/film/loudness.hpp"
#include "syncact/film/low_level.hpp"
#include "syncact/film/opencv/movie.hpp"
#include "syncact/film/opencv/network.hpp"
#include "syncact/film/opencv/pictures.hpp"
#include "syncact/film/opencv/sound.hpp"

namespace cli {

namespace film = syncact::film;
using syncact::message;
using syncact::Seconds;
using syncact::ValueError;

namespace {

/// A movie file, or a folder of pictures.
class Clip {
 public:
  Clip(const std::string& path, double picture_period) {
    if (std::filesystem::is_directory(path)) {
      source_.emplace<film::opencv::Pictures>(path, Seconds{picture_period});
    } else {
      source_.emplace<film::opencv::Movie>(path);
    }
  }
  [[nodiscard]] bool next(film::Frame& frame) {
    return std::visit([&](auto& source) { return ask(source, [&](auto& s) { return s.next(frame); }); }, source_);
  }
  [[nodiscard]] bool skip(double& time) {
    return std::visit([&](auto& source) { return ask(source, [&](auto& s) { return s.skip(time); }); }, source_);
  }

 private:
  template <class Source, class F>
  static bool ask(Source& source, F&& f) {
    if constexpr (std::same_as<Source, std::monostate>) {
      return false;
    } else {
      return f(source);
    }
  }

  std::variant<std::monostate, film::opencv::Movie, film::opencv::Pictures> source_;
};

/// Opens the files that are shown in one run.
struct OpenClips {
  std::vector<std::string> paths;
  double period;
  Clip operator()(Index i) const { return {syncact::nth(paths, i), period}; }
};

/// A film of one file, or of those of a playlist.
class Shown : public film::Joined<OpenClips> {
 public:
  Shown(const std::string& path, double picture_period) : Shown(films_of(path), picture_period) {}

 private:
  Shown(const std::vector<std::string>& paths, double picture_period)
      : Joined(OpenClips{paths, picture_period}, std::ssize(paths)) {}
};

/// When which pictures of each film are shown to the network.
std::vector<film::Showing> showings(const FilmArguments& a) {
  std::vector<film::Showing> shown;
  for (const std::string& path : a.movies) {
    const std::vector<double> times = film::times_of(Shown(path, a.picture_period));
    if (times.size() < 2) throw ValueError(message(path, ": a film needs at least two pictures, this one has ", times.size()));
    shown.push_back(a.frame_rate ? film::at_rate(times, *a.frame_rate) : film::every_frame(times));
  }
  return shown;
}

std::vector<std::string> with_model(const std::string& model, std::vector<std::string> names) {
  for (std::string& name : names) name.insert(0, model + "/");
  return names;
}

/// An engine and what it is shown.
template <class Engine, class Reduction>
class WatchingBy final : public Watching {
 public:
  WatchingBy(const FilmArguments& a, Engine engine, const std::string& model, const std::vector<std::string>& layers,
             const Reduction& reduction, Index n_threads)
      : engine_(std::move(engine)),
        activations_(Open{a.movies, a.picture_period}, showings(a), engine_, layers, reduction,
                     a.film_batch.value_or(4 * n_threads), {.executor = syncact::Threads{n_threads}}),
        movies_(a.movies),
        name_(a.movies.size() == 1 ? a.movies.front() : message(a.movies.front(), " and ", a.movies.size() - 1, " more films")),
        layers_(with_model(model, activations_.layers())),
        units_(with_model(model, activations_.unit_names())) {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::vector<std::string> files() const override { return movies_; }
  [[nodiscard]] Index n_frames() const override { return activations_.n_frames(); }
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return units_; }
  [[nodiscard]] Index block_frames() const override { return activations_.block_frames(); }
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override {
    return activations_.frames(first, n).template cast<double>();
  }
  [[nodiscard]] std::vector<std::string> films() const override { return movies_; }
  [[nodiscard]] std::optional<syncact::Timeline> clock() const override { return activations_.clock(); }
  [[nodiscard]] const std::vector<std::string>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<Index>& layer_units() const override { return activations_.layer_units(); }

 private:
  struct Open {
    std::vector<std::string> movies;
    double period;
    Shown operator()(Index r) const { return Shown(syncact::nth(movies, r), period); }
  };

  Engine engine_;
  film::FilmActivations<Open, Engine, Reduction> activations_;
  std::vector<std::string> movies_;
  std::string name_;
  std::vector<std::string> layers_, units_;
};

/// The loudness of films, which is a number a frame and kept as a whole.
class Listening final : public Watching {
 public:
  explicit Listening(const FilmArguments& a) : movies_(a.movies) {
    const std::vector<std::string>& sounds = a.sound.empty() ? a.movies : a.sound;
    if (sounds.size() != a.movies.size()) {
      throw ValueError(message("--sound: names ", sounds.size(), " files for ", a.movies.size(), " films; each needs one"));
    }
    std::vector<syncact::Run> runs;
    for (const film::Showing& shown : showings(a)) {
      const std::string& file = sounds[runs.size()];
      if (is_playlist(file)) throw syncact::Error(message(file, ": a playlist has no sound of its own; --sound names a file"));
      film::opencv::Sound sound(file);
      film::Loudness heard(shown.run, sound.rate());
      syncact::MatrixX<float> piece;
      while (sound.next(piece)) heard.push(piece);
      const Index before = loudness_.size();
      loudness_.conservativeResize(before + shown.run.n);
      loudness_.tail(shown.run.n) = heard.values();
      runs.push_back(shown.run);
    }
    clock_ = syncact::Timeline(std::move(runs));
  }

  [[nodiscard]] std::string name() const override { return "the sound of " + movies_.front(); }
  [[nodiscard]] std::vector<std::string> files() const override { return movies_; }
  [[nodiscard]] Index n_frames() const override { return loudness_.size(); }
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return units_; }
  [[nodiscard]] Index block_frames() const override { return n_frames(); }
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override { return loudness_.segment(first, n); }
  [[nodiscard]] std::vector<std::string> films() const override { return movies_; }
  [[nodiscard]] std::optional<syncact::Timeline> clock() const override { return clock_; }
  [[nodiscard]] const std::vector<std::string>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<Index>& layer_units() const override { return layer_units_; }

 private:
  std::vector<std::string> movies_;
  std::optional<syncact::Timeline> clock_;
  syncact::VectorX<double> loudness_;
  std::vector<std::string> layers_{"film/sound"}, units_{"film/sound/loudness"};
  std::vector<Index> layer_units_{1};
};

/// What OpenCV would say on stderr comes as an error of ours.
void prepare_opencv() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  cv::setNumThreads(1);  // its last bits depend on this number; pictures are shared out among threads of ours
#ifdef __GLIBC__
  // OpenCV asks for megabytes at each layer and gives them back, which costs a tenth of the time if the system takes them.
  ::mallopt(M_TRIM_THRESHOLD, 1 << 28);
  ::mallopt(M_MMAP_THRESHOLD, 1 << 28);
#endif
}

film::Preprocessing preprocessing(const FilmArguments& a, const std::vector<syncact::Setting>& said) {
  std::vector<syncact::Setting> settings;
  if (a.size) settings = {{"width", std::to_string(*a.size)}, {"height", std::to_string(*a.size)}};
  settings.insert(settings.end(), said.begin(), said.end());
  return with_named(syncact::catalog::preprocessings(), "preprocessing", a.preprocessing, settings, [](auto p) { return p; });
}

/// A frame, small, as JPEG.
std::string thumbnail(const film::Frame& frame) {
  const cv::Mat rgb(static_cast<int>(frame.height), static_cast<int>(frame.width), CV_8UC3,
                    const_cast<std::uint8_t*>(frame.rgb.data()));
  constexpr int width = 96;
  const int height = std::clamp(rgb.rows * width / rgb.cols, 1, 4 * width);
  cv::Mat small, bgr;
  cv::resize(rgb, small, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, bgr, cv::COLOR_RGB2BGR);
  std::vector<std::uint8_t> bytes;
  cv::imencode(".jpg", bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, 75});
  return {bytes.begin(), bytes.end()};
}

class OpenCvFilms final : public FilmModule {
 public:
  [[nodiscard]] std::unique_ptr<Watching> watch(const FilmArguments& a, const std::vector<syncact::Setting>& said,
                                                const std::string& reduction, Index n_threads) const override {
    prepare_opencv();
    film::opencv::Network network(a.model, preprocessing(a, said), a.model_config, syncact::Threads{n_threads});
    if (a.random_weights) network.shuffle_weights(*a.random_weights);
    const std::vector<std::string> layers = a.layers.empty() ? network.layers_of_kind("Convolution") : a.layers;
    if (layers.empty()) throw ValueError(message(a.model, ": has no convolutions; name --layers, which --list-layers shows"));
    const std::string model = std::filesystem::path(a.model).stem().string() + (a.random_weights ? "_random" : "");
    return with_named(syncact::catalog::reductions(), "reduction", reduction, {},
                      [&](const auto& chosen) -> std::unique_ptr<Watching> {
                        using Reduction = std::remove_cvref_t<decltype(chosen)>;
                        return std::make_unique<WatchingBy<film::opencv::Network, Reduction>>(a, std::move(network), model,
                                                                                              layers, chosen, n_threads);
                      });
  }

  [[nodiscard]] std::unique_ptr<Watching> watch_low_level(const FilmArguments& a, Index n_threads) const override {
    prepare_opencv();
    using syncact::activations::Mean;
    return std::make_unique<WatchingBy<film::LowLevelFeatures, Mean>>(a, film::LowLevelFeatures(), "film",
                                                                      std::vector<std::string>{"low_level"}, Mean{}, n_threads);
  }

  [[nodiscard]] std::unique_ptr<Watching> listen(const FilmArguments& a) const override {
    prepare_opencv();
    return std::make_unique<Listening>(a);
  }

  [[nodiscard]] std::vector<std::string> list_layers(const FilmArguments& a) const override {
    prepare_opencv();
    const std::vector<film::Layer> layers = a.model == "low_level"
                                                ? film::LowLevelFeatures().layers()
                                                : film::opencv::Network(a.model, {}, a.model_config).layers();
    std::vector<std::string> lines;
    for (const film::Layer& layer : layers) lines.push_back(layer.name + "\t" + layer.kind);
    return lines;
  }

  [[nodiscard]] std::vector<std::string> thumbnails(const std::vector<std::string>& movies, double picture_period,
                                                    const std::vector<FilmMoment>& moments) const override {
    prepare_opencv();
    std::vector<std::size_t> in_order(moments.size());
    std::iota(in_order.begin(), in_order.end(), std::size_t{0});
    std::sort(in_order.begin(), in_order.end(), [&](auto a, auto b) { return moments[a] < moments[b]; });
    std::vector<std::string> pictures(moments.size());
    auto at = in_order.begin();
    for (std::size_t run = 0; run < movies.size(); ++run) {  // each film is read once, as far as it is needed
      const auto end = std::find_if(at, in_order.end(), [&](auto i) { return moments[i].run > static_cast<Index>(run); });
      if (at == end) continue;
      const std::vector<double> times = film::times_of(Shown(movies[run], picture_period));
      Shown shown(movies[run], picture_period);
      film::Frame frame;
      Index n_read = 0;
      for (; at != end; ++at) {
        constexpr double same = 1e-3;  // [s] time stamps are rounded to that
        const auto after = std::upper_bound(times.begin(), times.end(), moments[*at].seconds + same);
        const Index wanted = std::max<Index>(0, after - times.begin() - 1);
        double time = 0;
        for (; n_read <= wanted; ++n_read) {
          if (n_read < wanted ? shown.skip(time) : shown.next(frame)) continue;
          throw ValueError(message(movies[run], ": ended after ", n_read, " pictures when it was read again"));
        }
        pictures[*at] = thumbnail(frame);
      }
    }
    return pictures;
  }

  void write_movie(const std::string& path, double frames_per_second, Index n,
                   const std::function<film::Frame(Index)>& picture) const override {
    prepare_opencv();
    cv::VideoWriter writer;
    for (Index i = 0; i < n; ++i) {
      film::Frame frame = picture(i);
      const int height = static_cast<int>(frame.height), width = static_cast<int>(frame.width);
      if (i == 0) {
        for (const char* codec : {"FFV1", "MJPG"}) {
          const int code = cv::VideoWriter::fourcc(codec[0], codec[1], codec[2], codec[3]);
          if (writer.open(path, code, frames_per_second, {width, height})) break;
        }
        if (!writer.isOpened()) throw syncact::FileError(path + ": OpenCV cannot write a film there");
      }
      cv::Mat bgr;
      cv::cvtColor(cv::Mat(height, width, CV_8UC3, frame.rgb.data()), bgr, cv::COLOR_RGB2BGR);
      writer.write(bgr);
    }
  }

  [[nodiscard]] std::vector<std::string> pictures(const std::string& folder) const override {
    const film::opencv::Pictures pictures(folder);
    std::vector<std::string> names;
    for (const auto& picture : pictures.names()) names.push_back(picture.string());
    return names;
  }
};

}  // namespace

}  // namespace cli

extern "C" const cli::FilmModule* syncact_film_module() {
  static const cli::OpenCvFilms films;
  return &films;
}
