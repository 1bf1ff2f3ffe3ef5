#pragma once
/// Describing a voxel or a unit by words: those in the captions of the pictures that it would answer to most.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <vector>

#include "syncact/annotation/describe/top_frames.hpp"
#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// A word that describes a unit.
struct Keyword {
  Index word = 0;
  double similarity = 0;  ///< cosine of the word's embedding and the unit's weights
  Index n_captions = 0;   ///< of the pictures that were looked at, those whose caption has the word
};

struct KeywordOptions {
  Index n_pictures = 50;   ///< that are looked at, those of largest predicted activity
  Index n_keywords = 5;    ///< at most
  Index min_captions = 2;  ///< a word must be in so many of their captions
};

/// LaVCa (Matsuyama, Nishimoto & Takagi 2025, arXiv 2502.13606) as far as it needs no language model: of each unit the pictures
/// of largest predicted activity, E w, and of the words of their captions those whose embeddings are most like its weights,
///   cos(v_word, w) > 0
/// for weights w [unit x dimension] of an encoding model, picture embeddings E [picture x dimension], embeddings v of words
/// [word x dimension] in the same space (CLIP's, say), and `captions` [picture x word], above 0 where the caption of a picture
/// has the word. The language model of LaVCa finds the words in captions and makes a sentence of the keywords; neither is done
/// here. Returns [unit] keywords, most similar first; none for weights of zero. Words of zero length are never taken. Throws
/// ShapeError, ValueError for values that are not finite and for options below 1.
[[nodiscard]] inline std::vector<std::vector<Keyword>> caption_keywords(const MatrixX<double>& weights,
                                                                        const MatrixX<double>& pictures,
                                                                        const MatrixX<double>& captions,
                                                                        const MatrixX<double>& words,
                                                                        const KeywordOptions& options = {}) {
  const char* const function = "caption_keywords";
  require_extent(function, "number of dimensions of the pictures", weights.cols(), pictures.cols());
  require_extent(function, "number of dimensions of the words", weights.cols(), words.cols());
  require_extent(function, "number of captions", pictures.rows(), captions.rows());
  require_extent(function, "number of words of the captions", words.rows(), captions.cols());
  require(weights.allFinite() && pictures.allFinite() && words.allFinite() && captions.allFinite(), function,
          "weights, embeddings and captions must be finite");
  require(options.n_pictures >= 1, function, "n_pictures must be >= 1", options.n_pictures);
  require(options.n_keywords >= 1, function, "n_keywords must be >= 1", options.n_keywords);
  require(options.min_captions >= 1, function, "min_captions must be >= 1", options.min_captions);
  std::vector<std::vector<Keyword>> all(as_size(weights.rows()));
  for (Index u = 0; u < weights.rows(); ++u) {
    const VectorX<double> w = weights.row(u).transpose();
    const double length = w.norm();
    if (length == 0) continue;
    VectorX<double> predicted(pictures.rows());
    for (Index i = 0; i < predicted.size(); ++i) predicted[i] = pictures.row(i).dot(w.transpose());
    const std::vector<Index> best = top_frames(predicted, options.n_pictures);
    std::vector<Keyword>& keywords = nth(all, u);
    for (Index word = 0; word < words.rows(); ++word) {
      const double size = words.row(word).norm();
      const Index n = std::count_if(best.begin(), best.end(), [&](Index i) { return captions(i, word) > 0; });
      if (n < options.min_captions || size == 0) continue;
      const double similarity = words.row(word).dot(w.transpose()) / (size * length);
      if (similarity > 0) keywords.push_back({word, similarity, n});
    }
    std::stable_sort(keywords.begin(), keywords.end(),
                     [](const Keyword& a, const Keyword& b) { return a.similarity > b.similarity; });
    if (std::ssize(keywords) > options.n_keywords) keywords.resize(as_size(options.n_keywords));
  }
  return all;
}

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
