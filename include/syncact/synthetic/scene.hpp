#pragma once
/// One instant of the planted world, and its picture.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/synthetic/category.hpp"
#include "syncact/synthetic/draws.hpp"
#include "syncact/synthetic/image.hpp"

namespace syncact::inline v0_1::synthetic {

/// An object at one instant; lengths in pixels, angle in radians. Opacity is its contrast against what lies behind it.
struct PlacedObject {
  Index category;
  double x, y;
  double radius;
  double angle;
  double opacity;
};

/// Objects from back to front, before a background, under a light, seen by a noisy camera.
struct Scene {
  Index height = 48;
  Index width = 48;
  std::vector<PlacedObject> objects;
  Random background{0};  ///< names the background: the same sequence, the same background
  double background_sd = 0.08;
  double light = 1;  ///< factor on every pixel
  Random noise{0};
  double noise_sd = 0.06;
};

/// A picture and the truth about it.
struct Frame {
  Image image;              ///< RGB in [0, 1]
  VectorX<double> visible;  ///< [category] share of the frame each one fills, times opacity, after occlusion
};

namespace detail {

/// Adds smooth noise: a lattice of normal numbers, one every `spacing` pixels, interpolated linearly.
inline void add_smooth_noise(RandomNumbers& draws, double sd, Index spacing, Image& image) {
  const Index rows = image.height / spacing + 2;
  const Index columns = image.width / spacing + 2;
  MatrixX<float> lattice(rows, columns);
  for (Index channel = 0; channel < image.n_channels(); ++channel) {
    for (Index i = 0; i < lattice.size(); ++i) lattice.data()[i] = static_cast<float>(sd * draws.normal());
    for (Index y = 0; y < image.height; ++y) {
      const float fy = static_cast<float>(y % spacing) / static_cast<float>(spacing);
      for (Index x = 0; x < image.width; ++x) {
        const float fx = static_cast<float>(x % spacing) / static_cast<float>(spacing);
        const auto corner = lattice.block<2, 2>(y / spacing, x / spacing);
        image.values(y * image.width + x, channel) +=
            (1 - fy) * ((1 - fx) * corner(0, 0) + fx * corner(0, 1)) + fy * ((1 - fx) * corner(1, 0) + fx * corner(1, 1));
      }
    }
  }
}

/// Share of the pixel at (x, y) from the object's center, turned upright, that lies inside its outline.
inline double inside(const Category& category, double x, double y, double radius) {
  const double half_width = radius * std::sqrt(category.aspect);
  const double half_height = radius / std::sqrt(category.aspect);
  const double p = category.power;
  const double r = std::pow(std::pow(std::abs(x) / half_width, p) + std::pow(std::abs(y) / half_height, p), 1 / p);
  return std::clamp((1 - r) * radius + 0.5, 0.0, 1.0);
}

/// Calls paint(pixel, weight, category, x, y) for every pixel of every object from back to front, (x, y) in the object's own
/// coordinates at radius 10, and returns what remains visible of each category.
template <class Paint>
VectorX<double> compose(const Scene& scene, const std::vector<Category>& categories, Paint&& paint) {
  MatrixX<double> covered =
      MatrixX<double>::Zero(static_cast<Index>(categories.size()), scene.height * scene.width);  // [category x pixel]
  for (const PlacedObject& object : scene.objects) {
    const Category& category = nth(categories, object.category);
    const double reach = object.radius * 1.5 * std::max(std::sqrt(category.aspect), 1 / std::sqrt(category.aspect)) + 1;
    const auto first = [&](double center) { return std::max(Index{0}, static_cast<Index>(std::ceil(center - reach))); };
    const auto last = [&](double center, Index n) { return std::min(n - 1, static_cast<Index>(std::floor(center + reach))); };
    const double cos = std::cos(object.angle), sin = std::sin(object.angle);
    for (Index row = first(object.y); row <= last(object.y, scene.height); ++row) {
      for (Index column = first(object.x); column <= last(object.x, scene.width); ++column) {
        const double dx = static_cast<double>(column) - object.x, dy = static_cast<double>(row) - object.y;
        const double x = cos * dx + sin * dy, y = cos * dy - sin * dx;
        const double weight = object.opacity * inside(category, x, y, object.radius);
        if (weight <= 0) continue;
        const Index pixel = row * scene.width + column;
        covered.col(pixel) *= 1 - weight;
        covered(object.category, pixel) += weight;
        paint(pixel, weight, category, 10 * x / object.radius, 10 * y / object.radius);
      }
    }
  }
  return covered.rowwise().mean();
}

}  // namespace detail

/// What is visible of each category, without the picture.
[[nodiscard]] inline VectorX<double> visible_in(const Scene& scene, const std::vector<Category>& categories) {
  return detail::compose(scene, categories, [](Index, double, const Category&, double, double) {});
}

/// Draws the scene. A function of its arguments alone.
[[nodiscard]] inline Frame render(const Scene& scene, const std::vector<Category>& categories) {
  Frame frame{Image(scene.height, scene.width, 3), {}};
  MatrixX<float>& values = frame.image.values;
  values.setConstant(0.5f);
  detail::RandomNumbers background(scene.background);
  detail::add_smooth_noise(background, scene.background_sd, 8, frame.image);
  detail::add_smooth_noise(background, scene.background_sd / 2, 3, frame.image);
  frame.visible =
      detail::compose(scene, categories, [&](Index pixel, double weight, const Category& category, double x, double y) {
        const float w = static_cast<float>(weight);
        const float modulation = 0.5f * static_cast<float>(texture_at(category, x, y));
        for (Index channel = 0; channel < 3; ++channel) {
          const float paint = 0.5f + modulation * nth(category.colour, channel);
          values(pixel, channel) = (1 - w) * values(pixel, channel) + w * paint;
        }
      });
  detail::RandomNumbers noise(scene.noise);
  for (Index i = 0; i < values.size(); ++i) {
    const double seen = scene.light * static_cast<double>(values.data()[i]) + scene.noise_sd * noise.normal();
    values.data()[i] = static_cast<float>(std::clamp(seen, 0.0, 1.0));
  }
  return frame;
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
