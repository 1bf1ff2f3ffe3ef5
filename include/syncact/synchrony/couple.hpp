#pragma once
/// Coupling: the similarity of every neuron with every network, and how often chance does as well.
#include "syncact/core/macros_off.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/synchrony/clock.hpp"
#include "syncact/synchrony/detail/comparison.hpp"
#include "syncact/synchrony/detail/effective_samples.hpp"
#include "syncact/synchrony/detail/plan.hpp"
#include "syncact/synchrony/detail/prepare.hpp"
#include "syncact/synchrony/detail/shift_null.hpp"
#include "syncact/synchrony/detail/tally.hpp"
#include "syncact/synchrony/neuron_source.hpp"

namespace syncact::inline v0_1::synchrony {

namespace detail {

/// The smallest T that is not below x, so that a comparison in T decides as one in double.
template <std::floating_point T>
T round_up(double x) {
  const T rounded = static_cast<T>(x);
  return static_cast<double>(rounded) < x ? std::nextafter(rounded, std::numeric_limits<T>::infinity()) : rounded;
}

/// Counts one product of null draws into a tile. `values` [neuron x (network, draw)], draws first .. first + n.
template <std::floating_point T>
void count_draws(MatrixX<T>& values, Index first, Tail tail, Tile<T>& tile, Tally<T>& tally, std::mutex& tile_lock,
                 std::mutex& tally_lock) {
  if (tail == Tail::both) values = values.cwiseAbs();
  const Index n_networks = tile.r.cols(), n = values.cols() / n_networks, size = tile.size();
  CountTable reached = CountTable::Zero(size, n_networks);
  MatrixX<T> col_max(n_networks, n);
  for (Index d = 0; d < n; ++d) {
    auto row_max = tile.row_max.col(first + d);  // this task alone writes these draws
    row_max = values.col(d * n_networks);
    for (Index k = 0; k < n_networks; ++k) {
      const auto column = values.col(d * n_networks + k);
      row_max = row_max.cwiseMax(column);
      col_max(k, d) = column.maxCoeff();
      const T* value = column.data();
      const T* threshold = tile.threshold.col(k).data();
      std::uint32_t* count = reached.col(k).data();
      for (Index i = 0; i < size; ++i) count[i] += value[i] >= threshold[i] ? 1u : 0u;
    }
  }
  {
    const std::lock_guard lock(tile_lock);
    tile.reached += reached;  // integers: the order of the threads cannot matter
  }
  const std::lock_guard lock(tally_lock);
  auto columns = tally.col_max.middleCols(first, n);
  columns = columns.cwiseMax(col_max);
}

/// A tile of neurons, compared with the networks as they are.
template <std::floating_point T, class C>
Tile<T> open_tile(PreparedSignals<T>& prepared, Index first, const C& comparison, const CouplingSettings& settings) {
  Tile<T> tile;
  for (const Index i : prepared.usable) tile.neurons.push_back(first + i);
  if (tile.size() == 0 || comparison.n_networks() == 0) return tile;
  tile.values = comparison.side(prepared.values);
  tile.raw = std::move(prepared.raw);
  tile.r = comparison.compare(tile.values, comparison.observed());
  tile.r = tile.r.cwiseMax(T{-1}).cwiseMin(T{1}).eval();
  tile.threshold = tile.r.unaryExpr([&](T r) {
    const double statistic = settings.tail == Tail::both ? std::abs(static_cast<double>(r)) : static_cast<double>(r);
    return round_up<T>(statistic - settings.tie_tolerance);
  });
  tile.reached.setZero(tile.size(), comparison.n_networks());
  tile.row_max.resize(tile.size(), settings.n_draws);
  return tile;
}

/// Compares all null draws with the tiles of one block, chunk by chunk.
template <std::floating_point T, class C, Executor E>
void run_null(std::vector<Tile<T>>& tiles, const C& comparison, const Plan& plan, Tally<T>& tally, const E& executor,
              Steps& steps) {
  const Index n_columns = comparison.panel_columns(), n_tiles = static_cast<Index>(tiles.size());
  if (comparison.n_networks() == 0) return;
  std::vector<std::mutex> tile_locks(tiles.size());
  std::mutex tally_lock;
  for (Index begin = 0; begin < tally.n_draws(); begin += plan.chunk_draws) {
    const Index n_draws = std::min(plan.chunk_draws, tally.n_draws() - begin);
    MatrixX<T> panels(comparison.observed().rows(), n_columns * n_draws);
    if (n_columns > 0) {
      executor.bulk(n_draws, [&](Index d) { panels.middleCols(d * n_columns, n_columns) = comparison.panel(begin + d); });
    }
    const Index n_products = (n_draws + plan.draws_per_product - 1) / plan.draws_per_product;
    executor.bulk(n_tiles * n_products, [&](Index task) {
      const auto t = as_size(task % n_tiles);
      const Index first = task / n_tiles * plan.draws_per_product;
      const Index n = std::min(plan.draws_per_product, n_draws - first);
      if (tiles[t].size() > 0) {
        MatrixX<T> values =
            comparison.compare_draws(tiles[t], panels.middleCols(first * n_columns, n * n_columns), begin + first, n);
        count_draws(values, begin + first, tally.result().settings.tail, tiles[t], tally, tile_locks[t], tally_lock);
      }
      steps.advance();
    });
  }
}

template <class Policy>
std::string name_of(const Policy& policy) {
  if constexpr (requires { std::string(policy.name()); }) {
    return std::string(policy.name());
  } else {
    return "user-defined";
  }
}

template <class S, class N>
CouplingSettings settings_of(const CouplingOptions<S, N>& options, const stats::Draws<N>& draws, const Timeline& scans,
                             double epsilon) {
  const PerRun by_default = scans.n_runs() > 1 ? PerRun::center : PerRun::none;
  return {.similarity = name_of(options.similarity),
          .null_model = name_of(options.null),
          .n_permutations = options.n_permutations,
          .n_draws = draws.size(),
          .exhaustive = draws.exhaustive(),
          .seed = options.seed,
          .tail = options.tail,
          .fwe_level = options.fwe_level,
          .per_run = options.per_run.value_or(by_default),
          .nan = options.nan,
          .keep_top = options.keep_top,
          .n_removed = 0,
          .effective_samples = 0,
          .tie_tolerance = 4 * epsilon * std::sqrt(static_cast<double>(scans.size()))};
}

/// The lag of each run [run] in each draw [draw].
template <stats::ShiftNullModel N>
std::vector<std::vector<std::int32_t>> lags_of(const stats::Draws<N>& draws, Index n_runs) {
  std::vector<std::vector<std::int32_t>> lags(as_size(n_runs));
  for (Index d = 0; d < draws.size(); ++d) {
    const std::vector<Index> of_draw = draws.lags(d);
    for (std::size_t r = 0; r < lags.size(); ++r) lags[r].push_back(static_cast<std::int32_t>(of_draw[r]));
  }
  return lags;
}

/// Whether null draws come from transforms. Throws ValueError if they are asked for and there are none.
template <class C>
bool choose_transforms(NullEngine engine, const C& comparison, const Timeline& scans, Index n_neurons, Index n_draws) {
  const bool can = comparison.draws_are_shifts() && comparison.n_networks() > 0;
  if (engine == NullEngine::transforms && !comparison.draws_are_shifts()) {
    throw ValueError(
        "couple: engine transforms needs a null that shifts runs, a similarity that is an inner product, and nothing removed "
        "from "
        "the signals that moves with the draw; use NullEngine::cheaper");
  }
  return can && (engine == NullEngine::transforms ||
                 (engine == NullEngine::cheaper && transforms_pay(scans, n_neurons, comparison.n_networks(), n_draws)));
}

/// Throws ValueError if the projection leaves a run too few degrees of freedom; the number of components it removes.
inline Index require_degrees_of_freedom(const signal::Projection& projection, Index least) {
  Index n_removed = 0;
  for (Index r = 0; r < projection.output_clock().n_runs(); ++r) {
    const Index n = projection.output_clock().run(r).n, rank = projection.rank(r);
    if (n - rank < least) {
      throw ValueError(message("couple: run ", r, " keeps ", n, " scans, of which the cleaning removes ", rank,
                               " components: ", n - rank, " degrees of freedom are left, and at least ", least,
                               " are needed; use fewer confounds or a lower high-pass"));
    }
    n_removed += rank;
  }
  return n_removed;
}

/// The neurons [begin, end) of couple_source, with the projection that they still have to pass through, or null; added to what
/// `before` gathered of others, if there is one.
template <std::floating_point T, class Source, class S, class N, CallContext C>
[[nodiscard]] Tally<T> couple_blocks(const Source& neurons, Index range_begin, Index range_end, const SeriesView<T>& networks,
                                     const Timeline& scans, const signal::Projection* projection,
                                     const CouplingOptions<S, N>& options, const C& context,
                                     std::optional<Tally<T>> before = {}) {
  require(options.fwe_level > 0 && options.fwe_level < 1, "couple", "fwe_level must lie in (0, 1)", options.fwe_level);
  require(options.keep_top.value_or(1) >= 1, "couple", "keep_top must be >= 1", options.keep_top.value_or(1));
  require_same_times("couple", "neurons", neurons.n_times(), "scans",
                     projection != nullptr ? projection->input_clock().size() : scans.size());
  const stats::Draws<N> draws(options.null, scans, options.n_permutations, options.seed);

  Synchrony<T> start;
  start.settings = settings_of(options, draws, scans, static_cast<double>(std::numeric_limits<T>::epsilon()));
  if (projection != nullptr) {
    start.settings.n_removed = require_degrees_of_freedom(*projection, options.min_degrees_of_freedom);
  }
  const PerRun per_run = start.settings.per_run;
  PreparedSignals<T> prepared = projection != nullptr ? prepare_kept(networks, *projection, per_run, options.nan, "networks")
                                                      : prepare(networks, scans, per_run, options.nan, "networks");
  start.settings.effective_samples = effective_samples(prepared.values, scans);
  const CouplingSettings settings = start.settings;
  start.network_status = prepared.status;
  start.neuron_status.resize(as_size(neurons.n_neurons()));
  const Comparison<T, S, N, backend_of<C>> comparison(options.similarity, draws, context.backend, scans, settings.per_run,
                                                      std::move(prepared.values), projection);
  const bool by_transforms = choose_transforms(options.engine, comparison, scans, neurons.n_neurons(), draws.size());
  const Index n_columns = std::max(comparison.n_networks(), comparison.panel_columns());
  std::optional<ShiftNull<T>> shifts;
  Plan plan{0, draws.size(), draws.size()};
  Index n_lanes = 1;
  if (by_transforms) {
    const double task = ShiftNull<T>::task_bytes(scans.size(), scans.n_runs(), draws.size());
    plan.block_neurons =
        transform_block(scans.size(), neurons.n_neurons(), n_columns, draws.size(), sizeof(T), task, context.memory_cap_bytes);
    n_lanes = std::clamp<Index>(static_cast<Index>(static_cast<double>(context.memory_cap_bytes) / 4 / task), 1, 64);
    if constexpr (stats::ShiftNullModel<N>) {
      shifts.emplace(comparison.rolled(), comparison.n_networks(), comparison.projected(),
                     settings.per_run == PerRun::standardize, comparison.smallest_share, scans, lags_of(draws, scans.n_runs()),
                     settings.tail, context.executor);
    }
  } else {
    plan = make_plan(scans.size(), neurons.n_neurons(), n_columns, draws.size(), sizeof(T), context.memory_cap_bytes);
  }
  Tally<T> tally = before ? std::move(*before) : Tally<T>(std::move(start), std::move(prepared.usable));

  const Index n_tiles = (range_end - range_begin + tile_neurons - 1) / tile_neurons;
  Index n_products = 0;
  for (Index d = 0; d < draws.size(); d += plan.chunk_draws) {
    n_products += (std::min(plan.chunk_draws, draws.size() - d) + plan.draws_per_product - 1) / plan.draws_per_product;
  }
  if (by_transforms) n_products = ShiftNull<T>::tasks_of_tile;
  Steps steps(context.progress, n_tiles * n_products);
  for (Index first = range_begin; first < range_end; first += plan.block_neurons) {
    const Index n = std::min(plan.block_neurons, range_end - first);
    std::vector<Tile<T>> tiles(as_size((n + tile_neurons - 1) / tile_neurons));
    {
      const MatrixX<T> block = neurons.block(first, n);
      require_table("couple", "a block of the neuron source", block, neurons.n_times(), n);
      context.executor.bulk(static_cast<Index>(tiles.size()), [&](Index t) {
        const Index begin = t * tile_neurons;
        const SeriesView<T> part = SeriesView<T>(block).signals(begin, std::min(tile_neurons, n - begin));
        PreparedSignals<T> side = projection != nullptr
                                      ? prepare_raw(part, *projection, settings.per_run, settings.nan, "neurons", first + begin)
                                      : prepare(part, scans, settings.per_run, settings.nan, "neurons", first + begin);
        std::copy(side.status.begin(), side.status.end(), tally.result().neuron_status.begin() + first + begin);
        nth(tiles, t) = open_tile(side, first + begin, comparison, settings);
        nth(tiles, t).number = first / tile_neurons + t;
      });
    }
    if (shifts) {
      shifts->run(tiles, tally, n_lanes, context.executor, steps);
    } else {
      run_null(tiles, comparison, plan, tally, context.executor, steps);
    }
    for (const Tile<T>& tile : tiles) tally.add(tile);
  }
  return tally;
}

}  // namespace detail

/// What is known of some of the neurons of a coupling. Parts computed apart, on several machines or days, merge into the whole:
/// merging is associative and commutative, and couple_source() is the same bits as any way of cutting and merging.
/// Memory: what a Synchrony of all neurons needs.
template <std::floating_point T>
class SynchronyPart {
 public:
  explicit SynchronyPart(detail::Tally<T> tally) : tally_(std::move(tally)) {}

  /// Throws ValueError unless both are parts of the same coupling and hold different neurons.
  void merge(const SynchronyPart& other) {
    require(same_coupling(other), "SynchronyPart::merge", "both parts must have the same neurons, networks and null draws");
    tally_.merge(other.tally_);
  }

  /// Whether all neurons are in.
  [[nodiscard]] bool complete() const { return tally_.complete(); }

  /// The first neuron that is not in: where to go on.
  [[nodiscard]] Index next_neuron() const { return tally_.next_neuron(); }

  [[nodiscard]] Index n_neurons() const { return tally_.result().n_neurons(); }

  /// The tally itself, for who stores it.
  [[nodiscard]] detail::Tally<T>& tally() { return tally_; }
  [[nodiscard]] const detail::Tally<T>& tally() const { return tally_; }

  /// Throws ValueError unless the part is complete.
  [[nodiscard]] Synchrony<T> finish() && {
    require(complete(), "SynchronyPart::finish", "all neurons must be in");
    return tally_.finish();
  }

 private:
  [[nodiscard]] bool same_coupling(const SynchronyPart& other) const {
    const Synchrony<T>&a = tally_.result(), &b = other.tally_.result();
    return a.settings == b.settings && a.network_status == b.network_status && a.n_neurons() == b.n_neurons();
  }

  detail::Tally<T> tally_;
};

/// The neurons [first, first + n) of couple_source(): one part of several, together with those of `before`, a part of the same
/// coupling without them. first must be a multiple of 256, and n too unless the part reaches the last neuron: neurons are
/// compared 256 at a time. Otherwise, and in what it throws, as couple_source().
template <std::floating_point T, NeuronSource<T> Source, ClockOrProjection Clock,
          measure::SimilarityMeasure<T> S = measure::Pearson, stats::NullModel<T> N = stats::CircularShift,
          CallContext C = Context<>>
[[nodiscard]] SynchronyPart<T> couple_part(const Source& neurons, Index first, Index n, const SeriesView<T>& networks,
                                           const Clock& clock, const CouplingOptions<S, N>& options = {}, const C& context = {},
                                           std::optional<SynchronyPart<T>> before = {}) {
  const Index end = first + n;
  require(first >= 0 && n >= 0 && end <= neurons.n_neurons(), "couple_part",
          "the end of the neurons must be at most that of the source", end);
  require(first % detail::tile_neurons == 0 && (n % detail::tile_neurons == 0 || end == neurons.n_neurons()), "couple_part",
          message("first (", first, ") and n must be multiples of ", detail::tile_neurons, " but for the last part; n"), n);
  std::optional<detail::Tally<T>> tally;
  if (before) {
    require(first >= before->next_neuron(), "couple_part", "first must not lie before what `before` lacks", first);
    tally = std::move(before->tally());
  }
  if constexpr (std::same_as<Clock, Timeline>) {
    return SynchronyPart<T>(
        detail::couple_blocks<T>(neurons, first, end, networks, clock, nullptr, options, context, std::move(tally)));
  } else {
    return SynchronyPart<T>(detail::couple_blocks<T>(neurons, first, end, networks, clock.output_clock(), &clock, options,
                                                     context, std::move(tally)));
  }
}

/// Couples neurons that arrive in blocks with networks [time x network]; all on the clock `scans`.
///
/// r is taken over all runs together, after what options.per_run does within each. For every null draw the networks are
/// scrambled (they are fewer; shifting one side by s is shifting the other by -s) and compared with all neurons. Per pair
/// the draws whose statistic reaches the observed one are counted, which gives p_uncorrected, and from the histogram of
/// counts q_fdr over the whole table; the largest statistic of each draw gives p_fwe.
/// A draw reaches r if its statistic is not smaller than r's by more than 4 eps(T) sqrt(time points): values that are equal
/// but for rounding count as reached, and no p-value is too small for that reason.
/// The result depends neither on the executor (to the bit) nor on the memory cap.
/// If nuisance was removed from these tables, the p-values are too small; give couple the projection instead (below).
/// Throws ShapeError unless all time points agree; ValueError for NaN or infinity under NanPolicy::raise, for settings
/// outside their range, for runs too short for the null, and for a cap too small for one tile; Cancelled. What a policy or
/// source returns in the wrong shape is a ShapeError that names it.
template <std::floating_point T, NeuronSource<T> Source, measure::SimilarityMeasure<T> S = measure::Pearson,
          stats::NullModel<T> N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] Synchrony<T> couple_source(const Source& neurons, const SeriesView<T>& networks, const Timeline& scans,
                                         const CouplingOptions<S, N>& options = {}, const C& context = {}) {
  return couple_part<T>(neurons, 0, neurons.n_neurons(), networks, scans, options, context).finish();
}

/// Couples neurons that still carry nuisance, [scan x neuron] on projection.input_clock(), with networks that were learned from
/// what the projection left, [kept scan x network] on projection.output_clock(). r is that of the projected neurons. The null
/// goes through what the data went through: a draw scrambles the kept scans of the neurons before the projection (they are the
/// side that holds no nuisance) and projects the draw, so that what the projection does to any smooth series it does to the
/// draws too. Scrambling what a projection left instead makes .8 of unrelated studies of 150 scans with 36 confounds
/// significant at .05. Otherwise, and in what it throws, as above; ValueError too if a run keeps fewer than
/// options.min_degrees_of_freedom.
template <std::floating_point T, NeuronSource<T> Source, measure::SimilarityMeasure<T> S = measure::Pearson,
          stats::NullModel<T> N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] Synchrony<T> couple_source(const Source& neurons, const SeriesView<T>& networks,
                                         const signal::Projection& projection, const CouplingOptions<S, N>& options = {},
                                         const C& context = {}) {
  return couple_part<T>(neurons, 0, neurons.n_neurons(), networks, projection, options, context).finish();
}

/// Couples neurons [time x neuron] with networks [time x network] on the clock `scans`, or through a projection: see
/// couple_source.
template <std::floating_point T, ClockOrProjection Clock, measure::SimilarityMeasure<T> S = measure::Pearson,
          stats::NullModel<T> N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] Synchrony<T> couple(const SeriesView<T>& neurons, const SeriesView<T>& networks, const Clock& scans,
                                  const CouplingOptions<S, N>& options = {}, const C& context = {}) {
  return couple_source<T>(NeuronsInMemory<T>{neurons}, networks, scans, options, context);
}

/// Any two tables; computed in the scalar type of the neurons, which are the many.
template <TimeSeriesMatrix A, TimeSeriesMatrix M, ClockOrProjection Clock, class S = measure::Pearson,
          class N = stats::CircularShift, CallContext C = Context<>>
  requires measure::SimilarityMeasure<S, series_scalar_t<A>> && stats::NullModel<N, series_scalar_t<A>>
[[nodiscard]] auto couple(const A& neurons, const M& networks, const Clock& scans, const CouplingOptions<S, N>& options = {},
                          const C& context = {}) {
  using T = series_scalar_t<A>;
  return with_series(neurons, [&](const SeriesView<T>& a) {
    return with_series(networks, [&](const auto& b) {
      if constexpr (std::same_as<series_scalar_t<M>, T>) {
        return couple<T>(a, b, scans, options, context);
      } else {
        const MatrixX<T> cast = b.template to_matrix<T>();
        return couple<T>(a, SeriesView<T>(cast), scans, options, context);
      }
    });
  });
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
