#pragma once
#include <xtensor/xview.hpp>
auto first(const auto& m) { return m(Eigen::all, 0); }
// In a comment Eigen::all may stand.
auto last(const auto& m) { return m(Eigen::placeholders::last, Eigen::placeholders::all); }
