#pragma once
/// Three planes through a brain, on canvases: what the report of a run and the page of `serve` share.
#include <string>

namespace cli {

/// Rules of style for what planes_markup() makes.
[[nodiscard]] const char* planes_style();

/// Three canvases with sliders, a threshold and an opacity. `id` begins the names of its elements, which a page has once.
[[nodiscard]] std::string planes_markup(const std::string& id);

/// The function `planes(box, grid)`, which draws on the markup within the element `box`; `show(map, digits)` of what it returns
/// shows a map. grid has dims, affine, voxels (the place of each column, x fastest), mean (of each column, or null) and
/// oriented (whether the affine is that of a body).
[[nodiscard]] const char* planes_script();

}  // namespace cli
