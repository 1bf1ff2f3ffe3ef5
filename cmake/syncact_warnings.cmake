# syncact_warnings: warnings for own code. Private, never exported.
add_library(syncact_warnings INTERFACE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(syncact_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion)
  if(SYNCACT_WERROR)
    target_compile_options(syncact_warnings INTERFACE -Werror)
  endif()
endif()
