#pragma once
/// Inputs of measures as files hold them: arrays of one to three axes.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::catalog {

/// Numbers in C order: the last axis varies fastest.
struct Array {
  std::vector<Index> shape;
  std::vector<double> values;

  [[nodiscard]] Index n_axes() const { return static_cast<Index>(shape.size()); }
  [[nodiscard]] bool finite() const {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
  }
};

/// A table [sample x unit] as an array.
[[nodiscard]] inline Array array_of(const MatrixX<double>& table) {
  Array array{{table.rows(), table.cols()}, std::vector<double>(as_size(table.size()))};
  Eigen::Map<RowMatrixX<double>>(array.values.data(), table.rows(), table.cols()) = table;
  return array;
}

/// An array, and what measures make of it, computed when a measure first asks and then kept. Copies share it.
template <class P = similarity::representation::PreparedTable<>>
class Input {
 public:
  /// `prepare` makes a P of a table; so a caller chooses backend and threads. Throws ShapeError if shape and values disagree.
  template <class Prepare>
  Input(Array array, Prepare prepare) : state_(std::make_shared<State>(std::move(array))) {
    Index size = 1;
    for (const Index extent : state_->array.shape) size *= extent;
    require_extent("registry::Input", "number of values", size, static_cast<Index>(state_->array.values.size()));
    state_->prepare = [prepare = std::move(prepare)](const MatrixX<double>& table) { return std::optional<P>(prepare(table)); };
  }
  explicit Input(Array array) : Input(std::move(array), [](const MatrixX<double>& table) { return P(table); }) {}

  [[nodiscard]] const Array& array() const { return state_->array; }
  [[nodiscard]] bool finite() const {
    return state_->finite.get([&] { return array().finite(); });
  }

  /// Throws ValueError "measure: x must be finite, but is nan at [3, 2]; see the option nan"; `place` is that of the input.
  void require_finite(std::string_view measure, std::size_t place) const {
    if (finite()) return;
    const Array& a = array();
    const auto at = std::find_if(a.values.begin(), a.values.end(), [](double v) { return !std::isfinite(v); });
    auto rest = static_cast<Index>(at - a.values.begin());
    std::string position;
    for (auto extent = a.shape.rbegin(); extent != a.shape.rend(); ++extent) {
      position.insert(0, std::to_string(rest % *extent) + (position.empty() ? "" : ", "));
      rest /= *extent;
    }
    constexpr std::string_view names[] = {"x", "y", "the third input"};
    throw ValueError(message(measure, ": ", names[std::min<std::size_t>(place, 2)], " must be finite, but is ", *at, " at [",
                             position, "] (counted from 0); see the option nan"));
  }

  /// The array as a table [sample x unit]; one axis is one unit. Throws ShapeError for three axes.
  [[nodiscard]] const MatrixX<double>& table() const {
    return state_->table.get([&] {
      const Array& a = array();
      if (a.n_axes() != 1 && a.n_axes() != 2) {
        throw ShapeError(message("an input must have 1 or 2 axes here, has ", a.n_axes()));
      }
      const Index rows = a.shape[0], columns = a.n_axes() == 2 ? a.shape[1] : 1;
      return MatrixX<double>(Eigen::Map<const RowMatrixX<double>>(a.values.data(), rows, columns));
    });
  }

  /// One table for each index of the first axis. Throws ShapeError unless there are three.
  [[nodiscard]] std::vector<MatrixX<double>> stack() const {
    const Array& a = array();
    require_extent("registry::Input", "number of axes", 3, a.n_axes());
    std::vector<MatrixX<double>> tables;
    for (Index i = 0; i < a.shape[0]; ++i) {
      tables.emplace_back(
          Eigen::Map<const RowMatrixX<double>>(a.values.data() + i * a.shape[1] * a.shape[2], a.shape[1], a.shape[2]));
    }
    return tables;
  }

  /// The table prepared for comparison. Throws ValueError if it holds NaN or infinity.
  [[nodiscard]] const P& prepared() const {
    return *state_->prepared.get([&] { return state_->prepare(table()); });
  }

  /// Another input, prepared the same way.
  [[nodiscard]] Input with_table(const MatrixX<double>& table) const {
    Input other(array_of(table));
    other.state_->prepare = state_->prepare;
    return other;
  }

 private:
  struct State {
    explicit State(Array a) : array(std::move(a)) {}

    Array array;
    std::function<std::optional<P>(const MatrixX<double>&)> prepare;
    OnDemand<bool> finite;
    OnDemand<MatrixX<double>> table;
    OnDemand<std::optional<P>> prepared;
  };
  std::shared_ptr<State> state_;
};

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
