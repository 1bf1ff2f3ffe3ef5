#pragma once
/// All of syncact/synthetic: planted worlds. Written by tools/umbrellas.py.
#include "syncact/synthetic/brain.hpp"
#include "syncact/synthetic/category.hpp"
#include "syncact/synthetic/conv_net.hpp"
#include "syncact/synthetic/draws.hpp"
#include "syncact/synthetic/examination.hpp"
#include "syncact/synthetic/image.hpp"
#include "syncact/synthetic/movie.hpp"
#include "syncact/synthetic/object_images.hpp"
#include "syncact/synthetic/planted_coupling.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"
#include "syncact/synthetic/scene.hpp"
#include "syncact/synthetic/tuned_network.hpp"
