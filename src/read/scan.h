/* A scanner for the part of YAML that maps are written in; private to read/. What it does not know it leaves to
 * libyaml, which then reads the whole source: the events of both are equal, in texts and in places. */
#ifndef ATL_READ_SCAN_H
#define ATL_READ_SCAN_H

#include "read/yaml.h"

struct atl_scan;

/* Opens a text of `len` bytes that has a NUL behind it and must stay until the close. NULL where it holds what no line
 * of it could be scanned for: control characters, bytes that are no UTF-8, line breaks other than LF, a byte order
 * mark. Linear; nothing is scanned yet. */
struct atl_scan *atl_scan_open(const char *text, uint32_t len);
void atl_scan_close(struct atl_scan *scan);

/* The next event, END for ever at the end. The `index` of its marks is an offset in bytes, line and column are 0. False
 * where the next event is not known: libyaml gives it after as many events as were given until here. */
bool atl_scan_next(struct atl_scan *scan, struct atl_yaml_event *event);

#endif
