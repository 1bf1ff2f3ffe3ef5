#include "files/label_kinds.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace cli {

using syncact::message;
using syncact::nth;

namespace {

/// "n02084071" or "02084071".
bool is_synset_number(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789", name.front() == 'n' ? 1 : 0) == std::string::npos;
}

}  // namespace

LabelKinds::LabelKinds(const std::string& folder, FrameLabels& labels, Manifest& manifest) : words_(folder) {
  manifest.add_input("wordnet", folder + "/data.noun");
  const auto& hierarchy = words_.hierarchy();
  std::map<Index, std::vector<Index>> below;  // [ancestor] columns of the labels that are kinds of it
  for (const std::string& name : labels.names) synset_.push_back(words_.find(name));
  const std::set<std::optional<Index>> named(synset_.begin(), synset_.end());
  for (Index column = 0; column < std::ssize(synset_); ++column) {
    if (!nth(synset_, column)) continue;
    for (const Index ancestor : hierarchy.ancestors(*nth(synset_, column))) below[ancestor].push_back(column);
  }
  const auto n_known = std::count_if(synset_.begin(), synset_.end(), [](const auto& s) { return s.has_value(); });
  if (n_known == 0)
    throw syncact::ValueError(message("--wordnet: WordNet knows none of the labels, as ", labels.names.front()));
  for (Index column = 0; column < std::ssize(synset_); ++column) {  // numbers say nothing to people
    std::string& name = nth(labels.names, column);
    if (!nth(synset_, column) || !is_synset_number(name)) continue;
    const std::string word = words_.name(*nth(synset_, column));
    if (std::find(labels.names.begin(), labels.names.end(), word) == labels.names.end()) name = word;
  }
  std::map<std::vector<Index>, Index> lowest;  // of ancestors of the same labels
  for (const auto& [ancestor, columns] : below) {
    if (columns.size() < 2 || named.count(ancestor) > 0) continue;
    const auto [at, is_new] = lowest.try_emplace(columns, ancestor);
    if (!is_new && hierarchy.depth(ancestor) > hierarchy.depth(at->second)) at->second = ancestor;
  }
  const Index n_given = std::ssize(labels.names);
  labels.values.conservativeResize(Eigen::NoChange, n_given + std::ssize(lowest));
  // A label that is given holds its own frames; as a kind of itself it holds those of its kinds, too.
  const syncact::MatrixX<double> given = labels.values.leftCols(n_given);
  for (Index column = 0; column < n_given; ++column) {
    if (!nth(synset_, column)) continue;
    const auto kinds = below.find(*nth(synset_, column));
    if (kinds == below.end()) continue;
    for (const Index kind : kinds->second) labels.values.col(column) = labels.values.col(column).cwiseMax(given.col(kind));
  }
  Index next = n_given;
  for (const auto& [columns, ancestor] : lowest) {
    labels.values.col(next).setZero();
    for (const Index column : columns) labels.values.col(next) = labels.values.col(next).cwiseMax(given.col(column));
    labels.names.push_back(words_.name(ancestor));
    synset_.push_back(ancestor);
    ++next;
  }
  manifest.note("labels_known_to_wordnet", n_known);
  manifest.note("labels_added_by_wordnet", lowest.size());
  if (n_known < n_given) {
    manifest.warn(message("WordNet does not know ", n_given - n_known, " of ", n_given, " labels, which are kinds of nothing"));
  }
}

std::vector<Index> LabelKinds::most_specific(const std::vector<Index>& columns, const std::vector<double>& scores) const {
  std::vector<Index> kept;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& label = nth(synset_, columns[i]);
    bool explained = false;
    for (std::size_t j = 0; j < columns.size() && label && !explained; ++j) {
      const auto& other = nth(synset_, columns[j]);
      explained = other && *other != *label && scores[j] >= scores[i] && words_.hierarchy().is_kind_of(*other, *label);
    }
    if (!explained) kept.push_back(columns[i]);
  }
  return kept;
}

ReportTree LabelKinds::tree(const std::vector<std::string>& names, const std::vector<Index>& numbers) const {
  const auto& hierarchy = words_.hierarchy();
  std::map<Index, std::size_t> shown;  // synset: label, of those with a number and what these are kinds of
  for (std::size_t l = 0; l < numbers.size(); ++l) {
    if (synset_[l]) shown.emplace(*synset_[l], l);
  }
  std::set<Index> wanted;
  for (const auto& [synset, label] : shown) {
    if (numbers[label] == 0) continue;
    wanted.insert(synset);
    for (const Index ancestor : hierarchy.ancestors(synset)) {
      if (shown.count(ancestor) > 0) wanted.insert(ancestor);
    }
  }
  // Each stands below the deepest of its ancestors that are shown.
  std::map<std::optional<Index>, std::vector<Index>> children;
  for (const Index synset : wanted) {
    std::optional<Index> parent;
    for (const Index ancestor : hierarchy.ancestors(synset)) {
      if (wanted.count(ancestor) > 0 && (!parent || hierarchy.depth(ancestor) > hierarchy.depth(*parent))) parent = ancestor;
    }
    children[parent].push_back(synset);
  }
  ReportTree tree;
  const std::function<void(std::optional<Index>, int)> add = [&](std::optional<Index> parent, int depth) {
    for (const Index synset : children[parent]) {
      const std::size_t label = shown.at(synset);
      tree.lines.push_back({depth, names[label], numbers[label] == 0 ? "" : std::to_string(numbers[label])});
      add(synset, depth + 1);
    }
  };
  add(std::nullopt, 0);
  return tree;
}

void LabelKinds::keep(const std::vector<Index>& columns) {
  std::vector<std::optional<Index>> kept;
  for (const Index column : columns) kept.push_back(nth(synset_, column));
  synset_ = std::move(kept);
}

}  // namespace cli
