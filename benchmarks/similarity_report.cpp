/// What does each measure say, does it keep what it promises, and what does it cost? Writes CSV to standard output.
///   benchmark_similarity_report pair       every measure of two tables on one pair: value, status, whether the invariances it
///                                          claims hold, seconds, peak bytes
///   benchmark_similarity_report bias       mean over draws for tables that have nothing to do with each other
///   benchmark_similarity_report recovery   how often the layer that made the data is the most similar one
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#include "sizes.hpp"
#include "syncact/catalog/measures.hpp"
#include "syncact/core/random.hpp"

extern "C" {
void* __libc_malloc(std::size_t);                 // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t, std::size_t);    // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void*, std::size_t);         // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t, std::size_t);  // NOLINT(bugprone-reserved-identifier)
void __libc_free(void*);                          // NOLINT(bugprone-reserved-identifier)
}

namespace {

std::atomic<std::size_t> held{0}, peak{0};

void* counted(void* memory) {
  const std::size_t now = held += malloc_usable_size(memory);
  std::size_t before = peak;
  while (before < now && !peak.compare_exchange_weak(before, now)) {
  }
  return memory;
}

}  // namespace

extern "C" {
void* malloc(std::size_t bytes) { return counted(__libc_malloc(bytes)); }
void* calloc(std::size_t n, std::size_t bytes) { return counted(__libc_calloc(n, bytes)); }
void* realloc(void* old, std::size_t bytes) {
  held -= malloc_usable_size(old);
  return counted(__libc_realloc(old, bytes));
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) { return counted(__libc_memalign(alignment, bytes)); }
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
  *out = counted(__libc_memalign(alignment, bytes));
  return *out != nullptr ? 0 : ENOMEM;
}
void free(void* memory) {
  held -= malloc_usable_size(memory);
  __libc_free(memory);
}
}

namespace {

using namespace syncact;
using catalog::AnyMeasure;
using catalog::Evaluation;
using catalog::Input;
using similarity::Invariance;

MatrixX<double> normal(Index rows, Index columns, std::uint64_t seed) {
  MatrixX<double> table(rows, columns);
  for (Index j = 0; j < columns; ++j) {
    const Random random(seed, static_cast<std::uint64_t>(j));
    for (Index i = 0; i < rows; ++i) table(i, j) = random.normal(static_cast<std::uint64_t>(i));
  }
  return table;
}

Input<> input(const MatrixX<double>& table) { return Input<>({{0, 0}, {}}).with_table(table); }

Evaluation evaluate(const AnyMeasure<>& measure, const MatrixX<double>& x, const MatrixX<double>& y) {
  return measure.evaluate(std::vector{input(x), input(y)});
}

/// Measures of two tables [sample x unit].
std::vector<AnyMeasure<>> of_two_tables() {
  std::vector<AnyMeasure<>> all = catalog::measures<>(), chosen;
  const MatrixX<double> x = normal(30, 4, 1), y = normal(30, 4, 2), z = normal(30, 4, 3);
  for (const AnyMeasure<>& measure : all) {
    try {
      if (evaluate(measure, x, y).values != evaluate(measure, x, z).values) chosen.push_back(measure);  // else it sees x only
    } catch (const Error&) {                                                                            // takes other inputs
    }
  }
  return chosen;
}

MatrixX<double> changed(const MatrixX<double>& x, Invariance flag) {
  switch (flag) {
    case Invariance::translation:
      return x.rowwise() + normal(1, x.cols(), 11).row(0) * 100;
    case Invariance::scale:
      return x * 1e-7;
    case Invariance::unit_scale:
      return x * normal(1, x.cols(), 12).row(0).array().exp().matrix().asDiagonal();
    case Invariance::permutation:
      return x.rowwise().reverse();
    case Invariance::orthogonal:
      return x * Eigen::HouseholderQR<MatrixX<double>>(normal(x.cols(), x.cols(), 13)).householderQ();
    case Invariance::linear:
      return x * (normal(x.cols(), x.cols(), 14) + 10 * MatrixX<double>::Identity(x.cols(), x.cols()));
    case Invariance::none:
      break;
  }
  return x;
}

/// Whether the value stays where info() says that it does, to 1e-8.
bool keeps_its_word(const AnyMeasure<>& measure, const MatrixX<double>& x, const MatrixX<double>& y, const Evaluation& value) {
  const similarity::Info info = measure.info();
  const auto same = [&](const Evaluation& other) {
    return (other.values - value.values).cwiseAbs().maxCoeff() <= 1e-8 * std::max(1e-3, value.values.cwiseAbs().maxCoeff());
  };
  for (const Invariance flag : {Invariance::translation, Invariance::scale, Invariance::unit_scale, Invariance::permutation,
                                Invariance::orthogonal, Invariance::linear}) {
    if (has(info.x, flag) && !same(evaluate(measure, changed(x, flag), y))) return false;
    if (has(info.y, flag) && !same(evaluate(measure, x, changed(y, flag)))) return false;
  }
  return !info.symmetric || same(evaluate(measure, y, x));
}

void report_pair() {
  const MatrixX<double> x = normal(sized(120, 40), 30, 1);
  const MatrixX<double> y =
      x * normal(30, 30, 2) * 0.15 + normal(sized(120, 40), 30, 3);  // as many units: some measures insist
  std::printf("metric,value,status,invariances_hold,seconds,peak_bytes\n");
  for (const AnyMeasure<>& measure : of_two_tables()) {
    const std::size_t before = held;
    peak = before;
    const auto begin = std::chrono::steady_clock::now();
    const Evaluation value = evaluate(measure, x, y);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    const std::size_t bytes = peak - before;
    std::printf("%s,%.12g,%s,%s,%.3g,%zu\n", measure.id().c_str(), value.values[0], std::string(name(value.status)).c_str(),
                !has_value(value.status)               ? "-"
                : keeps_its_word(measure, x, y, value) ? "yes"
                                                       : "NO",
                seconds.count(), bytes);
    std::fflush(stdout);
  }
}

/// Scalar similarities of two tables that are at most 1, which the curves are about.
std::vector<AnyMeasure<>> similarities() {
  std::vector<AnyMeasure<>> chosen;
  for (const AnyMeasure<>& measure : of_two_tables()) {
    const similarity::Info info = measure.info();
    if (info.kind != similarity::Kind::representation || info.direction != similarity::Direction::similarity) continue;
    if (info.highest > 1) continue;
    if (!evaluate(measure, normal(30, 4, 1), normal(30, 4, 2)).is_list) chosen.push_back(measure);
  }
  for (const AnyMeasure<>& measure : std::vector(chosen)) {
    if (measure.id() != "cka") continue;
    chosen.push_back(measure);
    chosen.back().set("estimator", "biased");
  }
  return chosen;
}

std::string label(const AnyMeasure<>& measure) {
  for (const auto& option : measure.options()) {
    if (option.name == "estimator" && option.value == "biased") return measure.id() + " biased";
  }
  return measure.id();
}

void report_bias() {
  const Index n_draws = sized(5, 2);
  std::printf("metric,n,p,mean,sd\n");
  for (const AnyMeasure<>& measure : similarities()) {
    for (const Index n : {20, 50, 100, 200}) {
      for (const Index p : {5, 20, 80, 320}) {
        if (n * p > sized(n * p, 100)) continue;
        VectorX<double> values(n_draws);
        for (Index draw = 0; draw < n_draws; ++draw) {
          const auto seed = static_cast<std::uint64_t>(100 + 2 * draw);
          values[draw] = evaluate(measure, normal(n, p, seed), normal(n, p, seed + 1)).values[0];
        }
        const double mean = values.mean();
        std::printf("%s,%td,%td,%.6g,%.6g\n", label(measure).c_str(), n, p, mean,
                    std::sqrt((values.array() - mean).square().sum() / static_cast<double>(n_draws - 1)));
        std::fflush(stdout);
      }
    }
  }
}

/// Six layers of a random network with rectified units, seen by 150 samples.
std::vector<MatrixX<double>> layers(std::uint64_t seed) {
  std::vector<MatrixX<double>> result{normal(150, 40, seed)};
  for (std::uint64_t layer = 1; layer < 6; ++layer) {
    const MatrixX<double>& before = result.back();
    const MatrixX<double> weights = normal(before.cols(), 60, seed + layer) / std::sqrt(static_cast<double>(before.cols()));
    result.emplace_back((before * weights).cwiseMax(0.0) * std::sqrt(2.0));
  }
  return result;
}

void report_recovery() {
  const auto n_worlds = static_cast<std::uint64_t>(sized(5, 1));
  std::printf("metric,noise,recovered,chance\n");
  for (const AnyMeasure<>& measure : similarities()) {
    for (const double noise : {0.0, 1.0, 3.0}) {
      int right = 0, all = 0;
      for (std::uint64_t world = 0; world < n_worlds; ++world) {
        const auto candidates = layers(1000 + 100 * world);
        for (std::size_t truth = 0; truth < candidates.size(); ++truth, ++all) {
          const MatrixX<double>& layer = candidates[truth];
          MatrixX<double> brain = layer * normal(layer.cols(), 30, 7000 + world) / std::sqrt(static_cast<double>(layer.cols()));
          brain += noise * normal(150, 30, 8000 + 10 * world + truth);
          double best = -std::numeric_limits<double>::infinity();
          std::size_t chosen = candidates.size();
          for (std::size_t c = 0; c < candidates.size(); ++c) {
            const double value = evaluate(measure, candidates[c], brain).values[0];
            if (value > best) best = value, chosen = c;
          }
          right += chosen == truth ? 1 : 0;
        }
      }
      std::printf("%s,%g,%.4g,%.4g\n", label(measure).c_str(), noise, static_cast<double>(right) / all, 1.0 / 6);
      std::fflush(stdout);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 2 ? argv[1] : "";
  if (what == "pair") return report_pair(), 0;
  if (what == "bias") return report_bias(), 0;
  if (what == "recovery") return report_recovery(), 0;
  std::fprintf(stderr, "usage: %s pair|bias|recovery\n", argv[0]);
  return 2;
}
