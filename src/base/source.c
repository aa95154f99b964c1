/* Sources are read whole: a map is small beside memory, and spans, carets and aliases all look back into it. */
#include "base/source.h"

#include "base/spell.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, BYTE_ORDER_MARK = 3 };

static uint32_t add(struct atl_sources *sources, const char *name, char *text, size_t len) {
  uint32_t index = sources->file.len;
  struct atl_source *source = atl_vec_push(&sources->file);
  struct atl_out shown;
  atl_out_memory(&shown);
  atl_spell(&shown, ATL_SPELL_LINE, name);
  atl_out_char(&shown, 0);
  source->name = shown.buf;
  source->path = atl_alloc(strlen(name) + 1, 1);
  memcpy(source->path, name, strlen(name));
  source->text = text;
  source->len = (uint32_t)len;
  source->ascii = true;
  unsigned char any = 0;
  for (size_t i = 0; i < len; i++)
    any |= (unsigned char)text[i];
  source->ascii = any < 0x80;
  return index;
}

uint32_t atl_sources_add(struct atl_sources *sources, const char *name, const char *text, size_t len) {
  char *copy = atl_realloc(NULL, len + 1, 1);
  if (len)
    memcpy(copy, text, len);
  copy[len] = 0;
  return add(sources, name, copy, len);
}

/* Reads to the end of `fd`; NULL with errno set when that fails. */
static char *slurp(int fd, size_t *out_len) {
  struct stat about;
  size_t cap = CHUNK, len = 0;
  if (fstat(fd, &about))
    return NULL;
  if (S_ISDIR(about.st_mode)) {
    errno = EISDIR;
    return NULL;
  }
  if (S_ISREG(about.st_mode) && about.st_size > 0) {
    if ((uint64_t)about.st_size > ATL_MAX_SOURCE_BYTES) {
      errno = EFBIG;
      return NULL;
    }
    cap = (size_t)about.st_size + 1;
  }
  char *text = atl_realloc(NULL, cap + 1, 1);
  for (;;) {
    if (len == cap) {
      cap *= 2;
      text = atl_realloc(text, cap + 1, 1);
    }
    ssize_t got = read(fd, text + len, cap - len);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 || len + (size_t)(got > 0 ? got : 0) > ATL_MAX_SOURCE_BYTES) {
      int why = got < 0 ? errno : EFBIG;
      free(text);
      errno = why;
      return NULL;
    }
    if (got == 0)
      break;
    len += (size_t)got;
  }
  text[len] = 0;
  *out_len = len;
  return text;
}

/* Notes a name that cannot be read; ATL_NONE, with errno set. */
static uint32_t miss(struct atl_sources *sources, const char *path, int why) {
  size_t size = strlen(path) + 1;
  char *name = atl_alloc(size, 1);
  memcpy(name, path, size);
  *atl_vec_push(&sources->missing) = name;
  errno = why;
  return ATL_NONE;
}

static void close_file(void *fd) { close(*(int *)fd); }

uint32_t atl_sources_read(struct atl_sources *sources, const char *path) {
  bool standard = !strcmp(path, "-");
  int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return miss(sources, path, errno);
  size_t len = 0;
  struct atl_guard guard = {0};
  if (!standard)
    atl_guard(&guard, close_file, &fd);
  char *text = slurp(fd, &len);
  int why = errno;
  atl_unguard(&guard);
  if (!standard)
    close(fd);
  if (!text)
    return miss(sources, path, why);
  uint32_t index = add(sources, standard ? "<stdin>" : path, text, len);
  sources->file.at[index].read = !standard;
  return index;
}

void atl_sources_release(struct atl_sources *sources) {
  for (uint32_t i = 0; i < sources->file.len; i++) {
    free(sources->file.at[i].name);
    free(sources->file.at[i].path);
    free(sources->file.at[i].text);
    atl_vec_release(&sources->file.at[i].line);
  }
  atl_vec_release(&sources->file);
  for (uint32_t i = 0; i < sources->missing.len; i++)
    free(sources->missing.at[i]);
  atl_vec_release(&sources->missing);
}

/* How many bytes the line break at `at` takes; 0 where there is none. */
static uint32_t break_at(const struct atl_source *source, uint32_t at) {
  const unsigned char *s = (const unsigned char *)source->text + at;
  uint32_t left = source->len - at;
  if (s[0] == '\n')
    return 1;
  if (s[0] == '\r')
    return left > 1 && s[1] == '\n' ? 2 : 1;
  if (s[0] == 0xc2 && left > 1 && s[1] == 0x85)
    return 2;
  if (s[0] == 0xe2 && left > 2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9))
    return 3;
  return 0;
}

void atl_source_index(struct atl_source *source) {
  if (source->line.len)
    return;
  *atl_vec_push(&source->line) = 0;
  for (uint32_t at = 0; at < source->len;) {
    uint32_t n =
        (unsigned char)source->text[at] > '\r' && (unsigned char)source->text[at] < 0xc2 ? 0 : break_at(source, at);
    at += n ? n : 1;
    if (n)
      *atl_vec_push(&source->line) = at;
  }
}

static bool continues(const struct atl_source *source, uint32_t at) {
  return ((unsigned char)source->text[at] & 0xc0) == 0x80;
}

static bool has_mark(const struct atl_source *source) {
  return source->len >= BYTE_ORDER_MARK && !memcmp(source->text, "\xef\xbb\xbf", BYTE_ORDER_MARK);
}

uint32_t atl_line_at(const uint32_t *begin, uint32_t lines, uint32_t offset) {
  uint32_t low = 0, high = lines;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (begin[middle] <= offset)
      low = middle;
    else
      high = middle;
  }
  return low;
}

struct atl_position atl_source_position(struct atl_source *source, uint32_t offset) {
  atl_source_index(source);
  if (offset > source->len)
    offset = source->len;
  uint32_t line = atl_line_at(source->line.at, source->line.len, offset), begin = source->line.at[line];
  struct atl_position p = {.line = source->above + line + 1, .column = 1, .begin = begin, .end = begin};
  if (p.begin == 0 && has_mark(source) && offset >= BYTE_ORDER_MARK)
    p.begin = BYTE_ORDER_MARK; /* no column, and nothing to show */
  while (p.end < source->len && !break_at(source, p.end))
    p.end++;
  for (uint32_t at = p.begin; at < offset; at++)
    p.column += !continues(source, at);
  return p;
}

uint32_t atl_source_offset(struct atl_source *source, size_t line, size_t column) {
  atl_source_index(source);
  if (line >= source->line.len)
    return source->len;
  uint32_t at = source->line.at[line];
  size_t passed = 0;
  if (at == 0 && has_mark(source))
    at = BYTE_ORDER_MARK; /* libyaml does not count it */
  if (source->last.at && source->last.line == line && source->last.column <= column) {
    at = source->last.at;
    passed = source->last.column;
  }
  for (; passed < column && at < source->len; passed++) {
    at++;
    while (at < source->len && continues(source, at))
      at++;
  }
  source->last.line = line;
  source->last.column = passed;
  source->last.at = at;
  return at;
}
