/* Documents of every format, whatever their bytes are: what stands outside of the blocks is kept byte for byte, what
 * was put into them is found again, and putting it there twice is putting it there once. */
#include "base/out.h"
#include "docs/docs.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int good) {
  if (!good)
    abort();
}

/* Whether all bytes outside of the blocks of `doc` are those of the new text. */
static void same_outside(const struct atl_doc *doc, const struct atl_out *bodies, const struct atl_out *new) {
  uint32_t at = 0;
  size_t there = 0;
  for (uint32_t i = 0; i < doc->block.len; i++) {
    const struct atl_doc_block *block = &doc->block.at[i];
    demand(!memcmp(doc->text + at, new->buf + there, block->begin - at));
    there += block->begin - at + atl_doc_spliced(doc, block, &bodies[i]);
    at = block->end;
  }
  demand(new->len - there == doc->len - at && !memcmp(doc->text + at, new->buf + there, doc->len - at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char drawing[] = "a ``` b\n\n  .... */ --> c\n";
  if (!size)
    return 0;
  enum atl_doc_format format = (enum atl_doc_format)(*data % (ATL_DOC_SOURCE + 1));
  char *text = malloc(size);
  demand(text != NULL);
  memcpy(text, data + 1, size - 1);
  text[size - 1] = 0;
  struct atl_doc doc;
  struct atl_diags diags = {0};
  if (atl_doc_read(&doc, format, text, size - 1, 0, &diags) && doc.block.len) {
    struct atl_out *bodies = calloc(doc.block.len, sizeof *bodies), new, diff;
    demand(bodies != NULL);
    int written = 1;
    for (uint32_t i = 0; i < doc.block.len; i++) {
      struct atl_doc_body body = {.as = (enum atl_doc_as)(i % 3),
                                  .text = drawing,
                                  .len = sizeof drawing - 1,
                                  .path = "./x.svg",
                                  .alt = "a ] \" *"};
      atl_out_memory(&bodies[i]);
      if (atl_doc_refuses(format, body.as))
        body.as = ATL_DOC_TEXT;
      written &= !atl_doc_write_block(&bodies[i], &doc, &doc.block.at[i], &body);
    }
    atl_out_memory(&new);
    atl_out_memory(&diff);
    atl_doc_splice(&new, &doc, bodies);
    same_outside(&doc, bodies, &new);
    if (written && atl_doc_holds(&doc, bodies, new.buf, new.len)) {
      struct atl_doc again;
      struct atl_out twice;
      atl_diff_write(&diff, "x", &doc, bodies, new.buf, (uint32_t) new.len);
      char *copy = malloc(new.len + 1);
      demand(copy != NULL);
      memcpy(copy, new.buf, new.len);
      copy[new.len] = 0;
      atl_out_memory(&twice);
      demand(atl_doc_read(&again, format, copy, new.len, 0, &diags) && again.block.len == doc.block.len);
      atl_doc_splice(&twice, &again, bodies);
      demand(twice.len == new.len && !memcmp(twice.buf, copy, new.len));
      atl_out_discard(&twice);
      atl_doc_release(&again);
      free(copy);
    }
    for (uint32_t i = 0; i < doc.block.len; i++)
      atl_out_discard(&bodies[i]);
    atl_out_discard(&new);
    atl_out_discard(&diff);
    free(bodies);
  }
  atl_doc_release(&doc);
  atl_diags_release(&diags);
  free(text);
  return 0;
}
