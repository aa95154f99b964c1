/* An arena: memory that lives and dies together.
 *
 * A structure that lives by itself (a map, a sheet, a scene) owns one arena and frees it in its _release; nothing
 * inside is freed singly. Memory comes zeroed. Allocation cannot fail: when the system has no more, atl_no_memory()
 * ends the process with exit status 4, because no stage could do anything sensible about it; or, inside of
 * atl_with_memory(), the call, and everything that it holds is given back. */
#ifndef ATL_BASE_ARENA_H
#define ATL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct atl_arena_block;

struct atl_arena {
  struct atl_arena_block *head; /* newest block first */
  char *at, *end;               /* free bytes of the newest block */
};

/* Zeroed memory for `size` bytes, aligned for any type. Never NULL. */
void *atl_arena_alloc(struct atl_arena *arena, size_t size);

/* A NUL-terminated copy of `len` bytes. */
char *atl_arena_strndup(struct atl_arena *arena, const char *text, size_t len);

/* Frees every block; the arena is then as good as new. */
void atl_arena_release(struct atl_arena *arena);

/* malloc and realloc that end the process (exit 4, one message) instead of returning NULL. `count * size` is checked.
 */
void *atl_alloc(size_t count, size_t size); /* zeroed */
void *atl_realloc(void *old, size_t count, size_t size);

/* A block that the C library has from malloc (realpath() does) becomes one of ours. NULL stays NULL, but for ENOMEM. */
void *atl_adopt(void *block);

/* Gives a block back. Whoever includes this header calls it by the name of free(), so that no block is given back
 * behind the back of atl_with_memory(). */
void atl_free(void *block);
#define free(block) atl_free(block)

_Noreturn void atl_no_memory(void);

/* Runs `work`, for a program that has to go on when there is no memory. False: there was none, and `work` was left
 * where it stood. What it had allocated by then, and not freed, is freed; what it had of other libraries is released by
 * its guards. Each thread may be in one such call. Where the C library has no setjmp() (WebAssembly), the process ends.
 */
bool atl_with_memory(void (*work)(void *context), void *context);

/* Something that is not memory of ours: how it is released when there is no more memory. The struct belongs to the
 * caller, and stays where it is until the guard is lifted. Both do nothing outside of atl_with_memory(). A release does
 * not free memory of ours: that happens behind it. */
struct atl_guard {
  struct atl_guard *next, *before;
  void (*release)(void *what);
  void *what;
};
void atl_guard(struct atl_guard *guard, void (*release)(void *what), void *what);
void atl_unguard(struct atl_guard *guard);

#endif
