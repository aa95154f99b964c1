/* Stands for svg.c in what is built without expat: static programs, and the module of WebAssembly. */
#include "read/svg.h"

bool atl_read_svg(struct atl_out *out, struct atl_sources *sources, uint32_t file, struct atl_span named,
                  struct atl_diags *diags) {
  (void)out;
  (void)sources;
  (void)file;
  atl_report(
      diags, ATL_WARNING, "expat-missing", named,
      "this build reads no SVG, and leaves the icon out; take one that is built in, as icon: database, or the whole "
      "program");
  return false;
}
