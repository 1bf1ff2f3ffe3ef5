#pragma once
/// What decodes films and runs networks: a library of its own, syncact_films.so, which the program loads when it needs it.
/// OpenCV brings some two hundred libraries, which would make every call of the program .1 s slower and 1 GB larger.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "films/films.hpp"
#include "syncact/core/named.hpp"
#include "syncact/film/frame_source.hpp"

namespace cli {

/// The functions of films.hpp, behind a table that both sides are compiled with.
class FilmModule {
 public:
  FilmModule() = default;
  FilmModule(const FilmModule&) = delete;
  FilmModule& operator=(const FilmModule&) = delete;
  virtual ~FilmModule() = default;

  /// `preprocessing` are the settings of --set, n_threads those that OpenCV and the reduction may use.
  [[nodiscard]] virtual std::unique_ptr<Watching> watch(const FilmArguments& arguments,
                                                        const std::vector<syncact::Setting>& preprocessing,
                                                        const std::string& reduction, Index n_threads) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Watching> watch_low_level(const FilmArguments& arguments, Index n_threads) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Watching> listen(const FilmArguments& arguments) const = 0;
  [[nodiscard]] virtual std::vector<std::string> list_layers(const FilmArguments& arguments) const = 0;
  /// The pictures of films that are on the screen at some moments, small, as JPEG; see films.hpp.
  [[nodiscard]] virtual std::vector<std::string> thumbnails(const std::vector<std::string>& movies, double picture_period,
                                                            const std::vector<FilmMoment>& moments) const = 0;
  /// Writes a film of n pictures of one size, losslessly where the codec is there.
  virtual void write_movie(const std::string& path, double frames_per_second, Index n,
                           const std::function<syncact::film::Frame(Index)>& picture) const = 0;
  /// The pictures of a folder, in order.
  [[nodiscard]] virtual std::vector<std::string> pictures(const std::string& folder) const = 0;
};

/// The name of the function that the module has: extern "C" const cli::FilmModule* syncact_film_module().
inline constexpr const char* film_module_function = "syncact_film_module";

}  // namespace cli
