#pragma once
/// What coupling remembers while tiles of neurons pass by. Beside what the caller asked to keep, it is a number per neuron, and
/// per tile and draw.
#include "syncact/core/macros_off.hpp"

#include <map>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/stats/correction.hpp"
#include "syncact/synchrony/detail/best_list.hpp"
#include "syncact/synchrony/detail/plan.hpp"
#include "syncact/synchrony/synchrony.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// Some neighbouring neurons and everything about their couplings. Only usable neurons and networks have rows and columns.
template <std::floating_point T>
struct Tile {
  std::vector<Index> neurons;  ///< their numbers
  MatrixX<T> values;           ///< [time x neuron], standardized where the measure has a standard form
  MatrixX<T> raw;              ///< [time x neuron] before nuisance was removed, for null draws; empty without nuisance
  Index number = 0;            ///< tiles are counted from the first neuron
  MatrixX<T> r;                ///< [neuron x network] observed
  MatrixX<T> threshold;        ///< [neuron x network] a null statistic of at least this has reached r
  CountTable reached;          ///< [neuron x network] null draws that did
  MatrixX<T> row_max;          ///< [neuron x draw] best network's statistic

  [[nodiscard]] Index size() const { return static_cast<Index>(neurons.size()); }
};

/// Gathers finished tiles, in any order, and turns them into a Synchrony.
template <std::floating_point T>
class Tally {
 public:
  /// `start` holds settings, network statuses and room for neuron statuses; `networks` lists the usable networks.
  Tally(Synchrony<T> start, std::vector<Index> networks)
      : col_max(MatrixX<T>::Constant(static_cast<Index>(networks.size()), start.settings.n_draws, lowest)),
        result_(std::move(start)),
        networks_(std::move(networks)),
        best_size_(result_.settings.keep_top.value_or(1)),
        by_network_(networks_.size(), BestList(best_size_)),
        best_row_(as_size(result_.n_neurons())),
        histogram_(as_size(n_draws() + 1), 0),
        high_(as_size(n_draws())) {
    max_ = VectorX<double>::Constant(n_draws(), lowest);
    if (result_.whole_table()) {
      result_.r.setConstant(result_.n_neurons(), result_.n_networks(), std::numeric_limits<T>::quiet_NaN());
      result_.exceeded.setZero(result_.n_neurons(), result_.n_networks());
    }
  }

  MatrixX<T> col_max;  ///< [usable network x draw] best neuron's statistic so far; written while tiles are compared

  [[nodiscard]] Synchrony<T>& result() { return result_; }
  [[nodiscard]] const Synchrony<T>& result() const { return result_; }
  [[nodiscard]] Index n_draws() const { return result_.settings.n_draws; }

  /// Takes over a tile whose null draws have all been compared.
  void add(const Tile<T>& tile) {
    VectorX<double>& sum_best_network = sum_best_network_[tile.number];
    if (tile.size() == 0 || networks_.empty()) return;
    n_usable_ += tile.size();
    for (Index i = 0; i < tile.size(); ++i) add_neuron(tile, i);
    sum_best_network = VectorX<double>::Zero(n_draws());
    for (Index d = 0; d < n_draws(); ++d) {
      for (Index i = 0; i < tile.size(); ++i) sum_best_network[d] += static_cast<double>(tile.row_max(i, d));
      max_[d] = std::max(max_[d], static_cast<double>(tile.row_max.col(d).maxCoeff()));
    }
    keep_high(tile);
  }

  /// Takes over what another tally of the same coupling gathered of other tiles. To the bit, it does not matter which tally
  /// gathered which tile, nor in which order tallies are merged. Throws ValueError if both have a tile.
  void merge(const Tally& other) {
    for (const auto& [tile, sum] : other.sum_best_network_) {
      require(!sum_best_network_.contains(tile), "SynchronyPart::merge",
              "parts must hold different neurons; the first tile that both hold", tile);
      const Index begin = tile * tile_neurons, end = std::min(begin + tile_neurons, result_.n_neurons());
      const auto rows = [&](auto& all) { return all.begin() + begin; };
      std::copy(rows(other.result_.neuron_status), other.result_.neuron_status.begin() + end, rows(result_.neuron_status));
      std::copy(rows(other.best_row_), other.best_row_.begin() + end, rows(best_row_));
      if (result_.whole_table()) {
        result_.r.middleRows(begin, end - begin) = other.result_.r.middleRows(begin, end - begin);
        result_.exceeded.middleRows(begin, end - begin) = other.result_.exceeded.middleRows(begin, end - begin);
      }
      sum_best_network_[tile] = sum;
    }
    col_max = col_max.cwiseMax(other.col_max);
    max_ = max_.cwiseMax(other.max_);
    for (std::size_t n = 0; n < histogram_.size(); ++n) histogram_[n] += other.histogram_[n];
    for (std::size_t j = 0; j < networks_.size(); ++j) {
      for (const Candidate& candidate : other.by_network_[j].sorted()) by_network_[j].offer(candidate);
    }
    candidates_.insert(candidates_.end(), other.candidates_.begin(), other.candidates_.end());
    for (std::size_t d = 0; d < high_.size(); ++d)
      high_[d].insert(high_[d].end(), other.high_[d].begin(), other.high_[d].end());
    n_usable_ += other.n_usable_;
  }

  /// The first neuron of the first tile that is missing; the number of neurons if none is.
  [[nodiscard]] Index next_neuron() const {
    Index tile = 0;
    while (sum_best_network_.contains(tile)) ++tile;
    return std::min(tile * tile_neurons, result_.n_neurons());
  }

  /// Shows visit() all that was gathered, to be stored or taken from a store.
  template <class Self, class Visit>
  static void state(Self& self, Visit&& visit) {
    visit(self.result_.neuron_status), visit(self.result_.r), visit(self.result_.exceeded);
    visit(self.col_max), visit(self.max_), visit(self.sum_best_network_);
    visit(self.by_network_), visit(self.best_row_), visit(self.candidates_);
    visit(self.histogram_), visit(self.high_), visit(self.n_usable_);
  }

  /// Whether all neurons have passed by.
  [[nodiscard]] bool complete() const {
    return std::ssize(sum_best_network_) == (result_.n_neurons() + tile_neurons - 1) / tile_neurons;
  }

  /// All tiles are in: computes what needs the whole table.
  [[nodiscard]] Synchrony<T> finish() {
    const double tolerance = result_.settings.tie_tolerance;
    result_.n_defined = n_usable_ * static_cast<Index>(networks_.size());
    result_.max_statistic = stats::MaxStatistic(max_, tolerance);
    result_.threshold_fwe = result_.max_statistic.threshold(result_.settings.fwe_level);
    result_.q_of_count = stats::benjamini_hochberg_of_counts(histogram_);
    const auto n_usable = static_cast<double>(n_usable_);
    VectorX<double> sum = VectorX<double>::Zero(n_draws());
    for (const auto& [tile, of_tile] : sum_best_network_) {  // by rising number, whoever gathered them
      if (of_tile.size() > 0) sum += of_tile;
    }
    result_.null.mean_best_network = sum / n_usable;
    result_.null.mean_best_neuron = col_max.template cast<double>().colwise().sum().transpose() / double(networks_.size());
    result_.null.share_significant.resize(n_draws());
    for (Index d = 0; d < n_draws(); ++d) {
      const std::vector<T>& values = nth(high_, d);
      const auto n =
          std::count_if(values.begin(), values.end(), [&](T value) { return is_high(value, result_.threshold_fwe); });
      result_.null.share_significant[d] = static_cast<double>(n) / n_usable;
    }
    result_.null.max = max_;
    finish_lists();
    return std::move(result_);
  }

 private:
  static constexpr T lowest = -std::numeric_limits<T>::infinity();

  [[nodiscard]] Coupling coupling(const Candidate& c) const { return result_.coupling(c.neuron, c.network, c.r, c.n_reached); }

  [[nodiscard]] bool is_high(T value, double threshold) const {
    return static_cast<double>(value) - result_.settings.tie_tolerance > threshold;
  }

  void add_neuron(const Tile<T>& tile, Index i) {
    const Index neuron = nth(tile.neurons, i);
    BestList best(best_size_);
    for (std::size_t j = 0; j < networks_.size(); ++j) {
      const auto k = static_cast<Index>(j);
      const T r = tile.r(i, k);
      const std::uint32_t n_reached = tile.reached(i, k);
      const auto value = static_cast<double>(r);
      const Candidate candidate{neuron, networks_[j], value, result_.statistic(value), n_reached};
      ++histogram_[n_reached];
      best.offer(candidate);
      by_network_[j].offer(candidate);
      if (result_.whole_table()) {
        result_.r(neuron, networks_[j]) = r;
        result_.exceeded(neuron, networks_[j]) = n_reached;
      }
    }
    const std::vector<Candidate> sorted = best.sorted();
    nth(best_row_, neuron) = sorted.front();
    if (!result_.whole_table()) candidates_.insert(candidates_.end(), sorted.begin(), sorted.end());
  }

  /// The share of significant neurons of a null draw needs the threshold, which is known at the end. It only ever rises, so
  /// values not above today's need not be remembered: what is kept is exact and small (5 % of the draws, their tails).
  void keep_high(const Tile<T>& tile) {
    const double threshold = stats::MaxStatistic(max_).threshold(result_.settings.fwe_level);
    for (Index d = 0; d < n_draws(); ++d) {
      std::vector<T>& values = nth(high_, d);
      std::erase_if(values, [&](T value) { return !is_high(value, threshold); });
      if (!(max_[d] > threshold)) continue;
      for (Index i = 0; i < tile.size(); ++i) {
        if (is_high(tile.row_max(i, d), threshold)) values.push_back(tile.row_max(i, d));
      }
    }
  }

  void finish_lists() {
    for (const std::optional<Candidate>& best : best_row_) {
      result_.best_network.push_back(best ? std::optional(coupling(*best)) : std::nullopt);
    }
    result_.best_neuron.resize(as_size(result_.n_networks()));
    for (std::size_t j = 0; j < networks_.size(); ++j) {
      const std::vector<Candidate> sorted = by_network_[j].sorted();
      if (!sorted.empty()) nth(result_.best_neuron, networks_[j]) = coupling(sorted.front());
      if (!result_.whole_table()) candidates_.insert(candidates_.end(), sorted.begin(), sorted.end());
    }
    const auto place = [](const Candidate& c) { return std::pair(c.neuron, c.network); };
    std::sort(candidates_.begin(), candidates_.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    const auto end =
        std::unique(candidates_.begin(), candidates_.end(), [&](const auto& a, const auto& b) { return place(a) == place(b); });
    for (auto at = candidates_.begin(); at != end; ++at) result_.kept.push_back(coupling(*at));
  }

  Synchrony<T> result_;
  std::vector<Index> networks_;
  Index best_size_;
  std::vector<BestList> by_network_;
  std::vector<std::optional<Candidate>> best_row_;
  std::vector<Candidate> candidates_;
  std::vector<Index> histogram_;
  std::vector<std::vector<T>> high_;
  VectorX<double> max_;
  std::map<Index, VectorX<double>> sum_best_network_;  ///< [tile] of [draw], one empty for a tile without usable neurons
  Index n_usable_ = 0;
};

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
