#pragma once
/// Trained networks, run by OpenCV's dnn: ONNX, Caffe, TensorFlow and what else it reads.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <opencv2/dnn.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/random.hpp"
#include "syncact/film/inference_engine.hpp"
#include "syncact/film/opencv/input_tensor.hpp"
#include "syncact/parallel/any_executor.hpp"

namespace syncact::inline v0_1::film::opencv {

/// An InferenceEngine of a network file. All layers that are asked for come from one forward pass. Layers have the names of the
/// file; what OpenCV puts before them ("onnx_node!") is left out. A layer of [picture x unit] has maps of one position, one of
/// [picture x token x dimension] has a channel for each dimension and a map of its tokens.
/// The executor shares pictures out among threads, of which each has a copy of the network: on two cores, two pictures beside
/// each other take less time than one after the other on both. The numbers depend neither on the executor nor on how many
/// pictures are run together. (They do, in the last bits, on the number of threads that OpenCV may use within a picture,
/// cv::setNumThreads, which belongs to the whole process: with an executor of several threads, set it to 1.)
/// Throws Error that names the file if OpenCV cannot read or run it, ValueError for unknown layers and senseless preprocessing.
class Network {
 public:
  /// `config` is the second file of formats that have two: the .prototxt of Caffe, the .pbtxt of TensorFlow.
  Network(const std::filesystem::path& model, const Preprocessing& preprocessing, const std::filesystem::path& config = {},
          AnyExecutor executor = {})
      : path_(model.string()), config_(config.string()), preprocessing_(preprocessing), executor_(std::move(executor)) {
    require_valid(preprocessing_);
    for (const auto& file : {model, config}) {
      if (!file.empty() && !std::filesystem::exists(file)) throw Error(message(file.string(), ": does not exist"));
    }
    cv::dnn::Net net = opened();
    if (net.empty()) throw Error(message(path_, ": holds no network"));
    for (const std::string& name : net.getLayerNames()) {
      const auto known = [&](const Layer& layer) { return layer.name == plain(name); };
      if (std::any_of(layers_.begin(), layers_.end(), known)) continue;  // OpenCV puts the outputs behind their layers again
      layers_.push_back({plain(name), net.getLayer(net.getLayerId(name))->type});
      full_names_.push_back(name);
    }
    idle_->copies.push_back({net, {}});
    if (layers_.empty()) throw Error(message(path_, ": its network has no layers"));
  }

  [[nodiscard]] std::vector<Layer> layers() const { return layers_; }

  /// The names of all layers of a kind, "Convolution" or what OpenCV calls it.
  [[nodiscard]] std::vector<std::string> layers_of_kind(const std::string& kind) const {
    std::vector<std::string> names;
    for (const Layer& layer : layers_) {
      if (layer.kind == kind) names.push_back(layer.name);
    }
    return names;
  }

  /// The random twin of the network: the weights of each layer, biases left as they are, in an order drawn from the seed. What
  /// such a network can do comes from its architecture and from the film.
  void shuffle_weights(std::uint64_t seed) {
    seed_ = seed;
    idle_->copies.clear();
  }

  void start() {}

  void run(std::span<const Frame> frames, std::span<const std::string> layers, const LayerVisitor& visit) {
    std::vector<cv::String> asked;
    for (const std::string& name : layers) asked.push_back(full_name(name));
    executor_.bulk(std::ssize(frames), [&](Index i) {
      Copy copy = take_copy();
      show(copy, nth(frames, i), i, layers, asked, visit);
      const std::lock_guard lock(idle_->lock);
      idle_->copies.push_back(std::move(copy));
    });
  }

 private:
  static std::string plain(const std::string& name) {
    const std::size_t mark = name.find('!');
    return mark != std::string::npos && name.starts_with("onnx_") ? name.substr(mark + 1) : name;
  }

  template <class F>
  void speak_if_it_fails(const char* what, F&& f) const {
    try {
      f();
    } catch (const cv::Exception& error) {
      throw Error(message(path_, ": ", what, ": ", error.err));
    }
  }

  [[nodiscard]] const std::string& full_name(const std::string& name) const {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (layers_[i].name == name) return full_names_[i];
    }
    throw ValueError(message(path_, ": has no layer '", name, "'"));
  }

  /// The network, and what it answered last: memory that is given back and asked for again costs a third of the time.
  struct Copy {
    cv::dnn::Net net;
    std::vector<cv::Mat> answers;
  };
  /// Copies that no thread uses now.
  struct Idle {
    std::mutex lock;
    std::vector<Copy> copies;
  };

  [[nodiscard]] cv::dnn::Net opened() const {
    cv::dnn::Net net;
    speak_if_it_fails("cannot be read by OpenCV", [&] { net = cv::dnn::readNet(path_, config_); });
    if (!seed_) return net;
    for (std::size_t i = 0; i < full_names_.size(); ++i) {
      const int id = net.getLayerId(full_names_[i]);
      const auto& blobs = net.getLayer(id)->blobs;
      if (blobs.empty() || blobs.front().type() != CV_32F || blobs.front().total() < 2) continue;
      cv::Mat weights = blobs.front().clone();
      Random(*seed_, static_cast<std::uint64_t>(i)).shuffle(std::span<float>(weights.ptr<float>(), weights.total()));
      net.setParam(id, 0, weights);
    }
    return net;
  }

  /// A copy that no other thread uses; a new one if all are in use.
  [[nodiscard]] Copy take_copy() {
    {
      const std::lock_guard lock(idle_->lock);
      if (!idle_->copies.empty()) {
        Copy copy = std::move(idle_->copies.back());
        idle_->copies.pop_back();
        return copy;
      }
    }
    return {opened(), {}};
  }

  /// Shows one picture to one copy, and its answers to visit.
  void show(Copy& copy, const Frame& frame, Index picture, std::span<const std::string> layers,
            const std::vector<cv::String>& asked, const LayerVisitor& visit) const {
    try {
      copy.net.setInput(input_tensor({&frame, 1}, preprocessing_));
      std::vector<cv::Mat> answers;
      copy.net.forward(answers, asked);
      copy.answers.swap(answers);  // those before are let go only now
    } catch (const cv::Exception& error) {
      fail(error.err);
    }
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const cv::Mat& answer = copy.answers[k];
      const auto extent = [&](int d) { return static_cast<Index>(answer.size[d]); };
      if (answer.type() != CV_32F || answer.dims < 2 || answer.dims > 4) {
        throw Error(message(path_, ": layer ", layers[k], " has ", answer.dims, " dimensions; 2, 3 and 4 can be used"));
      }
      if (extent(0) != 1) fail(message("the first extent of layer ", layers[k], " is not the number of pictures"));
      const auto* data = answer.ptr<float>();
      const auto i = static_cast<Index>(k);
      if (answer.dims == 2) {
        visit(i, picture, TensorView<float>(data, {1, extent(1), 1, 1}));
      } else if (answer.dims == 3) {
        const Index tokens = extent(1), dimensions = extent(2);
        visit(i, picture, TensorView<float>(data, {1, dimensions, tokens, 1}, {tokens * dimensions, 1, dimensions, 1}));
      } else {
        visit(i, picture, TensorView<float>(data, {1, extent(1), extent(2), extent(3)}));
      }
    }
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw Error(
        message(path_, ": cannot be run on pictures of ", preprocessing_.width, " x ", preprocessing_.height, ": ", why));
  }

  std::string path_, config_;
  Preprocessing preprocessing_;
  AnyExecutor executor_;
  std::optional<std::uint64_t> seed_;  ///< of the random twin
  std::vector<Layer> layers_;
  std::vector<std::string> full_names_;  ///< as OpenCV has them
  std::unique_ptr<Idle> idle_ = std::make_unique<Idle>();
};

static_assert(InferenceEngine<Network>);

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
