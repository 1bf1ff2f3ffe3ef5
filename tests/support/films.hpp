#pragma once
/// Films that are made, and engines whose answers are known.
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "syncact/film/frame_source.hpp"
#include "syncact/film/inference_engine.hpp"

namespace syncact::test {

/// One colour over the whole picture.
inline film::Frame plain(double time, Index height, Index width, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  film::Frame frame{time, height, width, {}};
  for (Index i = 0; i < height * width; ++i) frame.rgb.insert(frame.rgb.end(), {r, g, b});
  return frame;
}

/// A file of sound: the bytes of a WAV of 16 bits, from samples [time x channel] between -1 and 1.
inline std::string wav(const MatrixX<double>& sound, std::uint32_t rate) {
  std::string bytes;
  const auto put = [&](std::uint64_t value, int n) {
    for (int i = 0; i < n; ++i) bytes += static_cast<char>(value >> (8 * i) & 255u);
  };
  const auto channels = static_cast<std::uint64_t>(sound.cols()), size = 2 * static_cast<std::uint64_t>(sound.size());
  bytes += "RIFF";
  put(36 + size, 4);
  bytes += "WAVEfmt ";
  put(16, 4), put(1, 2), put(channels, 2), put(rate, 4), put(2 * channels * rate, 4), put(2 * channels, 2), put(16, 2);
  bytes += "data";
  put(size, 4);
  for (Index t = 0; t < sound.rows(); ++t) {
    for (Index c = 0; c < sound.cols(); ++c) put(static_cast<std::uint64_t>(std::lround(32767 * sound(t, c))), 2);
  }
  return bytes;
}

/// Pictures in memory.
struct MadeFilm {
  std::vector<film::Frame> frames;
  std::size_t at = 0;
  int* n_unpacked = nullptr;  ///< counted there

  bool next(film::Frame& frame) {
    if (at == frames.size()) return false;
    frame = frames[at++];
    if (n_unpacked != nullptr) ++*n_unpacked;
    return true;
  }
  bool skip(double& time) {
    if (at == frames.size()) return false;
    time = frames[at++].time;
    return true;
  }
};

/// n grey pictures of 2 x 2 at these times; picture i has brightness first + i.
inline MadeFilm counting_film(const std::vector<double>& times, int first = 0) {
  MadeFilm made;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto grey = static_cast<std::uint8_t>(static_cast<std::size_t>(first) + i);
    made.frames.push_back(plain(times[i], 2, 2, grey, grey, grey));
  }
  return made;
}

/// Layer "now" has the brightness v in channel 0 and 10 v in channel 1, as maps of 1 x 2 with values v -+ 1; layer "before" has
/// the brightness of the picture before, or -1.
struct CountingEngine {
  float before = -1;
  Index n_runs = 0;
  Index wrong_at = -1;  ///< the run that gives a channel less

  std::vector<film::Layer> layers() const { return {{"now", "made"}, {"before", "made", {"last"}}}; }
  void start() { before = -1; }
  void run(std::span<const film::Frame> frames, std::span<const std::string> layers, const film::LayerVisitor& visit) {
    std::vector<float> now, last;
    for (const film::Frame& frame : frames) {
      const auto v = static_cast<float>(frame.rgb[0]);
      for (const float value : {v, 10 * v}) now.insert(now.end(), {value - 1, value + 1});
      last.push_back(std::exchange(before, v));
    }
    const auto n = static_cast<Index>(frames.size());
    const Index n_channels = n_runs++ == wrong_at ? 1 : 2;
    for (std::size_t i = layers.size(); i-- > 0;) {  // in whatever order
      if (layers[i] == "now") {
        visit(static_cast<Index>(i), 0, TensorView<float>(now.data(), {n, n_channels, 1, 2}));
      } else {
        visit(static_cast<Index>(i), 0, TensorView<float>(last.data(), {n, 1, 1, 1}));
      }
    }
  }
};

}  // namespace syncact::test
