/* The scanner of maps held against libyaml. */
#ifndef ATL_TESTS_FUZZ_EVENTS_H
#define ATL_TESTS_FUZZ_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

/* Reads a text twice, as the program does and by libyaml alone, and ends the process where an event, its text, its
 * place or a report differs. Returns whether the scanner knew all of it. */
bool same_events(const char *text, size_t size);

#endif
