/* What a page by itself has besides its drawing: the files of web/, built into the program. */
#ifndef ATL_EMIT_VIEWER_H
#define ATL_EMIT_VIEWER_H

#include <stddef.h>

struct atl_viewer_file {
  const char *text;
  size_t len;
};

extern const struct atl_viewer_file atl_viewer_css, atl_viewer_js;

#endif
