#pragma once
/// All of syncact/study: the chain in one call. Written by tools/umbrellas.py.
#include "syncact/study/cleaned_voxels.hpp"
#include "syncact/study/sync_act.hpp"
