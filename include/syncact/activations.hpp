#pragma once
/// All of syncact/activations: from activation tensors to one number per unit and frame. Written by tools/umbrellas.py.
#include "syncact/activations/reduce.hpp"
#include "syncact/activations/reductions.hpp"
