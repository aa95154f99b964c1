/* Sorting that keeps the order of what is equal.
 *
 * qsort() does so in some C libraries and not in others, and what comes first among equals is seen in drawings: they
 * are to be the same on every machine. */
#ifndef ATL_BASE_SORT_H
#define ATL_BASE_SORT_H

#include <stddef.h>

/* Sorts n elements of `size` bytes, as qsort(); those that compare as equal stay in their order. Merge sort, from
 * short runs up: n log n comparisons at most, about n where much is sorted already. Takes memory for as many elements
 * again. */
void atl_sort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *));

#endif
