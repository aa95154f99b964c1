/* Included before every file of the module. What POSIX declares and wasi-libc does not: system.c has it. And no stream:
 * what is said before the program gives up is for terminals, and would bring in all of stdio. */
#ifndef ATL_MODULE_LACKING_H
#define ATL_MODULE_LACKING_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#undef stderr
#define stderr              NULL
#define fputs(text, stream) ((void)(text))
#define exit(status)        __builtin_trap() /* which its caller sees as an exception */

char *realpath(const char *restrict path, char *restrict to);
int fchmod(int fd, mode_t mode);

#endif
