/* The whole pipeline over bytes of strangers: whatever they are, the answer is a drawing or reports, never a crash, a
 * leak or a hang. The checkers that run between the stages are on. */
#include "cmd/compile.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  atl_compile_bytes_for_test((const char *)data, size);
  return 0;
}
