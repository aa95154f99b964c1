/* Documents are found, read and written in one way, whatever is done with them. */
#include "cmd/documents.h"

#include "base/out.h"
#include "cmd/compile.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

/* The graver one: errors before what is merely out of date. */
static int worse(int a, int b) {
  static const int rank[] = {
      [ATL_EXIT_DONE] = 0, [ATL_EXIT_STALE] = 1, [ATL_EXIT_INPUT] = 2, [ATL_EXIT_USAGE] = 3, [ATL_EXIT_SYSTEM] = 4};
  return rank[a] > rank[b] ? a : b;
}

int atl_each_document(const struct atl_request *request, int (*each)(void *context, const char *path), void *context) {
  int status = ATL_EXIT_DONE;
  for (uint32_t i = 0; i < request->input.len; i++) {
    const char *path = request->input.at[i];
    glob_t found = {0};
    /* A pattern that no shell has read, as it stands in a file of settings. */
    if (strpbrk(path, "*?[") && access(path, F_OK) && !glob(path, 0, NULL, &found))
      for (size_t k = 0; k < found.gl_pathc; k++)
        status = worse(status, each(context, found.gl_pathv[k]));
    else
      status = worse(status, each(context, path));
    globfree(&found);
  }
  return status;
}

int atl_document_write(struct atl_diags *diags, const char *path, const char *bytes, size_t len) {
  struct atl_out out;
  bool standard = !strcmp(path, "-");
  if (standard)
    atl_out_fd(&out, STDOUT_FILENO);
  else if (!atl_out_file(&out, path)) {
    int why = out.error;
    atl_out_discard(&out);
    atl_report(diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s", path, strerror(why));
    return ATL_EXIT_SYSTEM;
  }
  atl_out_write(&out, bytes, len);
  int error = atl_out_close(&out);
  if (!error || (standard && error == EPIPE))
    return ATL_EXIT_DONE;
  atl_report(diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s; it is as it was",
             standard ? "standard output" : path, strerror(error));
  return ATL_EXIT_SYSTEM;
}
