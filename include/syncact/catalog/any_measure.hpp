#pragma once
/// Any measure behind one type: its description, its options by name, its value from arrays.
#include "syncact/core/macros_off.hpp"

#include <any>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "syncact/catalog/input.hpp"
#include "syncact/core/options.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/missing_data.hpp"

namespace syncact::inline v0_1::catalog {

/// A value, or several in a stated order, and how it went.
struct Evaluation {
  VectorX<double> values{};
  bool is_list = false;
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
  Index n_used = 0;
  Index rank_x = 0;
  Index rank_y = 0;

  Evaluation() = default;
  Evaluation(const similarity::Measurement& m)  // NOLINT(google-explicit-constructor): calls return what they measured
      : values(similarity::values_of(m)), status(m.status), n_used(m.n_used), rank_x(m.rank_x), rank_y(m.rank_y) {}
  Evaluation(const similarity::MeasurementList& m)  // NOLINT(google-explicit-constructor)
      : values(m.value), is_list(true), status(m.status), n_used(m.n_used), rank_x(m.rank_x), rank_y(m.rank_y) {}
};

/// What any measure can be told, whatever it is.
struct CommonOptions {
  std::vector<Index> columns_x{};  ///< of the first input; empty: all
  std::vector<Index> columns_y{};  ///< of the second; with a single input, both sides are columns of it
  bool summary = false;
  similarity::MissingData nan{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("columns_x", self.columns_x, "columns of the first input that are used, from 0; empty: all");
    option("columns_y", self.columns_y, "the same of the second; of the first if there is only one");
    option("summary", self.summary, "of a list: first, second, last, sum and sum of squares");
    option("nan", self.nan.rule, "what to do about NaN and infinity");
    option("min_fraction", self.nan.min_fraction, "share of units, samples or pairs that must be left for a value");
  }
};

/// The inputs of one call after columns have been chosen.
template <class P>
struct Request {
  std::vector<Input<P>> inputs;
  similarity::MissingData nan;

  /// Throws ShapeError unless there are `n` inputs.
  void require_inputs(std::string_view id, Index n) const {
    require_extent(id, "number of inputs", n, static_cast<Index>(inputs.size()));
  }
  [[nodiscard]] const Input<P>& operator[](std::size_t i) const { return inputs[i]; }
};

/// Whether a way of calling applies the rule `raise` itself.
template <class Call>
concept HasRuleOfItsOwn = Call::has_rule_of_its_own;

/// A policy and the way it is called. A value: copies have their own options.
template <class P = similarity::representation::PreparedTable<>>
class AnyMeasure {
 public:
  /// call(policy, request) gives the Evaluation.
  template <similarity::Described M, class Call>
  AnyMeasure(M policy, Call call) : policy_(std::move(policy)), steps_(&steps<M, Call>) {
    static_assert(std::is_empty_v<Call>, "a call may hold nothing: it is made anew from its type");
    static_cast<void>(call);
  }

  [[nodiscard]] similarity::Info info() const { return steps_().info(policy_); }
  [[nodiscard]] std::string id() const { return std::string(info().id); }

  /// The options that it has itself, also where one stands for a common one of that name.
  [[nodiscard]] std::vector<OptionInfo> own_options() const { return steps_().options(policy_); }

  /// Its own options, then those common to all that it does not have itself.
  [[nodiscard]] std::vector<OptionInfo> options() const {
    std::vector<OptionInfo> all = own_options();
    for (const OptionInfo& option : list_options(common_)) {
      if (!listed(all, option.name)) all.push_back(option);
    }
    return all;
  }

  /// The options that every measure has.
  [[nodiscard]] static std::vector<OptionInfo> common_options() { return list_options(CommonOptions{}); }

  /// What the rules for NaN do with the inputs of this measure.
  [[nodiscard]] std::string_view nan_rules() const { return steps_().nan_rules; }

  /// Throws ValueError if there is no such option or value. A measure's own option comes before the common one of that name,
  /// but the NaN rule is told to both.
  void set(std::string_view name, std::string_view value) {
    const bool own = listed(own_options(), name), common = listed(list_options(common_), name);
    if (own || !common) steps_().set(policy_, name, value);
    if (common && (!own || name == "nan" || name == "min_fraction")) set_option(common_, name, value);
  }

  /// Measures. Throws ShapeError and ValueError as the measure does; under the rule `raise`, ValueError for NaN or infinity in
  /// any input, whatever the measure (an RDM over runs takes a row of NaN for a condition that a run lacks). A value that is no
  /// finite number never has the status ok.
  [[nodiscard]] Evaluation evaluate(std::span<const Input<P>> inputs) const {
    const Request<P> request{choose(inputs), common_.nan};
    if (common_.nan.rule == similarity::MissingRule::raise && !steps_().has_rule_of_its_own) {
      for (std::size_t i = 0; i < request.inputs.size(); ++i) request.inputs[i].require_finite(id(), i);
    }
    Evaluation result = steps_().evaluate(policy_, request);
    if (result.status == similarity::MeasureStatus::ok && !result.values.allFinite())
      result.status = similarity::MeasureStatus::undefined;
    if (!common_.summary || !result.is_list || result.values.size() < 2) return result;
    const VectorX<double>& v = result.values;
    VectorX<double> five(5);
    five << v[0], v[1], v[v.size() - 1], v.sum(), v.squaredNorm();
    result.values = five;
    return result;
  }

 private:
  struct Steps {
    similarity::Info (*info)(const std::any&);
    std::vector<OptionInfo> (*options)(const std::any&);
    void (*set)(std::any&, std::string_view, std::string_view);
    Evaluation (*evaluate)(const std::any&, const Request<P>&);
    bool has_rule_of_its_own;  ///< about NaN in the inputs
    std::string_view nan_rules;
  };

  [[nodiscard]] static bool listed(const std::vector<OptionInfo>& options, std::string_view name) {
    return std::any_of(options.begin(), options.end(), [&](const auto& option) { return option.name == name; });
  }

  template <class M, class Call>
  static const Steps& steps() {
    static constexpr Steps all{[](const std::any& policy) { return std::any_cast<const M&>(policy).info(); },
                               [](const std::any& policy) { return list_options(std::any_cast<const M&>(policy)); },
                               [](std::any& policy, std::string_view name, std::string_view value) {
                                 set_option(std::any_cast<M&>(policy), name, value);
                               },
                               [](const std::any& policy, const Request<P>& request) -> Evaluation {
                                 return Call{}(std::any_cast<const M&>(policy), request);
                               },
                               HasRuleOfItsOwn<Call>,
                               Call::nan_rules};
    return all;
  }

  [[nodiscard]] std::vector<Input<P>> choose(std::span<const Input<P>> inputs) const {
    std::vector<Input<P>> chosen(inputs.begin(), inputs.end());
    if (!common_.columns_y.empty() && chosen.size() == 1) chosen.push_back(chosen[0]);
    if (!common_.columns_x.empty() && !chosen.empty()) chosen[0] = columns(chosen[0], common_.columns_x);
    if (!common_.columns_y.empty() && chosen.size() > 1) chosen[1] = columns(chosen[1], common_.columns_y);
    return chosen;
  }

  [[nodiscard]] static Input<P> columns(const Input<P>& input, const std::vector<Index>& which) {
    const MatrixX<double>& table = input.table();
    MatrixX<double> part(table.rows(), static_cast<Index>(which.size()));
    for (std::size_t j = 0; j < which.size(); ++j) {
      require(which[j] >= 0 && which[j] < table.cols(), "columns", "a column must be one of the input's", which[j]);
      part.col(static_cast<Index>(j)) = table.col(which[j]);
    }
    return input.with_table(part);
  }

  std::any policy_;
  const Steps& (*steps_)();
  CommonOptions common_{};
};

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
