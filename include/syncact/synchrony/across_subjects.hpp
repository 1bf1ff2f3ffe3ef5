#pragma once
/// Random effects of several subjects' couplings with one model, and how well they replicate in a subject left out.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/stats/finite_fisher_z.hpp"
#include "syncact/stats/sign_flips.hpp"
#include "syncact/synchrony/synchrony.hpp"

namespace syncact::inline v0_1::synchrony {

struct AcrossSubjectsOptions {
  stats::SignFlipOptions flips{};
  double level = 0.05;  ///< of p_fwe for a pair to be found, and of p_uncorrected for it to be found again
};

/// Tables are [neuron x network], NaN where a subject's pair is undefined.
struct AcrossSubjects {
  MatrixX<double> r;              ///< tanh of the mean over subjects of arctanh r
  MatrixX<double> p_uncorrected;  ///< by sign flips of subjects
  MatrixX<double> p_fwe;          ///< against the largest t of the table
  Index n_found = 0;              ///< pairs that all subjects but one find at `level`, summed over who is left out
  Index n_found_again = 0;        ///< of which the one left out has p_uncorrected <= level; chance is the share `level`
};

/// Tests whether the mean coupling over subjects, of the same neurons with networks that are matched across subjects, is above
/// 0. Two questions must not be mixed up. This test takes people for the sample: it says that other people who watch this film
/// would show the coupling. All of them watched the same film, so a neuron and a network that agree in it by accident pass too;
/// against that there is the null of each subject's coupling, or of the coupling with the subjects' mean courses, which shifts
/// the film. A finding should pass both. Throws ValueError for fewer than three subjects, without whole tables, and ShapeError
/// if their sizes differ.
template <std::floating_point T>
[[nodiscard]] AcrossSubjects across_subjects(std::span<const Synchrony<T>> subjects,
                                             const AcrossSubjectsOptions& options = {}) {
  const char* const function = "across_subjects";
  const Index n_subjects = std::ssize(subjects);
  require(n_subjects >= 3, function, "the number of subjects must be >= 3", n_subjects);
  const Index n_neurons = subjects[0].n_neurons(), n_networks = subjects[0].n_networks(), n_pairs = n_neurons * n_networks;
  MatrixX<double> z(n_subjects, n_pairs);
  for (Index s = 0; s < n_subjects; ++s) {
    const Synchrony<T>& subject = nth(subjects, s);
    require_extent(function, "number of neurons of a subject", n_neurons, subject.n_neurons());
    require_extent(function, "number of networks of a subject", n_networks, subject.n_networks());
    require(subject.whole_table(), function, "keep_top must be unset or 0, as whole tables are needed,",
            subject.settings.keep_top.value_or(0));
    for (Index k = 0; k < n_networks; ++k) {
      for (Index i = 0; i < n_neurons; ++i) {
        z(s, k * n_neurons + i) = stats::finite_fisher_z(static_cast<double>(subject.r(i, k)));
      }
    }
  }
  const auto table = [&](const VectorX<double>& of_pairs) {
    return MatrixX<double>(Eigen::Map<const MatrixX<double>>(of_pairs.data(), n_neurons, n_networks));
  };
  const auto all = stats::sign_flip_test(z, options.flips);
  AcrossSubjects result{table(all.mean.array().tanh()), table(all.p_uncorrected), table(all.p_fwe)};
  for (Index left_out = 0; left_out < n_subjects; ++left_out) {
    MatrixX<double> others(n_subjects - 1, n_pairs);
    others << z.topRows(left_out), z.bottomRows(n_subjects - 1 - left_out);
    const auto found = stats::sign_flip_test(others, options.flips);
    const Synchrony<T>& subject = nth(subjects, left_out);
    for (Index pair = 0; pair < n_pairs; ++pair) {
      if (!(found.p_fwe[pair] <= options.level) || std::isnan(z(left_out, pair))) continue;
      ++result.n_found;
      const Index reached = subject.exceeded(pair % n_neurons, pair / n_neurons);
      // Tail::both counts the other sign too: a replication has that of the others
      const bool same_sign = z(left_out, pair) * found.mean[pair] > 0;
      if (same_sign && stats::p_from_null(reached, subject.settings.n_draws) <= options.level) ++result.n_found_again;
    }
  }
  return result;
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
