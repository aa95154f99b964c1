# atlasc_add_maps(): maps that a CMake project draws when it is built.
#
#     include(atlasc)
#     atlasc_add_maps(drawings                # the name of the target
#       DIRECTORY maps                        # where the maps are; default: maps
#       OUTPUT ${CMAKE_BINARY_DIR}/drawings   # where the drawings go; default: NAME in the binary folder
#       TYPES text svg                        # formats; default: text svg
#       OPTIONS --style print                 # options of drawing
#       ALL)                                  # part of the default build
#
# Every map in the folder and below it is drawn, and every view; what is out of date follows from what files hold. A map
# that comes, goes or changes, and a style sheet that one of them names, make the target out of date (CMake 3.21 or later,
# with Ninja or Makefiles; CMake's other generators run atlasc at every build, which is cheap). The program is the target
# `atlasc` where the project has one, else ATLASC_PROGRAM, else what is found on the PATH.
cmake_minimum_required(VERSION 3.21)

function(atlasc_add_maps name)
  cmake_parse_arguments(PARSE_ARGV 1 MAPS "ALL" "DIRECTORY;OUTPUT" "TYPES;OPTIONS")
  if(MAPS_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "atlasc_add_maps: what is '${MAPS_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT MAPS_DIRECTORY)
    set(MAPS_DIRECTORY maps)
  endif()
  if(NOT MAPS_OUTPUT)
    set(MAPS_OUTPUT ${name})
  endif()
  if(NOT MAPS_TYPES)
    set(MAPS_TYPES text svg)
  endif()
  get_filename_component(folder "${MAPS_DIRECTORY}" ABSOLUTE)
  get_filename_component(output "${MAPS_OUTPUT}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
  list(JOIN MAPS_TYPES "," types)

  if(TARGET atlasc)
    set(program "$<TARGET_FILE:atlasc>")
    set(needs atlasc)
  else()
    find_program(ATLASC_PROGRAM atlasc REQUIRED)
    set(program "${ATLASC_PROGRAM}")
    set(needs "${ATLASC_PROGRAM}")
  endif()

  set(command "${program}" build "${folder}" -o "${output}" -T "${types}" --prune ${MAPS_OPTIONS})
  if(CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    set(state "${output}/.atlasc-build")
    set(deps "${CMAKE_CURRENT_BINARY_DIR}/${name}.d")
    add_custom_command(OUTPUT "${state}" COMMAND ${command} --deps "${deps}" DEPENDS ${needs} DEPFILE "${deps}"
      WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" COMMENT "Drawing the maps of ${name}" VERBATIM)
    set(sources DEPENDS "${state}")
  else()
    set(sources COMMAND ${command} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  set(all)
  if(MAPS_ALL)
    set(all ALL)
  endif()
  add_custom_target(${name} ${all} ${sources} VERBATIM)
endfunction()
