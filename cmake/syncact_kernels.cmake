# syncact::kernels: products, decompositions and learners compiled once. Who links it does not compile them again in each file:
# its interface includes syncact/compiled_kernels.hpp before everything else, which declares them extern.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/syncact_kernels.cpp CONTENT "#include \"syncact/compile_kernels.hpp\"\n")
add_library(syncact_kernels STATIC EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/syncact_kernels.cpp)
add_library(syncact::kernels ALIAS syncact_kernels)
set_target_properties(syncact_kernels PROPERTIES EXPORT_NAME kernels)
target_link_libraries(syncact_kernels PUBLIC syncact PRIVATE $<BUILD_INTERFACE:$<TARGET_NAME_IF_EXISTS:syncact_warnings>>)
target_compile_options(syncact_kernels PRIVATE -O2)
target_compile_options(syncact_kernels INTERFACE "SHELL:-include syncact/compiled_kernels.hpp")

# syncact::measures: the list of all measures compiled once, a file a family, for who includes catalog/compiled_measures.hpp.
# Much code that calls little: what needs speed is in syncact_kernels.
set(sources)
foreach(family representations matching rdms predictive time_series dynamics)
  set(source ${PROJECT_BINARY_DIR}/syncact_measures/${family}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"syncact/catalog/compiled_measures.hpp\"
#include \"syncact/catalog/${family}.hpp\"
namespace syncact::catalog::compiled {
void add_${family}(std::vector<AnyMeasure<>>& list) { catalog::add_${family}(list); }
}
")
  list(APPEND sources ${source})
endforeach()
add_library(syncact_measures STATIC EXCLUDE_FROM_ALL ${sources})
add_library(syncact::measures ALIAS syncact_measures)
set_target_properties(syncact_measures PROPERTIES EXPORT_NAME measures)
target_link_libraries(syncact_measures PUBLIC syncact_kernels PRIVATE $<BUILD_INTERFACE:$<TARGET_NAME_IF_EXISTS:syncact_warnings>>)
target_compile_options(syncact_measures PRIVATE $<IF:$<CONFIG:Debug>,-O0,-O1>)
