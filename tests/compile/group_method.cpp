#include "syncact/groups/methods.hpp"

using namespace syncact;

struct Nothing {
  networks::Networks<double> learn(const SeriesView<double>&) const { return {}; }
};

struct Nobody {
  using Subjects = std::span<const SeriesView<double>>;
#if defined(DEFECT_WRONG_RESULT)
  networks::Networks<double> learn(const Nothing&, Subjects, const Context<>&) const { return {}; }
#elif defined(DEFECT_NOT_CONST)
  groups::GroupNetworks<double> learn(const Nothing&, Subjects, const Context<>&) { return {}; }
#elif !defined(DEFECT_NO_LEARN)
  groups::GroupNetworks<double> learn(const Nothing&, Subjects, const Context<>&) const { return {}; }
#endif
};

static_assert(groups::GroupMethod<Nobody, Nothing, double>);
