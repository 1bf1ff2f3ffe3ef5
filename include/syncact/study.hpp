#pragma once
/// All of syncact/study: the chain in one call. Written by tools/umbrellas.py.
#include "syncact/study/brain.hpp"
#include "syncact/study/cleaned_voxels.hpp"
#include "syncact/study/kept_scans.hpp"
#include "syncact/study/labels.hpp"
#include "syncact/study/neurons.hpp"
#include "syncact/study/stages.hpp"
#include "syncact/study/sync_act.hpp"
