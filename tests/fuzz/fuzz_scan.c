/* The scanner of maps gives what libyaml gives, whatever the bytes are. */
#include "events.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  same_events((const char *)data, size);
  return 0;
}
