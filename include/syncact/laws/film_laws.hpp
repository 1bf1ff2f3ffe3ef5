#pragma once
/// The axioms of what a network watches, and of what runs it, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string>
#include <vector>

#include "syncact/film/frame_source.hpp"
#include "syncact/film/inference_engine.hpp"
#include "syncact/laws/report.hpp"

namespace syncact::inline v0_1::laws {

/// Axioms of film::FrameSource: times increase; opened again, a film is the same; skip() and next() agree; a frame that was
/// used before does no harm. `open()` gives a source at its first picture. Reads the film three times.
template <class Open>
[[nodiscard]] Report check_frame_source(const Open& open) {
  Report report;
  std::vector<film::Frame> frames;
  {
    auto source = open();
    for (film::Frame frame; source.next(frame); frame = {}) frames.push_back(frame);
    film::Frame frame;
    report.expect(!source.next(frame), "after the end there is no next picture");
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const film::Frame& frame = frames[i];
    report.expect(std::isfinite(frame.time) && (i == 0 || frame.time > frames[i - 1].time), "times increase", "picture ", i,
                  " at ", frame.time, " s");
    report.expect(frame.height >= 1 && frame.width >= 1 && std::ssize(frame.rgb) == frame.height * frame.width * 3,
                  "a picture has three values per pixel", "picture ", i);
  }
  auto again = open();
  film::Frame used{.time = -1, .height = 5000, .width = 1, .rgb = std::vector<std::uint8_t>(15000, 77)};
  for (std::size_t i = 0; i < frames.size() && report.ok(); ++i) {
    const bool there = again.next(used);
    report.expect(there && used.time == frames[i].time && used.height == frames[i].height && used.rgb == frames[i].rgb,
                  "opened again it is the same film, whatever the frame held before", "picture ", i);
  }
  auto skipping = open();
  double time = 0;
  for (std::size_t i = 0; i < frames.size() && report.ok(); ++i) {  // every third picture is looked at
    const bool there = i % 3 == 2 ? skipping.next(used) : film::skip(skipping, time);
    const bool same = i % 3 == 2 ? used.rgb == frames[i].rgb && used.time == frames[i].time : time == frames[i].time;
    report.expect(there && same, "passing over pictures changes neither times nor the pictures after them", "picture ", i);
  }
  return report;
}

/// Axioms of film::InferenceEngine on these pictures, of which there must be at least three: layers have names of their own and
/// one shape; each layer that is asked for is answered once for each picture; an answer depends on the picture, on how many are
/// run together, and on at most one picture before it.
template <film::InferenceEngine E>
[[nodiscard]] Report check_inference_engine(E& engine, const std::vector<film::Frame>& frames) {
  Report report;
  std::vector<std::string> names;
  for (const film::Layer& layer : engine.layers()) names.push_back(layer.name);
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  report.expect(!names.empty() && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end(),
                "there are layers, each with a name of its own", names.size(), " names");
  if (!report.ok()) return report;
  using Answer = std::vector<std::vector<float>>;  // [layer] values, picture after picture
  const auto run = [&](std::size_t first, std::size_t n) {
    std::vector<Answer> of_picture(n, Answer(names.size()));
    std::mutex one_at_a_time;
    engine.run(std::span(frames).subspan(first, n), names, [&](Index layer, Index from, const TensorView<float>& seen) {
      const std::lock_guard lock(one_at_a_time);
      const bool within = from >= 0 && from + seen.n_frames() <= static_cast<Index>(n);
      report.expect(within, "answers are of the pictures that are run", nth(names, layer), ": ", from, " to ",
                    from + seen.n_frames() - 1, " of ", n);
      for (Index f = 0; within && f < seen.n_frames(); ++f) {
        std::vector<float>& values = nth(nth(of_picture, from + f), layer);
        report.expect(values.empty(), "each layer that is asked for is answered once for each picture", nth(names, layer));
        for (Index c = 0; c < seen.n_channels(); ++c) {
          const auto map = seen.map(f, c);
          for (Index y = 0; y < map.height(); ++y) {
            for (Index x = 0; x < map.width(); ++x) values.push_back(map(y, x));
          }
        }
      }
    });
    Answer answer(names.size());
    for (const Answer& picture : of_picture) {
      for (std::size_t k = 0; k < names.size(); ++k) {
        report.expect(!picture[k].empty(), "a layer answers for each picture", names[k]);
        answer[k].insert(answer[k].end(), picture[k].begin(), picture[k].end());
      }
    }
    return answer;
  };
  engine.start();
  std::vector<Answer> all;
  for (std::size_t i = 0; i < frames.size(); ++i) all.push_back(run(i, 1));
  for (const Answer& answer : all) {
    for (std::size_t k = 0; k < names.size(); ++k) {
      report.expect(answer[k].size() == all.front()[k].size() && !answer[k].empty(),
                    "a layer has the same size for every picture", names[k]);
    }
  }
  for (std::size_t i = 1; i < frames.size(); ++i) {
    engine.start();
    (void)run(i - 1, 1);
    report.expect(run(i, 1) == all[i], "an answer depends on the picture and on the one before it alone", "picture ", i);
  }
  engine.start();
  report.expect(run(0, 1) == all[0], "start() forgets what came before");
  engine.start();
  const Answer together = run(0, frames.size());
  for (std::size_t k = 0; k < names.size() && report.ok(); ++k) {
    report.expect(together[k].size() == frames.size() * all.front()[k].size(), "a layer has the same size for every picture",
                  names[k]);
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
