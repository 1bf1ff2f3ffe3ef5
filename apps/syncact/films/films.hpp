#pragma once
/// A network that watches films, as --model, --movie and their options say.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/activations.hpp"
#include "files/manifest.hpp"
#include "syncact/film/frame_source.hpp"

namespace cli {

/// Activations as they come from the network. Each frame is decoded and run when it is asked for.
class Watching : public Activations {
 public:
  /// The layers, model/layer, whose units lie side by side.
  [[nodiscard]] virtual const std::vector<std::string>& layers() const = 0;
  [[nodiscard]] virtual const std::vector<Index>& layer_units() const = 0;
};

/// Throws syncact::Error if the program was built without OpenCV, which decodes films and runs networks, if a file cannot be
/// used, or if options do not fit together.
[[nodiscard]] std::unique_ptr<Watching> watch(const FilmArguments& arguments, const PolicyArguments& policies,
                                              const std::string& reduction, std::optional<Index> threads);

/// Activations, from a file, a folder, or a network that watches the film now; notes the inputs.
[[nodiscard]] std::unique_ptr<Activations> open_source(const SourceArguments& arguments, const PolicyArguments& policies,
                                                       std::optional<Index> threads, Manifest& manifest);

/// The same films as low-level features: brightness, motion, cuts.
[[nodiscard]] std::unique_ptr<Watching> watch_low_level(const FilmArguments& arguments, std::optional<Index> threads);

/// Their loudness, film/sound/loudness, or null and why there is none. Throws syncact::Error if that of --sound cannot be had.
struct Heard {
  std::unique_ptr<Watching> loudness;
  std::string why_not;
};
[[nodiscard]] Heard listen(const FilmArguments& arguments);

/// A line for each layer of --model: its name and its kind.
[[nodiscard]] std::vector<std::string> list_layers(const FilmArguments& arguments);

/// A moment of a film.
struct FilmMoment {
  Index run = 0;       ///< counted from 0
  double seconds = 0;  ///< from the start of the film
  [[nodiscard]] auto operator<=>(const FilmMoment&) const = default;
};

/// The pictures of films, one film for each run, that are on the screen at some moments: 96 pixels wide, as JPEG, in the order
/// of the moments. Throws as watch() does.
[[nodiscard]] std::vector<std::string> thumbnails(const std::vector<std::string>& movies, double picture_period,
                                                  const std::vector<FilmMoment>& moments);

/// Writes a film of n pictures of one size, in the codec FFV1, or MJPG where that is missing. Throws syncact::Error without
/// OpenCV and if the file cannot be written.
void write_movie(const std::string& path, double frames_per_second, Index n,
                 const std::function<syncact::film::Frame(Index)>& picture);

/// Notes the model and the films as inputs.
void add_film_inputs(Manifest& manifest, const FilmArguments& arguments);

}  // namespace cli
