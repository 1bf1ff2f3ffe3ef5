#pragma once
/// Labels that are kinds of others, by WordNet.
#include <optional>
#include <string>
#include <vector>

#include "files/frame_labels.hpp"
#include "files/manifest.hpp"
#include "report/document.hpp"
#include "syncact/io/wordnet/wordnet.hpp"

namespace cli {

/// WordNet's place of each label. Labels that it does not know are kinds of nothing.
class LabelKinds {
 public:
  /// Reads WordNet and adds to the labels what several of them are kinds of: on where any of these is, their largest value. Of
  /// ancestors of the same labels only the lowest is added, and none of a single label: it would be that label again. Labels
  /// whose names are WordNet's numbers get its words. Throws syncact::FileError, and ValueError if WordNet knows none of the
  /// labels.
  LabelKinds(const std::string& folder, FrameLabels& labels, Manifest& manifest);

  /// Of labels of a unit, in their order, without those of which a kind is among them that has at least as large a score:
  /// "animal" beside "dog" stays only where it explains more. `columns` are those of the labels that the constructor left.
  [[nodiscard]] std::vector<Index> most_specific(const std::vector<Index>& columns, const std::vector<double>& scores) const;

  /// The labels with a number for each as a tree, those with numbers and what these are kinds of.
  [[nodiscard]] ReportTree tree(const std::vector<std::string>& names, const std::vector<Index>& numbers) const;

  /// Keeps these columns, as whoever leaves labels out does.
  void keep(const std::vector<Index>& columns);

 private:
  syncact::io::WordNet words_;
  std::vector<std::optional<Index>> synset_;  ///< [label]
};

}  // namespace cli
