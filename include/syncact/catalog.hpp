#pragma once
/// All of syncact/catalog: every policy by name. Written by tools/umbrellas.py.
#include "syncact/catalog/add.hpp"
#include "syncact/catalog/any_measure.hpp"
#include "syncact/catalog/calls.hpp"
#include "syncact/catalog/dynamics.hpp"
#include "syncact/catalog/input.hpp"
#include "syncact/catalog/matching.hpp"
#include "syncact/catalog/measures.hpp"
#include "syncact/catalog/predictive.hpp"
#include "syncact/catalog/presets.hpp"
#include "syncact/catalog/rdms.hpp"
#include "syncact/catalog/representations.hpp"
#include "syncact/catalog/time_series.hpp"
