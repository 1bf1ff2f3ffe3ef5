#include "syncact/hrf/concept.hpp"

struct Box {
#if defined(DEFECT_WRONG_RESULT)
  float operator()(syncact::Seconds t) const { return t.count() >= 0 && t.count() < 4 ? 1.0f : 0.0f; }
#elif defined(DEFECT_NOT_CONST)
  double operator()(syncact::Seconds t) { return t.count() >= 0 && t.count() < 4 ? 1.0 : 0.0; }
#elif !defined(DEFECT_NO_CALL)
  double operator()(syncact::Seconds t) const { return t.count() >= 0 && t.count() < 4 ? 1.0 : 0.0; }
#endif
#if defined(DEFECT_BARE_DURATION)
  double duration() const { return 4; }
#elif !defined(DEFECT_NO_DURATION)
  syncact::Seconds duration() const { return syncact::Seconds{4}; }
#endif
};

static_assert(syncact::hrf::HemodynamicResponse<Box>);
