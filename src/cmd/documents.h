/* What the commands about documents share. */
#ifndef ATL_CMD_DOCUMENTS_H
#define ATL_CMD_DOCUMENTS_H

#include "base/diag.h"
#include "cmd/request.h"

/* Calls `each` with every file that the operands name, patterns that no shell has read included. Returns the gravest
 * exit status. */
int atl_each_document(const struct atl_request *request, int (*each)(void *context, const char *path), void *context);

/* Writes a document as a whole; "-" is standard output. Returns an exit status, after a report where that is not 0. */
int atl_document_write(struct atl_diags *diags, const char *path, const char *bytes, size_t len);

#endif
