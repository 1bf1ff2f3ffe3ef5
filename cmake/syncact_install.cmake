# Headers by file set, one export set per component, and a package that serves find_package(syncact COMPONENTS ...).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/syncact)
get_property(SYNCACT_COMPONENTS GLOBAL PROPERTY SYNCACT_COMPONENTS)
foreach(component IN LISTS SYNCACT_COMPONENTS)
  if(component STREQUAL syncact)
    set(target syncact)
  else()
    set(target syncact_${component})
  endif()
  install(TARGETS ${target} EXPORT syncact_${component} FILE_SET HEADERS)
  install(EXPORT syncact_${component} NAMESPACE syncact:: DESTINATION ${package_dir} FILE syncact-${component}-targets.cmake)
endforeach()

if(SYNCACT_KERNELS)
  foreach(compiled kernels measures)
    list(APPEND SYNCACT_COMPONENTS ${compiled})
    set_target_properties(syncact_${compiled} PROPERTIES EXCLUDE_FROM_ALL OFF)
    install(TARGETS syncact_${compiled} EXPORT syncact_${compiled})
    install(EXPORT syncact_${compiled} NAMESPACE syncact:: DESTINATION ${package_dir} FILE syncact-${compiled}-targets.cmake)
  endforeach()
endif()

configure_package_config_file(cmake/syncact-config.cmake.in ${PROJECT_BINARY_DIR}/syncact-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/syncact-config-version.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/syncact-config.cmake ${PROJECT_BINARY_DIR}/syncact-config-version.cmake
        DESTINATION ${package_dir})
install(FILES cmake/FindSyncactOpenCV.cmake DESTINATION ${package_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
