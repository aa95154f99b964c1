# Installs libatlas: the shared library is one part, `library`; the static one, the header and what finds them by
# pkg-config and CMake another, `headers`.
install(TARGETS atlas ARCHIVE COMPONENT headers)
if(TARGET atlas_shared) # find_package(atlas), then atlas::atlas
  include(CMakePackageConfigHelpers)
  install(TARGETS atlas_shared EXPORT atlas LIBRARY COMPONENT library NAMELINK_COMPONENT headers)
  install(EXPORT atlas NAMESPACE atlas:: FILE atlas-config.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/atlas COMPONENT headers)
  write_basic_package_version_file(${CMAKE_BINARY_DIR}/atlas-config-version.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${CMAKE_BINARY_DIR}/atlas-config-version.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/atlas COMPONENT headers)
endif()
install(FILES src/atlas.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT headers)
file(RELATIVE_PATH ATL_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /) # it moves with the files beside it
# What a static link needs is listed by name and not by Requires.private, whose files would have to be there (and whose
# folders of headers come along) for a compilation that needs atlas.h alone.
set(ATL_PC_LIBS "")
foreach(dir IN LISTS YAML_LIBRARY_DIRS YAML_STATIC_LIBRARY_DIRS JANSSON_LIBRARY_DIRS JANSSON_STATIC_LIBRARY_DIRS)
  if(NOT dir IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
    list(APPEND ATL_PC_LIBS -L${dir})
  endif()
endforeach()
foreach(library IN LISTS YAML_STATIC_LIBRARIES JANSSON_STATIC_LIBRARIES)
  list(APPEND ATL_PC_LIBS -l${library})
endforeach()
list(APPEND ATL_PC_LIBS -lm)
foreach(library IN LISTS CMAKE_DL_LIBS)
  list(APPEND ATL_PC_LIBS -l${library})
endforeach()
list(REMOVE_DUPLICATES ATL_PC_LIBS)
list(JOIN ATL_PC_LIBS " " ATL_PC_LIBS)
configure_file(cmake/libatlas.pc.in libatlas.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/libatlas.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT headers)
