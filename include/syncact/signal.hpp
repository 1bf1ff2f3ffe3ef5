#pragma once
/// All of syncact/signal: cleaning, and from frames and events to scans. Written by tools/umbrellas.py.
#include "syncact/signal/also_remove.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/signal/delayed.hpp"
#include "syncact/signal/events_to_scans.hpp"
#include "syncact/signal/frame_operator.hpp"
#include "syncact/signal/nilearn_regressors.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/signal/projection.hpp"
#include "syncact/signal/some_runs.hpp"
#include "syncact/signal/to_scans.hpp"
