#pragma once
/// The inputs of tests/oracles/similarity.json, from the formulas given there.
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "syncact/core/types.hpp"

namespace syncact::test {

namespace detail {

/// [rows x columns] from f(row + 1, column + 1).
template <class F>
MatrixX<double> table(Index rows, Index columns, F f) {
  MatrixX<double> m(rows, columns);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) m(i, j) = f(static_cast<double>(i + 1), static_cast<double>(j + 1));
  }
  return m;
}

}  // namespace detail

/// An input of two axes, or of one as a single column.
inline MatrixX<double> similarity_input(const std::string& name) {
  using detail::table;
  using std::cos, std::sin;
  constexpr double pi = std::numbers::pi;
  if (name == "X") return table(20, 7, [](double a, double b) { return sin(0.37 * a * b) + 0.5 * cos(0.91 * a + 1.3 * b); });
  if (name == "Y") {
    return table(20, 5, [](double a, double b) {
      return 0.8 * sin(0.37 * a * (b + 1) + 0.7) + 0.5 * cos(0.91 * a - 0.7 * b) + 0.6 * sin(1.7 * a + 0.6 * b * b);
    });
  }
  if (name == "Z")
    return table(20, 7, [](double a, double b) { return sin(0.37 * a * (8 - b) + 0.2) + 0.4 * cos(0.53 * a * b); });
  if (name == "W")
    return table(12, 30, [](double a, double b) { return sin(0.23 * a * b + 0.05 * b * b) + 0.2 * cos(1.1 * a); });
  if (name == "V") return table(12, 25, [](double a, double b) { return cos(0.31 * a * b - 0.03 * b * b); });
  if (name == "P") return table(20, 4, [](double a, double b) { return std::fmod(3 * a * b + a * a, 5.0); });
  if (name == "Q") return table(20, 4, [](double a, double b) { return std::fmod(a * b + 2 * a * a + b * b * b, 6.0); });
  if (name == "Prec5") {
    return table(5, 5, [](double i, double j) { return std::pow(0.5, std::abs(i - j)) + (i == j ? 0.5 : 0.0); });
  }
  if (name == "SigK") return table(20, 20, [](double i, double j) { return std::pow(0.6, std::abs(i - j)); });
  if (name == "ta") {
    return table(64, 1, [](double i, double) {
      const double t = i - 1;
      return sin(2 * pi * t / 16) + 0.5 * sin(2 * pi * 5 * t / 64 + 0.3) + 0.3 * cos(0.07 * t * t);
    });
  }
  if (name == "tb") {
    return table(64, 1, [](double i, double) {
      const double t = i - 1;
      return sin(2 * pi * (t - 3) / 16) + 0.4 * cos(2 * pi * 5 * t / 64 - 0.2) + 0.3 * sin(1.9 * t + 0.05 * t * t);
    });
  }
  if (name == "TS") {
    return table(64, 6, [](double i, double k) {
      const double t = i - 1;
      return sin(0.2 * t * (1 + 0.13 * k)) + 0.5 * cos(0.11 * t + 0.9 * k) + 0.4 * sin(0.013 * t * t * k + k);
    });
  }
  if (name == "phi") {
    return table(31, 1, [](double k, double) {
      const double x = k * 0.6180339887498949;
      return 2 * pi * (x - std::floor(x));
    });
  }
  throw std::invalid_argument("no input named " + name);
}

/// An input of three axes: one table for each index of the first axis.
inline std::vector<MatrixX<double>> similarity_stack(const std::string& name) {
  using std::cos, std::sin;
  std::vector<MatrixX<double>> stack;
  if (name == "G") {
    for (double r = 1; r <= 4; ++r) {
      stack.push_back(
          detail::table(6, 5, [&](double i, double c) { return sin(0.8 * c * i) + 0.25 * cos(1.1 * r * i + 0.7 * c * r); }));
    }
  } else if (name == "Rep") {
    for (double r = 1; r <= 4; ++r) {
      stack.push_back(similarity_input("Y") +
                      detail::table(20, 5, [&](double i, double c) { return 0.6 * sin(2.3 * r * i + 1.9 * c * r * r); }));
    }
  } else if (name == "ISC") {
    for (double t = 0; t < 40; ++t) {
      stack.push_back(detail::table(3, 4, [&](double v, double s) {
        return sin(0.3 * t * v + 0.2 * v) + 0.7 * cos(0.05 * t * t * s + 0.4 * v * s + 0.9 * s);
      }));
    }
  } else {
    throw std::invalid_argument("no stack named " + name);
  }
  return stack;
}

}  // namespace syncact::test
