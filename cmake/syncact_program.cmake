# What tests, examples and benchmarks are built with. Nothing here reaches a user of the library.
include(${CMAKE_CURRENT_LIST_DIR}/syncact_warnings.cmake)

find_program(SYNCACT_CCACHE ccache)
if(SYNCACT_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are cached by what they include, not by when they were made.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${SYNCACT_CCACHE})
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ would look for garbage from 128 MB on, at each doubling: 7 % of the time of a build.
  target_compile_options(syncact_warnings INTERFACE --param=ggc-min-heapsize=1000000)
endif()

# Remembers that <what> cannot be built here; configuring says so in one line at its end.
function(syncact_left_out what why)
  set_property(GLOBAL APPEND PROPERTY SYNCACT_LEFT_OUT "${what} (${why})")
endfunction()

# Puts the components that a source's own includes ask for into <out>.
function(syncact_components_of source out)
  file(STRINGS ${source} includes REGEX "^#include")
  set(components)
  if(includes MATCHES "xtensor_blas\\.hpp")
    list(APPEND components xtensor_blas)
  endif()
  if(includes MATCHES "adapt/xtensor|<xtensor")
    list(APPEND components xtensor)
  endif()
  if(includes MATCHES "syncact/film/opencv/")
    list(APPEND components film_opencv)
  endif()
  if(includes MATCHES "syncact/io[/.]")
    list(APPEND components io)
  endif()
  set(${out} ${components} PARENT_SCOPE)
endfunction()

# syncact_program(<target> SOURCES <file>... [LIBRARIES <library>...])
#
# An executable with exactly the components that its sources include. A source that needs a missing component is left out;
# without any source left there is no target.
function(syncact_program target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  set(sources)
  set(libraries syncact::syncact)
  foreach(source IN LISTS arg_SOURCES)
    syncact_components_of(${source} components)
    set(missing)
    foreach(component IN LISTS components)
      if(NOT TARGET syncact::${component})
        list(APPEND missing ${component})
      endif()
    endforeach()
    if(missing)
      file(RELATIVE_PATH shown ${PROJECT_SOURCE_DIR} ${source})
      syncact_left_out(${shown} "needs ${missing}")
    else()
      list(APPEND sources ${source})
      list(TRANSFORM components PREPEND syncact::)
      list(APPEND libraries ${components})
    endif()
  endforeach()
  if(NOT sources)
    return()
  endif()
  list(REMOVE_DUPLICATES libraries)
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE ${libraries} ${arg_LIBRARIES} syncact_warnings)
endfunction()

# syncact_example_test(<target> <name> <expected>): runs the program; what it prints must be the text of <expected>, if there
# is such a file.
function(syncact_example_test target name expected)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/run/${target})
  file(MAKE_DIRECTORY ${folder})
  add_test(NAME ${name} WORKING_DIRECTORY ${folder}
           COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${target}> -DEXPECTED=${expected}
                   -P ${PROJECT_SOURCE_DIR}/cmake/compare_output.cmake)
endfunction()
