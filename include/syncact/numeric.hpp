#pragma once
/// All of syncact/numeric: special functions, transforms, ranks, assignment. Written by tools/umbrellas.py.
#include "syncact/numeric/assignment.hpp"
#include "syncact/numeric/banded_matrix.hpp"
#include "syncact/numeric/extend_basis.hpp"
#include "syncact/numeric/fft.hpp"
#include "syncact/numeric/gamma.hpp"
#include "syncact/numeric/normal.hpp"
#include "syncact/numeric/orthogonalize.hpp"
#include "syncact/numeric/ranks.hpp"
#include "syncact/numeric/student_t.hpp"
#include "syncact/numeric/ties.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/numeric/z_from_t.hpp"
