#pragma once
/// How neurons and networks are compared, as the command line says.
#include <type_traits>
#include <utility>
#include <vector>

#include "commands/arguments.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/synchrony/options.hpp"

namespace cli {

[[nodiscard]] inline syncact::synchrony::Tail tail_of(const CoupleArguments& a) {
  return a.tail == "both" ? syncact::synchrony::Tail::both : syncact::synchrony::Tail::upper;
}

/// Calls f(null) with the null model of the command line.
template <class F>
decltype(auto) with_null(const CoupleArguments& a, double tr, F&& f) {
  std::vector<syncact::Setting> settings = settings_of(a.policies, "null");
  if (a.null == "shift" && settings.empty()) settings.push_back({"min_shift", exact(a.min_shift * tr)});
  return with_named(syncact::catalog::nulls(), "null model", a.null, settings, std::forward<F>(f));
}

/// Calls f(options) with the coupling options of the command line.
template <class F>
decltype(auto) with_options(const CoupleArguments& a, double tr, F&& f) {
  return with_named(
      syncact::catalog::similarities(), "similarity", a.similarity, settings_of(a.policies, "similarity"),
      [&](const auto& similarity) {
        return with_null(a, tr, [&](const auto& null) {
          syncact::synchrony::CouplingOptions<std::remove_cvref_t<decltype(similarity)>, std::remove_cvref_t<decltype(null)>>
              options;
          options.similarity = similarity;
          options.null = null;
          options.n_permutations = a.permutations;
          options.seed = a.run.seed;
          options.tail = tail_of(a);
          options.nan = syncact::NanPolicy::exclude;  // raised earlier, with the name of the file
          return f(options);
        });
      });
}

}  // namespace cli
