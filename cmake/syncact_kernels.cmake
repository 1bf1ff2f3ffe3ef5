# syncact::kernels: products, decompositions and learners compiled once. Who links it does not compile them again in each file:
# its interface includes syncact/compiled_kernels.hpp before everything else, which declares them extern.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/syncact_kernels.cpp CONTENT "#include \"syncact/compile_kernels.hpp\"\n")
add_library(syncact_kernels STATIC EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/syncact_kernels.cpp)
add_library(syncact::kernels ALIAS syncact_kernels)
set_target_properties(syncact_kernels PROPERTIES EXPORT_NAME kernels)
target_link_libraries(syncact_kernels PUBLIC syncact PRIVATE $<BUILD_INTERFACE:$<TARGET_NAME_IF_EXISTS:syncact_warnings>>)
target_compile_options(syncact_kernels PRIVATE -O2)
target_compile_options(syncact_kernels INTERFACE "SHELL:-include syncact/compiled_kernels.hpp")
