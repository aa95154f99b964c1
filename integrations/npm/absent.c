/* What stands in a module for what it is built without; for pictures and fonts src/emit/absent/pictures.c does. */
#include "cmd/pager.h"
#include "emit/emit.h"
#include "index/lint.h"

/* Options that only the program has are never asked for: `check` and its lints, terminals. */
const struct atl_lint_row atl_lints[] = {{0}};

uint32_t atl_lint_month(const char *text) {
  (void)text;
  return 0;
}

int atl_pager_screen(void) { return -1; }
bool atl_pager_is_terminal(void) { return false; }
int atl_pager_columns(void) { return 0; }

bool atl_emit_html(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  (void)out;
  (void)scene;
  (void)options;
  atl_report(diags, ATL_ERROR, "html-unavailable", ATL_NOWHERE,
             "the module of WebAssembly writes no HTML; take SVG, or the program");
  return false;
}
