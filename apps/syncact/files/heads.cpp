#include "files/heads.hpp"

#include "syncact/core/errors.hpp"

namespace cli {

using syncact::message;

namespace {

/// What comes before the last slash; nothing without one.
std::string layer_of(const std::string& unit) {
  const std::size_t slash = unit.rfind('/');
  return slash == std::string::npos ? std::string() : unit.substr(0, slash + 1);
}

class ByHeads final : public Activations {
 public:
  ByHeads(std::unique_ptr<Activations> all, Index n_heads) : all_(std::move(all)) {
    const std::vector<std::string>& units = all_->unit_names();
    for (std::size_t first = 0, end = 0; first < units.size(); first = end) {
      const std::string layer = layer_of(units[first]);
      while (end < units.size() && layer_of(units[end]) == layer) ++end;
      const auto width = static_cast<Index>(end - first), of_head = width / n_heads;
      if (width % n_heads != 0) {
        throw syncact::ValueError(message("--heads ", n_heads, ": ", all_->name(), " has ",
                                          layer.empty() ? "" : "in layer " + layer + " ", width,
                                          " units, which cannot be shared out evenly"));
      }
      for (Index i = 0; i < width; ++i) names_.push_back(message(layer, "head_", i / of_head, "/", i % of_head));
    }
  }

  [[nodiscard]] std::string name() const override { return all_->name(); }
  [[nodiscard]] std::vector<std::string> files() const override { return all_->files(); }
  [[nodiscard]] Index n_frames() const override { return all_->n_frames(); }
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return names_; }
  [[nodiscard]] Index block_frames() const override { return all_->block_frames(); }
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override { return all_->frames(first, n); }
  [[nodiscard]] bool has_maps() const override { return all_->has_maps(); }
  [[nodiscard]] std::vector<std::string> films() const override { return all_->films(); }
  [[nodiscard]] std::optional<syncact::Timeline> clock() const override { return all_->clock(); }

 private:
  std::unique_ptr<Activations> all_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Activations> by_heads(std::unique_ptr<Activations> activations, Index n_heads) {
  return std::make_unique<ByHeads>(std::move(activations), n_heads);
}

}  // namespace cli
