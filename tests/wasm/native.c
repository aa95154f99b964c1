/* Draws in this process what tests/wasm/run.py asks for, so that what the module of WebAssembly draws can be compared.
 *
 *     native < requests > answers
 *
 * A request is a line: the folder of the map, its file, and options, "name=value", all separated by tabs. An answer is
 * "STATUS BYTES BYTES\n", then the drawing and the messages, as the module's side (module.mjs) writes them. */
#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *slurp(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  *size = 0;
  for (size_t got = 1; file && got; *size += got) {
    text = realloc(text, *size + 65536);
    got = fread(text + *size, 1, 65536, file);
  }
  if (file)
    fclose(file);
  return text;
}

int main(void) {
  char *line = NULL, *more;
  size_t room = 0, size;
  while (getline(&line, &room, stdin) > 0) {
    line[strcspn(line, "\n")] = 0;
    char *folder = strtok_r(line, "\t", &more), *path = strtok_r(NULL, "\t", &more);
    char options[4096] = "folder=\"\"";
    struct atlas_result result;
    if (!path || chdir(folder))
      return 2;
    for (char *word; (word = strtok_r(NULL, "\t", &more));)
      snprintf(options + strlen(options), sizeof options - strlen(options), " %.*s=\"%s\"", (int)strcspn(word, "="),
               word, word + strcspn(word, "=") + 1);
    char *text = slurp(path, &size);
    int status = text ? atlas_draw(text, size, options, &result) : 2;
    if (!text)
      return 2;
    printf("%d %zu %zu\n", status, result.data ? result.size : 0, strlen(result.messages));
    fwrite(result.data ? result.data : "", 1, result.data ? result.size : 0, stdout);
    fputs(result.messages, stdout);
    atlas_result_free(&result);
    free(text);
  }
  free(line);
  return 0;
}
