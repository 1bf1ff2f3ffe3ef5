# cmake -DPROGRAM=<program> -DEXPECTED=<file> -P compare_output.cmake
# Runs the program. It must succeed, and print what the file holds if there is such a file.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE actual ERROR_VARIABLE complaints RESULT_VARIABLE result)
message("${actual}${complaints}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${result}")
endif()
if(EXISTS "${EXPECTED}")
  file(READ "${EXPECTED}" expected)
  if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "expected instead (${EXPECTED}):\n${expected}")
  endif()
endif()
