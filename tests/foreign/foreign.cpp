/// Somebody else's code base: tables and tensors that know neither Eigen nor xtensor, a policy of every kind of the chain, in a
/// namespace of its own, with public headers only. Prints what it found; fails if the chain does.
#include <cmath>
#include <cstdio>
#include <vector>

#include "syncact/activations/reduce.hpp"
#include "syncact/laws/annotation_laws.hpp"
#include "syncact/laws/execution_laws.hpp"
#include "syncact/laws/hrf_laws.hpp"
#include "syncact/laws/network_learner_laws.hpp"
#include "syncact/laws/null_model_laws.hpp"
#include "syncact/laws/reduction_laws.hpp"
#include "syncact/laws/similarity_laws.hpp"
#include "syncact/laws/table_laws.hpp"
#include "syncact/study/sync_act.hpp"

namespace lab {

/// Signals one after the other: signal i begins at values[i * n_times].
struct Recording {
  std::vector<double> values;
  long n_times = 0, n_signals = 0;
  double& at(long t, long i) { return values[static_cast<std::size_t>(i * n_times + t)]; }
  double at(long t, long i) const { return values[static_cast<std::size_t>(i * n_times + t)]; }
};

Recording recording(long n_times, long n_signals) {
  return {std::vector<double>(static_cast<std::size_t>(n_times * n_signals)), n_times, n_signals};
}

/// [frame][y][x][channel]
struct Layer {
  std::vector<float> values;
  long n_frames = 0, height = 0, width = 0, n_channels = 0;
};

/// Rises and falls as half a sine.
struct HalfSine {
  double seconds = 8;
  double operator()(syncact::Seconds t) const {
    return t.count() >= 0 && t.count() <= seconds ? std::sin(3.14159265358979 * t.count() / seconds) : 0.0;
  }
  syncact::Seconds duration() const { return syncact::Seconds{seconds}; }
};

/// The value in the middle of the map.
struct Centre {
  double operator()(const syncact::MapView<float>& map) const {
    double sum = 0;  // NaN anywhere must show
    for (syncact::Index y = 0; y < map.height(); ++y) {
      for (syncact::Index x = 0; x < map.width(); ++x) sum += 0 * static_cast<double>(map(y, x));
    }
    return sum + static_cast<double>(map(map.height() / 2, map.width() / 2));
  }
};

/// The means of consecutive groups of voxels are the networks.
struct Parcels {
  long n = 4;

  syncact::networks::Networks<double> learn(const syncact::SeriesView<double>& bold) const {
    const long n_times = bold.n_times(), n_voxels = bold.n_signals();
    syncact::networks::Networks<double> found;
    found.time_courses.setZero(n_times, n);
    found.maps.setZero(n, n_voxels);
    for (long v = 0; v < n_voxels; ++v) {
      const long k = v * n / n_voxels;
      for (long t = 0; t < n_times; ++t) found.time_courses(t, k) += bold(t, v);
    }
    for (long k = 0; k < n; ++k) {
      double squares = 0;
      for (long t = 0; t < n_times; ++t) squares += found.time_courses(t, k) * found.time_courses(t, k);
      for (long t = 0; t < n_times; ++t) found.time_courses(t, k) /= std::sqrt(squares);
    }
    for (long v = 0; v < n_voxels; ++v) {
      for (long t = 0; t < n_times; ++t)
        found.maps(v * n / n_voxels, v) += bold(t, v) * found.time_courses(t, v * n / n_voxels);
    }
    return found;
  }
};

/// Cosine of the angle between two centered signals, written out.
struct Cosine {
  syncact::MatrixX<double> compare(const syncact::SeriesView<double>& a, const syncact::SeriesView<double>& b) const {
    syncact::MatrixX<double> r(a.n_signals(), b.n_signals());
    const auto mean = [](const auto& s, long i) {
      double sum = 0;
      for (long t = 0; t < s.n_times(); ++t) sum += s(t, i);
      return sum / static_cast<double>(s.n_times());
    };
    for (long i = 0; i < a.n_signals(); ++i) {
      for (long j = 0; j < b.n_signals(); ++j) {
        const double mean_a = mean(a, i), mean_b = mean(b, j);
        double ab = 0, aa = 0, bb = 0;
        for (long t = 0; t < a.n_times(); ++t) {
          const double x = a(t, i) - mean_a, y = b(t, j) - mean_b;
          ab += x * y;
          aa += x * x;
          bb += y * y;
        }
        const bool defined = aa > 1e-20 * mean_a * mean_a && bb > 1e-20 * mean_b * mean_b;
        r(i, j) = defined ? ab / std::sqrt(aa * bb) : std::nan("");
      }
    }
    return r;
  }
};

/// Time backwards from a random point on.
struct Backwards {
  syncact::MatrixX<double> scramble(const syncact::SeriesView<double>& series, const syncact::Timeline& scans,
                                    const syncact::Random& random) const {
    syncact::MatrixX<double> result(series.n_times(), series.n_signals());
    for (long r = 0; r < scans.n_runs(); ++r) {
      const long n = scans.run(r).n, begin = scans.begin(r);
      const long turn = random.below(static_cast<std::uint64_t>(r), n);
      for (long t = 0; t < n; ++t) {
        for (long i = 0; i < series.n_signals(); ++i) result(begin + t, i) = series(begin + (turn + n - t) % n, i);
      }
    }
    return result;
  }
};

/// The best label of the best network, whatever its p is, if the network's own p is small.
struct Bold {
  std::vector<syncact::annotation::Annotation> annotate(const syncact::synchrony::Synchrony<double>& synchrony,
                                                        const syncact::annotation::LabelScores& scores) const {
    std::vector<syncact::annotation::Annotation> all;
    for (long i = 0; i < synchrony.n_neurons(); ++i) {
      const auto& best = synchrony.best_network[static_cast<std::size_t>(i)];
      if (!best || best->p_fwe > 0.05) continue;
      long label = -1;
      for (long l = 0; l < scores.n_labels(); ++l) {
        if (!(scores.p_fwe(best->network, l) <= 0.05) || !(scores.r(best->network, l) > 0)) continue;
        if (label < 0 || scores.r(best->network, l) > scores.r(best->network, label)) label = l;
      }
      if (label < 0) continue;
      const double r = scores.r(best->network, label);
      all.push_back({.neuron = i,
                     .label = label,
                     .score = best->r * r,
                     .p_joint = std::max(best->p_fwe, scores.p_fwe(best->network, label)),
                     .via_network = best->network,
                     .synchrony_r = best->r,
                     .label_r = r,
                     .prevalence = scores.prevalence[label]});
    }
    return all;
  }
};

/// Odd indices first.
struct OddFirst {
  template <class F>
  void bulk(syncact::Index n, F&& f) const {
    for (syncact::Index i = 1; i < n; i += 2) f(i);
    for (syncact::Index i = 0; i < n; i += 2) f(i);
  }
};

}  // namespace lab

template <>
struct syncact::series_traits<lab::Recording> {
  using scalar = double;
  static SeriesView<double> view(const lab::Recording& r) { return {r.values.data(), r.n_times, r.n_signals, 1, r.n_times}; }
};

template <>
struct syncact::tensor_traits<lab::Layer> {
  using scalar = float;
  static TensorView<float> view(const lab::Layer& l) {
    const Index x = l.n_channels, y = l.width * x, frame = l.height * y;
    return {l.values.data(), {l.n_frames, l.n_channels, l.height, l.width}, {frame, 1, y, x}};
  }
};

namespace {

int n_failures = 0;

void expect(const char* what, const syncact::laws::Report& report) {
  std::printf("%s: %s\n", what, report.ok() ? "all laws hold" : report.text().c_str());
  if (!report.ok()) ++n_failures;
}

void expect(const char* what, bool holds) {
  std::printf("%s: %s\n", what, holds ? "yes" : "no");
  if (!holds) ++n_failures;
}

/// A film of 8 minutes, two things in it that come and go; a layer and a brain that each follow both.
struct World {
  syncact::Timeline frames{syncact::Sampling::fps(2), {960}};
  syncact::Timeline scans = syncact::Timeline::scans(syncact::Seconds{2}, 0.5, {240});
  lab::Recording labels = lab::recording(960, 2), bold = lab::recording(240, 40);
  lab::Layer layer{std::vector<float>(960 * 9 * 4), 960, 3, 3, 4};

  World() {
    const syncact::Random random(5);
    for (long block = 0; block < 60; ++block) {
      const auto shown = random.below(static_cast<std::uint64_t>(block), 3);
      for (long f = 16 * block; f < 16 * (block + 1) && shown < 2; ++f) labels.at(f, shown) = 1;
    }
    for (long f = 0; f < 960; ++f) {
      for (long c = 0; c < 4; ++c) {
        for (long p = 0; p < 9; ++p) {
          const auto at = static_cast<std::size_t>((f * 9 + p) * 4 + c);
          layer.values[at] = static_cast<float>(labels.at(f, c % 2) + 0.3 * random.normal(1000 + at));
        }
      }
    }
    const auto courses = syncact::signal::to_scans(labels, frames, lab::HalfSine{}, scans);
    for (long v = 0; v < 40; ++v) {
      for (long t = 0; t < 240; ++t) {
        bold.at(t, v) = courses(t, v / 20) + 0.2 * random.normal(static_cast<std::uint64_t>(100000 + 240 * v + t));
      }
    }
  }
};

}  // namespace

int main() {
  using namespace syncact;
  const World world;
  expect("lab::HalfSine", laws::check_hemodynamic_response(lab::HalfSine{}));
  expect("lab::Centre", laws::check_spatial_reduction<float>(lab::Centre{}));
  expect("lab::Cosine", laws::check_similarity<double>(lab::Cosine{}));
  expect("lab::Backwards", laws::check_null_model<double>(lab::Backwards{}));
  expect("lab::Bold", laws::check_annotation_mapper<double>(lab::Bold{}));
  expect("lab::OddFirst", laws::check_executor(lab::OddFirst{}).n_checked() > 0);
  expect("lab::Recording", laws::check_time_series(world.bold, [&](Index t, Index i) { return world.bold.at(t, i); }));
  expect("lab::Layer", laws::check_frame_tensor(world.layer, [&](Index f, Index c, Index y, Index x) {
           return world.layer.values[static_cast<std::size_t>(((f * 3 + y) * 3 + x) * 4 + c)];
         }));

  const Context<> context{.executor = lab::OddFirst{}};
  const auto activations = activations::reduce(world.layer, lab::Centre{}, context);
  const auto chain = SyncAct<>{}
                         .with_hrf(lab::HalfSine{})
                         .with_networks(lab::Parcels{.n = 2})
                         .with_coupling(synchrony::CouplingOptions<lab::Cosine, lab::Backwards>{.n_permutations = 200})
                         .with_mapper(lab::Bold{});
  const auto found = chain.fit(activations, world.frames, world.bold, world.scans, context);
  const auto labels = chain.annotate(found, world.labels, {"dog", "house"}, world.frames, context);
  expect("every unit has a label", labels.size() == 4);
  bool right = true;
  for (const auto& annotation : labels) right = right && annotation.label == annotation.neuron % 2;
  expect("and the right one", right);
  return n_failures;
}
