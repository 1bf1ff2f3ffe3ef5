#pragma once
/// Is the agreement of two RDMs more than that of unrelated conditions? The labels of one are permuted.
#include "syncact/core/macros_off.hpp"

#include <numeric>

#include "syncact/core/random.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/rsa.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::similarity::rdm {

enum class Relabelling : unsigned char {
  random,  ///< n_permutations random permutations; all others than the identity, each once, if there are no more of them
  cyclic,  ///< the n - 1 shifts (i + k) mod n, each once: for conditions in an order, as time
};
constexpr auto choices(Relabelling) {
  return std::array{Choice{"random", Relabelling::random}, Choice{"cyclic", Relabelling::cyclic}};
}

enum class MantelTail : unsigned char {
  right,  ///< as large or larger
  left,   ///< as small or smaller
  both,   ///< as far from 0 or farther
};
constexpr auto choices(MantelTail) {
  return std::array{Choice{"right", MantelTail::right}, Choice{"left", MantelTail::left}, Choice{"both", MantelTail::both}};
}

struct MantelOptions {
  Relabelling relabelling = Relabelling::random;
  MantelTail tail = MantelTail::right;
  Index n_permutations = 9999;  ///< of the random relabelling
  std::uint64_t seed = 0;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("relabelling", self.relabelling, "which permutations of the conditions of one RDM");
    option("tail", self.tail, "which values count against the null hypothesis");
    option("n_permutations", self.n_permutations, "of the random relabelling");
    option("seed", self.seed, "of the random relabelling");
  }
};

struct Mantel {
  similarity::Measurement observed{};
  double p = 0;            ///< (b + 1) / (number of relabellings + 1); NaN if there is no observed value
  VectorX<double> null{};  ///< [relabelling]
};

namespace detail {

/// n! - 1, or more than `enough`.
[[nodiscard]] inline Index relabellings(Index n, Index enough) {
  Index product = 1;
  for (Index k = 2; k <= n; ++k) {
    product *= k;
    if (product - 1 > enough) return enough + 1;
  }
  return product - 1;
}

/// Permutation number `which` of 0 .. n! - 1, of which 0 changes nothing: its digits in the factorial number system.
inline void permute(std::vector<Index>& label, Index which) {
  for (std::size_t k = label.size(); k > 1; --k) {
    std::swap(label[k - 1], label[k - 1 - as_size(which % static_cast<Index>(k))]);
    which /= static_cast<Index>(k);
  }
}

}  // namespace detail

/// Mantel, Cancer Res. 27 (1967) 209. The conditions of `a` are relabelled together in rows and columns. A relabelling ties
/// with the observation if it differs by no more than rounding (1e-10), and then counts against it. For a distance use the
/// left tail. Relabelling d depends on (seed, d) alone. Few conditions have few relabellings (719 of six): then each is used
/// once, and p is exact. Throws ValueError unless n_permutations >= 1, or n >= 2.
template <RdmComparison C, CallContext X = Context<>>
[[nodiscard]] Mantel mantel(const Rdm& a, const Rdm& b, const C& comparison, const MantelOptions& options = {},
                            const X& context = {}) {
  const Index n = a.n_conditions;
  const bool cyclic = options.relabelling == Relabelling::cyclic;
  const Index n_others = detail::relabellings(n, options.n_permutations);
  const bool every = !cyclic && n_others <= options.n_permutations;
  const Index n_draws = cyclic ? n - 1 : every ? n_others : options.n_permutations;
  require(n_draws >= 1, "rdm::mantel", "the number of relabellings must be >= 1", n_draws);
  Mantel result{comparison.compare(a, b), std::numeric_limits<double>::quiet_NaN(), VectorX<double>(n_draws)};
  if (!similarity::has_value(result.observed.status)) return result;
  context.executor.bulk(n_draws, [&](Index d) {
    std::vector<Index> label(as_size(n));
    std::iota(label.begin(), label.end(), Index{0});
    if (cyclic) {
      std::rotate(label.begin(), label.begin() + d + 1, label.end());
    } else if (every) {
      detail::permute(label, d + 1);
    } else {
      Random(options.seed, static_cast<std::uint64_t>(d)).shuffle(std::span<Index>(label));
    }
    result.null[d] = comparison.compare(detail::of_conditions(a, label), b).value;
  });
  const auto evidence = [&](double value) {
    return options.tail == MantelTail::right ? value : options.tail == MantelTail::left ? -value : std::abs(value);
  };
  const double reached = evidence(result.observed.value) - 1e-10 * std::max(1.0, std::abs(result.observed.value));
  Index count = 0;
  for (const double value : result.null) count += !(evidence(value) < reached);  // NaN counts against the observation
  result.p = stats::p_from_null(count, n_draws);
  return result;
}

/// The p-value for two tables of the same conditions, by name.
struct MantelTest {
  Rsa rsa{};
  MantelOptions mantel{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    Rsa::options(self.rsa, option);
    MantelOptions::options(self.mantel, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = rsa.info();
    info.id = "mantel";
    info.formula = "p = (1 + relabellings that reach the observed comparison) / (1 + relabellings)";
    info.direction = similarity::Direction::description;
    info.lowest = 0;
    info.highest = 1;
    info.symmetric = rsa.comparison.info().symmetric && mantel.relabelling == Relabelling::cyclic;
    info.is_metric = false;
    info.alias = "";
    info.source = "Mantel, Cancer Res. 27 (1967) 209";
    return info;
  }
  template <class X, class Y>
  [[nodiscard]] similarity::Measurement compare(const X& x, const Y& y) const {
    const Mantel test = rdm::mantel(detail::make_rdm(rsa.recipe, x), detail::make_rdm(rsa.recipe, y), rsa.comparison, mantel);
    return {test.p, test.observed.status, test.observed.n_used, 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
