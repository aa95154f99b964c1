/* Typed growable arrays: ATL_VEC(struct atl_node) node;
 *
 * Elements are addressed by index, never by a kept pointer: a push may move them. Zero is an empty vector. */
#ifndef ATL_BASE_VEC_H
#define ATL_BASE_VEC_H

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ATL_NONE UINT32_MAX /* no element, where a dense index is expected */

#define ATL_VEC(type)                                                                                                  \
  struct {                                                                                                             \
    type *at;                                                                                                          \
    uint32_t len, cap;                                                                                                 \
  }

/* Room for `n` more elements. */
#define atl_vec_reserve(vec, n)                                                                                        \
  do {                                                                                                                 \
    size_t need_ = (size_t)(vec)->len + (n);                                                                           \
    if (need_ > (vec)->cap) {                                                                                          \
      size_t cap_ = (vec)->cap ? (size_t)(vec)->cap * 2 : 8;                                                           \
      if (cap_ < need_)                                                                                                \
        cap_ = need_;                                                                                                  \
      if (cap_ >= ATL_NONE)                                                                                            \
        atl_no_memory();                                                                                               \
      (vec)->at = atl_realloc((vec)->at, cap_, sizeof *(vec)->at);                                                     \
      (vec)->cap = (uint32_t)cap_;                                                                                     \
    }                                                                                                                  \
  } while (0)

/* Appends one zeroed element and gives its address, good until the next push. */
#define atl_vec_push(vec)                                                                                              \
  (((vec)->len == (vec)->cap ? atl_vec_grow_((void **)&(vec)->at, &(vec)->cap, sizeof *(vec)->at) : (void)0),          \
   memset(&(vec)->at[(vec)->len], 0, sizeof *(vec)->at), &(vec)->at[(vec)->len++])

#define atl_vec_release(vec)                                                                                           \
  do {                                                                                                                 \
    free((vec)->at);                                                                                                   \
    (vec)->at = NULL;                                                                                                  \
    (vec)->len = (vec)->cap = 0;                                                                                       \
  } while (0)

static inline void atl_vec_grow_(void **at, uint32_t *cap, size_t size) {
  size_t more = *cap ? (size_t)*cap * 2 : 8;
  if (more >= ATL_NONE)
    atl_no_memory();
  *at = atl_realloc(*at, more, size);
  *cap = (uint32_t)more;
}

#endif
