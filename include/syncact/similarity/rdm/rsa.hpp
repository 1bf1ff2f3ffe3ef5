#pragma once
/// Representational similarity analysis of two tables in one call.
#include "syncact/core/macros_off.hpp"

#include <set>

#include "syncact/similarity/rdm/comparison_choice.hpp"
#include "syncact/similarity/rdm/recipe.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// Prepared tables, as those of syncact/representation: the values, and what to compute with.
template <class P>
concept PreparedTable = requires(const P p) {
  { p.values() } -> std::convertible_to<const MatrixX<double>&>;
  p.backend();
  p.executor();
};

template <PreparedTable P>
[[nodiscard]] Rdm make_rdm(const Recipe& recipe, const P& table) {
  return recipe.make(SeriesView<double>(table.values()), table.context());
}
template <TimeSeriesMatrix M>
[[nodiscard]] Rdm make_rdm(const Recipe& recipe, const M& table) {
  return recipe.make(table);
}

}  // namespace detail

/// An RDM of each of two tables [condition x channel] of the same conditions, compared. Tables may differ in channels.
/// For many tables make each RDM once (Recipe::make) and compare RDMs.
struct Rsa {
  Recipe recipe{};
  ComparisonChoice comparison{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    Recipe::options(self.recipe, option);
    ComparisonChoice::options(self.comparison, option);
  }

  /// Of the comparison; the invariances are those of the RDMs, and scale where the comparison forgets it.
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = comparison.info();
    info.id = "rsa";
    info.kind = similarity::Kind::representation;
    const auto of_tables = [&](similarity::Invariance forgotten) {
      const bool scale = recipe.homogeneous() && similarity::has(forgotten, similarity::Invariance::scale);
      return recipe.info().x | (scale ? similarity::Invariance::scale : similarity::Invariance::none);
    };
    info.x = of_tables(info.x);
    info.y = of_tables(info.y);
    info.is_metric = false;
    info.alias = alias();
    return info;
  }

  /// x and y: prepared tables, or any tables. Throws ShapeError unless they have the same conditions.
  template <class X, class Y>
  [[nodiscard]] similarity::Measurement compare(const X& x, const Y& y) const {
    return comparison.compare(detail::make_rdm(recipe, x), detail::make_rdm(recipe, y));
  }

 private:
  [[nodiscard]] std::string alias() const {
    if (recipe.transform != TransformName::none) return "";
    const auto name_of = [](auto value) {
      for (const auto& choice : choices(value)) {
        if (choice.value == value) return std::string(choice.name);
      }
      return std::string();
    };
    std::string compare = name_of(comparison.comparison);
    if (compare.starts_with("kendall_")) compare.erase(0, 8);
    return "rsa-rdm=" + name_of(recipe.dissimilarity) + "-compare=" + compare;
  }
};

/// How many different values two RDMs have: with few, rank correlations depend on what ties count. Measured as [values of x,
/// values of y, pairs]; equal means exactly equal, and NaN is no value.
struct DistinctValues {
  Recipe recipe{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    Recipe::options(self.recipe, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_distinct_values";
    info.kind = similarity::Kind::representation;
    info.formula = "number of different dissimilarities in x, in y, and number of pairs";
    info.direction = similarity::Direction::description;
    info.lowest = 0;
    info.symmetric = false;
    info.ties = "exactly equal";
    return info;
  }
  [[nodiscard]] static similarity::MeasurementList count(const Rdm& a, const Rdm& b) {
    const auto distinct = [](const Rdm& rdm) {
      const std::vector<double> present = detail::present_values(rdm);
      return static_cast<double>(std::set<double>(present.begin(), present.end()).size());
    };
    VectorX<double> counts(3);
    counts << distinct(a), distinct(b), static_cast<double>(a.n_pairs());
    return {counts, similarity::MeasureStatus::ok, a.n_pairs(), 0, 0};
  }
  template <class X, class Y>
  [[nodiscard]] similarity::MeasurementList compare(const X& x, const Y& y) const {
    return count(detail::make_rdm(recipe, x), detail::make_rdm(recipe, y));
  }
};

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
