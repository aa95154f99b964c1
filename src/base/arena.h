/* An arena: memory that lives and dies together.
 *
 * A structure that lives by itself (a map, a sheet, a scene) owns one arena and frees it in its _release; nothing
 * inside is freed singly. Memory comes zeroed. Allocation cannot fail: when the system has no more, atl_no_memory()
 * ends the process with exit status 4, because no stage could do anything sensible about it. */
#ifndef ATL_BASE_ARENA_H
#define ATL_BASE_ARENA_H

#include <stddef.h>

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

_Noreturn void atl_no_memory(void);

#endif
