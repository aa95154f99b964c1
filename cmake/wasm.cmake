# atlasc.wasm, and around it the npm package: build/wasm/npm is the package as it is published.
#
# The module has text, SVG and JSON, no Graphviz and no fonts, and imports nothing at all: integrations/npm/system.c
# stands for the system.
set(ATL_NPM ${CMAKE_SOURCE_DIR}/integrations/npm)
include(cmake/libraries.cmake)
atl_sources(libyaml jansson)
atl_library_yaml()
atl_library_jansson()
set(optimised ${ATL_OPTIMISED})
set(made ${ATL_MADE})

# -- the module --------------------------------------------------------------------------------------------------------
file(GLOB ATL_SHEETS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/styles/*.yaml)
set(ATL_SHEETS_C ${made}/sheets.c)
add_custom_command(OUTPUT ${ATL_SHEETS_C}
  COMMAND ${CMAKE_COMMAND} -DOUT=${ATL_SHEETS_C} "-DFILES=${ATL_SHEETS}" -P ${CMAKE_SOURCE_DIR}/cmake/sheets.cmake
  DEPENDS ${ATL_SHEETS} ${CMAKE_SOURCE_DIR}/cmake/sheets.cmake VERBATIM)
set(rooms "")
foreach(room base text map style read order route arrange place place/* scene emit)
  list(APPEND rooms ${CMAKE_SOURCE_DIR}/src/${room}/*.c)
endforeach()
file(GLOB ATL_SOURCES CONFIGURE_DEPENDS ${rooms})
# What needs files and fonts; absent.c and the files of absent/ have what stands in their place.
list(FILTER ATL_SOURCES EXCLUDE REGEX "/(base/below|base/watch|read/svg|emit/(png|png_.*|pdf|html|canvas|canvas_.*|font|svg_text|svg_subset))\\.c$")
list(APPEND ATL_SOURCES ${CMAKE_SOURCE_DIR}/src/emit/absent/pictures.c ${CMAKE_SOURCE_DIR}/src/read/absent/svg.c)
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
