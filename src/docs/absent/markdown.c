/* Stands for markdown.c in a program that is linked without cmark. */
#include "docs/find.h"

bool atl_doc_scan_markdown(struct atl_doc_found *found, bool markers) {
  (void)markers;
  atl_report(found->diags, ATL_ERROR, "cmark-missing", ATL_NOWHERE,
             "this static program reads no documents of Markdown; take the one with pictures (preset static-png)");
  return false;
}
