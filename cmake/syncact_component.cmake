# syncact_component(<name> HEADERS <file>... LINKS <target>...)
#
# Defines the header-only target syncact::<name>. Its interface is includes, features and links, nothing else: no
# optimisation, no architecture, no defines. Each component has an export set of its own, so that a consumer that does not
# ask for it needs none of its packages.
function(syncact_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;LINKS")
  set(target ${name})
  if(NOT name STREQUAL syncact)
    set(target syncact_${name})
  endif()
  add_library(${target} INTERFACE)
  add_library(syncact::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_link_libraries(${target} INTERFACE ${arg_LINKS})
  target_sources(${target} INTERFACE FILE_SET HEADERS BASE_DIRS include FILES ${arg_HEADERS})
  set_property(GLOBAL APPEND PROPERTY SYNCACT_COMPONENTS ${name})
endfunction()
