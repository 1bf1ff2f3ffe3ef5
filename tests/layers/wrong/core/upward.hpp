#pragma once
#include <random>

#include "syncact/coding/guarded.hpp"
#include "xtensor/xtensor.hpp"
