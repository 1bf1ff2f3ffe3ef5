#pragma once
/// Discrete Fourier transform of any length, in double.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <complex>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// A plan for transforms of one length n. forward: X_k = sum_t x_t exp(-2 pi i k t / n); inverse undoes it (with 1/n).
/// O(n log n) for every n: mixed radix where the prime factors are small (Cooley & Tukey, Math. Comp. 19, 1965), a
/// chirp-z convolution otherwise (Bluestein, IEEE Trans. Audio Electroacoust. 18, 1970), so prime scan counts are no trap.
/// A plan does not change after construction; threads may share it.
class Fft {
 public:
  using Complex = std::complex<double>;

  /// Throws ValueError unless n >= 1.
  explicit Fft(Index n) : n_(n) {
    require(n >= 1, "Fft", "the length must be >= 1", n);
    roots_ = roots_of_unity(n, n);
    Index rest = n;
    for (const Index radix : {Index{4}, Index{2}}) {
      for (; rest % radix == 0; rest /= radix) factors_.push_back(radix);
    }
    for (Index p = 3; rest > 1 && p <= largest_radix; p += 2) {
      for (; rest % p == 0; rest /= p) factors_.push_back(p);
    }
    if (rest > 1) plan_chirp();
  }

  [[nodiscard]] Index size() const { return n_; }

  /// In place. Throws ShapeError unless x has the plan's length.
  void forward(std::span<Complex> x) const {
    require_extent("Fft", "length of x", n_, static_cast<Index>(x.size()));
    if (convolver_) return chirp(x);
    const std::vector<Complex> in(x.begin(), x.end());
    if (n_ > 1) mixed_radix(in.data(), 1, x.data(), n_, 0);
  }

  /// In place: inverse(forward(x)) == x up to rounding.
  void inverse(std::span<Complex> x) const {
    for (Complex& value : x) value = std::conj(value);
    forward(x);
    const double scale = 1.0 / static_cast<double>(n_);
    for (Complex& value : x) value = std::conj(value) * scale;
  }

 private:
  static constexpr Index largest_radix = 31;

  /// exp(-2 pi i k / period), k = 0 .. n-1.
  static std::vector<Complex> roots_of_unity(Index n, Index period) {
    std::vector<Complex> roots(as_size(n));
    for (Index k = 0; k < n; ++k) {
      const double angle = -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(period);
      nth(roots, k) = {std::cos(angle), std::sin(angle)};
    }
    return roots;
  }

  /// std::complex's own product tests for NaN and infinity, which costs more than the product.
  static Complex times(Complex a, Complex b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }

  [[nodiscard]] Complex root(Index k) const { return nth(roots_, k); }

  /// out[0 .. n) = transform of in[0], in[stride], ...; n * stride == n_. Decimation in time: transform the `radix`
  /// interleaved parts, turn them by twiddle factors, and combine.
  void mixed_radix(const Complex* in, Index stride, Complex* out, Index n, std::size_t level) const {
    const Index radix = factors_[level];
    const Index part = n / radix;
    for (Index q = 0; q < radix; ++q) {
      if (part == 1) {
        out[q] = in[q * stride];
      } else {
        mixed_radix(in + q * stride, stride * radix, out + q * part, part, level + 1);
      }
    }
    Complex turned[largest_radix];
    for (Index j = 0; j < part; ++j) {
      for (Index q = 0; q < radix; ++q) turned[q] = times(out[q * part + j], root(q * j * stride));
      if (radix == 4) {
        combine_four(turned, out + j, part);
      } else {
        combine(turned, out + j, part, radix);
      }
    }
  }

  void combine(const Complex* turned, Complex* out, Index part, Index radix) const {
    for (Index r = 0; r < radix; ++r) {
      Complex sum = turned[0];
      for (Index q = 1; q < radix; ++q) sum += times(turned[q], root((q * r) % radix * (n_ / radix)));
      out[r * part] = sum;
    }
  }

  static void combine_four(const Complex* x, Complex* out, Index part) {
    const Complex even = x[0] + x[2], even_difference = x[0] - x[2];
    const Complex odd = x[1] + x[3], odd_difference = x[1] - x[3];
    const Complex turned(odd_difference.imag(), -odd_difference.real());  // -i * (x1 - x3)
    out[0] = even + odd;
    out[part] = even_difference + turned;
    out[2 * part] = even - odd;
    out[3 * part] = even_difference - turned;
  }

  /// k t = (k^2 + t^2 - (k-t)^2) / 2 turns the transform into a convolution with the chirp exp(pi i t^2 / n).
  void plan_chirp() {
    const std::vector<Complex> half = roots_of_unity(2 * n_, 2 * n_);
    for (Index t = 0; t < n_; ++t) chirp_.push_back(nth(half, t * t % (2 * n_)));
    Index padded = 1;
    while (padded < 2 * n_ - 1) padded *= 2;
    convolver_ = std::make_shared<const Fft>(padded);
    chirp_spectrum_.assign(as_size(padded), Complex{});
    for (Index t = 0; t < n_; ++t) {
      const Complex value = std::conj(nth(chirp_, t));
      nth(chirp_spectrum_, t) = value;
      nth(chirp_spectrum_, (padded - t) % padded) = value;
    }
    convolver_->forward(chirp_spectrum_);
  }

  void chirp(std::span<Complex> x) const {
    std::vector<Complex> work(chirp_spectrum_.size());
    for (std::size_t t = 0; t < x.size(); ++t) work[t] = times(x[t], chirp_[t]);
    convolver_->forward(work);
    for (std::size_t k = 0; k < work.size(); ++k) work[k] = times(work[k], chirp_spectrum_[k]);
    convolver_->inverse(work);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = times(work[k], chirp_[k]);
  }

  Index n_;
  std::vector<Complex> roots_;
  std::vector<Index> factors_;
  std::vector<Complex> chirp_;
  std::vector<Complex> chirp_spectrum_;
  std::shared_ptr<const Fft> convolver_;
};

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
