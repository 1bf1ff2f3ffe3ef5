# expect_compile(<name> FILE <source> [DEFINE <macro>...] [ERROR <regex>])
#
# A CTest compile.<name>. Without ERROR the source must compile; with it, it must not, and the compiler's message must match.
# Write them in pairs, the same source with and without the defect, so that the defect alone explains the failure.
# With SYNCACT_EIGEN_PRECOMPILED, g++ takes the standard library and Eigen from what tests/headers has precompiled.
function(expect_compile name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FILE;ERROR" "DEFINE")
  list(TRANSFORM arg_DEFINE PREPEND -D)
  set(eigen_includes $<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>)
  set(precompiled)
  if(SYNCACT_EIGEN_PRECOMPILED AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    set(precompiled -include ${PROJECT_BINARY_DIR}/tests/headers/CMakeFiles/headers_precompiled.dir/cmake_pch.hxx)
  endif()
  add_test(NAME compile.${name} COMMAND_EXPAND_LISTS
           COMMAND ${CMAKE_COMMAND} "-DERROR=${arg_ERROR}" -P ${PROJECT_SOURCE_DIR}/cmake/run_compiler.cmake --
                   ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only ${precompiled} ${arg_DEFINE} -I${CMAKE_CURRENT_SOURCE_DIR}/..
                   -I${PROJECT_SOURCE_DIR}/include "$<$<BOOL:${eigen_includes}>:-isystem;$<JOIN:${eigen_includes},;-isystem;>>"
                   ${CMAKE_CURRENT_SOURCE_DIR}/${arg_FILE})
endfunction()
