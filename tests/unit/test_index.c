/* Many maps joined: what references mean (own map first, folder first, what is ambiguous), how items without ids are
 * found, where terms stand, what is reached and what stands alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/drawing.h"
#include "index/query.h"

enum { MOST_MAPS = 8 };

struct atlas {
  struct atl_work work[MOST_MAPS];
  uint32_t works;
  struct atl_index index;
};

/* Names and texts in turns, NULL at the end. */
static void read_maps(struct atlas *a, const char *const *text) {
  memset(a, 0, sizeof *a);
  for (; *text; text += 2) {
    struct atl_work *work = &a->work[a->works++];
    uint32_t file = atl_sources_add(&work->sources, text[0], text[1], strlen(text[1]));
    bool good = atl_work_parse(work, file, NULL, &(struct atl_work_options){0});
    if (!good)
      print_error("%s: %s\n", text[0], work->diags.list.at[0].message);
    assert_true(good);
    atl_index_add(&a->index, text[0], &work->map);
  }
  atl_index_join(&a->index);
  atl_index_terms(&a->index);
}

static void release(struct atlas *a) {
  atl_index_release(&a->index);
  for (uint32_t i = 0; i < a->works; i++)
    atl_work_release(&a->work[i]);
}

static uint32_t map_named(const struct atlas *a, const char *name) {
  for (uint32_t i = 0; i < a->index.map.len; i++)
    if (!strcmp(a->index.map.at[i].name, name))
      return i;
  return ATL_NONE;
}

static void assert_name(const struct atlas *a, uint32_t entry, const char *expected) {
  struct atl_out name;
  assert_int_not_equal(entry, ATL_NONE);
  atl_out_memory(&name);
  atl_index_write_typed(&a->index, entry, &name);
  atl_out_char(&name, 0);
  assert_string_equal(name.buf, expected);
  atl_out_discard(&name);
}

/* What a reference means in a map (NULL: on a command line): a name, or with `reason` nothing. */
static void assert_means(const struct atlas *a, const char *map, const char *reference, const char *expected,
                         enum atl_loose_reason reason) {
  enum atl_loose_reason why;
  uint32_t entry = atl_index_find(&a->index, map ? map_named(a, map) : ATL_NONE, ATL_NONE, reference, &why);
  if (expected) {
    if (entry == ATL_NONE)
      print_error("'%s' in %s means nothing\n", reference, map ? map : "no map");
    assert_name(a, entry, expected);
  } else {
    assert_int_equal(entry, ATL_NONE);
    assert_int_equal(why, reason);
  }
}

static uint32_t entry_of(const struct atlas *a, const char *name) {
  enum atl_loose_reason why;
  uint32_t entry = atl_index_find(&a->index, ATL_NONE, ATL_NONE, name, &why);
  assert_int_not_equal(entry, ATL_NONE);
  return entry;
}

/* -- references -------------------------------------------------------------------------------------------------- */

static const char *const HOUSE[] = {
    "atlas",
    "title: Atlas\n"
    "nodes: {a: {label: A, map: rooms/hub.yaml, nodes: {twin: T1}}, b: {label: B, map: hub.yaml, nodes: {twin: T2}},"
    " door: Door}\n"
    "glossary: {Door: {text: What opens., aka: [gate]}, in/out: Both ways., hub: The middle.}\n",
    "hub",
    "title: Top hub\nnodes: {models: Models, only-top: X}\n",
    "rooms/hub",
    "title: Room hub\nnodes: {models: Models, only-room: {label: Y, see: [hub/models, ../hub/models]}}\n",
    "rooms/wall",
    "nodes: {w: {label: W, see: [hub/models, hub/only-top, hub, Door, door, w, atlas/b.twin]}}\n",
    "cellar/rack",
    "nodes: {models: {label: Bottles, nodes: {models: Inner}}}\n",
    "attic/rack",
    "nodes: {models: {label: Boxes}}\n",
    NULL};

static void test_own_map_comes_first(void **state) {
  (void)state;
  struct atlas a;
  read_maps(&a, HOUSE);
  assert_means(&a, "atlas", "door", "atlas/door", 0); /* an id before a term */
  assert_means(&a, "hub", "door", "Door", 0);
  assert_means(&a, "hub", "GATE", "Door", 0); /* other names, whatever their case */
  assert_means(&a, "atlas", "in/out", "in/out", 0);
  assert_means(&a, NULL, "door", "Door", 0); /* a command line stands in no map */
  assert_means(&a, "cellar/rack", "models", "cellar/rack/models", 0);
  assert_means(&a, "cellar/rack", "models.models", "cellar/rack/models.models", 0);
  assert_means(&a, "cellar/rack", "models.nope", NULL, ATL_LOOSE_ID);
  assert_means(&a, "atlas", "", NULL, ATL_LOOSE_ID);
  release(&a);
}

static void test_folder_comes_first(void **state) {
  (void)state;
  struct atlas a;
  read_maps(&a, HOUSE);
  assert_means(&a, "rooms/wall", "hub/models", "rooms/hub/models", 0);
  assert_means(&a, "atlas", "hub/models", "hub/models", 0);
  assert_means(&a, "rooms/wall", "../hub/models", "hub/models", 0);
  assert_means(&a, "rooms/wall", "hub/only-top", NULL, ATL_LOOSE_ID); /* the folder's, which has no such node */
  assert_means(&a, "cellar/rack", "wall/w", "rooms/wall/w", 0);       /* anywhere, where it is the only one */
  assert_means(&a, "hub", "rack/models", NULL, ATL_LOOSE_AMBIGUOUS);
  assert_means(&a, "hub", "attic/rack/models", "attic/rack/models", 0);
  assert_means(&a, "hub", "attic/rack", "attic/rack", 0);
  assert_means(&a, "hub", "../../hub/models", NULL, ATL_LOOSE_MAP); /* out of the folder */
  assert_means(&a, "rooms/wall", "hub", "hub", 0);                  /* the term */
  assert_means(&a, NULL, "hub.yaml", "hub.yaml", 0);                /* the map that has the name of a term */
  assert_means(&a, NULL, "rooms/hub", "rooms/hub", 0);
  release(&a);
}

static void test_ambiguous(void **state) {
  (void)state;
  struct atlas a;
  struct atl_names names;
  read_maps(&a, HOUSE);
  assert_means(&a, "atlas", "twin", NULL, ATL_LOOSE_AMBIGUOUS);
  assert_means(&a, "atlas", "a.twin", "atlas/a.twin", 0);
  atl_index_named(&a.index, "twin", &names);
  assert_int_equal(names.entry.len, 2);
  assert_name(&a, names.entry.at[0], "atlas/a.twin");
  assert_name(&a, names.entry.at[1], "atlas/b.twin");
  atl_names_release(&names);
  atl_index_named(&a.index, "rack", &names); /* two maps */
  assert_int_equal(names.entry.len, 2);
  atl_names_release(&names);
  atl_index_named(&a.index, "rooms/only-room", &names); /* no such map; but the nearest name is at hand */
  assert_int_equal(names.entry.len, 0);
  atl_names_release(&names);
  atl_index_named(&a.index, "bottles", &names); /* a label */
  assert_int_equal(names.entry.len, 1);
  assert_name(&a, names.entry.at[0], "cellar/rack/models");
  atl_names_release(&names);
  atl_index_named(&a.index, "rooms/hub/only-rom", &names);
  assert_int_equal(names.entry.len, 0);
  assert_name(&a, names.near, "rooms/hub/only-room");
  atl_names_release(&names);
  atl_index_named(&a.index, "rooms/hbu/only-room", &names);
  assert_name(&a, names.near, "rooms/hub/only-room"); /* the map is misspelt */
  atl_names_release(&names);
  atl_index_named(&a.index, "rooms/hbu/nothing", &names);
  assert_name(&a, names.near, "rooms/hub");
  atl_names_release(&names);
  release(&a);
}

/* References know in which direction they lead; what leads nowhere is kept with its reason. */
static void test_refs(void **state) {
  (void)state;
  struct atlas a;
  read_maps(&a, HOUSE);
  uint32_t w = entry_of(&a, "rooms/wall/w");
  const char *const expected[] = {"rooms/hub/models", "hub", "Door", "Door", "atlas/b.twin"};
  assert_int_equal(a.index.first_out[w + 1] - a.index.first_out[w], 5); /* neither hub/only-top nor itself */
  for (uint32_t i = 0; i < 5; i++)
    assert_name(&a, a.index.ref.at[a.index.first_out[w] + i].to, expected[i]);
  assert_int_equal(a.index.loose.len, 1); /* what names itself leads somewhere */
  assert_string_equal(a.index.loose.at[0].text, "hub/only-top");
  uint32_t models = entry_of(&a, "rooms/hub/models");
  assert_int_equal(a.index.first_in[models + 1] - a.index.first_in[models], 2);
  for (uint32_t e = 0; e < a.index.entries; e++) /* both tables tell the same */
    for (uint32_t i = a.index.first_in[e]; i < a.index.first_in[e + 1]; i++)
      assert_int_equal(a.index.ref.at[a.index.in[i]].to, e);
  assert_name(&a, a.index.map.at[map_named(&a, "rooms/hub")].opener, "atlas/a");
  assert_int_equal(a.index.map.at[map_named(&a, "rooms/wall")].opener, ATL_NONE);
  release(&a);
}

static void test_names_lead_back(void **state) {
  (void)state;
  struct atlas a;
  read_maps(&a, HOUSE);
  for (uint32_t e = 0; e < a.index.entries; e++) {
    struct atl_out name;
    enum atl_loose_reason why;
    atl_out_memory(&name);
    atl_index_write_typed(&a.index, e, &name);
    atl_out_char(&name, 0);
    assert_int_equal(atl_index_find(&a.index, ATL_NONE, ATL_NONE, name.buf, &why), e);
    atl_out_discard(&name);
    for (uint32_t m = 0; m < a.index.map.len; m++) { /* and as it would be written in each map */
      if (atl_index_is_term(&a.index, e))
        continue;
      atl_out_memory(&name);
      atl_index_write_reference(&a.index, m, e, &name);
      atl_out_char(&name, 0);
      uint32_t there = atl_index_find(&a.index, m, ATL_NONE, name.buf, &why);
      if (*name.buf && atl_index_node_of(&a.index, e))
        assert_int_equal(there, e);
      atl_out_discard(&name);
    }
  }
  release(&a);
}

/* -- items ------------------------------------------------------------------------------------------------------- */

static void test_slugs(void **state) {
  (void)state;
  static const char *const maps[] = {
      "m",
      "nodes:\n"
      "  n: {label: N, items: [Git + LFS, 'Größe & Maß', Same, Same, '!!', {label: Same, id: taken}, Taken]}\n"
      "  other: {label: O, items: [Same]}\n",
      NULL};
  struct atlas a;
  read_maps(&a, maps);
  assert_means(&a, "m", "n.git-lfs", "m/n.git-lfs", 0);
  assert_means(&a, "m", "n.größe-maß", "m/n.größe-maß", 0);
  assert_means(&a, "m", "n.same", "m/n.same", 0);
  assert_means(&a, "m", "n.same-4", "m/n.same-4", 0); /* the fourth below its node */
  assert_means(&a, "m", "n.item-5", "m/n.item-5", 0);
  assert_means(&a, "m", "n.taken", "m/n.taken", 0);
  assert_string_equal(atl_index_label(&a.index, entry_of(&a, "m/n.taken")), "Same"); /* an id goes before */
  assert_means(&a, "m", "n.taken-7", "m/n.taken-7", 0);
  assert_means(&a, "m", "other.same", "m/other.same", 0);
  assert_means(&a, "m", "same", NULL, ATL_LOOSE_ID); /* a slug is no id of the map */
  release(&a);
}

/* -- terms ------------------------------------------------------------------------------------------------------- */

static bool is_used(const struct atlas *a, const char *term, const char *entry) {
  uint32_t t = entry_of(a, term), e = entry_of(a, entry);
  assert_true(atl_index_is_term(&a->index, t));
  for (uint32_t i = a->index.first_use[t - a->index.nodes]; i < a->index.first_use[t - a->index.nodes + 1]; i++)
    if (a->index.use.at[i].entry == e)
      return true;
  return false;
}

static void test_terms(void **state) {
  (void)state;
  static const char *const maps[] = {"m",
                                     "nodes:\n"
                                     "  capitals: RAG and not the rag\n"
                                     "  small: a rag\n"
                                     "  plural: Tokens, LLMs\n"
                                     "  within: tokenization\n"
                                     "  longest: The reward model is good\n"
                                     "  joined: fine tuning, Fine-Tuning\n"
                                     "  slashed: CI/CD\n"
                                     "  parted: a reward. Model two\n"
                                     "  fact: {label: F, facts: {x: a token}}\n"
                                     "glossary:\n"
                                     "  RAG: It retrieves.\n"
                                     "  token: A piece of text. A token is no word.\n"
                                     "  LLM: {text: A model., aka: [large language model]}\n"
                                     "  model: What a token goes into.\n"
                                     "  reward model: It gives marks.\n"
                                     "  fine-tuning: More training.\n"
                                     "  CI/CD: Both.\n",
                                     NULL};
  struct atlas a;
  read_maps(&a, maps);
  assert_true(is_used(&a, "RAG", "m/capitals"));
  assert_false(is_used(&a, "RAG", "m/small"));
  assert_true(is_used(&a, "token", "m/plural"));
  assert_true(is_used(&a, "LLM", "m/plural"));
  assert_false(is_used(&a, "token", "m/within"));
  assert_true(is_used(&a, "reward model", "m/longest"));
  assert_false(is_used(&a, "model", "m/longest")); /* the longest name has the words */
  assert_true(is_used(&a, "model", "m/parted"));
  assert_false(is_used(&a, "reward model", "m/parted"));
  assert_true(is_used(&a, "fine-tuning", "m/joined"));
  assert_true(is_used(&a, "CI/CD", "m/slashed"));
  assert_true(is_used(&a, "token", "m/fact"));
  assert_true(is_used(&a, "token", "model"));
  assert_false(is_used(&a, "token", "token")); /* not in its own definition */
  uint32_t joined = 0;
  for (uint32_t i = 0; i < a.index.use.len; i++)
    joined += a.index.use.at[i].entry == entry_of(&a, "m/joined");
  assert_int_equal(joined, 1); /* once for each entry */
  release(&a);
}

/* The first map's term is meant where another has one of its name; in its own map its own. */
static void test_terms_of_two_maps(void **state) {
  (void)state;
  static const char *const maps[] = {"one", "nodes: {a: A}\nglossary: {word: First., wide: Wide.}\n", "two",
                                     "nodes: {b: B}\nglossary: {Word: Second., deep: Deep.}\n", NULL};
  struct atlas a;
  read_maps(&a, maps);
  uint32_t first = a.index.map.at[0].term, second = a.index.map.at[1].term;
  assert_int_equal(atl_index_find_term(&a.index, ATL_NONE, "WORD"), first);
  assert_int_equal(atl_index_find_term(&a.index, 0, "word"), first);
  assert_int_equal(atl_index_find_term(&a.index, 1, "word"), second);
  assert_int_equal(atl_index_find_term(&a.index, 0, "deep"), second + 1);
  assert_int_equal(atl_index_find_term(&a.index, 1, "none"), ATL_NONE);
  assert_int_equal(atl_index_map_of(&a.index, first + 1), 0);
  assert_int_equal(atl_index_map_of(&a.index, second), 1);
  release(&a);
}

/* -- questions --------------------------------------------------------------------------------------------------- */

static const char *const RING[] = {"a",
                                   "nodes:\n"
                                   "  g: {label: G, nodes: {x: X, y: {label: Y, map: b.yaml}}}\n"
                                   "  z: {label: Z, see: t}\n"
                                   "links: [x -> y: first, y -> x: back, x -> b/p, x -> x]\n"
                                   "glossary: {t: A term.}\n",
                                   "b",
                                   "nodes: {p: {label: P, map: a.yaml, nodes: {q: Q}}, r: {label: R, nodes: {s: S}}, "
                                   "alone: {label: L, nodes: {m: M}}}\n"
                                   "links: [q -> s]\n",
                                   NULL};

static void test_relations(void **state) {
  (void)state;
  struct atlas a;
  struct atl_relations all;
  read_maps(&a, RING);
  atl_index_relations(&a.index, entry_of(&a, "a/g"), false, &all);
  assert_int_equal(all.below, 2);
  assert_int_equal(all.within, 3); /* x to y, y to x, x to x */
  assert_int_equal(all.relation.len, 2);
  assert_int_equal(all.relation.at[0].how, ATL_HOW_LINK);
  assert_name(&a, all.relation.at[0].other, "b/p");
  assert_name(&a, all.relation.at[0].through, "a/g.x");
  assert_int_equal(all.relation.at[1].how, ATL_HOW_OPENS);
  assert_name(&a, all.relation.at[1].other, "b");
  atl_relations_release(&all);
  atl_index_relations(&a.index, entry_of(&a, "b/p"), true, &all);
  assert_int_equal(all.relation.len, 1);
  assert_name(&a, all.relation.at[0].other, "a/g.x");
  atl_relations_release(&all);
  release(&a);
}

static void assert_path(const struct atlas *a, const char *from, const char *to, const char *expected) {
  static const char *const hows[] = {"link", "see", "opens", "term", "contains"};
  struct atl_path path;
  struct atl_out steps;
  assert_true(atl_index_path(&a->index, entry_of(a, from), entry_of(a, to), &path));
  atl_out_memory(&steps);
  atl_out_text(&steps, from);
  for (uint32_t i = 0; i < path.step.len; i++) {
    atl_out_format(&steps, " %s%s ", path.step.at[i].backwards ? "<" : ">", hows[path.step.at[i].how]);
    atl_index_write_typed(&a->index, path.step.at[i].to, &steps);
  }
  atl_out_char(&steps, 0);
  assert_string_equal(steps.buf, expected);
  atl_out_discard(&steps);
  atl_path_release(&path);
}

static void test_paths(void **state) {
  (void)state;
  struct atlas a;
  struct atl_path path;
  read_maps(&a, RING);
  assert_path(&a, "a/g.x", "a/g.x", "a/g.x");
  assert_path(&a, "a/g.x", "a/g.y", "a/g.x >link a/g.y");
  assert_path(&a, "b/p", "a/g.x", "b/p <link a/g.x"); /* against it is dearer than along, cheaper than two */
  assert_path(&a, "a/g.y", "b/p", "a/g.y >link a/g.x >link b/p");
  assert_path(&a, "b/p", "a/z", "b/p >opens a >contains a/z");
  assert_path(&a, "b/p.q", "b/r", "b/p.q >link b/r.s <contains b/r");
  assert_path(&a, "t", "a/z", "t <see a/z");
  assert_true(atl_index_path(&a.index, entry_of(&a, "b/alone.m"), entry_of(&a, "t"), &path));
  atl_path_release(&path);
  release(&a);
  static const char *const detour[] = {"m", "nodes: {x: X, y: Y, m: M}\nlinks: [y -> x, x -> m, m -> y]\n", NULL};
  read_maps(&a, detour); /* against one is cheaper than along two */
  assert_path(&a, "m/x", "m/y", "m/x <link m/y");
  assert_path(&a, "m/x", "m/m", "m/x >link m/m");
  release(&a);
  static const char *const apart[] = {"one", "nodes: {a: A}\n", "two", "nodes: {b: B}\n", NULL};
  read_maps(&a, apart);
  assert_false(atl_index_path(&a.index, entry_of(&a, "one/a"), entry_of(&a, "two/b"), &path));
  atl_path_release(&path);
  release(&a);
}

static void test_orphans(void **state) {
  (void)state;
  struct atlas a;
  read_maps(&a, RING);
  bool *orphan = atl_index_orphans(&a.index);
  const char *const alone[] = {"b/alone", "b/alone.m"}, *const touched[] = {"a/g", "a/z", "b/p.q", "b/r", "a", "b"};
  for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
    assert_true(orphan[entry_of(&a, alone[i])]);
  for (size_t i = 0; i < sizeof touched / sizeof *touched; i++)
    assert_false(orphan[entry_of(&a, touched[i])]);
  assert_true(atl_index_tops_orphans(&a.index, orphan, entry_of(&a, "b/alone")));
  assert_false(atl_index_tops_orphans(&a.index, orphan, entry_of(&a, "b/alone.m")));
  assert_int_equal(atl_index_below(&a.index, entry_of(&a, "b/alone")), 1);
  free(orphan);
  release(&a);
  static const char *const loose[] = {
      "m",
      "nodes: {a: A, b: {label: B, see: nowhere}, c: {label: C, map: no.yaml}, d: D, e: E}\n"
      "links: [d -> no/where, no/x -> e]\n",
      NULL};
  read_maps(&a, loose); /* a reference into nowhere is another fault */
  orphan = atl_index_orphans(&a.index);
  for (uint32_t e = 0; e < a.index.nodes; e++)
    assert_int_equal(orphan[e], e == entry_of(&a, "m/a"));
  free(orphan);
  release(&a);
  static const char *const plain[] = {"m", "nodes: {a: A, b: {label: B, nodes: {c: C}}}\nlinks: [a -> a]\n", NULL};
  read_maps(&a, plain); /* a mere hierarchy: a link to itself joins nothing */
  orphan = atl_index_orphans(&a.index);
  for (uint32_t e = 0; e < a.index.nodes; e++)
    assert_false(orphan[e]);
  free(orphan);
  release(&a);
}

/* Which of some maps are not reached, as a text of 0 and 1; "" where there is no root. */
static void assert_unreachable(const char *const *maps, const char *expected) {
  struct atlas a;
  bool unreachable[MOST_MAPS];
  char got[MOST_MAPS + 1] = "";
  read_maps(&a, maps);
  bool any = atl_index_unreachable(&a.index, unreachable);
  for (uint32_t i = 0; i < a.index.map.len; i++) {
    assert_true(any || !unreachable[i]);
    got[i] = any ? (unreachable[i] ? '1' : '0') : 0;
  }
  assert_string_equal(got, expected);
  release(&a);
}

#define OPENS(id, file) "nodes: {" id ": {label: N, map: " file "}}\n"
#define NOTHING         "nodes: {a: A}\n"

static void test_reach(void **state) {
  (void)state;
  assert_unreachable((const char *[]){"a", NOTHING, "b", NOTHING, NULL}, "");
  assert_unreachable((const char *[]){"a", OPENS("x", "a.yaml"), NULL}, ""); /* opens itself alone */
  assert_unreachable((const char *[]){"a", OPENS("x", "d/b.yaml"), "c", NOTHING, "d/b", NOTHING, NULL}, "010");
  /* two roots side by side; one in a deeper folder is none */
  assert_unreachable((const char *[]){"a", OPENS("x", "c.yaml"), "b", OPENS("x", "d.yaml"), "c", NOTHING, "d", NOTHING,
                                      "e/f", OPENS("x", "../c.yaml"), NULL},
                     "00001");
  /* a ring that a root leads to, and one that none does */
  assert_unreachable((const char *[]){"a", OPENS("x", "b.yaml"), "b", OPENS("x", "c.yaml"), "c", OPENS("x", "b.yaml"),
                                      "d", OPENS("x", "e.yaml"), "e", OPENS("x", "d.yaml"), NULL},
                     "00011");
  assert_unreachable((const char *[]){"a", OPENS("x", "b.yaml"), "b", OPENS("x", "a.yaml"), "c",
                                      "nodes: {x: {label: X, map: d.yaml}, y: {label: Y, map: e.yaml}}\n", "d",
                                      OPENS("x", "c.yaml"), "e", OPENS("x", "c.yaml"), NULL},
                     "11000");
  /* rings alone: the one of the highest folder that opens most */
  assert_unreachable((const char *[]){"a", OPENS("x", "b.yaml"), "b",
                                      "nodes: {x: {label: X, map: a.yaml}, y: {label: Y, map: c.yaml}}\n", "c",
                                      OPENS("x", "b.yaml"), "d/d", OPENS("x", "e.yaml"), "d/e", OPENS("x", "d.yaml"),
                                      NULL},
                     "00011");
}

/* -- words ------------------------------------------------------------------------------------------------------- */

/* What answers a question, as names with blanks between them. */
static void assert_finds(const struct atlas *a, const char *question, const char *expected) {
  struct atl_hits hits;
  struct atl_out found;
  atl_out_memory(&found);
  atl_index_search(&a->index, &question, 1, &hits);
  for (uint32_t i = 0; i < hits.hit.len; i++) {
    atl_out_text(&found, i ? " " : "");
    atl_index_write_name(&a->index, hits.hit.at[i].entry, &found);
  }
  atl_out_char(&found, 0);
  assert_string_equal(found.buf, expected);
  atl_out_discard(&found);
  atl_hits_release(&hits);
}

static const char *const FOUND[] = {
    "m",
    "nodes:\n"
    "  n1: {label: N, facts: {speed: the cache}}\n"
    "  n2: {label: N, about: the cache}\n"
    "  n3: {label: N, note: the cache}\n"
    "  n4: In the cached days\n"
    "  n5: The Cache of it\n"
    "  n6: CACHE\n"
    "  n7: Mcached\n"
    "  n8: {label: Greenhouse, nodes: {n9: {label: Prices of fine-tuning}, n10: Zero Gpu, n11: GRÖSSE 大きさ→x}}\n"
    "  cache: N\n"
    "glossary: {token: {text: A caching cache., aka: [cache line]}}\n",
    NULL};

static void test_search(void **state) {
  (void)state;
  struct atlas a;
  struct atl_hits hits;
  read_maps(&a, FOUND);
  /* the whole label, all of it that says something, another name, a part of a label, an id, a note, a fact, an about;
   * no part of a word, as there are others */
  assert_finds(&a, "cache", "m/n6 m/n5 token m/n4 m/cache m/n3 m/n1 m/n2");
  const char *word = "cache";
  atl_index_search(&a.index, &word, 1, &hits);
  assert_int_equal(hits.hit.at[2].field, ATL_FIELD_ID);
  assert_string_equal(hits.hit.at[2].name, "aka");
  assert_int_equal(hits.hit.at[2].len, 5);
  assert_string_equal(hits.hit.at[6].name, "speed");
  assert_int_equal(hits.hit.at[6].at, 4);
  assert_int_equal(hits.asked.len, 1);
  atl_hits_release(&hits);
  release(&a);
}

/* Words as they are asked for: any of them may be missing, the rare ones count. */
static void test_search_words(void **state) {
  (void)state;
  struct atlas a;
  read_maps(&a, FOUND);
  assert_finds(&a, "in days", "m/n4");
  assert_finds(&a, "how is the price", "m/n8.n9"); /* the stem of prices */
  assert_finds(&a, "finetuned", "m/n8.n9");        /* of a word of two */
  assert_finds(&a, "fine", "m/n8.n9");
  assert_finds(&a, "greenhouse prices", "m/n8.n9 m/n8"); /* by where it stands */
  assert_finds(&a, "zerogpu", "m/n8.n10");               /* two in a row */
  assert_finds(&a, "zero gpu", "m/n8.n10");
  assert_finds(&a, "reenh", "m/n8");     /* a part */
  assert_finds(&a, "pirces", "m/n8.n9"); /* a slip */
  assert_finds(&a, "größe", "");
  assert_finds(&a, "grösse", "m/n8.n11");
  assert_finds(&a, "大き", "m/n8.n11");
  assert_finds(&a, "x", "m/n8.n11");                   /* an arrow is no letter */
  assert_finds(&a, "the", "m/n5 m/n4 m/n3 m/n1 m/n2"); /* nothing else was asked for */
  assert_finds(&a, "", "");
  assert_finds(&a, "?!", "");
  release(&a);
}

static void test_search_says_what_was_near(void **state) {
  (void)state;
  static const struct {
    const char *question;
    enum atl_asked_how how;
    const char *near;
  } cases[] = {{"cache", ATL_ASKED_FOUND, NULL},
               {"pirces", ATL_ASKED_NEAR, "Prices"},
               {"gerenhaus", ATL_ASKED_NOWHERE, "Greenhouse"},
               {"qqqq", ATL_ASKED_NOWHERE, NULL}};
  struct atlas a;
  read_maps(&a, FOUND);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct atl_hits hits;
    atl_index_search(&a.index, &cases[i].question, 1, &hits);
    assert_int_equal(hits.asked.len, 1);
    assert_int_equal(hits.asked.at[0].how, cases[i].how);
    if (cases[i].near)
      assert_string_equal(hits.asked.at[0].near, cases[i].near);
    else
      assert_null(hits.asked.at[0].near);
    atl_hits_release(&hits);
  }
  release(&a);
}

static void test_rank(void **state) {
  (void)state;
  static const char *const stems[] = {"prices",  "pric",    "pricing", "pric",     "priced", "pric",    "price",
                                      "pric",    "running", "run",     "policies", "policy", "class",   "class",
                                      "classes", "class",   "gas",     "gas",      "us",     "us",      "status",
                                      "status",  "being",   "being",   "seeing",   "see",    "calling", "call"};
  char stem[ATL_RANK_LONGEST + 1];
  for (size_t i = 0; i < sizeof stems / sizeof *stems; i += 2) {
    atl_rank_stem(stems[i], (uint32_t)strlen(stems[i]), stem);
    assert_string_equal(stem, stems[i + 1]);
  }
  struct atl_rank_words words = {.text = "The Fine-tuned v1.2 of – ÄÖ…x"};
  static const char *const expected[] = {"the", "fine", "tuned", "finetuned", "v1", "2", "v12", "of", "äö", "x"};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    assert_true(atl_rank_next(&words));
    assert_string_equal(words.word.text, expected[i]);
  }
  assert_false(atl_rank_next(&words));
  assert_int_equal(atl_rank_log2(1), 0);
  assert_int_equal(atl_rank_log2(1024), 160);
  assert_int_equal(atl_rank_log2(3), 25); /* 25.36 */
  assert_int_equal(atl_rank_log2(UINT32_MAX), 511);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_own_map_comes_first),
      cmocka_unit_test(test_folder_comes_first),
      cmocka_unit_test(test_ambiguous),
      cmocka_unit_test(test_refs),
      cmocka_unit_test(test_names_lead_back),
      cmocka_unit_test(test_slugs),
      cmocka_unit_test(test_terms),
      cmocka_unit_test(test_terms_of_two_maps),
      cmocka_unit_test(test_relations),
      cmocka_unit_test(test_paths),
      cmocka_unit_test(test_orphans),
      cmocka_unit_test(test_reach),
      cmocka_unit_test(test_search),
      cmocka_unit_test(test_search_words),
      cmocka_unit_test(test_search_says_what_was_near),
      cmocka_unit_test(test_rank),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
