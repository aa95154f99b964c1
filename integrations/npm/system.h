/* The files that a module has: texts in memory, by name. */
#ifndef ATL_MODULE_SYSTEM_H
#define ATL_MODULE_SYSTEM_H

#include <stddef.h>

/* Adds one, which is copied; a relative name is as seen from the map. */
void atl_module_file(const char *name, const char *text, size_t len);

void atl_module_forget(void);

/* What was looked for, since it was last said that nothing was, and is not there: names, one a line, each once. Good
 * until the next is looked for. */
void atl_module_want_nothing(void);
const char *atl_module_wanted(void);

#endif
