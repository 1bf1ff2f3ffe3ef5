// With -ffast-math the compiler takes it that there is no NaN: tests for it would vanish.
#ifdef DEFECT_FAST_MATH
#undef __FINITE_MATH_ONLY__
#define __FINITE_MATH_ONLY__ 1
#endif
#include "syncact/core/types.hpp"

int main() {}
