#include "syncact/film/frame_source.hpp"

using namespace syncact;

struct Dark {
#if defined(DEFECT_WRONG_RESULT)
  int next(film::Frame&) { return 0; }
#elif defined(DEFECT_WANTS_A_POINTER)
  bool next(film::Frame*) { return false; }
#elif !defined(DEFECT_NO_NEXT)
  bool next(film::Frame&) { return false; }
#endif
};

static_assert(film::FrameSource<Dark>);
