# Packages, by `cpack` in the build folder: the presets `deb` and `rpm` are for programs that are linked with libraries of
# the machine, in parts (program, library, headers); the static ones are an archive. Made twice, with the same
# SOURCE_DATE_EPOCH, they are the same bytes.
# Who gives packages away names himself with an address; those that are built for oneself name nobody's.
set(ATL_MAINTAINER "atlasc developers" CACHE STRING "Who answers for packages: NAME <ADDRESS>")
string(REGEX REPLACE " *<.*" "" CPACK_PACKAGE_VENDOR "${ATL_MAINTAINER}")
set(CPACK_PACKAGE_NAME atlasc)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "${ATL_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler of hierarchical maps to text, SVG and PNG")
set(CPACK_PACKAGE_DESCRIPTION "A map, a hierarchy with links written in YAML, becomes box drawings in text, SVG, PNG and PDF, or a site of pages.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 1)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package-files.cmake)
set(CPACK_VERBATIM_VARIABLES ON)

if(ATL_STATIC)
  # What it is linked with, and the licence of each, is in the archive.
  set(CPACK_GENERATOR TGZ)
  set(CPACK_COMPONENTS_ALL program)
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
  set(CPACK_PACKAGE_FILE_NAME atlasc-${PROJECT_VERSION}-${system}-${CMAKE_SYSTEM_PROCESSOR}-static)
  if(ATL_PICTURES)
    string(APPEND CPACK_PACKAGE_FILE_NAME -png)
  endif()
  set(CPACK_ARCHIVE_COMPONENT_INSTALL OFF)
  set(CPACK_INCLUDE_TOPLEVEL_DIRECTORY ON)
  configure_file(integrations/static/NOTICE.in ${CMAKE_BINARY_DIR}/NOTICE @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
  function(licence name)
    foreach(file IN LISTS ARGN)
      if(EXISTS ${file})
        install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DOCDIR}/licences RENAME ${name}.txt COMPONENT program)
        return()
      endif()
    endforeach()
    message(FATAL_ERROR "No licence of ${name}: ${ARGN}")
  endfunction()
  licence(libyaml ${libyaml}/License)
  licence(jansson ${jansson}/LICENSE)
  licence(libdeflate ${libdeflate}/COPYING)
  licence(unicode ${CMAKE_SOURCE_DIR}/licences/unicode.txt)
  licence(musl ${CMAKE_SOURCE_DIR}/build/sources/musl-dev/usr/share/doc/musl-dev/copyright /usr/share/doc/musl-dev/copyright
    /usr/share/doc/musl/COPYRIGHT)
  if(ATL_PICTURES)
    licence(cmark ${cmark}/COPYING)
    licence(cairo-MPL-1.1 ${cairo}/COPYING-MPL-1.1)
    licence(pixman ${pixman}/COPYING)
    licence(freetype-FTL ${freetype}/docs/FTL.TXT)
    licence(zlib ${zlib}/README)
    licence(fonts-liberation ${ATL_FONT_FILES}/LICENSE ${CMAKE_SOURCE_DIR}/build/sources/fonts-liberation2/usr/share/doc/fonts-liberation2/copyright)
    licence(fonts-dejavu ${ATL_FONT_FILES}/LICENSE-DejaVu ${CMAKE_SOURCE_DIR}/build/sources/fonts-dejavu-core/usr/share/doc/fonts-dejavu-core/copyright)
  endif()
else()
  set(CPACK_GENERATOR DEB CACHE STRING "Which packages cpack makes: DEB, RPM, TGZ")
  set(CPACK_COMPONENTS_ALL program library headers)
  set(CPACK_COMPONENTS_GROUPING IGNORE)
  set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
  set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "The program, its manuals and completions.")
  set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "The shared library.")
  set(CPACK_COMPONENT_HEADERS_DESCRIPTION "What programs are compiled with that draw by the library.")

  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME atlasc)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION graphics)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS # what it opens when it is asked for
    "libcairo2, libfreetype6, libpangocairo-1.0-0, libdeflate0, libharfbuzz-subset0, libcmark${CMARK_VERSION}, libmicrohttpd12, fonts-liberation, fonts-dejavu-core")
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "libgvc6")
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libatlas-map0) # libatlas is the name of a library of linear algebra there
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_HEADERS_PACKAGE_NAME libatlas-map-dev)
  set(CPACK_DEBIAN_HEADERS_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_HEADERS_PACKAGE_DEPENDS "libatlas-map0 (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_HEADERS_PACKAGE_SUGGESTS "libyaml-dev, libjansson-dev")

  set(CPACK_RPM_COMPONENT_INSTALL ON)
  set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
  set(CPACK_RPM_PACKAGE_LICENSE MIT)
  set(CPACK_RPM_MAIN_COMPONENT program)
  set(CPACK_RPM_PROGRAM_PACKAGE_NAME atlasc)
  # CPack of CMake 3.25 leaves this out, and warns of it (findings/cpack-rpm-suggests.sh).
  set(CPACK_RPM_PROGRAM_PACKAGE_SUGGESTS "cairo, freetype, pango, libdeflate, harfbuzz, cmark-lib, libmicrohttpd, liberation-sans-fonts")
  set(CPACK_RPM_LIBRARY_PACKAGE_NAME libatlas-map)
  set(CPACK_RPM_HEADERS_PACKAGE_NAME libatlas-map-devel)
  set(CPACK_RPM_HEADERS_PACKAGE_REQUIRES "libatlas-map = ${PROJECT_VERSION}")
  set(CPACK_RPM_LIBRARY_POST_INSTALL_SCRIPT_FILE ${CMAKE_SOURCE_DIR}/cmake/ldconfig)
  set(CPACK_RPM_LIBRARY_POST_UNINSTALL_SCRIPT_FILE ${CMAKE_SOURCE_DIR}/cmake/ldconfig)
  set(CPACK_RPM_SPEC_MORE_DEFINE "%define _buildhost localhost
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define __os_install_post %{nil}
%define _build_id_links none")
  foreach(folder man man/man1 man/man5 bash-completion bash-completion/completions zsh zsh/site-functions fish
          fish/vendor_completions.d doc)
    list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/${folder})
  endforeach()

  # Each package says whose it is; a plain installation has LICENSE.
  file(READ LICENSE text)
  string(REGEX MATCH "Copyright[^\n]*" copyright "${text}")
  string(REGEX REPLACE "^.*\n(Permission is)" "\\1" text "${text}")
  string(STRIP "${text}" text)
  string(REGEX REPLACE "\n\n" "\n.\n" text "${text}")
  string(REPLACE "\n" "\n " text "${text}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/copyright @ONLY CONTENT "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: atlasc

Files: *
Copyright: @copyright@
License: Expat
 @text@
")
  foreach(part program library headers)
    string(TOUPPER ${part} name)
    set(name ${CPACK_DEBIAN_${name}_PACKAGE_NAME})
    if(CPACK_RPM_NAMES)
      set(name ${CPACK_RPM_${name}_PACKAGE_NAME})
    endif()
    install(FILES ${CMAKE_BINARY_DIR}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} COMPONENT ${part} EXCLUDE_FROM_ALL)
  endforeach()
endif()
include(CPack)
