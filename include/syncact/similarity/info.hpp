#pragma once
/// What a measure says of itself.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <string>
#include <string_view>

#include "syncact/similarity/measurement.hpp"

namespace syncact::inline v0_1::similarity {

/// What a measure takes.
enum class Kind : unsigned char {
  representation,  ///< two tables [sample x unit] of the same samples
  rdm,             ///< dissimilarities between conditions: how to make them, or how to compare two sets of them
  time_series,     ///< signals over the same time points
  predictive,      ///< a model fitted from one table to another and tested on samples it has not seen
  dynamics,        ///< the shape or the laws of motion of a cloud of points, whatever its axes
};

/// What a larger value means.
enum class Direction : unsigned char { similarity, distance, squared_distance, description };

/// Changes of one input [sample x unit] that leave the value as it is, to be joined by |.
enum class Invariance : unsigned char {
  none = 0,
  translation = 1,  ///< x + 1v'
  scale = 2,        ///< c x, c > 0
  unit_scale = 4,   ///< each unit times its own c > 0
  permutation = 8,  ///< units in another order
  orthogonal = 16,  ///< x Q, Q orthogonal; holds permutation
  linear = 32,      ///< x A, A invertible; holds scale, unit_scale, permutation and orthogonal
};
[[nodiscard]] constexpr Invariance operator|(Invariance a, Invariance b) {
  return static_cast<Invariance>(static_cast<unsigned char>(a) | static_cast<unsigned char>(b));
}
[[nodiscard]] constexpr bool has(Invariance set, Invariance one) {
  return (static_cast<unsigned char>(set) & static_cast<unsigned char>(one)) == static_cast<unsigned char>(one);
}

inline constexpr Invariance rigid = Invariance::translation | Invariance::permutation | Invariance::orthogonal;
inline constexpr Invariance conformal = rigid | Invariance::scale;
inline constexpr Invariance affine = conformal | Invariance::unit_scale | Invariance::linear;

/// One entry of the catalogue. Members are text for people unless an enumeration says otherwise.
struct Info {
  std::string_view id{};  ///< stable name, as in `syncact similarity --metric id`
  Kind kind = Kind::representation;
  std::string_view formula{};
  Direction direction = Direction::similarity;
  double lowest = -std::numeric_limits<double>::infinity();  ///< the value lies in [lowest, highest]
  double highest = std::numeric_limits<double>::infinity();
  Invariance x = Invariance::none;  ///< of the first input
  Invariance y = Invariance::none;  ///< of the second
  bool symmetric = true;
  bool is_metric = false;        ///< obeys the triangle inequality, and is 0 for what it cannot tell apart
  std::string_view centering{};  ///< what is subtracted from what
  std::string_view ddof = "none: no variance enters, or its divisor cancels";  ///< what a variance or covariance is divided by
  std::string_view ties{};    ///< what happens to equal values, where that matters
  std::string_view cost{};    ///< flops in n samples, p and q units
  std::string alias{};        ///< its name in similarity-repository, if it has one
  std::string_view note{};    ///< where well-known implementations of that name differ
  std::string_view source{};  ///< paper and equation
};

/// A policy that describes itself. Info may depend on its options.
template <class M>
concept Described = std::copyable<M> && requires(const M m) {
  { m.info() } -> std::same_as<Info>;
};

}  // namespace syncact::inline v0_1::similarity

#include "syncact/core/macros_on.hpp"
