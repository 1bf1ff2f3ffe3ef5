#pragma once
/// What predicts one table from another.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <string_view>

#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/info.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// What an encoder says of itself; becomes the similarity::Info of its predictivity.
struct EncoderInfo {
  std::string_view id;               ///< of its predictivity
  std::string_view normalized_id{};  ///< of its predictivity divided by a ceiling
  std::string_view formula{};
  similarity::Invariance x = similarity::Invariance::none;  ///< changes of the features that leave predictions as they are
  similarity::Invariance y = similarity::Invariance::none;  ///< changes of the targets that predictions follow
  std::string_view cost{};
  std::string_view note{};
  std::string_view source{};
};

/// fit(x, y) of features x [sample x feature] and targets y [sample x target] is a model; model.predict(x_new) is
/// [sample x target].
/// Axioms: a model knows nothing but x and y; predictions of a sample depend on no other new sample; adding a constant to a
/// target adds it to its predictions, scaling all targets scales them; adding a constant to a feature changes nothing;
/// info() states the other invariances; the same arguments give the same bits. Laws: syncact/laws/encoder_laws.hpp.
template <class R>
concept Encoder = std::copyable<R> && requires(const R encoder, const MatrixX<double>& x, const MatrixX<double>& y) {
  { encoder.info() } -> std::same_as<EncoderInfo>;
  { encoder.fit(x, y).predict(x) } -> std::same_as<MatrixX<double>>;
};

/// An encoder that can use a context: its backend and its threads.
template <class R, class C>
concept TunableEncoder = Encoder<R> &&
    requires(const R encoder, const MatrixX<double>& x, const MatrixX<double>& y, const C& context) {
  { encoder.fit(x, y, context).predict(x) } -> std::same_as<MatrixX<double>>;
};

/// encoder.fit on the context if it takes one.
template <Encoder R, CallContext C>
[[nodiscard]] auto fit(const R& encoder, const MatrixX<double>& x, const MatrixX<double>& y, const C& context) {
  if constexpr (TunableEncoder<R, C>) {
    return encoder.fit(x, y, context);
  } else {
    return encoder.fit(x, y);
  }
}

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
