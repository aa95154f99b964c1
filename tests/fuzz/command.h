/* Commands of the program run within a fuzz target, in a folder of their own that holds nothing but what the target
 * put there. */
#ifndef ATL_TESTS_FUZZ_COMMAND_H
#define ATL_TESTS_FUZZ_COMMAND_H

#include <stddef.h>

/* Makes a fresh folder the current one, empty; what the last call left there is removed. */
void fuzz_enter(void);

/* Writes a file below the current folder, and the folders on its way. `name` is the target's own, never an input's. */
void fuzz_write(const char *name, const void *data, size_t size);

/* Runs a command line, without the name of the program, that ends with NULL; what it prints is thrown away. Returns its
 * exit status, which is one of those that the manual names. */
int fuzz_command(const char *const *words);

#endif
