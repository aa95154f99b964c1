/* The memory of a site, read and written: see site_known.h. Anybody can have written it: names are checked where they
 * are used, numbers here. */
#include "cmd/site_known.h"

#include "base/memo.h"
#include "base/sort.h"
#include "base/spell.h"

#include <stdlib.h>
#include <string.h>

static const char first_line[] = "atlasc pages 1\n";

/* The numbers of rules that a page uses; each has to be there. */
static bool parse_uses(struct atl_known *known, struct atl_known_page *page, const char *at, const char *end) {
  while (at < end) {
    uint64_t number = 0;
    const char *begin = at;
    for (; at < end && *at >= '0' && *at <= '9' && number < known->rule.len; at++)
      number = number * 10 + (uint64_t)(*at - '0');
    if (at == begin || number >= known->rule.len || (at < end && *at++ != ' '))
      return false;
    *atl_vec_push(&page->rule) = (uint32_t)number;
  }
  return true;
}

static bool parse_line(void *context, const char *at, const char *end) {
  struct atl_known *known = context;
  struct atl_known_page *last = known->page.len ? &known->page.at[known->page.len - 1] : NULL;
  struct atl_hash hash;
  bool light = atl_memo_take_word(&at, end, "light");
  if (light || atl_memo_take_word(&at, end, "dark")) {
    const char *text = atl_spell_read(&known->arena, at, (size_t)(end - at));
    *atl_vec_push(&known->rule) = (struct atl_known_rule){!light, text};
    return text;
  }
  if (atl_memo_take_word(&at, end, "page")) {
    struct atl_known_page page = {0};
    if (!atl_memo_take_hash(&at, end, &page.key))
      return false;
    page.name = atl_spell_read(&known->arena, at, (size_t)(end - at));
    *atl_vec_push(&known->page) = page;
    return page.name;
  }
  if (last && atl_memo_take_word(&at, end, "file") && atl_memo_take_hash(&at, end, &hash)) {
    const char *name = atl_spell_read(&known->arena, at, (size_t)(end - at));
    *atl_vec_push(&last->file) = (struct atl_known_file){name, hash};
    return name;
  }
  return last && atl_memo_take_word(&at, end, "uses") && parse_uses(known, last, at, end);
}

bool atl_known_parse(struct atl_known *known, const char *text, size_t len) {
  *known = (struct atl_known){0};
  bool good = atl_memo_read(text, len, first_line, parse_line, known);
  if (!good)
    atl_known_release(known);
  return good;
}

static void write_named(struct atl_out *out, const char *word, struct atl_hash hash, const char *name) {
  atl_out_text(out, word);
  atl_memo_write_hash(out, hash);
  atl_memo_write_name(out, name);
}

void atl_known_write(const struct atl_known *known, struct atl_out *out) {
  atl_out_text(out, first_line);
  for (uint32_t i = 0; i < known->rule.len; i++) {
    atl_out_text(out, known->rule.at[i].dark ? "dark " : "light ");
    atl_memo_write_name(out, known->rule.at[i].text);
  }
  for (uint32_t i = 0; i < known->page.len; i++) {
    const struct atl_known_page *page = &known->page.at[i];
    write_named(out, "page ", page->key, page->name);
    for (uint32_t k = 0; k < page->file.len; k++)
      write_named(out, "file ", page->file.at[k].hash, page->file.at[k].name);
    for (uint32_t k = 0; k < page->rule.len; k++) {
      atl_out_text(out, k ? " " : "uses ");
      atl_out_int(out, page->rule.at[k]);
    }
    if (page->rule.len)
      atl_out_char(out, '\n');
  }
}

void atl_known_release(struct atl_known *known) {
  for (uint32_t i = 0; i < known->page.len; i++) {
    atl_vec_release(&known->page.at[i].file);
    atl_vec_release(&known->page.at[i].rule);
  }
  atl_vec_release(&known->page);
  atl_vec_release(&known->rule);
  atl_arena_release(&known->arena);
  *known = (struct atl_known){0};
}

static int by_name(const void *a, const void *b) {
  const struct atl_known_page *left = a, *right = b;
  return strcmp(left->name, right->name);
}

void atl_known_sort(struct atl_known *known) {
  if (known->page.len)
    atl_sort(known->page.at, known->page.len, sizeof *known->page.at, by_name);
}

const struct atl_known_page *atl_known_find(const struct atl_known *known, const char *name) {
  const struct atl_known_page wanted = {.name = name};
  return known->page.len ? bsearch(&wanted, known->page.at, known->page.len, sizeof wanted, by_name) : NULL;
}

static const char *copy(struct atl_known *known, const char *text) {
  return atl_arena_strndup(&known->arena, text, strlen(text));
}

void atl_known_add_page(struct atl_known *known, const char *name, struct atl_hash key) {
  *atl_vec_push(&known->page) = (struct atl_known_page){.name = copy(known, name), .key = key};
}

void atl_known_add_file(struct atl_known *known, const char *name, struct atl_hash hash) {
  struct atl_known_page *last = &known->page.at[known->page.len - 1];
  *atl_vec_push(&last->file) = (struct atl_known_file){copy(known, name), hash};
}

void atl_known_add_rule(struct atl_known *known, bool dark, const char *text, size_t len) {
  struct atl_known_page *last = &known->page.at[known->page.len - 1];
  uint32_t i = 0;
  for (; i < known->rule.len; i++) {
    const struct atl_known_rule *rule = &known->rule.at[i];
    if (rule->dark == dark && !strncmp(rule->text, text, len) && !rule->text[len])
      break;
  }
  if (i == known->rule.len)
    *atl_vec_push(&known->rule) = (struct atl_known_rule){dark, atl_arena_strndup(&known->arena, text, len)};
  *atl_vec_push(&last->rule) = i;
}

void atl_known_copy(struct atl_known *known, const struct atl_known *other, const struct atl_known_page *page) {
  atl_known_add_page(known, page->name, page->key);
  for (uint32_t i = 0; i < page->file.len; i++)
    atl_known_add_file(known, page->file.at[i].name, page->file.at[i].hash);
  for (uint32_t i = 0; i < page->rule.len; i++) {
    const struct atl_known_rule *rule = &other->rule.at[page->rule.at[i]];
    atl_known_add_rule(known, rule->dark, rule->text, strlen(rule->text));
  }
}
