#pragma once
#include "syncact/coding/detail/inner.hpp"
