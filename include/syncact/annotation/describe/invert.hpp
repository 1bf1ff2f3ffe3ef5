#pragma once
/// INVERT: the label, or the logical combination of labels, that best tells on which frames a unit is active.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "syncact/annotation/referee/unit_score.hpp"
#include "syncact/numeric/normal.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// A label or its opposite.
struct Literal {
  Index label = 0;
  bool negated = false;
  [[nodiscard]] bool operator==(const Literal&) const = default;
};

/// "dog OR cat AND NOT indoors", read from the left: ((dog OR cat) AND NOT indoors).
struct Formula {
  std::vector<Literal> literals;
  std::vector<bool> is_and;  ///< [literal - 1] how it joins what stands before: AND, else OR

  /// On which frames it holds, of labels [frame x label] 0 or 1.
  [[nodiscard]] VectorX<double> on(const MatrixX<double>& labels) const {
    const auto value = [&](const Literal& literal) -> VectorX<double> {
      return literal.negated ? VectorX<double>(1 - labels.col(literal.label).array())
                             : VectorX<double>(labels.col(literal.label));
    };
    VectorX<double> result = value(literals.front());
    for (std::size_t i = 1; i < literals.size(); ++i) {
      result = is_and[i - 1] ? VectorX<double>(result.cwiseMin(value(literals[i])))
                             : VectorX<double>(result.cwiseMax(value(literals[i])));
    }
    return result;
  }

  [[nodiscard]] std::string text(const std::vector<std::string>& names) const {
    std::string text;
    for (std::size_t i = 0; i < literals.size(); ++i) {
      if (i > 0) text += is_and[i - 1] ? " AND " : " OR ";
      text += (literals[i].negated ? "NOT " : "") + nth(names, literals[i].label);
    }
    return text;
  }
};

/// A formula and how well it tells when the unit is active.
struct Described {
  Formula formula;
  double auc = 0;         ///< P(more active where it holds than where not), ties half
  double prevalence = 0;  ///< share of frames on which it holds
  double p = 1;  ///< of the Mann-Whitney test for this formula alone: frames count as independent, which those of a film
                 ///< are not, and that many formulas were tried does not count. For a film shift the labels instead.
};

/// Bykov et al., "Labeling neural representations with inverse recognition" (NeurIPS 2023): beam search over formulas of up to
/// `length` labels, by AUC, among those that hold on a share of frames within [min_prevalence, 1 - min_prevalence]. A longer
/// formula is taken only where its AUC is larger.
struct Invert {
  Index length = 3;
  Index beam = 3;  ///< formulas that are made longer
  double min_prevalence = 0.01;
  bool negations = true;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("length", self.length, "labels in a formula, at most");
    option("beam", self.beam, "formulas that are made longer");
    option("min_prevalence", self.min_prevalence, "a formula holds on at least this share of frames, and fails on as many");
    option("negations", self.negations, "whether a formula may hold NOT");
  }

  /// The best formula for a unit [frame] over labels [frame x label] 0 or 1; auc NaN and no literals if there is none. Throws
  /// ShapeError, ValueError for settings out of range, NaN, and labels that are neither 0 nor 1.
  [[nodiscard]] Described describe(const Eigen::Ref<const VectorX<double>>& unit, const MatrixX<double>& labels) const {
    const char* const function = "Invert::describe";
    require_extent(function, "number of frames of the labels", unit.size(), labels.rows());
    require(length >= 1, function, "length must be >= 1", length);
    require(beam >= 1, function, "beam must be >= 1", beam);
    require(min_prevalence >= 0 && min_prevalence < 0.5, function, "min_prevalence must lie in [0, 0.5)", min_prevalence);
    require(unit.allFinite(), function, "activations must be finite");
    require((labels.array() == 0 || labels.array() == 1).all(), function, "labels must be 0 or 1");
    const VectorX<double> ranks = numeric::average_ranks(VectorX<double>(unit));
    std::vector<std::pair<Described, VectorX<double>>> best = widened({}, ranks, labels);
    if (best.empty()) return {{}, std::numeric_limits<double>::quiet_NaN(), 0, 1};
    Described found = best.front().first;
    for (Index n = 1; n < length; ++n) {
      best = widened(best, ranks, labels);
      if (best.empty()) break;
      if (best.front().first.auc > found.auc + 1e-12) found = best.front().first;
    }
    found.p = mann_whitney_p(ranks, found);
    return found;
  }

 private:
  using Beam = std::vector<std::pair<Described, VectorX<double>>>;

  /// The best formulas that have one label more than those in `from`; of one label if that is empty.
  [[nodiscard]] Beam widened(const Beam& from, const VectorX<double>& ranks, const MatrixX<double>& labels) const {
    Beam best;
    const auto offer = [&](Formula formula, const VectorX<double>& on) {
      const double prevalence = on.mean();
      if (prevalence < min_prevalence || prevalence > 1 - min_prevalence) return;
      const double auc = referee::auc_of_ranks(ranks, on);
      if (std::isnan(auc) || (std::ssize(best) == beam && auc <= best.back().first.auc)) return;
      const auto at = std::find_if(best.begin(), best.end(), [&](const auto& other) { return other.first.auc < auc; });
      best.insert(at, {Described{std::move(formula), auc, prevalence, 1}, on});
      if (std::ssize(best) > beam) best.pop_back();
    };
    for (Index l = 0; l < labels.cols(); ++l) {
      for (const bool negated : {false, true}) {
        if (negated && !negations) continue;
        const VectorX<double> on = negated ? VectorX<double>(1 - labels.col(l).array()) : VectorX<double>(labels.col(l));
        if (from.empty()) offer({{{l, negated}}, {}}, on);
        for (const auto& [described, before] : from) {
          const auto same = [&](const Literal& literal) { return literal.label == l; };
          const auto& literals = described.formula.literals;
          if (std::any_of(literals.begin(), literals.end(), same)) continue;
          for (const bool is_and : {false, true}) {
            Formula longer = described.formula;
            longer.literals.push_back({l, negated});
            longer.is_and.push_back(is_and);
            offer(std::move(longer), is_and ? VectorX<double>(before.cwiseMin(on)) : VectorX<double>(before.cwiseMax(on)));
          }
        }
      }
    }
    return best;
  }

  /// One-sided, by the normal approximation with the variance of tied ranks.
  [[nodiscard]] static double mann_whitney_p(const VectorX<double>& ranks, const Described& found) {
    const auto n = static_cast<double>(ranks.size());
    const double on = found.prevalence * n, off = n - on;
    const double variance = on * off / (n * (n - 1)) * (ranks.array() - (n + 1) / 2).square().sum();
    if (!(variance > 0)) return 1;
    const double z = (found.auc - 0.5) * on * off / std::sqrt(variance), beyond = numeric::two_sided_normal_p(z) / 2;
    return z > 0 ? beyond : 1 - beyond;
  }
};

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
