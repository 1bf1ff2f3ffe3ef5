#pragma once
/// The things that live in the planted world, and what they look like.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::synthetic {

enum class Texture : unsigned char {
  stripes,  ///< a grating
  checks,   ///< the product of two gratings at right angles
  dots,     ///< light spots on a square lattice
};

/// A named kind of object. Its texture modulates one axis of colour around mid grey, so that neither its mean colour nor its
/// mean luminance gives it away.
struct Category {
  std::string name;  ///< WordNet synset, e.g. dog.n.01
  Texture texture;
  double orientation;           ///< of the texture's variation [degrees]; 0 varies along x
  double wavelength;            ///< [pixel] at a radius of 10 pixels; grows with the object
  std::array<float, 3> colour;  ///< direction in RGB, largest component 1
  double aspect;                ///< width / height of the outline
  double power;                 ///< outline |x|^p + |y|^p = 1: 1 diamond, 2 ellipse, 8 box
};

/// Texture value in [-1, 1] at (x, y) pixels from the object's center, for an object of radius 10 and angle 0.
[[nodiscard]] inline double texture_at(const Category& category, double x, double y) {
  const double angle = category.orientation * std::numbers::pi / 180;
  const double k = 2 * std::numbers::pi / category.wavelength;
  const double along = k * (x * std::cos(angle) + y * std::sin(angle));
  const double across = k * (y * std::cos(angle) - x * std::sin(angle));
  switch (category.texture) {
    case Texture::stripes:
      return std::cos(along);
    case Texture::checks:
      return std::cos(along) * std::cos(across);
    case Texture::dots:
      return (std::clamp(std::cos(along) + std::cos(across), 0.0, 1.2) - 0.350) / 0.850;  // .350 is the mean of the spots
  }
  return 0;
}

/// Nine categories on three axes of colour: neither colour nor pattern alone tells all of them apart.
[[nodiscard]] inline std::vector<Category> default_categories() {
  constexpr std::array<float, 3> luminance{1.0f, 1.0f, 1.0f};
  constexpr std::array<float, 3> red_green{1.0f, -1.0f, 0.0f};
  constexpr std::array<float, 3> blue_yellow{-0.7f, -0.7f, 1.0f};
  return {
      {"person.n.01", Texture::stripes, 0, 6, luminance, 0.6, 2},   {"car.n.01", Texture::stripes, 90, 6, luminance, 1.6, 6},
      {"house.n.01", Texture::checks, 0, 8, luminance, 1, 8},       {"dog.n.01", Texture::stripes, 45, 6, red_green, 1.3, 2},
      {"cat.n.01", Texture::stripes, 135, 6, red_green, 1.1, 2},    {"flower.n.01", Texture::checks, 45, 8, red_green, 1, 2},
      {"tree.n.01", Texture::stripes, 0, 6, blue_yellow, 0.7, 1.4}, {"bird.n.01", Texture::stripes, 90, 6, blue_yellow, 1.2, 1},
      {"fish.n.01", Texture::dots, 45, 6, blue_yellow, 1.7, 2},
  };
}

/// Categories (by index into default_categories) that share a place: a street, a garden, a shore. They make categories
/// co-occur, as they do in films.
[[nodiscard]] inline std::vector<std::vector<Index>> default_places() { return {{0, 1, 2, 3}, {4, 5, 6, 7, 3}, {8, 7, 0, 4}}; }

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
