# Libraries compiled from their sources, for what is linked with no library of the machine: the module of WebAssembly and
# the static programs. Sources are those that the machine's package manager brings (tools/sources), kept in build/sources
# for all of them, or those in a folder: -DATL_LIBRARY_SOURCES=DIR. Of each library the files are compiled that are
# reached, with the headers that its configure would make.
set(ATL_LIBRARY_SOURCES "" CACHE PATH "Where NAME-VERSION/ of each library is unpacked; empty: they are fetched")
set(ATL_MADE ${CMAKE_BINARY_DIR}/generated)

# Finds the sources of each, and sets NAME to its folder and NAME_version.
function(atl_sources)
  set(sources ${ATL_LIBRARY_SOURCES})
  if(NOT sources)
    set(sources ${CMAKE_SOURCE_DIR}/build/sources)
    file(LOCK ${sources} DIRECTORY GUARD FUNCTION TIMEOUT 600)
    set(lacking)
    foreach(library IN LISTS ARGN)
      file(GLOB found LIST_DIRECTORIES true ${sources}/${library}-*)
      if(NOT found)
        list(APPEND lacking ${library})
      endif()
    endforeach()
    if(lacking)
      execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/sources ${sources} ${lacking} RESULT_VARIABLE failed)
      if(failed)
        list(JOIN lacking ", " lacking)
        message(FATAL_ERROR "The sources of ${lacking} could not be fetched; unpack them into one folder, and name it with "
          "-DATL_LIBRARY_SOURCES=DIR")
      endif()
    endif()
  endif()
  foreach(library IN LISTS ARGN)
    file(GLOB found LIST_DIRECTORIES true ${sources}/${library}-*)
    list(LENGTH found count)
    if(NOT count EQUAL 1)
      message(FATAL_ERROR "${sources} has ${count} folders ${library}-*, and should have one")
    endif()
    string(REGEX REPLACE ".*/${library}-" "" version ${found})
    set(${library} ${found} PARENT_SCOPE)
    set(${library}_version ${version} PARENT_SCOPE)
  endforeach()
  set(ATL_OPTIMISED -ffunction-sections -fdata-sections -fno-common -fvisibility=hidden
    "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=." "-ffile-prefix-map=${sources}=sources" PARENT_SCOPE)
endfunction()

# Unpacks a package as it would be installed, into build/sources/NAME.
function(atl_package name)
  set(sources ${CMAKE_SOURCE_DIR}/build/sources)
  file(LOCK ${sources} DIRECTORY GUARD FUNCTION TIMEOUT 600)
  if(NOT EXISTS ${sources}/${name})
    execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/sources --built ${sources} ${name} RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "The package ${name} could not be fetched")
    endif()
  endif()
endfunction()

# PREFIX_major, _minor and _patch of a version.
function(atl_numbers prefix version)
  string(REPLACE . ";" numbers ${version})
  foreach(part major minor patch)
    list(POP_FRONT numbers number)
    set(${prefix}_${part} ${number} PARENT_SCOPE)
  endforeach()
endfunction()

# A library of files below a folder.
function(atl_outside name folder)
  list(TRANSFORM ARGN PREPEND ${folder}/)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_compile_options(${name} PRIVATE -w ${ATL_OPTIMISED})
endfunction()

# -- libyaml, jansson --------------------------------------------------------------------------------------------------
function(atl_library_yaml)
  atl_numbers(yaml ${libyaml_version})
  atl_outside(yaml ${libyaml}/src api.c reader.c scanner.c parser.c)
  target_include_directories(yaml PUBLIC ${libyaml}/include)
  target_compile_definitions(yaml PRIVATE YAML_VERSION_STRING="${libyaml_version}" YAML_VERSION_MAJOR=${yaml_major}
    YAML_VERSION_MINOR=${yaml_minor} YAML_VERSION_PATCH=${yaml_patch})
endfunction()

function(atl_library_jansson)
  set(json_inline inline)
  set(json_have_long_long 1)
  set(json_have_localeconv 0)
  set(json_have_atomic_builtins 1)
  set(json_have_sync_builtins 0)
  configure_file(${jansson}/src/jansson_config.h.in ${ATL_MADE}/jansson/jansson_config.h @ONLY)
  file(CONFIGURE OUTPUT ${ATL_MADE}/jansson/jansson_private_config.h
    CONTENT "#define HAVE_STDINT_H 1\n#define INITIAL_HASHTABLE_ORDER 3\n")
  atl_outside(jansson ${jansson}/src dump.c error.c hashtable.c hashtable_seed.c memory.c pack_unpack.c strbuffer.c strconv.c
    utf.c value.c ${ARGN})
  target_include_directories(jansson PUBLIC ${jansson}/src ${ATL_MADE}/jansson)
  target_compile_definitions(jansson PRIVATE HAVE_CONFIG_H)
endfunction()

# -- cmark, libdeflate -------------------------------------------------------------------------------------------------
function(atl_library_cmark)
  atl_numbers(cmark ${cmark_version})
  set(PROJECT_VERSION_MAJOR ${cmark_major})
  set(PROJECT_VERSION_MINOR ${cmark_minor})
  set(PROJECT_VERSION_PATCH ${cmark_patch})
  set(HAVE_STDBOOL_H 1)
  set(HAVE___BUILTIN_EXPECT 1)
  set(HAVE___ATTRIBUTE__ 1)
  configure_file(${cmark}/src/config.h.in ${ATL_MADE}/cmark/config.h)
  configure_file(${cmark}/src/cmark_version.h.in ${ATL_MADE}/cmark/cmark_version.h @ONLY)
  file(CONFIGURE OUTPUT ${ATL_MADE}/cmark/cmark_export.h CONTENT "#define CMARK_EXPORT\n#define CMARK_NO_EXPORT\n")
  atl_outside(cmark ${cmark}/src blocks.c buffer.c cmark.c cmark_ctype.c houdini_href_e.c houdini_html_e.c houdini_html_u.c
    html.c inlines.c iterator.c node.c references.c scanners.c utf8.c)
  target_include_directories(cmark PUBLIC ${cmark}/src ${ATL_MADE}/cmark)
endfunction()

function(atl_library_deflate)
  set(processor x86)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(arm|aarch64)")
    set(processor arm)
  endif()
  atl_outside(deflate ${libdeflate}/lib adler32.c crc32.c deflate_compress.c utils.c zlib_compress.c ${processor}/cpu_features.c)
  target_include_directories(deflate PUBLIC ${libdeflate})
endfunction()
