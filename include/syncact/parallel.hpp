#pragma once
/// All of syncact/parallel: threads, and the context of a call. Written by tools/umbrellas.py.
#include "syncact/parallel/any_executor.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/parallel/thread_pool.hpp"
#include "syncact/parallel/threads.hpp"
