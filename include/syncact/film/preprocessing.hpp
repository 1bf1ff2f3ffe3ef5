#pragma once
/// How a picture becomes the input of a network.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::film {

/// How a picture is brought to the size of the input.
enum class Fit : unsigned char {
  stretch,  ///< both sides to the input's, whatever the picture's shape
  crop,     ///< the shorter side to `shorter_side`, then the middle of the picture
};
constexpr auto choices(Fit) { return std::array{Choice{"stretch", Fit::stretch}, Choice{"crop", Fit::crop}}; }

/// The order of the colours in the input.
enum class Colours : unsigned char { rgb, bgr };
constexpr auto choices(Colours) { return std::array{Choice{"rgb", Colours::rgb}, Choice{"bgr", Colours::bgr}}; }

/// The values that a network was trained with. Input value = (x - mean) / std for x from 0 to 255, per colour in the order of
/// the input. A network that is given others answers nonsense without saying so.
struct Preprocessing {
  Index width = 224, height = 224;  ///< of the input [pixel]
  Fit fit = Fit::stretch;
  Index shorter_side = 256;  ///< for Fit::crop [pixel]
  Colours colours = Colours::rgb;
  std::vector<double> mean{0, 0, 0};
  std::vector<double> std{1, 1, 1};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("width", self.width, "of the input [pixel]");
    option("height", self.height, "of the input [pixel]");
    option("fit", self.fit, "both sides to the input's, or the middle of the picture");
    option("shorter_side", self.shorter_side, "what the shorter side becomes before the middle is cut out [pixel]");
    option("colours", self.colours, "order of the colours in the input");
    option("mean", self.mean, "taken away per colour, of 0 to 255");
    option("std", self.std, "divided by per colour, after that");
  }
};

/// Throws ValueError unless the values make sense.
inline void require_valid(const Preprocessing& p) {
  require(p.width >= 1 && p.height >= 1, "Preprocessing", "the smaller of width and height must be >= 1",
          std::min(p.width, p.height));
  require(p.mean.size() == 3, "Preprocessing", "the number of values of mean must be 3, one per colour", p.mean.size());
  require(p.std.size() == 3, "Preprocessing", "the number of values of std must be 3, one per colour", p.std.size());
  for (const double s : p.std) require(s > 0, "Preprocessing", "std must be > 0", s);
  if (p.fit == Fit::crop) {
    require(p.shorter_side >= std::max(p.width, p.height), "Preprocessing",
            "shorter_side must be at least the input's width and height", p.shorter_side);
  }
}

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
