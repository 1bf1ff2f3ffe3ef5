#pragma once
/// Activations of an artificial network, wherever they are.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "files/manifest.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/core/types.hpp"

namespace cli {

using syncact::Index;

/// A table [frame x unit] that is read a block of frames at a time.
class Activations {
 public:
  Activations() = default;
  Activations(const Activations&) = delete;
  Activations& operator=(const Activations&) = delete;
  virtual ~Activations() = default;

  /// What messages call it: a file, a folder, a film.
  [[nodiscard]] virtual std::string name() const = 0;
  /// The files that it is read from.
  [[nodiscard]] virtual std::vector<std::string> files() const = 0;
  [[nodiscard]] virtual Index n_frames() const = 0;
  /// All different.
  [[nodiscard]] virtual const std::vector<std::string>& unit_names() const = 0;
  [[nodiscard]] Index n_units() const { return static_cast<Index>(unit_names().size()); }
  /// As many frames as make a block of moderate size.
  [[nodiscard]] virtual Index block_frames() const = 0;
  /// Frames [first, first + n) as [frame x unit].
  [[nodiscard]] virtual syncact::RowMatrixX<double> frames(Index first, Index n) const = 0;
  /// Whether every frame is a tensor of maps, which are reduced to a number per channel.
  [[nodiscard]] virtual bool has_maps() const { return false; }
  /// The films that were watched, one for each run of the clock; empty if they are not known.
  [[nodiscard]] virtual std::vector<std::string> films() const { return {}; }
  /// When the frames are shown, if that is known.
  [[nodiscard]] virtual std::optional<syncact::Timeline> clock() const { return {}; }
};

/// A file, or the folder of `syncact extract`. `reduction` is the value of --reduce, `names` that of --unit-names or empty.
/// Throws syncact::Error that names the file.
[[nodiscard]] std::unique_ptr<Activations> open_activations(const std::string& path, const std::string& reduction,
                                                            const std::string& names);

/// Names, one a line, all different. Throws syncact::Error that names the file.
[[nodiscard]] std::vector<std::string> read_names(const std::string& path);

/// Notes its files as inputs.
void add_inputs(Manifest& manifest, const Activations& activations);

}  // namespace cli
