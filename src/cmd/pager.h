/* A pager between standard output and the terminal, as git has one. */
#ifndef ATL_CMD_PAGER_H
#define ATL_CMD_PAGER_H

#include <stdbool.h>

/* Where standard output is a terminal, what is written to it from here on goes through a pager: ATLASC_PAGER, PAGER or
 * less, of these the first that is set; "" and "cat" are none. So does standard error where it is a terminal. LESS is
 * FRX and LV is -c unless they are set: colours pass, what fits on the screen ends by itself and stays there. A pager
 * that cannot be started is left out. */
void atl_pager_begin(void);

/* The descriptor of what reads standard output in the end. */
int atl_pager_screen(void);

/* Whether that is a terminal, and how many columns it has; 0: it is none, or does not say. */
bool atl_pager_is_terminal(void);
int atl_pager_columns(void);

/* Waits until the reader has left the pager; nothing is written after it. */
void atl_pager_end(void);

/* The same in a signal handler, after which the process has to end: who is asked to leave a terminal leaves it as it
 * was only when the pager has. */
void atl_pager_abandon(void);

#endif
