#ifndef GUARDED_HPP
#define GUARDED_HPP
#include <syncact/core/types.hpp>

#include "syncact/networks/concept.hpp"
#endif
