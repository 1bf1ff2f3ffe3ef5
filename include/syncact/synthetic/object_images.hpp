#pragma once
/// Pictures of one object each: the examination on which networks are graded.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <vector>

#include "syncact/synthetic/scene.hpp"

namespace syncact::inline v0_1::synthetic {

/// An endless, numbered album: picture i shows one object of category i mod n at a random place, size, angle and opacity before
/// a random background, in random light, with camera noise. Albums of different seeds share nothing, and a film of
/// the same seed shares nothing with them.
struct ObjectImages {
  std::vector<Category> categories = default_categories();
  Index height = 48;
  Index width = 48;
  double noise_sd = 0.06;
  std::uint64_t seed = 1;

  [[nodiscard]] Index category(Index i) const { return i % static_cast<Index>(categories.size()); }

  /// Throws ValueError unless i >= 0 and there are categories.
  [[nodiscard]] Image operator()(Index i) const {
    require(!categories.empty(), "ObjectImages", "the number of categories must be >= 1", categories.size());
    require(i >= 0, "ObjectImages", "the number of a picture must be >= 0", i);
    detail::RandomNumbers draws(detail::random_for(seed, detail::Use::album_object, i));
    const double unit = static_cast<double>(std::min(height, width)) / 48;
    Scene scene;
    scene.height = height;
    scene.width = width;
    scene.objects.push_back({.category = category(i),
                             .x = draws.uniform(0.2, 0.8) * static_cast<double>(width),
                             .y = draws.uniform(0.2, 0.8) * static_cast<double>(height),
                             .radius = draws.uniform(6, 12) * unit,
                             .angle = draws.uniform(-0.15, 0.15),
                             .opacity = draws.uniform(0.1, 0.8)});
    scene.light = draws.uniform(0.9, 1.1);
    scene.noise_sd = noise_sd;
    scene.background = detail::random_for(seed, detail::Use::album_background, i);
    scene.noise = detail::random_for(seed, detail::Use::album_pixels, i);
    return render(scene, categories).image;
  }
};

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
