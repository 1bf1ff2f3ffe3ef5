#pragma once
/// What does the work of a matrix product.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::linalg {

/// A column-major operand: a matrix or a block of one, never copied.
template <std::floating_point T>
using ConstPanel = Eigen::Ref<const MatrixX<T>, 0, Eigen::OuterStride<>>;
template <std::floating_point T>
using Panel = Eigen::Ref<MatrixX<T>, 0, Eigen::OuterStride<>>;

/// Whether an operand enters as it is or transposed.
enum class Op : unsigned char { none, transpose };

/// The product of one tile: out += op(a) * op(b).
/// Axioms: runs in the calling thread only; may be called from several threads at once; the same operands give the same
/// bits in every call; shapes are checked by the caller.
template <class B, class T>
concept MatrixBackend = std::copyable<B> && requires(const B backend, ConstPanel<T> a, ConstPanel<T> b, Op op, Panel<T> out) {
  { backend.add_product(a, op, b, op, out) } -> std::same_as<void>;
};

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
