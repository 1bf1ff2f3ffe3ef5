#pragma once
/// One episode of a sitcom: features of deep networks, and the scans of those who watched it or rested, in 200 parcels.
#include <Eigen/Cholesky>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "syncact/adapt/eigen.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/synchrony/measure/pearson.hpp"

namespace syncact::test::song {

inline constexpr std::array<const char*, 7> networks{"Vis", "SomMot", "DorsAttn", "SalVentAttn", "Limbic", "Cont", "Default"};
enum Network : unsigned char { vis, som_mot, dors_attn, sal_vent_attn, limbic, cont, default_mode };

/// One scan every second.
inline Timeline scans(Index n) { return Timeline(Sampling::every(Seconds{1}), n); }

/// The movie's features, already convolved, on the clock of the scans: [1486 x 100].
inline MatrixX<double> features(const std::filesystem::path& study) {
  return io::NpyArray(study / "input/sitcomep1_input_pc.npy").to_matrix<double>();
}

inline MatrixX<double> table(const std::filesystem::path& npy) { return io::NpyArray(npy).to_matrix<double>(); }

/// [parcel x network]: 1 where Schaefer's parcel belongs to the network.
inline MatrixX<double> membership(const std::filesystem::path& study) {
  const auto names = io::Table(study / "schaefer2018_200Parcels7Networks.tsv").text("name");
  MatrixX<double> result = MatrixX<double>::Zero(static_cast<Index>(names.size()), 7);
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t n = 0; n < networks.size(); ++n) {
      const bool belongs = names[i].find(std::string("H_") + networks[n] + "_") != std::string::npos;
      result(static_cast<Index>(i), static_cast<Index>(n)) = belongs ? 1 : 0;
    }
  }
  return result;
}

/// Mean of the standardized parcels of each network, but for its scale: [scan x 7].
inline MatrixX<double> network_means(const MatrixX<double>& parcels, const MatrixX<double>& membership) {
  return numeric::to_unit_norm(SeriesView<double>(parcels)).values * membership;
}

/// Pearson's r of each column of a with the same column of b.
inline VectorX<double> correlations(const MatrixX<double>& a, const MatrixX<double>& b) {
  return synchrony::measure::Pearson{}.compare(SeriesView<double>(a), SeriesView<double>(b)).diagonal();
}

/// How well ridge regression predicts each signal from the features in stretches that it was not trained on: five blocks,
/// each predicted from the others without the 10 scans next to it, penalty 1000 on features of unit variance; then the
/// correlation of the whole prediction with the signal.
inline VectorX<double> predicted(const MatrixX<double>& features, const MatrixX<double>& signals) {
  const Index n = features.rows(), gap = 10, n_blocks = 5;
  const double length = std::sqrt(static_cast<double>(n));  // of a series of unit variance
  const MatrixX<double> x = length * numeric::to_unit_norm(SeriesView<double>(features)).values;
  const MatrixX<double> y = length * numeric::to_unit_norm(SeriesView<double>(signals)).values;
  MatrixX<double> prediction(n, signals.cols());
  for (Index b = 0; b < n_blocks; ++b) {
    const Index begin = b * n / n_blocks, end = (b + 1) * n / n_blocks;
    const Index before = std::max(Index{0}, begin - gap), after = std::max(Index{0}, n - end - gap);
    MatrixX<double> gram = MatrixX<double>::Identity(x.cols(), x.cols()) * 1000;
    gram += x.topRows(before).transpose() * x.topRows(before) + x.bottomRows(after).transpose() * x.bottomRows(after);
    const MatrixX<double> weights = gram.llt().solve(x.topRows(before).transpose() * y.topRows(before) +
                                                     x.bottomRows(after).transpose() * y.bottomRows(after));
    prediction.middleRows(begin, end - begin) = x.middleRows(begin, end - begin) * weights;
  }
  return correlations(prediction, y);
}

}  // namespace syncact::test::song
