/* Arenas in blocks that double up to 1 MiB, so a small map costs one malloc and a large one few. */
#include "base/arena.h"

#include "base/out.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifndef __wasm__
#include <setjmp.h>
#endif

#undef free /* here it is the one of the C library */

enum { FIRST_BLOCK = 8 * 1024, LARGEST_BLOCK = 1024 * 1024, ALIGN = 16 };

struct atl_arena_block {
  struct atl_arena_block *next;
  size_t size;
};

/* -- what a call holds ---------------------------------------------------------------------------------------------
 *
 * A set of addresses: an open table, linear steps, at most half full; a slot that becomes empty is filled from behind,
 * so that no search has to pass it. */

enum { FIRST_SLOTS = 512 };

struct held {
#ifndef __wasm__
  jmp_buf leave;
#endif
  uintptr_t *slot; /* 0: empty */
  size_t mask, count;
  struct atl_guard *guards; /* the newest first */
};

/* The one thing that is not passed along: every allocation would have to. A thread has its own. */
static _Thread_local struct held *held;

static size_t home_of(const struct held *h, uintptr_t address) {
  return (size_t)(((uint64_t)address >> 4) * 0x9e3779b97f4a7c15u >> 32) & h->mask;
}

static void put(struct held *h, uintptr_t address) {
  size_t at = home_of(h, address);
  while (h->slot[at])
    at = (at + 1) & h->mask;
  h->slot[at] = address;
  h->count++;
}

static bool widen(struct held *h) {
  struct held wide = {.mask = 2 * h->mask + 1};
  wide.slot = calloc(wide.mask + 1, sizeof *wide.slot);
  if (!wide.slot)
    return false;
  for (size_t i = 0; i <= h->mask; i++)
    if (h->slot[i])
      put(&wide, h->slot[i]);
  free(h->slot);
  h->slot = wide.slot;
  h->mask = wide.mask;
  return true;
}

/* A block that was just made; where there is no memory to note it, it is given back. */
static void note(void *block) {
  struct held *h = held;
  if (!h)
    return;
  if (2 * h->count > h->mask && !widen(h)) {
    free(block);
    atl_no_memory();
  }
  put(h, (uintptr_t)block);
}

/* A block that is gone, by its address. One that is not there was made before the call, or by another library. */
static void forget(uintptr_t address) {
  struct held *h = held;
  if (!h || !address)
    return;
  size_t at = home_of(h, address);
  while (h->slot[at] != address) {
    if (!h->slot[at])
      return;
    at = (at + 1) & h->mask;
  }
  h->count--;
  for (size_t next = (at + 1) & h->mask; h->slot[next]; next = (next + 1) & h->mask) {
    size_t way = (next - home_of(h, h->slot[next])) & h->mask; /* from its home */
    if (way < ((next - at) & h->mask))
      continue; /* its home is behind the gap */
    h->slot[at] = h->slot[next];
    at = next;
  }
  h->slot[at] = 0;
}

void atl_guard(struct atl_guard *guard, void (*release)(void *what), void *what) {
  *guard = (struct atl_guard){.release = release, .what = what};
  if (!held)
    return;
  guard->next = held->guards;
  if (guard->next)
    guard->next->before = guard;
  held->guards = guard;
}

void atl_unguard(struct atl_guard *guard) {
  if (!held || !guard->release)
    return;
  if (guard->before)
    guard->before->next = guard->next;
  else
    held->guards = guard->next;
  if (guard->next)
    guard->next->before = guard->before;
  *guard = (struct atl_guard){0};
}

#ifdef __wasm__
bool atl_with_memory(void (*work)(void *context), void *context) {
  work(context);
  return true;
}
#else
/* A frame of its own, in which nothing changes between setjmp() and longjmp(). */
static bool run(struct held *h, void (*work)(void *context), void *context) {
  if (setjmp(h->leave))
    return false;
  held = h;
  work(context);
  return true;
}

bool atl_with_memory(void (*work)(void *context), void *context) {
  struct held own = {.slot = calloc(FIRST_SLOTS, sizeof *own.slot), .mask = FIRST_SLOTS - 1};
  if (!own.slot)
    return false;
  bool enough = run(&own, work, context);
  held = NULL;
  for (size_t i = 0; !enough && i <= own.mask; i++)
    if (own.slot[i])
      free((void *)own.slot[i]);
  free(own.slot);
  return enough;
}
#endif

_Noreturn void atl_no_memory(void) {
#ifndef __wasm__
  if (held) {
    while (held->guards) {
      struct atl_guard *guard = held->guards;
      held->guards = guard->next;
      guard->release(guard->what);
    }
    longjmp(held->leave, 1);
  }
#endif
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
  note(fresh);
  return spread(fresh, count * size);
}

void *atl_realloc(void *old, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    atl_no_memory();
  size_t bytes = count * size;
  uintptr_t gone = (uintptr_t)old;
  void *moved = realloc(old, bytes ? bytes : 1);
  if (!moved)
    atl_no_memory();
  if ((uintptr_t)moved != gone) {
    forget(gone);
    note(moved);
  }
  return spread(moved, count * size);
}

void *atl_adopt(void *block) {
  if (block)
    note(block);
  else if (errno == ENOMEM)
    atl_no_memory();
  return block;
}

void atl_free(void *block) {
  forget((uintptr_t)block);
  free(block);
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
    atl_free(block);
  }
  *arena = (struct atl_arena){0};
}
