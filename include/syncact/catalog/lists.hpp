#pragma once
/// Every policy of the chain under its name. To add policies of your own, join lists: std::tuple_cat.
#include "syncact/core/macros_off.hpp"

#include <tuple>

#include "syncact/activations/reductions.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/describe/invert.hpp"
#include "syncact/annotation/describe/label_auc.hpp"
#include "syncact/annotation/describe/mutual_information.hpp"
#include "syncact/annotation/weighted_networks.hpp"
#include "syncact/coding/any_coder.hpp"
#include "syncact/coding/lasso_lars.hpp"
#include "syncact/coding/matching_pursuit.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/core/named.hpp"
#include "syncact/film/preprocessing.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/networks/learners/batch_dictionary_learning.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/fast_ica.hpp"
#include "syncact/networks/learners/ksvd.hpp"
#include "syncact/networks/learners/nmf.hpp"
#include "syncact/networks/learners/rbm_stack.hpp"
#include "syncact/networks/learners/semi_nmf.hpp"
#include "syncact/parallel/thread_pool.hpp"
#include "syncact/signal/frame_operator.hpp"
#include "syncact/stats/block_nulls.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/measure/spearman.hpp"
#include "syncact/synchrony/options.hpp"

namespace syncact::inline v0_1::catalog {

using hrf::responses;

/// From frames to scans.
[[nodiscard]] inline auto recipes() {
  using enum signal::FrameRecipe;
  return std::tuple{Named{"hold", hold, "exact for frames that are shown until the next"},
                    Named{"interpolate", interpolate, "convolve at the frame rate, interpolate at the scans"},
                    Named{"pool", pool, "average per TR, then convolve"}};
}

/// From a channel's map to one number.
[[nodiscard]] inline auto reductions() {
  using namespace activations;
  return std::tuple{Named{"mean", Mean{}, "global average pooling"}, Named{"max", Max{}, "the largest value"},
                    Named{"l2", L2{}, "the Euclidean norm"},
                    Named{"mean_of_positives", MeanOfPositives{}, "the mean of the positive values"},
                    Named{"identity", Identity{}, "every position is a unit"}};
}

/// What networks were trained with.
[[nodiscard]] inline auto preprocessings() {
  using film::Colours, film::Fit, film::Preprocessing;
  const auto bytes = [](Preprocessing p) {
    for (double& value : p.mean) value *= 255;
    for (double& value : p.std) value *= 255;
    return p;
  };
  return std::tuple{Named{"imagenet", bytes({.fit = Fit::crop, .mean = {.485, .456, .406}, .std = {.229, .224, .225}}),
                          "torchvision, timm: mean and standard deviation of ImageNet, the middle of the picture"},
                    Named{"tensorflow", Preprocessing{.mean = {127.5, 127.5, 127.5}, .std = {127.5, 127.5, 127.5}},
                          "from -1 to 1: MobileNet and Inception of TensorFlow"},
                    Named{"caffe", Preprocessing{.width = 227, .height = 227, .colours = Colours::bgr, .mean = {104, 117, 123}},
                          "blue first, minus the mean of ImageNet: AlexNet, VGG, SqueezeNet of Caffe"},
                    Named{"unit", Preprocessing{.std = {255, 255, 255}}, "from 0 to 1"},
                    Named{"raw", Preprocessing{}, "from 0 to 255"}};
}

/// Sparse coders.
[[nodiscard]] inline auto coders() {
  using namespace coding;
  return std::tuple{
      Named{"lasso_cd", LassoCd{}, "lasso or elastic net by exchange and coordinate descent, certified by a duality gap"},
      Named{"lasso_lars", LassoLars{}, "the same by least angle regression"},
      Named{"omp", Omp{}, "orthogonal matching pursuit: a number of atoms per signal"},
      Named{"matching_pursuit", MatchingPursuit{}, "matching pursuit: a number of steps per signal"}};
}

/// Learners that code voxels, with one coder for all of them.
template <class Coder>
[[nodiscard]] auto coding_learners(const Coder& coder) {
  using namespace networks::learners;
  return std::tuple{
      Named{"online", OnlineDictionaryLearning<Coder>{.coder = coder}, "sparse dictionary learning from mini-batches"},
      Named{"batch", BatchDictionaryLearning<Coder>{.coder = coder}, "sparse dictionary learning by turns"},
      Named{"ksvd", Ksvd<Coder>{.coder = coder}, "K-SVD: atoms and their codes together"}};
}

/// Learners of functional brain networks.
[[nodiscard]] inline auto learners() {
  using namespace networks::learners;
  return std::tuple{Named{"online", OnlineDictionaryLearning<>{}, "sparse dictionary learning from mini-batches"},
                    Named{"batch", BatchDictionaryLearning<>{}, "sparse dictionary learning by turns"},
                    Named{"ksvd", Ksvd<>{}, "K-SVD: atoms and their codes together"},
                    Named{"nmf", Nmf{}, "non-negative matrix factorization"},
                    Named{"semi_nmf", SemiNmf{}, "non-negative maps, any time courses"},
                    Named{"fast_ica", FastIca{}, "spatial independent component analysis"},
                    Named{"rbm", RbmStack{}, "a stack of restricted Boltzmann machines"}};
}

/// Networks of several subjects.
[[nodiscard]] inline auto groups() {
  using namespace syncact::groups;
  return std::tuple{Named{"each", Each{}, "each subject alone, then matched by maps"},
                    Named{"common_courses", CommonCourses{}, "one set of time courses, maps of each"},
                    Named{"common_maps", CommonMapsOfAll{}, "one set of maps, time courses of each"}};
}

/// Measures of synchrony.
[[nodiscard]] inline auto similarities() {
  using namespace synchrony::measure;
  return std::tuple{Named{"pearson", Pearson{}, "Pearson's r"}, Named{"spearman", Spearman{}, "Spearman's rank correlation"}};
}

/// Null models.
[[nodiscard]] inline auto nulls() {
  return std::tuple{Named{"shift", stats::CircularShift{}, "circular shifts within runs"},
                    Named{"phase", stats::PhaseRandomization{}, "phase randomization within runs"},
                    Named{"blocks", stats::BlockPermutation{}, "permutation of blocks within runs"},
                    Named{"bootstrap", stats::CircularBlockBootstrap{}, "blocks drawn with replacement within runs"}};
}

/// From networks' labels to neurons' labels.
[[nodiscard]] inline auto mappers() {
  using namespace annotation;
  return std::tuple{Named{"best_network", BestNetwork{}, "the labels of the network a neuron follows most"},
                    Named{"weighted_networks", WeightedNetworks{}, "of all networks a neuron follows, weighted"}};
}

/// From labelled frames to labels of units, without a brain.
[[nodiscard]] inline auto describers() {
  using namespace annotation::describe;
  return std::tuple{
      Named{"auc", LabelAuc{}, "area under the ROC curve of each label"},
      Named{"mutual_information", PointwiseMutualInformation{}, "MILAN: log p(label) on the most active frames"},
      Named{"soft_wpmi", SoftWpmi{}, "CLIP-Dissect: the most active frames, weighted, against what all units like"},
      Named{"invert", Invert{}, "INVERT: the formula of labels (AND, OR, NOT) of largest AUC"}};
}

/// Where loops run.
[[nodiscard]] inline auto executors() {
  return std::tuple{Named{"threads", Threads{}, "threads that are started for each loop"},
                    Named{"serial", Serial{}, "the calling thread alone"}};
}

/// One kind of policy, as a program lists it.
struct Kind {
  std::string name;  ///< as in --set name.option=value
  std::string what;
  std::vector<PolicyInfo> policies;
};

/// Every kind with its policies. Measures of similarity have a list of their own, measures(); executors, whose defaults depend
/// on the machine, are not here.
[[nodiscard]] inline std::vector<Kind> kinds() {
  return {{"hrf", "haemodynamic responses", describe(responses())},
          {"recipe", "from frames to scans", describe(recipes())},
          {"reduce", "from a channel's map to one number", describe(reductions())},
          {"preprocessing", "what networks were trained with", describe(preprocessings())},
          {"coder", "sparse coders", describe(coders())},
          {"learner", "learners of functional brain networks", describe(learners())},
          {"group", "networks of several subjects", describe(groups())},
          {"similarity", "measures of synchrony", describe(similarities())},
          {"null", "null models", describe(nulls())},
          {"mapper", "from networks' labels to neurons' labels", describe(mappers())},
          {"describer", "from labelled frames to labels of units", describe(describers())}};
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
