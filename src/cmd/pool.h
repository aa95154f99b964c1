/* A few processes, each of which does many pieces of work: one that is brought down takes nothing with it but the piece
 * it was at, for which another process is begun, and what libraries keep between two pieces is gone after some hundred.
 */
#ifndef ATL_CMD_POOL_H
#define ATL_CMD_POOL_H

#include "base/out.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct atl_pool {
  void *context;
  uint32_t jobs;        /* processes at a time, one at least */
  const uint32_t *todo; /* numbers of pieces, in the order in which they are begun */
  uint32_t todos;

  /* In this process, or NULL: before a piece is handed out. False where there is nothing to do. */
  bool (*begin)(void *context, uint32_t work);

  /* In another process, which knows what this one knew when it was begun, and what it did itself. Standard error of
   * that process is a pipe. */
  void (*work)(void *context, uint32_t work, struct atl_out *answer);

  /* In this process again. The answer; false where it is none: then the process is waited for. */
  bool (*take)(void *context, uint32_t work, const char *answer, size_t len);
  /* There is no answer: `pid` (0: none) has ended, and why; without `why` it was ended by us. */
  void (*fail)(void *context, uint32_t work, pid_t pid, const char *why);
  /* After one of these, or after `begin` said no: what was written to standard error of it. */
  void (*done)(void *context, uint32_t work, const char *said, size_t len);
  /* Or NULL: how many are done, and one that is not, or ATL_NONE. */
  void (*progress)(void *context, uint32_t done, uint32_t now);
};

/* How many processes are meant by a number that was asked for; 0: as many as there are processors. */
uint32_t atl_pool_jobs(uint32_t asked);

/* Does all that is to be done. Gives the number of a signal that ended it early, or 0. */
int atl_pool_run(struct atl_pool *pool);

#endif
