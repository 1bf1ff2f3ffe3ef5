#pragma once
/// All of syncact/groups: networks of several subjects. Written by tools/umbrellas.py.
#include "syncact/groups/choose_n_networks.hpp"
#include "syncact/groups/common_maps.hpp"
#include "syncact/groups/common_time_courses.hpp"
#include "syncact/groups/dual_regression.hpp"
#include "syncact/groups/hausdorff.hpp"
#include "syncact/groups/map_overlap.hpp"
#include "syncact/groups/match_templates.hpp"
#include "syncact/groups/one_sample_t.hpp"
#include "syncact/groups/reproducibility.hpp"
#include "syncact/groups/shared_specific.hpp"
#include "syncact/groups/stack.hpp"
#include "syncact/groups/subject_networks.hpp"
