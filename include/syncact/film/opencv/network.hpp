#pragma once
/// Trained networks, run by OpenCV's dnn: ONNX, Caffe, TensorFlow and what else it reads.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <filesystem>
#include <opencv2/dnn.hpp>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/random.hpp"
#include "syncact/film/inference_engine.hpp"
#include "syncact/film/opencv/input_tensor.hpp"

namespace syncact::inline v0_1::film::opencv {

/// An InferenceEngine of a network file. All layers that are asked for come from one forward pass. Layers have the names of the
/// file; what OpenCV puts before them ("onnx_node!") is left out. A layer of [picture x unit] has maps of one position, one of
/// [picture x token x dimension] has a channel for each dimension and a map of its tokens.
/// Networks whose graph is made for one picture are given one at a time.
/// Throws Error that names the file if OpenCV cannot read or run it, ValueError for unknown layers and senseless preprocessing.
class Network {
 public:
  /// `config` is the second file of formats that have two: the .prototxt of Caffe, the .pbtxt of TensorFlow.
  Network(const std::filesystem::path& model, const Preprocessing& preprocessing, const std::filesystem::path& config = {})
      : path_(model.string()), preprocessing_(preprocessing) {
    require_valid(preprocessing_);
    for (const auto& file : {model, config}) {
      if (!file.empty() && !std::filesystem::exists(file)) throw Error(message(file.string(), ": does not exist"));
    }
    speak_if_it_fails("cannot be read by OpenCV", [&] { net_ = cv::dnn::readNet(path_, config.string()); });
    if (net_.empty()) throw Error(message(path_, ": holds no network"));
    for (const std::string& name : net_.getLayerNames()) {
      const auto known = [&](const Layer& layer) { return layer.name == plain(name); };
      if (std::any_of(layers_.begin(), layers_.end(), known)) continue;  // OpenCV puts the outputs behind their layers again
      layers_.push_back({plain(name), net_.getLayer(net_.getLayerId(name))->type});
      full_names_.push_back(name);
    }
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
  /// such a network can do comes from its architecture and from the film. Call it before the first run.
  void shuffle_weights(std::uint64_t seed) {
    for (std::size_t i = 0; i < full_names_.size(); ++i) {
      const int id = net_.getLayerId(full_names_[i]);
      const auto& blobs = net_.getLayer(id)->blobs;
      if (blobs.empty() || blobs.front().type() != CV_32F || blobs.front().total() < 2) continue;
      cv::Mat weights = blobs.front().clone();
      Random(seed, static_cast<std::uint64_t>(i)).shuffle(std::span<float>(weights.ptr<float>(), weights.total()));
      net_.setParam(id, 0, weights);
    }
  }

  void start() {}

  void run(std::span<const Frame> frames, std::span<const std::string> layers, const LayerVisitor& visit) {
    std::vector<cv::String> asked;
    for (const std::string& name : layers) asked.push_back(full_name(name));
    if (!one_at_a_time_ && forward(frames, asked)) {
      show(layers, answers_, static_cast<Index>(frames.size()), visit);
      return;
    }
    std::vector<std::vector<cv::Mat>> pieces(layers.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
      if (!forward(frames.subspan(i, 1), asked)) {
        throw Error(message(path_, ": cannot be run on pictures of ", preprocessing_.width, " x ", preprocessing_.height, ": ",
                            failure_));
      }
      for (std::size_t k = 0; k < layers.size(); ++k) pieces[k].push_back(answers_[k].clone());
    }
    one_at_a_time_ = true;
    std::vector<cv::Mat> joined(layers.size());
    for (std::size_t k = 0; k < layers.size(); ++k) joined[k] = stacked(pieces[k]);
    show(layers, joined, static_cast<Index>(frames.size()), visit);
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

  /// False, with the reason, if OpenCV cannot run it or does not answer for each picture.
  bool forward(std::span<const Frame> frames, const std::vector<cv::String>& asked) {
    try {
      net_.setInput(input_tensor(frames, preprocessing_));
      std::vector<cv::Mat> answers;
      net_.forward(answers, asked);
      answers_.swap(answers);  // those before are let go only now: memory that is given back and asked for again costs a third
    } catch (const cv::Exception& error) {
      failure_ = error.err;
      return false;
    }
    const int n = static_cast<int>(frames.size());
    const auto for_each_picture = [&](const cv::Mat& answer) { return answer.dims >= 2 && answer.size[0] == n; };
    failure_ = "the first extent of a layer is not the number of pictures";
    return std::all_of(answers_.begin(), answers_.end(), for_each_picture);
  }

  static cv::Mat stacked(const std::vector<cv::Mat>& pieces) {
    std::vector<int> extents(pieces.front().size.p, pieces.front().size.p + pieces.front().dims);
    extents.front() = static_cast<int>(pieces.size());
    cv::Mat all(extents, CV_32F);
    float* out = all.ptr<float>();
    for (const cv::Mat& piece : pieces) out = std::copy_n(piece.ptr<float>(), piece.total(), out);
    return all;
  }

  void show(std::span<const std::string> layers, const std::vector<cv::Mat>& answers, Index n,
            const LayerVisitor& visit) const {
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const cv::Mat& answer = answers[k];
      const auto extent = [&](int d) { return static_cast<Index>(answer.size[d]); };
      if (answer.type() != CV_32F || answer.dims > 4) {
        throw Error(message(path_, ": layer ", layers[k], " has ", answer.dims, " dimensions; 2, 3 and 4 can be used"));
      }
      const auto* data = answer.ptr<float>();
      const auto i = static_cast<Index>(k);
      if (answer.dims == 2) {
        visit(i, TensorView<float>(data, {n, extent(1), 1, 1}));
      } else if (answer.dims == 3) {
        const Index tokens = extent(1), dimensions = extent(2);
        visit(i, TensorView<float>(data, {n, dimensions, tokens, 1}, {tokens * dimensions, 1, dimensions, 1}));
      } else {
        visit(i, TensorView<float>(data, {n, extent(1), extent(2), extent(3)}));
      }
    }
  }

  std::string path_;
  Preprocessing preprocessing_;
  cv::dnn::Net net_;
  std::vector<Layer> layers_;
  std::vector<std::string> full_names_;  ///< as OpenCV has them
  std::vector<cv::Mat> answers_;         ///< of the last run
  bool one_at_a_time_ = false;
  std::string failure_;
};

static_assert(InferenceEngine<Network>);

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
