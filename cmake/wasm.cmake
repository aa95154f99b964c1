# atlasc.wasm, and around it the npm package: build/wasm/npm is the package as it is published.
#
# The module has text, SVG and JSON, no Graphviz and no fonts, and imports nothing at all: integrations/npm/system.c
# stands for the system. The libraries it is linked with are compiled from the sources that the machine's own package
# manager brings (integrations/npm/sources), or from a folder of them: -DATL_WASM_SOURCES=DIR.
set(ATL_NPM ${CMAKE_SOURCE_DIR}/integrations/npm)
set(ATL_WASM_SOURCES "" CACHE PATH "Where libyaml-*/ and jansson-*/ are unpacked; empty: they are fetched")
set(sources ${ATL_WASM_SOURCES})
if(NOT sources)
  set(sources ${CMAKE_BINARY_DIR}/sources)
  if(NOT EXISTS ${sources}/done)
    execute_process(COMMAND ${ATL_NPM}/sources ${sources} RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "The sources of libyaml and jansson could not be fetched; unpack them into one folder, "
        "and name it with -DATL_WASM_SOURCES=DIR")
    endif()
  endif()
endif()
foreach(library libyaml jansson)
  file(GLOB found LIST_DIRECTORIES true ${sources}/${library}-*)
  list(LENGTH found count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "${sources} has ${count} folders ${library}-*, and should have one")
  endif()
  string(REGEX REPLACE ".*${library}-" "" version ${found})
  set(${library} ${found})
  set(${library}_version ${version})
endforeach()

# -- headers that configure would make ---------------------------------------------------------------------------------
set(made ${CMAKE_BINARY_DIR}/generated)
set(json_inline inline)
set(json_have_long_long 1)
set(json_have_localeconv 0)
set(json_have_atomic_builtins 1)
set(json_have_sync_builtins 0)
configure_file(${jansson}/src/jansson_config.h.in ${made}/jansson/jansson_config.h @ONLY)
file(WRITE ${made}/jansson/jansson_private_config.h "#define HAVE_STDINT_H 1\n#define INITIAL_HASHTABLE_ORDER 3\n")
string(REPLACE . ";" numbers ${libyaml_version})
list(GET numbers 0 major)
list(GET numbers 1 minor)
list(GET numbers 2 patch)

# -- libraries: the files of each that are reached ---------------------------------------------------------------------
set(optimised -ffunction-sections -fdata-sections -fno-common -fvisibility=hidden "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=."
  "-ffile-prefix-map=${sources}=sources")
function(atl_outside name)
  add_library(${name} STATIC ${ARGN})
  target_compile_options(${name} PRIVATE -w ${optimised})
endfunction()

atl_outside(yaml ${libyaml}/src/api.c ${libyaml}/src/reader.c ${libyaml}/src/scanner.c ${libyaml}/src/parser.c)
target_include_directories(yaml PUBLIC ${libyaml}/include)
target_compile_definitions(yaml PRIVATE YAML_VERSION_STRING="${libyaml_version}" YAML_VERSION_MAJOR=${major}
  YAML_VERSION_MINOR=${minor} YAML_VERSION_PATCH=${patch})
set(files dump error hashtable hashtable_seed memory pack_unpack strbuffer strconv utf value)
list(TRANSFORM files REPLACE "(.+)" "${jansson}/src/\\1.c")
atl_outside(jansson ${files})
target_include_directories(jansson PUBLIC ${jansson}/src ${made}/jansson)
target_compile_definitions(jansson PRIVATE HAVE_CONFIG_H)

# -- the module --------------------------------------------------------------------------------------------------------
file(GLOB ATL_SHEETS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/styles/*.yaml)
set(ATL_SHEETS_C ${made}/sheets.c)
add_custom_command(OUTPUT ${ATL_SHEETS_C}
  COMMAND ${CMAKE_COMMAND} -DKIND=sheets -DOUT=${ATL_SHEETS_C} "-DFILES=${ATL_SHEETS}"
    -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${ATL_SHEETS} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
set(rooms "")
foreach(room base text map style read order route arrange place place/* scene emit)
  list(APPEND rooms ${CMAKE_SOURCE_DIR}/src/${room}/*.c)
endforeach()
file(GLOB ATL_SOURCES CONFIGURE_DEPENDS ${rooms})
# What needs files and fonts; module.c has what stands in their place.
list(FILTER ATL_SOURCES EXCLUDE REGEX "/(base/below|base/watch|read/svg|emit/(png|png_.*|pdf|html|canvas|canvas_text|font|svg_text))\\.c$")
foreach(file cmd/drawing cmd/drawing_map cmd/map_json cmd/outline cmd/library cmd/advice cmd/options cmd/vocabulary cmd/report cmd/output site/markdown_text site/prose)
  list(APPEND ATL_SOURCES ${CMAKE_SOURCE_DIR}/src/${file}.c)
endforeach()
add_executable(atlasc ${ATL_SOURCES} ${ATL_SHEETS_C} ${ATL_NPM}/module.c ${ATL_NPM}/absent.c ${ATL_NPM}/system.c)
target_include_directories(atlasc PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(atlasc PRIVATE _GNU_SOURCE _WASI_EMULATED_MMAN _WASI_EMULATED_GETPID
  ATL_VERSION="${PROJECT_VERSION}" ATL_GRAPHVIZ=0)
target_compile_options(atlasc PRIVATE -Wall -Wextra -Wshadow -Wno-missing-field-initializers ${optimised}
  -include ${ATL_NPM}/lacking.h)
target_link_libraries(atlasc PRIVATE yaml jansson)
# The stack stands before all else: where it is too small the module stops, and writes over nothing.
target_link_options(atlasc PRIVATE -mexec-model=reactor -nostartfiles -Wl,--no-entry -Wl,--gc-sections -Wl,--strip-all
  -Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,-O2)

# -- the package -------------------------------------------------------------------------------------------------------
set(package ${CMAKE_BINARY_DIR}/npm)
configure_file(${ATL_NPM}/package.json.in ${package}/package.json @ONLY)
file(GLOB files CONFIGURE_DEPENDS ${ATL_NPM}/lib/*.js ${ATL_NPM}/lib/*.ts)
set(placed "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  add_custom_command(OUTPUT ${package}/${name} COMMAND ${CMAKE_COMMAND} -E copy ${file} ${package}/${name} DEPENDS ${file} VERBATIM)
  list(APPEND placed ${package}/${name})
endforeach()
add_custom_command(OUTPUT ${package}/atlasc.wasm COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:atlasc> ${package}/atlasc.wasm
  DEPENDS atlasc VERBATIM)
configure_file(${ATL_NPM}/README.md ${package}/README.md COPYONLY)
configure_file(${CMAKE_SOURCE_DIR}/LICENSE ${package}/LICENSE COPYONLY)
configure_file(${ATL_NPM}/NOTICE.in ${package}/NOTICE @ONLY)
configure_file(${libyaml}/License ${package}/licences/libyaml.txt COPYONLY)
configure_file(${jansson}/LICENSE ${package}/licences/jansson.txt COPYONLY)
configure_file(${CMAKE_SOURCE_DIR}/licences/unicode.txt ${package}/licences/unicode.txt COPYONLY)
foreach(file /usr/share/doc/wasi-libc/copyright ${CMAKE_SYSROOT}/../../LICENSE)
  if(EXISTS ${file})
    configure_file(${file} ${package}/licences/wasi-libc.txt COPYONLY)
  endif()
endforeach()
add_custom_target(package_npm ALL DEPENDS ${placed} ${package}/atlasc.wasm)

# -- the playground, where npm is: `cmake --build --preset wasm --target playground` ------------------------------------
find_program(NPM npm)
find_program(NODE node)
if(NPM AND NODE)
  set(ATL_PLAYGROUND ${CMAKE_SOURCE_DIR}/integrations/playground)
  set(built ${CMAKE_BINARY_DIR}/playground)
  set(modules ${CMAKE_BINARY_DIR}/playground-npm)
  add_custom_command(OUTPUT ${modules}/node_modules/.package-lock.json
    COMMAND ${CMAKE_COMMAND} -E make_directory ${modules}
    COMMAND ${CMAKE_COMMAND} -E copy ${ATL_PLAYGROUND}/package.json ${ATL_PLAYGROUND}/package-lock.json ${modules}
    COMMAND ${CMAKE_SOURCE_DIR}/tools/npm-ci ${modules}
    DEPENDS ${ATL_PLAYGROUND}/package.json ${ATL_PLAYGROUND}/package-lock.json VERBATIM)
  file(GLOB files CONFIGURE_DEPENDS ${ATL_PLAYGROUND}/*)
  add_custom_command(OUTPUT ${built}/index.html
    COMMAND ${CMAKE_COMMAND} -E copy ${ATL_PLAYGROUND}/build.mjs ${modules}
    COMMAND ${NODE} build.mjs ${CMAKE_SOURCE_DIR} ${package} ${built}
    DEPENDS ${files} ${placed} ${package}/atlasc.wasm ${modules}/node_modules/.package-lock.json
      ${CMAKE_SOURCE_DIR}/schema/map.schema.json WORKING_DIRECTORY ${modules} VERBATIM)
  add_custom_target(playground DEPENDS ${built}/index.html)
endif()
