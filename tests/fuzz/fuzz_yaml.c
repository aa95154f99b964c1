/* The whole pipeline over bytes of strangers: whatever they are, the answer is a drawing or reports, never a crash, a
 * leak or a hang. The checkers that run between the stages are on in debug builds. */
#include "draw.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const kinds[] = {
      "type=text",
      "type=text width=40 border=heavy",
      "type=text layout=list",
      "type=text direction=right border=ascii depth=2",
      "type=svg",
      "type=svg layout=list scheme=dark",
      "type=svg text=paths",
      "type=text layout=list border=ascii only='service, a,b'",
      "type=svg without=service,a,b depth=3",
      "type=text view=v format=human",
      "type=dot",
      "type=dot without=service,a,b",
      "type=json direction=right format=json",
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (fuzz_draw((const char *)data, size, kinds[i]) == 2)
      abort(); /* no input makes an option wrong */
  return 0;
}
