/* atlasc query WHAT...: reads a folder of maps and answers a question about all of them. A map that cannot be read is
 * reported, and the others answer. */
#include "cmd/query.h"

#include "cmd/pager.h"
#include "cmd/report.h"
#include "cmd/vocabulary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMED_ENTRIES = 10, LEAST_WIDTH = 40 };

const char *const atl_how_names[] = {"link", "see", "opens", "term", "contains"};
const char *const atl_field_names[] = {"label", "id", "note", "about", "fact"};

const char *atl_query_type(const struct atl_index *index, uint32_t entry) {
  if (atl_index_is_term(index, entry))
    return "term";
  const struct atl_map *map = index->map.at[atl_index_map_of(index, entry)].map;
  uint32_t node = atl_index_node_of(index, entry);
  return !node ? "map" : map->node.at[node].flags & ATL_NODE_ITEM ? "item" : "node";
}

/* -- names ------------------------------------------------------------------------------------------------------- */

/* A name without the folder of the maps, for shells complete file names: maps/chapters/hub.yaml is chapters/hub.yaml.
 */
static const char *below_folder(const struct atl_query *query, const char *name) {
  const char *dir = query->atlas.found.dir;
  size_t len = strlen(dir);
  while (name[0] == '.' && name[1] == '/')
    name += 2;
  return len && !strncmp(name, dir, len) && name[len] == '/' ? name + len + 1 : name;
}

static void say_candidates(struct atl_query *query, const char *name, const struct atl_names *names) {
  const struct atl_index *index = &query->atlas.index;
  atl_report(&query->diags, ATL_ERROR, "ambiguous-id", ATL_NOWHERE,
             "'%s' may mean %u things; write the whole name of one of them:", name, names->entry.len);
  for (uint32_t i = 0; i < names->entry.len && i < NAMED_ENTRIES; i++) {
    struct atl_out full;
    atl_out_memory(&full);
    atl_index_write_typed(index, names->entry.at[i], &full);
    atl_report(&query->diags, ATL_NOTE, "ambiguous-id", ATL_NOWHERE, "%.*s (%s)", (int)full.len, full.buf,
               atl_index_label(index, names->entry.at[i]));
    atl_out_discard(&full);
  }
  if (names->entry.len > NAMED_ENTRIES)
    atl_report(&query->diags, ATL_NOTE, "ambiguous-id", ATL_NOWHERE, "and %u more", names->entry.len - NAMED_ENTRIES);
}

/* The entry that a name means; ATL_NONE after a report. */
static uint32_t entry_named(struct atl_query *query, const char *given) {
  const struct atl_index *index = &query->atlas.index;
  const char *name = given;
  struct atl_names names;
  atl_index_named(index, name, &names);
  if (!names.entry.len && below_folder(query, given) != given) {
    name = below_folder(query, given);
    atl_names_release(&names);
    atl_index_named(index, name, &names);
  }
  uint32_t entry = names.entry.len == 1 ? names.entry.at[0] : ATL_NONE;
  if (names.entry.len > 1)
    say_candidates(query, name, &names);
  else if (entry == ATL_NONE && names.near == ATL_NONE)
    atl_report(&query->diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "these maps have no '%s'", name);
  else if (entry == ATL_NONE) {
    struct atl_out near;
    atl_out_memory(&near);
    atl_index_write_typed(index, names.near, &near);
    atl_report(&query->diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "these maps have no '%s'; did you mean '%.*s'?",
               name, (int)near.len, near.buf);
    atl_out_discard(&near);
  }
  atl_names_release(&names);
  return entry;
}

/* -- questions --------------------------------------------------------------------------------------------------- */

/* Of all questions: the operands behind WHAT. Each returns an exit status. */
typedef int atl_question(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                         uint32_t operands);

static int ask_relations(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                         uint32_t operands, bool backwards) {
  int status = ATL_EXIT_DONE;
  atl_index_terms(&query->atlas.index);
  for (uint32_t i = 0; i < operands; i++) {
    uint32_t entry = entry_named(query, operand[i]);
    if (entry == ATL_NONE) {
      status = ATL_EXIT_INPUT;
      continue;
    }
    struct atl_relations all;
    atl_index_relations(&query->atlas.index, entry, backwards, &all);
    voice->relations(query, entry, backwards, &all);
    atl_relations_release(&all);
  }
  return status;
}

static int ask_uses(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                    uint32_t operands) {
  return ask_relations(query, voice, operand, operands, false);
}

static int ask_used_by(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                       uint32_t operands) {
  return ask_relations(query, voice, operand, operands, true);
}

static int ask_path(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                    uint32_t operands) {
  (void)operands;
  uint32_t from = entry_named(query, operand[0]), to = entry_named(query, operand[1]);
  if (from == ATL_NONE || to == ATL_NONE)
    return ATL_EXIT_INPUT;
  struct atl_path path;
  bool found = atl_index_path(&query->atlas.index, from, to, &path);
  if (found)
    voice->path(query, from, to, &path);
  else
    atl_report(&query->diags, ATL_ERROR, "no-path", ATL_NOWHERE, "nothing leads from '%s' to '%s'", operand[0],
               operand[1]);
  atl_path_release(&path);
  return found ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

/* Says what stands nowhere, and what was taken for it. */
static void say_not_found(struct atl_query *query, const struct atl_hits *hits) {
  bool any = hits->hit.len > 0;
  for (uint32_t i = 0; i < hits->asked.len; i++) {
    const struct atl_asked *asked = &hits->asked.at[i];
    const char *what = asked->how == ATL_ASKED_NEAR ? "'%s' stands nowhere in these maps; this is of '%s'"
                       : asked->near                ? "'%s' stands nowhere in these maps; did you mean '%s'?"
                                                    : "'%s' stands nowhere in these maps";
    if (asked->how != ATL_ASKED_FOUND)
      atl_report(&query->diags, any ? ATL_NOTE : ATL_ERROR, "nothing-found", ATL_NOWHERE, what, asked->word,
                 asked->near);
  }
  if (!hits->asked.len)
    atl_report(&query->diags, ATL_ERROR, "nothing-found", ATL_NOWHERE, "there is no word to look for");
}

static int ask_find(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                    uint32_t operands) {
  struct atl_hits hits;
  atl_index_search(&query->atlas.index, operand, operands, &hits);
  bool found = hits.hit.len > 0;
  say_not_found(query, &hits);
  if (found || query->request->format == ATL_FORMAT_JSON)
    voice->hits(query, operand, operands, &hits);
  atl_hits_release(&hits);
  return found ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

static int ask_orphans(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                       uint32_t operands) {
  (void)operand;
  (void)operands;
  const struct atl_index *index = &query->atlas.index;
  ATL_VEC(uint32_t) found = {0};
  bool *unreachable = atl_alloc(index->map.len, sizeof *unreachable), *orphan = atl_index_orphans(index);
  atl_index_unreachable(index, unreachable);
  for (uint32_t i = 0; i < index->map.len; i++)
    if (unreachable[i])
      *atl_vec_push(&found) = index->map.at[i].first;
  for (uint32_t e = 0; e < index->nodes; e++)
    if (atl_index_tops_orphans(index, orphan, e))
      *atl_vec_push(&found) = e;
  voice->orphans(query, found.at, found.len);
  if (!found.len && query->request->format == ATL_FORMAT_HUMAN)
    atl_report(&query->diags, ATL_NOTE, "no-orphans", ATL_NOWHERE, "nothing stands alone in these maps");
  atl_vec_release(&found);
  free(unreachable);
  free(orphan);
  return ATL_EXIT_DONE;
}

static void add_counts(struct atl_counts *total, const struct atl_counts *counts) {
  total->nodes += counts->nodes;
  total->items += counts->items;
  total->links += counts->links;
  total->sees += counts->sees;
  total->opens += counts->opens;
  total->terms += counts->terms;
  total->facts += counts->facts;
  total->views += counts->views;
  total->words += counts->words;
}

static int ask_stats(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                     uint32_t operands) {
  (void)operand;
  (void)operands;
  const struct atl_index *index = &query->atlas.index;
  struct atl_counts *counts = atl_alloc(index->map.len, sizeof *counts), total = {0};
  for (uint32_t i = 0; i < index->map.len; i++) {
    atl_index_count(index, i, &counts[i]);
    add_counts(&total, &counts[i]);
  }
  voice->counts(query, counts, &total);
  free(counts);
  return ATL_EXIT_DONE;
}

static int ask_names(struct atl_query *query, const struct atl_query_voice *voice, const char *const *operand,
                     uint32_t operands) {
  (void)operand;
  (void)operands;
  voice->names(query);
  return ATL_EXIT_DONE;
}

static const struct {
  const char *name, *operands; /* as usage says them */
  uint32_t least, most;
  atl_question *ask;
} questions[] = {
    {.name = "find", .operands = "WORD...", .least = 1, .most = ATL_NONE, .ask = ask_find},
    {.name = "uses", .operands = "ID...", .least = 1, .most = ATL_NONE, .ask = ask_uses},
    {.name = "used-by", .operands = "ID...", .least = 1, .most = ATL_NONE, .ask = ask_used_by},
    {.name = "path", .operands = "ID ID", .least = 2, .most = 2, .ask = ask_path},
    {.name = "orphans", .operands = "", .ask = ask_orphans},
    {.name = "stats", .operands = "", .ask = ask_stats},
    {.name = "names", .operands = "", .ask = ask_names},
    {0},
};
enum { QUESTIONS = sizeof questions / sizeof *questions - 1 };

struct atl_words atl_query_words(void) {
  return (struct atl_words)ATL_NAMES_OF(questions);
}

/* -- the command ------------------------------------------------------------------------------------------------- */

/* The number of the question that is asked, or -1 after a message. */
static int question_of(const struct atl_request *r) {
  if (!r->input.len) {
    atl_usage("no question; 'atlasc query find WORD', 'uses ID', 'used-by ID', 'path ID ID', 'orphans', 'stats' or "
              "'names'");
    return -1;
  }
  const char *what = r->input.at[0];
  for (int i = 0; i < QUESTIONS; i++) {
    if (strcmp(what, questions[i].name) != 0)
      continue;
    uint32_t operands = r->input.len - 1;
    bool empty = false;
    for (uint32_t k = 1; k < r->input.len; k++)
      empty |= !*r->input.at[k];
    if (operands >= questions[i].least && operands <= questions[i].most && !empty)
      return i;
    if (!questions[i].most)
      atl_usage("'atlasc query %s' takes no '%s'", what, r->input.at[1]);
    else
      atl_usage("it is 'atlasc query %s %s'%s", what, questions[i].operands, empty ? ", and none of them empty" : "");
    return -1;
  }
  const char *meant = atl_word_meant(atl_query_words(), what, strlen(what));
  atl_usage(meant ? "no question '%s'; did you mean '%s'?" : "no question '%s'", what, meant);
  return -1;
}

static int check_request(const struct atl_request *r) {
  if (r->output.len || r->type || r->dump)
    return atl_usage("'atlasc query' draws nothing: it takes no -o, -T, --dump and the like");
  for (uint32_t i = 0; i < r->given.len; i++) {
    const char *name = r->given.at[i].name;
    if (!(atl_option_commands(atl_option_named(name)) & ATL_OF_QUERY))
      return atl_usage("'atlasc query' draws nothing: it takes no --%s", name);
  }
  return -1;
}

static int32_t width_of(const struct atl_request *request) {
  int32_t columns = atl_pager_columns(), width = columns ? columns : ATL_PIPED_WIDTH;
  if (request->width)
    width = (int32_t)request->width;
  return width < LEAST_WIDTH ? LEAST_WIDTH : width;
}

/* What is wrong with single maps: errors alone, warnings are for who checks them. */
static void print_errors(struct atl_query *query) {
  for (uint32_t i = 0; i < query->atlas.works; i++)
    if (!query->atlas.work[i].diags.errors)
      query->atlas.work[i].diags.list.len = 0;
  atl_atlas_print_reports(&query->atlas, query->request->format, query->request->color);
}

static int answer(struct atl_query *query, int question) {
  const struct atl_request *request = query->request;
  const struct atl_query_voice *voice = request->format == ATL_FORMAT_JSON ? &atl_query_json : &atl_query_text;
  struct atl_work_options options = {0};
  atl_atlas_load(&query->atlas, request->query.maps, &options);
  print_errors(query);
  int status = query->atlas.status;
  if (!query->atlas.index.map.len)
    return status;
  atl_out_fd(&query->out, STDOUT_FILENO);
  int asked = questions[question].ask(query, voice, (const char *const *)request->input.at + 1, request->input.len - 1);
  int error = atl_out_close(&query->out);
  if (error && error != EPIPE) {
    atl_report(&query->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write standard output: %s",
               strerror(error));
    return ATL_EXIT_SYSTEM;
  }
  return asked > status ? asked : status;
}

int atl_command_query(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "query"), question = -1;
  if (status < 0)
    status = check_request(&request);
  if (status < 0 && (question = question_of(&request)) < 0)
    status = ATL_EXIT_USAGE;
  if (status < 0) {
    if (request.pager)
      atl_pager_begin();
    bool terminal = atl_pager_is_terminal(), color = atl_wants_color(request.color, atl_pager_screen());
    struct atl_query query = {.request = &request,
                              .color = color,
                              .links = request.links == ATL_ALWAYS || (request.links == ATL_AUTO && color && terminal),
                              .narrow = request.width || terminal,
                              .width = width_of(&request)};
    status = answer(&query, question);
    atl_print_reports(&query.diags, &(struct atl_sources){0}, request.format, request.color);
    atl_pager_end();
    atl_diags_release(&query.diags);
    atl_atlas_release(&query.atlas);
  }
  atl_request_release(&request);
  return status;
}
