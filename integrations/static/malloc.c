/* malloc() of the static program, in the place of the one of its C library. That one gives back memory as soon as it
 * can, and asks for it again: a drawing of sixty boxes then spends half its time in the system. This program draws and
 * ends, so what is free is kept for the next one who wants as much.
 *
 * Sizes are rounded up to one of four in each doubling; each has a list of free blocks. New ones are cut from a stretch
 * that the system has cleared; the one that was cut last can grow where it is. Large blocks are stretches of their own,
 * which go back when they are free. No thread but one may call this; the program has no other. */
#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
  ALIGN = 16,
  STEPS = 4,                 /* sizes in a doubling */
  CLASSES = 64,              /* more than are used: up to LARGE */
  LARGE = 256 * 1024,        /* from here on a block is a stretch of its own */
  PAGE = 4096,               /* what mmap() counts in, at least */
  FIRST_STRETCH = 1 << 20,   /* of address space: memory is what is touched of it */
  LARGEST_STRETCH = 1 << 26, /* they double up to this */
};

/* Before each block. Of a large one, `size` is what is mapped, from `start` on; of others, what may be used. */
struct head {
  size_t size;
  uint32_t class; /* CLASSES: large */
  uint32_t start; /* of a large one: bytes from the stretch to the block */
};

_Static_assert(sizeof(struct head) == ALIGN, "a block is aligned as its head is");

static struct {
  char *at, *end;      /* of the stretch that is being cut */
  char *last;          /* the block that was cut last */
  size_t stretch;      /* the size of the next one */
  void *free[CLASSES]; /* the first free block of each class; its first word is the next */
} heap;

static struct head *head_of(void *block) { return (struct head *)((char *)block - sizeof(struct head)); }

/* The smallest class that holds `size`, which becomes its size. */
static uint32_t class_of(size_t *size) {
  size_t n = (*size + ALIGN - 1) / ALIGN; /* 1 at least, of ALIGN bytes */
  if (n <= STEPS) {
    *size = n * ALIGN;
    return (uint32_t)n - 1;
  }
  unsigned top = 63u - (unsigned)__builtin_clzll((unsigned long long)(n - 1)); /* the highest bit, 2 or more */
  size_t step = (size_t)1 << (top - 2), steps = (n - 1) / step + 1;            /* STEPS + 1 to 2 * STEPS */
  *size = steps * step * ALIGN;
  return (uint32_t)(STEPS * (top - 1) + steps - STEPS - 1);
}

static void *refuse(void) {
  errno = ENOMEM;
  return NULL;
}

static void *map(size_t size) {
  void *got = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return got == MAP_FAILED ? NULL : got;
}

static void *large(size_t align, size_t size) {
  if (size > (size_t)PTRDIFF_MAX - align - PAGE)
    return refuse();
  size_t bytes = (size + align + sizeof(struct head) + PAGE - 1) / PAGE * PAGE;
  char *stretch = map(bytes);
  if (!stretch)
    return refuse();
  char *block = (char *)(((uintptr_t)stretch + sizeof(struct head) + align - 1) & ~(uintptr_t)(align - 1));
  *head_of(block) = (struct head){.size = bytes, .class = CLASSES, .start = (uint32_t)(block - stretch)};
  return block;
}

/* Cuts a block, which is clear; NULL where the system has no more. */
static void *cut(size_t size, uint32_t class) {
  size_t bytes = size + sizeof(struct head);
  if ((size_t)(heap.end - heap.at) < bytes) {
    size_t stretch = heap.stretch ? heap.stretch : FIRST_STRETCH;
    char *start = map(stretch);
    if (!start)
      return refuse();
    heap.at = start;
    heap.end = start + stretch;
    heap.stretch = stretch < LARGEST_STRETCH ? 2 * stretch : stretch;
  }
  char *block = heap.at + sizeof(struct head);
  heap.at += bytes;
  heap.last = block;
  *head_of(block) = (struct head){.size = size, .class = class};
  return block;
}

static void *find(size_t size, bool clear) {
  if (size >= LARGE)
    return large(ALIGN, size);
  size = size ? size : 1;
  size_t wanted = size;
  uint32_t class = class_of(&size);
  void *block = heap.free[class];
  if (!block)
    return cut(size, class);
  memcpy(&heap.free[class], block, sizeof heap.free[class]);
  return clear ? memset(block, 0, wanted) : block;
}

void *malloc(size_t size) { return find(size, false); }

void *calloc(size_t count, size_t size) {
  size_t bytes;
  return __builtin_mul_overflow(count, size, &bytes) ? refuse() : find(bytes, true);
}

void free(void *block) {
  if (!block)
    return;
  struct head *head = head_of(block);
  if (head->class == CLASSES) {
    int kept = errno;
    munmap((char *)block - head->start, head->size);
    errno = kept;
    return;
  }
  memcpy(block, &heap.free[head->class], sizeof heap.free[head->class]);
  heap.free[head->class] = block;
}

size_t malloc_usable_size(void *block) {
  if (!block)
    return 0;
  struct head *head = head_of(block);
  return head->class == CLASSES ? head->size - head->start : head->size;
}

/* A large block becomes as large as is wanted, and lies elsewhere, perhaps; no byte is copied. NULL where the system
 * does not do that: a stretch of which a part was given advice (madvise) is two to it, and cannot be moved as one. */
static void *stretch_anew(void *block, size_t size) {
  struct head *head = head_of(block);
  uint32_t start = head->start;
  if (size > (size_t)PTRDIFF_MAX - start - PAGE)
    return NULL;
  size_t bytes = (size + start + PAGE - 1) / PAGE * PAGE;
  char *stretch = mremap((char *)block - start, head->size, bytes, MREMAP_MAYMOVE);
  if (stretch == MAP_FAILED)
    return NULL;
  block = stretch + start;
  head_of(block)->size = bytes;
  return block;
}

/* The block that was cut last takes what is behind it. */
static bool grows(void *block, size_t size) {
  if (block != heap.last || size >= LARGE)
    return false;
  struct head *head = head_of(block);
  uint32_t class = class_of(&size);
  if (size > (size_t)(heap.end - heap.last))
    return false;
  heap.at = heap.last + size;
  *head = (struct head){.size = size, .class = class};
  return true;
}

void *realloc(void *block, size_t size) {
  if (!block)
    return malloc(size);
  size_t room = malloc_usable_size(block);
  bool is_large = head_of(block)->class == CLASSES;
  void *moved = is_large && size >= LARGE ? stretch_anew(block, size) : NULL;
  if (moved)
    return moved;
  if (size <= room && !is_large)
    return block;
  if (!is_large && grows(block, size))
    return block;
  moved = malloc(size);
  if (moved) {
    memcpy(moved, block, room < size ? room : size);
    free(block);
  }
  return moved;
}

void *aligned_alloc(size_t align, size_t size) { return align <= ALIGN ? malloc(size) : large(align, size); }
void *memalign(size_t align, size_t size) { return aligned_alloc(align, size); }

int posix_memalign(void **block, size_t align, size_t size) {
  void *got = aligned_alloc(align, size);
  if (got)
    *block = got;
  return got ? 0 : ENOMEM;
}
