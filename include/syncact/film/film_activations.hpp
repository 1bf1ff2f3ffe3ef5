#pragma once
/// The activations of a network while it watches films, as they come: the memory of one batch of pictures.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "syncact/activations/reduce.hpp"
#include "syncact/film/frame_source.hpp"
#include "syncact/film/inference_engine.hpp"
#include "syncact/film/showing.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::film {

/// A network that watches films, one after the other, and gives its layers' activations [sample x unit], each channel's map
/// reduced to one unit: a study::ActivationSource. Pictures are decoded, run, reduced and forgotten a batch at a time. Batches
/// begin at multiples of their size within a film, so that the numbers depend neither on how the caller cuts the samples nor on
/// what was asked for before.
///
/// `open(r)` gives a FrameSource of film r that starts at its first picture, `shown` says which of its pictures are shown and
/// when. Units are named layer/channel, and layer/channel.y.x if every position is one (activations::Identity).
/// Throws ValueError for a layer that the network does not have and if a film ends early, ShapeError if a layer changes its
/// size, and what the network and the sources throw.
template <class Open, InferenceEngine Engine, class Reduction, CallContext C = Context<>>
class FilmActivations {
 public:
  using Source = std::remove_cvref_t<std::invoke_result_t<const Open&, Index>>;
  static_assert(FrameSource<Source>, "open(film) must give a FrameSource");

  /// The network must outlive this. Its first picture is run once, to see the layers.
  FilmActivations(Open open, std::vector<Showing> shown, Engine& network, std::vector<std::string> layers, Reduction reduction,
                  Index batch = 8, C context = {})
      : open_(std::move(open)),
        shown_(std::move(shown)),
        network_(&network),
        layers_(std::move(layers)),
        reduction_(std::move(reduction)),
        batch_(batch),
        context_(std::move(context)) {
    require(!shown_.empty(), "FilmActivations", "the number of films must be >= 1", shown_.size());
    require(!layers_.empty(), "FilmActivations", "the number of layers must be >= 1", layers_.size());
    require(batch >= 1, "FilmActivations", "batch must be >= 1", batch);
    see_layers();
  }

  [[nodiscard]] Index n_frames() const {
    return std::accumulate(shown_.begin(), shown_.end(), Index{0}, [](Index n, const Showing& s) { return n + s.run.n; });
  }
  [[nodiscard]] Index n_units() const { return static_cast<Index>(names_.size()); }
  [[nodiscard]] Index block_frames() const { return batch_; }
  /// The clock of the activations: a run for each film.
  [[nodiscard]] Timeline clock() const {
    std::vector<Run> runs;
    for (const Showing& showing : shown_) runs.push_back(showing.run);
    return Timeline(std::move(runs));
  }
  [[nodiscard]] const std::vector<std::string>& layers() const { return layers_; }
  /// How many units each layer has; they lie side by side, layer after layer.
  [[nodiscard]] const std::vector<Index>& layer_units() const { return widths_; }
  [[nodiscard]] const std::vector<std::string>& unit_names() const { return names_; }

  /// Samples first .. first + n - 1 as [n x unit]. Asking in order decodes each film once; asking for an earlier sample starts
  /// its film again, asking for a later one passes over the pictures between.
  [[nodiscard]] RowMatrixX<float> frames(Index first, Index n) const {
    if (first < 0 || n < 0 || first + n > n_frames()) {
      throw ValueError(
          message("FilmActivations::frames: samples ", first, " to ", first + n - 1, " of ", n_frames(), " do not exist"));
    }
    RowMatrixX<float> result(n, n_units());
    for (Index done = 0; done < n;) {
      const auto [film, sample] = place(first + done);
      load(film, sample / batch_);
      const Index offset = sample % batch_, rows = std::min(n - done, answers_.rows() - offset);
      result.middleRows(done, rows) = answers_.middleRows(offset, rows);
      done += rows;
    }
    return result;
  }

 private:
  /// The film of a sample, and its place in it.
  [[nodiscard]] std::pair<Index, Index> place(Index sample) const {
    Index film = 0;
    for (; sample >= nth(shown_, film).run.n; ++film) sample -= nth(shown_, film).run.n;
    return {film, sample};
  }

  void see_layers() {
    const std::vector<Layer> known = network_->layers();
    std::vector<const Layer*> asked;
    for (const std::string& name : layers_) {
      const auto at = std::find_if(known.begin(), known.end(), [&](const Layer& layer) { return layer.name == name; });
      if (at == known.end()) {
        std::string all;
        for (const Layer& layer : known) all += (all.empty() ? "" : ", ") + layer.name;
        throw ValueError(message("FilmActivations: no layer '", name, "'; there are ", all));
      }
      asked.push_back(&*at);
    }
    Source source = open_(Index{0});
    std::vector<Frame> first(1);
    if (!source.next(first.front())) throw ValueError("FilmActivations: film 1 has no pictures");
    std::vector<std::vector<std::string>> names(layers_.size());
    network_->start();
    network_->run(first, layers_, [&](Index layer, Index, const TensorView<float>& seen) {
      nth(names, layer) = unit_names_of(*nth(asked, layer), seen);
    });
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (names[i].empty()) throw ValueError(message("FilmActivations: the network gave no activations of layer ", layers_[i]));
      widths_.push_back(static_cast<Index>(names[i].size()));
      names_.insert(names_.end(), names[i].begin(), names[i].end());
    }
  }

  [[nodiscard]] static std::vector<std::string> unit_names_of(const Layer& layer, const TensorView<float>& seen) {
    std::vector<std::string> names;
    for (Index c = 0; c < seen.n_channels(); ++c) {
      std::string channel = layer.name + "/" + (layer.channels.empty() ? std::to_string(c) : nth(layer.channels, c));
      if constexpr (!std::same_as<Reduction, activations::Identity>) {
        names.push_back(std::move(channel));
      } else {
        for (Index y = 0; y < seen.height(); ++y) {
          for (Index x = 0; x < seen.width(); ++x) {
            names.push_back(channel + "." + std::to_string(y) + "." + std::to_string(x));
          }
        }
      }
    }
    return names;
  }

  /// Makes answers_ those of a batch of a film.
  void load(Index film, Index batch) const {
    if (film == film_ && batch + 1 == next_batch_) return;
    if (film != film_ || batch < next_batch_) {
      source_.emplace(open_(film));
      network_->start();
      film_ = film;
      n_read_ = 0;
      next_batch_ = 0;
    }
    if (batch > next_batch_) {  // what a network keeps of the picture before comes with the batch before
      next_batch_ = batch - 1;
      answer();
    }
    answer();
  }

  /// Shows the network the next batch of the film.
  void answer() const {
    const Showing& showing = nth(shown_, film_);
    const Index first = next_batch_ * batch_, n = std::min(batch_, showing.run.n - first);
    pictures_.resize(as_size(n));
    for (Index i = 0; i < n; ++i) nth(pictures_, i) = picture(nth(showing.frames, first + i));
    answers_.resize(n, n_units());
    network_->run(pictures_, layers_, [&](Index layer, Index first_picture, const TensorView<float>& seen) {
      // An engine that shows one picture at a time may do so on several threads, each of which reduces its own.
      const MatrixX<float> units =
          seen.n_frames() == 1 ? activations::reduce(seen, reduction_) : activations::reduce(seen, reduction_, context_);
      const Index column = std::accumulate(widths_.begin(), widths_.begin() + layer, Index{0});
      require_table("FilmActivations", "activations of layer " + nth(layers_, layer), units,
                    std::min(seen.n_frames(), n - first_picture), nth(widths_, layer));
      answers_.block(first_picture, column, units.rows(), units.cols()) = units;
    });
    ++next_batch_;
  }

  /// Reads on to a picture of the film.
  [[nodiscard]] const Frame& picture(Index index) const {
    double time = 0;
    for (; n_read_ <= index; ++n_read_) {
      if (n_read_ < index ? !skip(*source_, time) : !source_->next(last_)) {
        throw ValueError(message("FilmActivations: film ", film_ + 1, " had a picture ", index,
                                 " when its times were read, but now ends after ", n_read_));
      }
    }
    return last_;
  }

  Open open_;
  std::vector<Showing> shown_;
  Engine* network_;
  std::vector<std::string> layers_;
  Reduction reduction_;
  Index batch_;
  C context_;
  std::vector<Index> widths_;
  std::vector<std::string> names_;

  // Where the film is. It moves on as samples are asked for, which changes no answer.
  mutable std::optional<Source> source_;
  mutable Index film_ = -1;
  mutable Index n_read_ = 0;             ///< pictures of the film that were read or passed over
  mutable Index next_batch_ = 0;         ///< of the film
  mutable Frame last_;                   ///< the picture that was read last
  mutable std::vector<Frame> pictures_;  ///< the batch before next_batch_
  mutable RowMatrixX<float> answers_;    ///< to them
};

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
