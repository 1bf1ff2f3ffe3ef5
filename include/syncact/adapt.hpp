#pragma once
/// All of syncact/adapt: tables of Eigen and plain pointers as series. Written by tools/umbrellas.py.
#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/pointer.hpp"
