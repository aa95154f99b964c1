# What a static program draws pictures with, compiled from sources: cairo with its surfaces for pixels and PDF alone, over
# pixman, FreeType for TrueType alone, and zlib for cairo's PDF; and fonts, so that pictures come out where none is.
atl_outside(z ${zlib} adler32.c crc32.c deflate.c trees.c zutil.c compress.c)
target_include_directories(z PUBLIC ${zlib})
target_compile_definitions(z PRIVATE HAVE_UNISTD_H=1)

# -- pixman ------------------------------------------------------------------------------------------------------------
atl_numbers(pixman ${pixman_version})
set(PIXMAN_VERSION_MAJOR ${pixman_major})
set(PIXMAN_VERSION_MINOR ${pixman_minor})
set(PIXMAN_VERSION_MICRO ${pixman_patch})
configure_file(${pixman}/pixman/pixman-version.h.in ${ATL_MADE}/pixman/pixman-version.h @ONLY)
set(fast)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(fast pixman-sse2.c pixman-ssse3.c)
  set_source_files_properties(${pixman}/pixman/pixman-ssse3.c PROPERTIES COMPILE_OPTIONS -mssse3)
endif()
atl_outside(pixman ${pixman}/pixman pixman.c pixman-access.c pixman-access-accessors.c pixman-bits-image.c pixman-combine32.c
  pixman-combine-float.c pixman-conical-gradient.c pixman-filter.c pixman-x86.c pixman-mips.c pixman-arm.c pixman-ppc.c
  pixman-edge.c pixman-edge-accessors.c pixman-fast-path.c pixman-glyph.c pixman-general.c pixman-gradient-walker.c pixman-image.c
  pixman-implementation.c pixman-linear-gradient.c pixman-matrix.c pixman-noop.c pixman-radial-gradient.c pixman-region16.c
  pixman-region32.c pixman-solid-fill.c pixman-timer.c pixman-trap.c pixman-utils.c ${fast})
file(CONFIGURE OUTPUT ${ATL_MADE}/pixman/config.h CONTENT "#define PACKAGE \"pixman\"
#define SIZEOF_LONG ${CMAKE_SIZEOF_VOID_P}
#define TLS __thread
#define HAVE_BUILTIN_CLZ 1
#define HAVE_GCC_VECTOR_EXTENSIONS 1
#define TOOLCHAIN_SUPPORTS_ATTRIBUTE_CONSTRUCTOR 1
")
target_compile_definitions(pixman PRIVATE HAVE_CONFIG_H)
if(fast)
  target_compile_definitions(pixman PRIVATE USE_SSE2=1 USE_SSSE3=1)
endif()
target_compile_options(pixman PRIVATE -O2)
target_include_directories(pixman PUBLIC ${pixman}/pixman ${ATL_MADE}/pixman)

# -- FreeType: fonts whose files begin as those of TrueType do ---------------------------------------------------------
file(READ ${freetype}/include/freetype/config/ftoption.h options)
foreach(name USE_LZW USE_ZLIB POSTSCRIPT_NAMES_OFF MAC_FONTS INCREMENTAL)
  string(REPLACE "#define FT_CONFIG_OPTION_${name}" "/* no FT_CONFIG_OPTION_${name} */" options "${options}")
endforeach()
file(CONFIGURE OUTPUT ${ATL_MADE}/freetype/ftoption.h CONTENT "${options}" @ONLY)
file(CONFIGURE OUTPUT ${ATL_MADE}/freetype/ftmodule.h CONTENT "FT_USE_MODULE( FT_Driver_ClassRec, tt_driver_class )
FT_USE_MODULE( FT_Module_Class, psnames_module_class )
FT_USE_MODULE( FT_Module_Class, sfnt_module_class )
FT_USE_MODULE( FT_Renderer_Class, ft_smooth_renderer_class )
")
atl_outside(freetype ${freetype}/src base/ftbase.c base/ftbbox.c base/ftbitmap.c base/ftdebug.c base/ftfstype.c base/ftglyph.c
  base/ftinit.c base/ftmm.c base/ftsynth.c base/ftsystem.c base/fttype1.c psnames/psnames.c sfnt/sfnt.c smooth/smooth.c
  truetype/truetype.c)
target_compile_definitions(freetype PUBLIC FT_CONFIG_OPTIONS_H=<ftoption.h> FT_CONFIG_MODULES_H=<ftmodule.h> PRIVATE FT2_BUILD_LIBRARY)
target_include_directories(freetype PUBLIC ${ATL_MADE}/freetype ${freetype}/include)

# -- cairo -------------------------------------------------------------------------------------------------------------
file(GLOB files RELATIVE ${cairo}/src ${cairo}/src/cairo.c ${cairo}/src/cairo-*.c)
list(FILTER files EXCLUDE REGEX "^cairo-(beos|cogl|directfb|drm|egl|gl|glx|mime|os2|png|ps|qt|quartz|script|skia|svg|tee|vg|wgl|win32|xcb|xlib|xml)[-.]")
atl_outside(cairo ${cairo}/src ${files})
file(CONFIGURE OUTPUT ${ATL_MADE}/cairo/cairo-features.h CONTENT "#pragma once
#define CAIRO_FEATURES_H
#define CAIRO_HAS_IMAGE_SURFACE 1
#define CAIRO_HAS_RECORDING_SURFACE 1
#define CAIRO_HAS_OBSERVER_SURFACE 1
#define CAIRO_HAS_USER_FONT 1
#define CAIRO_HAS_FT_FONT 1
#define CAIRO_HAS_PDF_SURFACE 1
")
file(CONFIGURE OUTPUT ${ATL_MADE}/cairo/config.h CONTENT "#define HAVE_STDINT_H 1
#define HAVE_UINT64_T 1
#define HAVE_UNISTD_H 1
#define HAVE_CLOCK_GETTIME 1
#define HAVE_CTIME_R 1
#define HAVE_CXX11_ATOMIC_PRIMITIVES 1
#define HAVE_ZLIB 1
#define HAVE_FT_DONE_MM_VAR 1
#define HAVE_FT_GET_VAR_DESIGN_COORDINATES 1
#define HAVE_FT_GET_X11_FONT_FORMAT 1
#define HAVE_FT_GLYPHSLOT_EMBOLDEN 1
#define HAVE_FT_GLYPHSLOT_OBLIQUE 1
#define HAVE_FT_LIBRARY_SETLCDFILTER 1
#define HAVE_FT_LOAD_SFNT_TABLE 1
#define CAIRO_NO_MUTEX 1 /* the program has one thread */
#define SIZEOF_INT 4
#define SIZEOF_LONG ${CMAKE_SIZEOF_VOID_P}
#define SIZEOF_LONG_LONG 8
#define SIZEOF_SIZE_T ${CMAKE_SIZEOF_VOID_P}
#define SIZEOF_VOID_P ${CMAKE_SIZEOF_VOID_P}
")
target_compile_definitions(cairo PRIVATE HAVE_CONFIG_H _GNU_SOURCE)
target_include_directories(cairo PUBLIC ${ATL_MADE}/cairo ${cairo} ${cairo}/src)
target_link_libraries(cairo PUBLIC pixman freetype z)
list(APPEND ATL_LIBRARIES cairo)

# -- fonts: of each what the table of advances covers, with its kerning, without hints ---------------------------------
# Both may be taken along and changed; of their names what says whose they are is kept. (Liberation until version 2 has the
# GNU General Public License, and may not.)
set(ATL_FONT_FILES "" CACHE PATH "Where the files of Liberation 2 and DejaVu are; empty: they are fetched")
find_program(ATL_HB_SUBSET hb-subset REQUIRED DOC "cuts fonts down (Debian: libharfbuzz-bin)")
set(folder ${ATL_FONT_FILES})
if(NOT folder)
  atl_package(fonts-liberation2)
  atl_package(fonts-dejavu-core)
  set(folder ${CMAKE_SOURCE_DIR}/build/sources/fonts-*/usr/share/fonts/truetype/*)
endif()
set(cut)
foreach(font LiberationSans-Regular LiberationSans-Bold DejaVuSans DejaVuSans-Bold DejaVuSansMono DejaVuSansMono-Bold)
  file(GLOB found ${folder}/${font}.ttf)
  if(NOT found)
    message(FATAL_ERROR "${folder} has no ${font}.ttf")
  endif()
  list(GET found 0 found)
  set(to ${CMAKE_BINARY_DIR}/fonts/${font}.ttf)
  add_custom_command(OUTPUT ${to}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/fonts
    COMMAND ${ATL_HB_SUBSET} --unicodes=20-58f,10a0-10ff,1d00-27bf,2b00-2bff --no-hinting --retain-gids --passthrough-tables
      --drop-tables-=kern "--drop-tables=GSUB,GPOS,GDEF,MATH,FFTM,gasp,DSIG,fpgm,prep,cvt ,hdmx,LTSH,VDMX,PCLT,post,JSTF"
      --name-IDs=0,13,14 --output-file=${to} ${found}
    DEPENDS ${found} VERBATIM)
  list(APPEND cut ${to})
endforeach()
set(ATL_FONTS_C ${CMAKE_BINARY_DIR}/generated/fonts.c)
add_custom_command(OUTPUT ${ATL_FONTS_C}
  COMMAND ${CMAKE_COMMAND} -DKIND=fonts -DOUT=${ATL_FONTS_C} "-DFILES=${cut}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${cut} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
