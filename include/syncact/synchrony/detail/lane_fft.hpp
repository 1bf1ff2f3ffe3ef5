#pragma once
/// Inverse Fourier transforms of many series of one length side by side, one in each lane of a register.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/wide_vectors.hpp"
#include "syncact/numeric/fft.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// A plan for circular cross-correlations of series of n time points. Lengths with prime factors up to 7 are transformed as
/// they are; others as linear correlations of a longer length with small factors, whose two ends are then laid over each other.
/// Stockham's form of the mixed-radix transform: every pass reads and writes in order, and nothing is permuted.
template <std::floating_point T>
class LaneFft {
 public:
  /// One number of as many series as a register of `bytes` bytes holds.
  template <int bytes>
  using Lanes = typename linalg::VectorOf<T, bytes>::type;

  explicit LaneFft(Index n) : n_(n), length_(has_small_factors(n) ? n : fast_length(2 * n)) {
    Index rest = length_, side = 1;
    for (const Index radix : {Index{4}, Index{2}, Index{3}, Index{5}, Index{7}}) {
      for (; rest % radix == 0; rest /= radix, side *= radix) passes_.push_back(make_pass(radix, rest, side));
    }
  }

  /// Time points of a series.
  [[nodiscard]] Index n() const { return n_; }
  /// Points of a transform.
  [[nodiscard]] Index length() const { return length_; }
  /// Points of half a spectrum: 0 .. length / 2.
  [[nodiscard]] Index half() const { return length_ / 2 + 1; }

  /// Without 1/length: sum_f z_f exp(+2 pi i f t / length) of `re` + i `im`, in place. `work` has room for as much. Vectors,
  /// one series in each lane.
  template <int bytes>
  [[gnu::always_inline]] void inverse(Lanes<bytes>*& re, Lanes<bytes>*& im, Lanes<bytes>*& work_re,
                                      Lanes<bytes>*& work_im) const {
    for (const Pass& pass : passes_) {
      switch (pass.radix) {
        case 2:
          run<bytes, 2>(pass, re, im, work_re, work_im);
          break;
        case 3:
          run<bytes, 3>(pass, re, im, work_re, work_im);
          break;
        case 4:
          run<bytes, 4>(pass, re, im, work_re, work_im);
          break;
        case 5:
          run<bytes, 5>(pass, re, im, work_re, work_im);
          break;
        default:
          run<bytes, 7>(pass, re, im, work_re, work_im);
      }
      std::swap(re, work_re);
      std::swap(im, work_im);
    }
    for (Index t = 0; t < n_ && length_ > n_; ++t) {  // lag t of the circle is lags t and t - n of the line
      re[t] += re[length_ - n_ + t];
      im[t] += im[length_ - n_ + t];
    }
  }

 private:
  struct Pass {
    Index radix;
    Index part;                 ///< points of each of the `radix` parts
    Index side;                 ///< transforms that run side by side
    std::vector<T> twiddles{};  ///< [part] of [radix - 1] of cosine and sine
  };

  static bool has_small_factors(Index n) {
    for (const Index p : {2, 3, 5, 7}) {
      while (n % p == 0) n /= p;
    }
    return n == 1;
  }

  /// The least length from n on with prime factors up to 5.
  static Index fast_length(Index n) {
    for (;; ++n) {
      Index rest = n;
      for (const Index p : {2, 3, 5}) {
        while (rest % p == 0) rest /= p;
      }
      if (rest == 1) return n;
    }
  }

  static Pass make_pass(Index radix, Index n, Index side) {
    Pass pass{radix, n / radix, side};
    for (Index j = 0; j < pass.part; ++j) {
      for (Index k = 1; k < radix; ++k) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(k * j) / static_cast<double>(n);
        pass.twiddles.push_back(static_cast<T>(std::cos(angle)));
        pass.twiddles.push_back(static_cast<T>(std::sin(angle)));
      }
    }
    return pass;
  }

  template <int bytes, int radix>
  [[gnu::always_inline]] static void run(const Pass& pass, const Lanes<bytes>* re, const Lanes<bytes>* im, Lanes<bytes>* out_re,
                                         Lanes<bytes>* out_im) {
    const Index side = pass.side, stride = side * pass.part;
    for (Index j = 0; j < pass.part; ++j) {
      const T* const w = pass.twiddles.data() + Index{2} * (radix - 1) * j;
      for (Index q = 0; q < side; ++q) {
        const Index in = q + side * j, out = q + side * radix * j;
        butterfly<bytes>(std::integral_constant<int, radix>{}, re + in, im + in, stride, w, out_re + out, out_im + out, side);
      }
    }
  }

  /// (re + i im) times a twiddle factor, to its place. By reference: vectors by value have no fixed way of being passed.
  template <int bytes>
  [[gnu::always_inline]] static void put(const Lanes<bytes>& re, const Lanes<bytes>& im, const T* w, Lanes<bytes>& out_re,
                                         Lanes<bytes>& out_im) {
    out_re = re * w[0] - im * w[1];
    out_im = re * w[1] + im * w[0];
  }

  template <int bytes>
  [[gnu::always_inline]] static void butterfly(std::integral_constant<int, 2>, const Lanes<bytes>* re, const Lanes<bytes>* im,
                                               Index stride, const T* w, Lanes<bytes>* out_re, Lanes<bytes>* out_im,
                                               Index side) {
    const Lanes<bytes> a = re[0], b = re[stride], c = im[0], d = im[stride];
    out_re[0] = a + b;
    out_im[0] = c + d;
    put<bytes>(a - b, c - d, w, out_re[side], out_im[side]);
  }

  template <int bytes>
  [[gnu::always_inline]] static void butterfly(std::integral_constant<int, 3>, const Lanes<bytes>* re, const Lanes<bytes>* im,
                                               Index stride, const T* w, Lanes<bytes>* out_re, Lanes<bytes>* out_im,
                                               Index side) {
    constexpr T half_root = static_cast<T>(0.86602540378443864676);
    const Lanes<bytes> a = re[0], b = im[0];
    const Lanes<bytes> sum_re = re[stride] + re[2 * stride], sum_im = im[stride] + im[2 * stride];
    const Lanes<bytes> turned_re = half_root * (im[2 * stride] - im[stride]),
                       turned_im = half_root * (re[stride] - re[2 * stride]);
    const Lanes<bytes> mid_re = a - T(0.5) * sum_re, mid_im = b - T(0.5) * sum_im;
    out_re[0] = a + sum_re;
    out_im[0] = b + sum_im;
    put<bytes>(mid_re + turned_re, mid_im + turned_im, w, out_re[side], out_im[side]);
    put<bytes>(mid_re - turned_re, mid_im - turned_im, w + 2, out_re[2 * side], out_im[2 * side]);
  }

  template <int bytes>
  [[gnu::always_inline]] static void butterfly(std::integral_constant<int, 4>, const Lanes<bytes>* re, const Lanes<bytes>* im,
                                               Index stride, const T* w, Lanes<bytes>* out_re, Lanes<bytes>* out_im,
                                               Index side) {
    const Lanes<bytes> even_re = re[0] + re[2 * stride], even_im = im[0] + im[2 * stride];
    const Lanes<bytes> even_less_re = re[0] - re[2 * stride], even_less_im = im[0] - im[2 * stride];
    const Lanes<bytes> odd_re = re[stride] + re[3 * stride], odd_im = im[stride] + im[3 * stride];
    const Lanes<bytes> turned_re = im[3 * stride] - im[stride], turned_im = re[stride] - re[3 * stride];  // i (x1 - x3)
    out_re[0] = even_re + odd_re;
    out_im[0] = even_im + odd_im;
    put<bytes>(even_less_re + turned_re, even_less_im + turned_im, w, out_re[side], out_im[side]);
    put<bytes>(even_re - odd_re, even_im - odd_im, w + 2, out_re[2 * side], out_im[2 * side]);
    put<bytes>(even_less_re - turned_re, even_less_im - turned_im, w + 4, out_re[3 * side], out_im[3 * side]);
  }

  template <int bytes>
  [[gnu::always_inline]] static void butterfly(std::integral_constant<int, 5>, const Lanes<bytes>* re, const Lanes<bytes>* im,
                                               Index stride, const T* w, Lanes<bytes>* out_re, Lanes<bytes>* out_im,
                                               Index side) {
    constexpr T c1 = static_cast<T>(0.30901699437494742410), c2 = static_cast<T>(-0.80901699437494742410);
    constexpr T s1 = static_cast<T>(0.95105651629515357212), s2 = static_cast<T>(0.58778525229247312917);
    const Lanes<bytes> a = re[0], b = im[0];
    const Lanes<bytes> p_re = re[stride] + re[4 * stride], p_im = im[stride] + im[4 * stride];
    const Lanes<bytes> q_re = re[2 * stride] + re[3 * stride], q_im = im[2 * stride] + im[3 * stride];
    const Lanes<bytes> m_re = re[stride] - re[4 * stride], m_im = im[stride] - im[4 * stride];
    const Lanes<bytes> n_re = re[2 * stride] - re[3 * stride], n_im = im[2 * stride] - im[3 * stride];
    out_re[0] = a + p_re + q_re;
    out_im[0] = b + p_im + q_im;
    const Lanes<bytes> u_re = a + c1 * p_re + c2 * q_re, u_im = b + c1 * p_im + c2 * q_im;
    const Lanes<bytes> v_re = a + c2 * p_re + c1 * q_re, v_im = b + c2 * p_im + c1 * q_im;
    const Lanes<bytes> y_re = s1 * m_re + s2 * n_re, y_im = s1 * m_im + s2 * n_im;
    const Lanes<bytes> z_re = s2 * m_re - s1 * n_re, z_im = s2 * m_im - s1 * n_im;
    put<bytes>(u_re - y_im, u_im + y_re, w, out_re[side], out_im[side]);
    put<bytes>(v_re - z_im, v_im + z_re, w + 2, out_re[2 * side], out_im[2 * side]);
    put<bytes>(v_re + z_im, v_im - z_re, w + 4, out_re[3 * side], out_im[3 * side]);
    put<bytes>(u_re + y_im, u_im - y_re, w + 6, out_re[4 * side], out_im[4 * side]);
  }

  template <int bytes>
  [[gnu::always_inline]] static void butterfly(std::integral_constant<int, 7>, const Lanes<bytes>* re, const Lanes<bytes>* im,
                                               Index stride, const T* w, Lanes<bytes>* out_re, Lanes<bytes>* out_im,
                                               Index side) {
    constexpr T c[] = {static_cast<T>(0.62348980185873353053), static_cast<T>(-0.22252093395631440429),
                       static_cast<T>(-0.90096886790241912624)};
    constexpr T s[] = {static_cast<T>(0.78183148246802980871), static_cast<T>(0.97492791218182360702),
                       static_cast<T>(0.43388373911755812048)};
    const Lanes<bytes> a = re[0], b = im[0];
    const Lanes<bytes> p1_re = re[stride] + re[6 * stride], p1_im = im[stride] + im[6 * stride];
    const Lanes<bytes> p2_re = re[2 * stride] + re[5 * stride], p2_im = im[2 * stride] + im[5 * stride];
    const Lanes<bytes> p3_re = re[3 * stride] + re[4 * stride], p3_im = im[3 * stride] + im[4 * stride];
    const Lanes<bytes> m1_re = re[stride] - re[6 * stride], m1_im = im[stride] - im[6 * stride];
    const Lanes<bytes> m2_re = re[2 * stride] - re[5 * stride], m2_im = im[2 * stride] - im[5 * stride];
    const Lanes<bytes> m3_re = re[3 * stride] - re[4 * stride], m3_im = im[3 * stride] - im[4 * stride];
    out_re[0] = a + p1_re + p2_re + p3_re;
    out_im[0] = b + p1_im + p2_im + p3_im;
    const Lanes<bytes> u1_re = a + c[0] * p1_re + c[1] * p2_re + c[2] * p3_re,
                       u1_im = b + c[0] * p1_im + c[1] * p2_im + c[2] * p3_im;
    const Lanes<bytes> u2_re = a + c[1] * p1_re + c[2] * p2_re + c[0] * p3_re,
                       u2_im = b + c[1] * p1_im + c[2] * p2_im + c[0] * p3_im;
    const Lanes<bytes> u3_re = a + c[2] * p1_re + c[0] * p2_re + c[1] * p3_re,
                       u3_im = b + c[2] * p1_im + c[0] * p2_im + c[1] * p3_im;
    const Lanes<bytes> y1_re = s[0] * m1_re + s[1] * m2_re + s[2] * m3_re, y1_im = s[0] * m1_im + s[1] * m2_im + s[2] * m3_im;
    const Lanes<bytes> y2_re = s[1] * m1_re - s[2] * m2_re - s[0] * m3_re, y2_im = s[1] * m1_im - s[2] * m2_im - s[0] * m3_im;
    const Lanes<bytes> y3_re = s[2] * m1_re - s[0] * m2_re + s[1] * m3_re, y3_im = s[2] * m1_im - s[0] * m2_im + s[1] * m3_im;
    put<bytes>(u1_re - y1_im, u1_im + y1_re, w, out_re[side], out_im[side]);
    put<bytes>(u2_re - y2_im, u2_im + y2_re, w + 2, out_re[2 * side], out_im[2 * side]);
    put<bytes>(u3_re - y3_im, u3_im + y3_re, w + 4, out_re[3 * side], out_im[3 * side]);
    put<bytes>(u3_re + y3_im, u3_im - y3_re, w + 6, out_re[4 * side], out_im[4 * side]);
    put<bytes>(u2_re + y2_im, u2_im - y2_re, w + 8, out_re[5 * side], out_im[5 * side]);
    put<bytes>(u1_re + y1_im, u1_im - y1_re, w + 10, out_re[6 * side], out_im[6 * side]);
  }

  Index n_;
  Index length_;
  std::vector<Pass> passes_;
};

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
