#pragma once
/// A film of moving, textured objects whose truth is known.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/synthetic/scene.hpp"

namespace syncact::inline v0_1::synthetic {

/// How a film is made. Times in seconds unless they carry a unit.
struct MovieSettings {
  std::vector<Category> categories = default_categories();
  std::vector<std::vector<Index>> places = default_places();  ///< categories that tend to appear together
  std::vector<Seconds> runs = {Seconds{360}, Seconds{360}, Seconds{360}};
  double frames_per_second = 4;
  Index height = 48;
  Index width = 48;
  double noise_sd = 0.06;    ///< of every pixel of every frame, full range 1
  double flicker_sd = 0.05;  ///< of the light, slow and common to all pixels
  std::uint64_t seed = 0;
};

/// A category on screen, in seconds from the beginning of its run.
struct Showing {
  double onset;
  double duration;
  Index category;
};

namespace detail {

/// One object's visit.
struct Visit {
  Showing event;
  double from_x, from_y, to_x, to_y;
  double from_radius, to_radius;
  double sway, sway_period;
  double opacity;
};

struct Shot {
  double onset;
  Index background;
};

/// What happens in one run.
struct RunPlan {
  std::vector<Shot> shots;
  std::vector<Visit> visits;  ///< by onset: later ones are drawn in front
};

}  // namespace detail

/// A film: runs of shots at places, each with some of the place's categories moving through. Each frame is a function of the
/// settings and its index, so frames can be made in any order, on any thread, and none has to be kept.
class Movie {
 public:
  /// Throws ValueError unless there are categories, places that name them, runs of at least 30 s, a frame rate > 0 and frames
  /// of at least 16 x 16 pixels.
  explicit Movie(MovieSettings settings) : settings_(check(std::move(settings))), frames_(clock(settings_)) {
    for (Index r = 0; r < frames_.n_runs(); ++r) plans_.push_back(plan(r));
  }

  [[nodiscard]] const MovieSettings& settings() const { return settings_; }
  [[nodiscard]] const std::vector<Category>& categories() const { return settings_.categories; }
  [[nodiscard]] Index n_categories() const { return static_cast<Index>(settings_.categories.size()); }
  /// The clock of the frames.
  [[nodiscard]] const Timeline& frames() const { return frames_; }
  [[nodiscard]] Index n_frames() const { return frames_.size(); }

  /// What is on screen in the middle of frame f, counted over all runs.
  [[nodiscard]] Scene scene(Index f) const;
  /// Frame f and its truth.
  [[nodiscard]] Frame frame(Index f) const { return render(scene(f), settings_.categories); }

  /// [frame x category] share of the frame that each category fills, times its opacity.
  template <CallContext C = Context<>>
  [[nodiscard]] MatrixX<double> visible(const C& context = {}) const {
    MatrixX<double> result(n_frames(), n_categories());
    context.executor.bulk(n_frames(), [&](Index f) { result.row(f) = visible_in(scene(f), settings_.categories); });
    return result;
  }

  /// Every visit of an object in run r, by onset.
  [[nodiscard]] std::vector<Showing> events(Index r) const {
    std::vector<Showing> result;
    for (const auto& visit : nth(plans_, r).visits) result.push_back(visit.event);
    return result;
  }

 private:
  static MovieSettings check(MovieSettings settings);
  static Timeline clock(const MovieSettings& settings) {
    std::vector<Index> lengths;
    for (const Seconds run : settings.runs) {
      lengths.push_back(static_cast<Index>(std::llround(run.count() * settings.frames_per_second)));
    }
    return Timeline(Sampling::fps(settings.frames_per_second), lengths);
  }
  [[nodiscard]] detail::RunPlan plan(Index run) const;
  [[nodiscard]] detail::Visit visit(detail::RandomNumbers& draws, Index category, double begin, double end) const;

  MovieSettings settings_;
  Timeline frames_;
  std::vector<detail::RunPlan> plans_;
};

inline MovieSettings Movie::check(MovieSettings settings) {
  const auto n_categories = static_cast<Index>(settings.categories.size());
  require(n_categories >= 1, "Movie", "the number of categories must be >= 1", n_categories);
  require(!settings.places.empty(), "Movie", "the number of places must be >= 1", settings.places.size());
  for (const auto& place : settings.places) {
    for (const Index category : place) {
      require(category >= 0 && category < n_categories, "Movie", "the index of a category at a place must be one of them",
              category);
    }
  }
  require(!settings.runs.empty(), "Movie", "the number of runs must be >= 1", settings.runs.size());
  for (const Seconds run : settings.runs) require(run.count() >= 30, "Movie", "a run must last at least 30 s", run.count());
  require(settings.frames_per_second > 0, "Movie", "the frame rate must be > 0", settings.frames_per_second);
  require(std::min(settings.height, settings.width) >= 16, "Movie", "frames must be at least 16 pixels wide and high",
          std::min(settings.height, settings.width));
  return settings;
}

inline detail::Visit Movie::visit(detail::RandomNumbers& draws, Index category, double begin, double end) const {
  const double length = end - begin;
  const double onset = begin + draws.uniform(0, 0.4) * length;
  const double duration = std::min(draws.uniform(0.5, 1.0) * length, end - onset);
  const double width = static_cast<double>(settings_.width), height = static_cast<double>(settings_.height);
  const double unit = std::min(width, height) / 48;
  detail::Visit visit{};
  visit.event = {onset, duration, category};
  visit.from_x = draws.uniform(0.2, 0.8) * width;
  visit.to_x = draws.uniform(0.2, 0.8) * width;
  visit.from_y = draws.uniform(0.2, 0.8) * height;
  visit.to_y = draws.uniform(0.2, 0.8) * height;
  visit.from_radius = draws.uniform(7, 13) * unit;
  visit.to_radius = draws.uniform(7, 13) * unit;
  visit.sway = draws.uniform(0.02, 0.15);
  visit.sway_period = draws.uniform(1.5, 4);
  visit.opacity = draws.uniform(0.5, 1);
  return visit;
}

inline detail::RunPlan Movie::plan(Index run) const {
  constexpr double lead_in = 6, lead_out = 10;  // rest before and after, so that the response can fade within the run
  detail::RandomNumbers draws(detail::random_for(settings_.seed, detail::Use::schedule, run));
  const double end = nth(settings_.runs, run).count() - lead_out;
  detail::RunPlan plan;
  plan.shots.push_back({0, 0});
  for (double t = lead_in; t < end - 4;) {
    const double cut = std::min(t + draws.uniform(10, 22), end);
    plan.shots.push_back({t, static_cast<Index>(plan.shots.size())});
    const auto& place = nth(settings_.places, draws.below(static_cast<Index>(settings_.places.size())));
    for (Index category = 0; category < n_categories(); ++category) {
      const bool at_home = std::find(place.begin(), place.end(), category) != place.end();
      if (draws.uniform(0, 1) < (at_home ? 0.65 : 0.1)) plan.visits.push_back(visit(draws, category, t, cut));
    }
    t = cut + (draws.uniform(0, 1) < 0.25 ? draws.uniform(3, 8) : 0);
  }
  std::stable_sort(plan.visits.begin(), plan.visits.end(),
                   [](const auto& a, const auto& b) { return a.event.onset < b.event.onset; });
  return plan;
}

inline Scene Movie::scene(Index f) const {
  constexpr double fade = 0.6;  // an object comes and goes within this time
  require(f >= 0 && f < n_frames(), "Movie::scene", "the frame must be one of the film's", f);
  Index r = 0;
  while (f >= frames_.begin(r) + frames_.run(r).n) ++r;
  const double t = (static_cast<double>(f - frames_.begin(r)) + 0.5) / settings_.frames_per_second;
  const detail::RunPlan& plan = nth(plans_, r);

  Scene scene;
  scene.height = settings_.height;
  scene.width = settings_.width;
  scene.noise = detail::random_for(settings_.seed, detail::Use::pixels, f);
  scene.noise_sd = settings_.noise_sd;
  Index background = 0;
  for (const detail::Shot& shot : plan.shots) {
    if (shot.onset <= t) background = shot.background;
  }
  scene.background = detail::random_for(settings_.seed, detail::Use::background, r, background);
  detail::RandomNumbers flicker(detail::random_for(settings_.seed, detail::Use::flicker, r));
  for (int wave = 0; wave < 8; ++wave) {  // 8 waves of amplitude 1/2: variance 8 * (1/2)^2 / 2 = 1
    const double period = flicker.uniform(4, 40), phase = flicker.uniform(0, 1);
    scene.light += settings_.flicker_sd / 2 * std::sin(2 * std::numbers::pi * (t / period + phase));
  }
  for (const detail::Visit& visit : plan.visits) {
    const double since = t - visit.event.onset, left = visit.event.duration - since;
    if (since < 0 || left < 0) continue;
    const double share = since / visit.event.duration;
    const double sway = visit.sway * std::sin(2 * std::numbers::pi * since / visit.sway_period);
    scene.objects.push_back({.category = visit.event.category,
                             .x = std::lerp(visit.from_x, visit.to_x, share),
                             .y = std::lerp(visit.from_y, visit.to_y, share),
                             .radius = std::lerp(visit.from_radius, visit.to_radius, share),
                             .angle = sway,
                             .opacity = visit.opacity * std::min({1.0, since / fade, left / fade})});
  }
  return scene;
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
