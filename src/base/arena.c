/* Arenas in blocks that double up to 1 MiB, so a small map costs one malloc and a large one few. */
#include "base/arena.h"

#include "base/out.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FIRST_BLOCK = 8 * 1024, LARGEST_BLOCK = 1024 * 1024, ALIGN = 16 };

struct atl_arena_block {
  struct atl_arena_block *next;
  size_t size;
};

_Noreturn void atl_no_memory(void) {
  fputs("atlasc: out of memory\n", stderr);
  atl_out_abandon();
  exit(4);
}

/* Asks for large pages behind a large array: a map of a million nodes is else spent on a hundred thousand page faults.
 */
static void *spread(void *memory, size_t size) {
#ifdef MADV_HUGEPAGE
  enum { LARGE_ARRAY = 8 * 1024 * 1024, PAGE = 4096 };
  if (size >= LARGE_ARRAY) {
    uintptr_t start = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    (void)madvise((void *)start, ((uintptr_t)memory + size - start) & ~(uintptr_t)(PAGE - 1), MADV_HUGEPAGE);
  }
#else
  (void)size;
#endif
  return memory;
}

void *atl_alloc(size_t count, size_t size) {
  void *fresh = calloc(count ? count : 1, size ? size : 1);
  if (!fresh)
    atl_no_memory();
  return spread(fresh, count * size);
}

void *atl_realloc(void *old, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    atl_no_memory();
  size_t bytes = count * size;
  void *moved = realloc(old, bytes ? bytes : 1);
  if (!moved)
    atl_no_memory();
  return spread(moved, count * size);
}

static void grow(struct atl_arena *arena, size_t need) {
  size_t size = arena->head ? arena->head->size * 2 : FIRST_BLOCK;
  if (size > LARGEST_BLOCK)
    size = LARGEST_BLOCK;
  if (size < need)
    size = need;
  struct atl_arena_block *block = atl_alloc(1, sizeof *block + ALIGN + size);
  block->next = arena->head;
  block->size = size;
  arena->head = block;
  uintptr_t start = ((uintptr_t)(block + 1) + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1);
  arena->at = (char *)start;
  arena->end = arena->at + size;
}

void *atl_arena_alloc(struct atl_arena *arena, size_t size) {
  if (size > SIZE_MAX / 2)
    atl_no_memory();
  size = size ? (size + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN; /* an empty arena has no address to give */
  if ((size_t)(arena->end - arena->at) < size)
    grow(arena, size);
  void *fresh = arena->at;
  arena->at += size;
  return fresh;
}

char *atl_arena_strndup(struct atl_arena *arena, const char *text, size_t len) {
  char *copy = atl_arena_alloc(arena, len + 1);
  memcpy(copy, text, len);
  return copy;
}

void atl_arena_release(struct atl_arena *arena) {
  for (struct atl_arena_block *block = arena->head, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  *arena = (struct atl_arena){0};
}
