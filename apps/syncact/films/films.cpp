// Loads the module for films when it is needed.
#include "films/films.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/heads.hpp"
#include "films/film_module.hpp"
#include "films/playlist.hpp"

namespace cli {

namespace fs = std::filesystem;
using syncact::message;

namespace {

/// Where the module may be: beside the program, as it is built, or where it is installed.
std::vector<fs::path> places() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
  return {program / "syncact_films.so", program / SYNCACT_MODULE_FOLDER / "syncact_films.so"};
}

const FilmModule& load() {
  std::string why;
  for (const fs::path& path : places()) {
    if (!fs::exists(path)) continue;
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays for as long as the program runs
    if (library == nullptr) {
      why = ::dlerror();
      continue;
    }
    using Get = const FilmModule* (*)();
    if (auto* get = reinterpret_cast<Get>(::dlsym(library, film_module_function))) return *get();
    why = path.string() + " is not of this program";
  }
  throw syncact::Error(
      why.empty() ? message("this syncact was built without OpenCV, which decodes films and runs networks (there is no ",
                            places().front().string(),
                            "); build it where OpenCV is installed. Debian: libopencv-dnn-dev libopencv-videoio-dev "
                            "libopencv-imgcodecs-dev")
                  : "the module for films cannot be loaded: " + why);
}

const FilmModule& module() {
  static const FilmModule& loaded = load();
  return loaded;
}

Index n_threads(std::optional<Index> asked) { return threads(asked).n_threads; }

/// What is seen and what is heard of the same films, on one clock.
class SideBySide final : public Watching {
 public:
  SideBySide(std::unique_ptr<Watching> left, std::unique_ptr<Watching> right)
      : left_(std::move(left)),
        right_(std::move(right)),
        units_(left_->unit_names()),
        layers_(left_->layers()),
        layer_units_(left_->layer_units()) {
    units_.insert(units_.end(), right_->unit_names().begin(), right_->unit_names().end());
    layers_.insert(layers_.end(), right_->layers().begin(), right_->layers().end());
    layer_units_.insert(layer_units_.end(), right_->layer_units().begin(), right_->layer_units().end());
  }
  [[nodiscard]] std::string name() const override { return left_->name(); }
  [[nodiscard]] std::vector<std::string> files() const override { return left_->files(); }
  [[nodiscard]] Index n_frames() const override { return left_->n_frames(); }
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return units_; }
  [[nodiscard]] Index block_frames() const override { return left_->block_frames(); }
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override {
    syncact::RowMatrixX<double> both(n, n_units());
    both.leftCols(left_->n_units()) = left_->frames(first, n);
    both.rightCols(right_->n_units()) = right_->frames(first, n);
    return both;
  }
  [[nodiscard]] std::vector<std::string> films() const override { return left_->films(); }
  [[nodiscard]] std::optional<syncact::Timeline> clock() const override { return left_->clock(); }
  [[nodiscard]] const std::vector<std::string>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<Index>& layer_units() const override { return layer_units_; }

 private:
  std::unique_ptr<Watching> left_, right_;
  std::vector<std::string> units_, layers_;
  std::vector<Index> layer_units_;
};

}  // namespace

std::unique_ptr<Watching> watch(const FilmArguments& a, const PolicyArguments& policies, const std::string& reduction,
                                std::optional<Index> asked) {
  if (a.model == "low_level") {
    auto seen = watch_low_level(a, asked);
    Heard heard = listen(a);
    if (heard.loudness == nullptr) return seen;
    return std::make_unique<SideBySide>(std::move(seen), std::move(heard.loudness));
  }
  if (a.preprocessing.empty()) {
    throw syncact::ValueError(
        message("--preprocessing: must say what ", a.model,
                " was trained with; a network that is given other values answers nonsense without saying so. "
                "`syncact list preprocessing` has the usual ones"));
  }
  return module().watch(a, settings_of(policies, "preprocessing"), reduction, n_threads(asked));
}

std::unique_ptr<Activations> open_source(const SourceArguments& a, const PolicyArguments& policies, std::optional<Index> asked,
                                         Manifest& manifest) {
  if (!a.film.model.empty()) {
    add_film_inputs(manifest, a.film);
    return watch(a.film, policies, a.reduce, asked);
  }
  auto file = open_activations(a.activations, a.reduce, a.unit_names);
  add_inputs(manifest, *file);
  if (!a.unit_names.empty()) manifest.add_input("unit_names", a.unit_names);
  return a.heads ? by_heads(std::move(file), *a.heads) : std::move(file);
}

std::unique_ptr<Watching> watch_low_level(const FilmArguments& a, std::optional<Index> asked) {
  return module().watch_low_level(a, n_threads(asked));
}

Heard listen(const FilmArguments& a) {
  if (!a.sound.empty()) return {module().listen(a), {}};
  try {
    return {module().listen(a), {}};
  } catch (const syncact::Error& error) {
    return {nullptr, error.what()};
  }
}

std::vector<std::string> list_layers(const FilmArguments& a) { return module().list_layers(a); }

std::vector<std::string> thumbnails(const std::vector<std::string>& movies, double picture_period,
                                    const std::vector<FilmMoment>& moments) {
  return module().thumbnails(movies, picture_period, moments);
}

void write_movie(const std::string& path, double frames_per_second, Index n,
                 const std::function<syncact::film::Frame(Index)>& picture) {
  module().write_movie(path, frames_per_second, n, picture);
}

void add_film_inputs(Manifest& manifest, const FilmArguments& a) {
  if (a.model != "low_level") manifest.add_input("model", a.model);
  if (!a.model_config.empty()) manifest.add_input("model_config", a.model_config);
  for (const std::string& path : a.sound) manifest.add_input("sound", path);
  for (const std::string& shown : a.movies) {
    if (is_playlist(shown)) manifest.add_input("playlist", shown);
    for (const std::string& path : films_of(shown)) {
      if (!fs::is_directory(path)) {
        manifest.add_input("movie", path);
      } else {
        for (const std::string& picture : module().pictures(path)) manifest.add_input("picture", picture);
      }
    }
  }
}

}  // namespace cli
