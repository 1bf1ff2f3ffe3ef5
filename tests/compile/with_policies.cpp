// What is no policy is refused where it is handed over, not where the chain runs.
#include "syncact/study/sync_act.hpp"

using namespace syncact;

struct Nothing {};

auto chain() {
#if defined(DEFECT_HRF)
  return SyncAct<>{}.with_hrf(Nothing{});
#elif defined(DEFECT_NETWORKS)
  return SyncAct<>{}.with_networks(Nothing{});
#elif defined(DEFECT_COUPLING)
  return SyncAct<>{}.with_coupling(synchrony::CouplingOptions<Nothing>{});
#elif defined(DEFECT_MAPPER)
  return SyncAct<>{}.with_mapper(Nothing{});
#else
  return SyncAct<>{}.with_hrf(hrf::DoubleGamma{}).with_mapper(annotation::BestNetwork{});
#endif
}
