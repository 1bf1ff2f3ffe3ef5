#pragma once
/// Large headers that nearly every test needs. Tests include what they use all the same: not every compiler precompiles.
#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/compiled_kernels.hpp"
