#include "syncact/similarity/representation/trials.hpp"

using namespace syncact;
using similarity::Measurement;
using similarity::representation::Trials;

struct Conditions {
#if defined(DEFECT_WRONG_RESULT)
  double compare(Trials x, Trials) const { return static_cast<double>(x.size()); }
#elif defined(DEFECT_NOT_CONST)
  Measurement compare(Trials x, Trials) { return {static_cast<double>(x.size())}; }
#elif !defined(DEFECT_NO_COMPARE)
  Measurement compare(Trials x, Trials) const { return {static_cast<double>(x.size())}; }
#endif
#if !defined(DEFECT_NO_INFO)
  similarity::Info info() const { return {.id = "conditions"}; }
#endif
};

static_assert(similarity::representation::TrialMeasure<Conditions>);
