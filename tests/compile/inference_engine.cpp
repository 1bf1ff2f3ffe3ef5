#include "syncact/film/inference_engine.hpp"

using namespace syncact;

struct Asleep {
#if defined(DEFECT_WRONG_LAYERS)
  std::vector<std::string> layers() const { return {}; }
#elif !defined(DEFECT_NO_LAYERS)
  std::vector<film::Layer> layers() const { return {}; }
#endif
#if !defined(DEFECT_NO_START)
  void start() {}
#endif
#if defined(DEFECT_WRONG_RESULT)
  bool run(std::span<const film::Frame>, std::span<const std::string>, const film::LayerVisitor&) { return true; }
#elif !defined(DEFECT_NO_RUN)
  void run(std::span<const film::Frame>, std::span<const std::string>, const film::LayerVisitor&) {}
#endif
};

static_assert(film::InferenceEngine<Asleep>);
