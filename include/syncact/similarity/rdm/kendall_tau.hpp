#pragma once
/// Kendall's rank correlations of RDMs, in O(m log m).
#include "syncact/core/macros_off.hpp"

#include <numeric>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/similarity/rdm/vector_comparisons.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// Counts over all pairs of entries of two lists.
struct Concordance {
  double all = 0;         ///< pairs of entries
  double tied_a = 0;      ///< equal in a
  double tied_b = 0;      ///< equal in b
  double difference = 0;  ///< concordant minus discordant
};

/// Pairs within runs of equal keys of sorted entries.
template <class Same>
[[nodiscard]] double tied_pairs(Index n, Same&& same_as_before) {
  double ties = 0, run = 1;
  for (Index i = 1; i <= n; ++i) {
    if (i < n && same_as_before(i)) {
      ++run;
    } else {
      ties += run * (run - 1) / 2;
      run = 1;
    }
  }
  return ties;
}

/// Sorts by merging, and counts how many entries were out of order.
[[nodiscard]] inline double sort_and_count(std::vector<double>& values) {
  std::vector<double> merged(values.size());
  double swaps = 0;
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size()), end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin, right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        if (left < middle && (right == end || values[left] <= values[right])) {
          merged[out] = values[left++];
        } else {
          swaps += static_cast<double>(middle - left);
          merged[out] = values[right++];
        }
      }
    }
    values.swap(merged);
  }
  return swaps;
}

/// Knight, J. Am. Stat. Assoc. 61 (1966) 436. Counts are exact up to 2^53.
[[nodiscard]] inline Concordance concordance(const VectorX<double>& a, const VectorX<double>& b) {
  const Index n = a.size();
  std::vector<std::pair<double, double>> sorted(as_size(n));
  for (Index i = 0; i < n; ++i) nth(sorted, i) = {a[i], b[i]};
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](Index i) -> const std::pair<double, double>& { return nth(sorted, i); };
  Concordance c;
  c.all = static_cast<double>(n) * static_cast<double>(n - 1) / 2;
  c.tied_a = tied_pairs(n, [&](Index i) { return at(i).first == at(i - 1).first; });
  const double tied_both = tied_pairs(n, [&](Index i) { return at(i) == at(i - 1); });
  std::vector<double> second(sorted.size());
  std::transform(sorted.begin(), sorted.end(), second.begin(), [](const auto& pair) { return pair.second; });
  const double discordant = sort_and_count(second);
  c.tied_b = tied_pairs(n, [&](Index i) { return nth(second, i) == nth(second, i - 1); });
  c.difference = c.all - c.tied_a - c.tied_b + tied_both - 2 * discordant;
  return c;
}

}  // namespace detail

enum class Tau : unsigned char {
  a,  ///< divided by all pairs: ties cost
  b,  ///< divided by the geometric mean of the pairs not tied in either list
};
constexpr auto choices(Tau) { return std::array{Choice{"a", Tau::a}, Choice{"b", Tau::b}}; }

/// Kendall's tau over pairs of dissimilarities. tau-a is the right one for models that predict ties: Nili et al., PLoS Comput.
/// Biol. 10 (2014) e1003553. Equal means exactly equal.
struct KendallTau {
  Tau variant = Tau::a;
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::ranks;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("variant", self.variant, "what the difference of concordant and discordant is divided by");
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info =
        detail::comparison_info("compare_kendall_tau",
                                variant == Tau::a ? "(concordant - discordant) / (m (m - 1)/2)"
                                                  : "(concordant - discordant) / sqrt(untied in a * untied in b)",
                                detail::scale_and_offset);
    info.ties = variant == Tau::a ? "count as neither, but in the denominator" : "left out of the denominator";
    info.cost = "m log m";
    info.note = "\"kendall\" without a letter is tau-b in most packages";
    return info;
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::over_common_pairs("KendallTau", a, b, nan, 2, [&](const VectorX<double>& x, const VectorX<double>& y) {
      const detail::Concordance c = detail::concordance(x, y);
      const double below = variant == Tau::a ? c.all : std::sqrt((c.all - c.tied_a) * (c.all - c.tied_b));
      return below > 0 ? c.difference / below : std::numeric_limits<double>::quiet_NaN();
    });
  }
};

static_assert(RdmComparison<KendallTau>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
