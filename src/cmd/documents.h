/* What the commands about documents share. */
#ifndef ATL_CMD_DOCUMENTS_H
#define ATL_CMD_DOCUMENTS_H

#include "cmd/request.h"

/* Calls `each` with every file that the operands name, patterns that no shell has read included. Returns the gravest
 * exit status. */
int atl_each_document(const struct atl_request *request, int (*each)(void *context, const char *path), void *context);

#endif
