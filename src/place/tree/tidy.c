/* The paper's two walks without its recursion: boxes stand breadth first, so a loop from the last to the first sees
 * children before parents, and one from the first to the last sees parents before children.
 *
 * First walk: the subtrees of a box are pushed apart, left to right, by following the right contour of those already
 * placed and the left contour of the next one; threads let a contour go on below a shallow subtree. When subtree i hits
 * subtree k, the room is shared out among those between them, lazily (shift and change). Second walk: sums.
 *
 * Exactness. Distances between contours are whole; only the shared-out room is fractional. It is summed in doubles and
 * floored to the grain when it is applied. Two subtrees that had to be a whole distance n apart stay so, because
 * floor(x + n) = floor(x) + n and floor is monotone; a millionth is added first, so that a sum that should be whole and
 * came out a hair less is not floored away.
 *
 * Even distances are an addition to the paper: when the ports of siblings came out almost evenly, their subtrees are
 * put back and placed once more with the largest distance as the least one. It stays linear: each contour is followed
 * twice.
 *
 * Several roots hang under one more box that is not there: index n of the scratch. */
#include "place/tree/tidy.h"

#include <math.h>
#include <stdlib.h>

struct walker {
  int32_t prelim, mod;         /* position in the frame of the parent; shift of the whole subtree */
  int32_t left_sum, right_sum; /* sums of mods down to the extreme nodes */
  uint32_t left, right;        /* extreme nodes: the deepest on the contours */
  uint32_t left_thread, right_thread;
  double shift, change; /* room shared out among children */
};

struct level { /* siblings by how deep they reach: the paper's IYL list, on a stack */
  int32_t low;
  uint32_t index;
};

struct saved {
  uint32_t index;
  struct walker was;
};

struct tidy {
  const struct atl_order *order;
  struct atl_tidy_box *box;
  struct walker *at;
  struct level *stack;
  uint32_t n;
  int32_t grain, snap, cousins;
  bool even;
  ATL_VEC(struct saved) saved; /* walkers to put back, the latest last */
};

static void save(struct tidy *t, uint32_t index) {
  if (t->even)
    *atl_vec_push(&t->saved) = (struct saved){index, t->at[index]};
}

static uint32_t first_child(const struct tidy *t, uint32_t v) {
  return v == t->n ? 0 : t->order->box.at[v].first_child;
}
static uint32_t child_count(const struct tidy *t, uint32_t v) {
  return v == t->n ? t->order->roots : t->order->box.at[v].child_count;
}

static uint32_t next_left(const struct tidy *t, uint32_t v) {
  return child_count(t, v) ? first_child(t, v) : t->at[v].left_thread;
}

static uint32_t next_right(const struct tidy *t, uint32_t v) {
  uint32_t count = child_count(t, v);
  return count ? first_child(t, v) + count - 1 : t->at[v].right_thread;
}

/* Moves subtree `c + i` by `by` and shares the room among those after `c + k`. */
static void move_subtree(struct tidy *t, uint32_t c, uint32_t i, uint32_t k, int32_t by) {
  struct walker *w = &t->at[c + i];
  w->mod += by;
  w->left_sum += by;
  w->right_sum += by;
  if (k + 1 != i) {
    double parts = i - k;
    t->at[c + k + 1].shift += by / parts;
    w->shift -= by / parts;
    w->change -= by - by / parts;
  }
}

static int32_t port_of(const struct tidy *t, uint32_t v) { return t->at[v].prelim + t->at[v].mod + t->box[v].port; }

/* Pushes subtree c + i right until it clears all before it, and its port stands `pitch` from the one before. `top` is
 * the stack of who reaches how deep. */
static void separate(struct tidy *t, uint32_t c, uint32_t i, int32_t pitch, const struct level *top,
                     const struct level *bottom) {
  uint32_t right = c + i - 1, left = c + i;
  int32_t lack = pitch ? port_of(t, c + i - 1) + pitch - port_of(t, c + i) : 0;
  if (lack > 0)
    move_subtree(t, c, i, i - 1, lack);
  int32_t right_mods = t->at[right].mod, left_mods = t->at[left].mod;
  while (right != ATL_NONE && left != ATL_NONE) {
    while (top > bottom && t->box[right].end > top->low)
      top--;
    int32_t overlap = right_mods + t->at[right].prelim + t->box[right].breadth - left_mods - t->at[left].prelim;
    if (t->order->box.at[right].parent != t->order->box.at[left].parent)
      overlap += t->cousins;
    if (overlap > 0) {
      left_mods += overlap;
      move_subtree(t, c, i, top->index, overlap);
    }
    int32_t right_end = t->box[right].end, left_end = t->box[left].end;
    if (right_end <= left_end && (right = next_right(t, right)) != ATL_NONE)
      right_mods += t->at[right].mod;
    if (right_end >= left_end && (left = next_left(t, left)) != ATL_NONE)
      left_mods += t->at[left].mod;
  }
  struct walker *first = &t->at[c], *here = &t->at[c + i];
  if (right == ATL_NONE && left != ATL_NONE) { /* the new one is deeper: its contour goes on below the left ones */
    save(t, first->left);
    struct walker *from = &t->at[first->left];
    from->left_thread = left;
    int32_t difference = left_mods - t->at[left].mod - first->left_sum;
    from->mod += difference;
    from->prelim -= difference;
    first->left = here->left;
    first->left_sum = here->left_sum;
  } else if (right != ATL_NONE && left == ATL_NONE) { /* the left ones are deeper */
    save(t, here->right);
    struct walker *from = &t->at[here->right];
    from->right_thread = right;
    int32_t difference = right_mods - t->at[right].mod - here->right_sum;
    from->mod += difference;
    from->prelim -= difference;
    here->right = t->at[c + i - 1].right;
    here->right_sum = t->at[c + i - 1].right_sum;
  }
}

/* The room that was shared out so far, in whole grains. */
static int32_t whole(const struct tidy *t, double room) { return (int32_t)floor(room / t->grain + 1e-6) * t->grain; }

/* Puts a box over the middle of its children; onto the port of one of them when that is near enough. */
static void centre(struct tidy *t, uint32_t v) {
  uint32_t c = first_child(t, v), count = child_count(t, v), last = c + count - 1;
  int64_t twice = (int64_t)port_of(t, c) + port_of(t, last); /* the middle, doubled: it may lie between two grains */
  int64_t middle = (int64_t)floor((double)twice / (2.0 * t->grain)) * t->grain, best = 2 * (int64_t)t->snap + 1;
  double room = 0, step = 0;
  int64_t at = middle;
  for (uint32_t i = 0; i < count && t->snap; i++) {
    const struct walker *w = &t->at[c + i];
    step += w->shift;
    room += step + w->change;
    int64_t port = (int64_t)port_of(t, c + i) + whole(t, room);
    int64_t off = 2 * port > twice ? 2 * port - twice : twice - 2 * port;
    if (off < best) {
      best = off;
      at = port;
    }
  }
  t->at[v].prelim = (int32_t)at - (v == t->n ? 0 : t->box[v].port);
}

static void place_siblings(struct tidy *t, uint32_t c, uint32_t count, int32_t pitch) {
  /* Siblings by depth, the deepest at the bottom of the stack: who is hit at a depth is the topmost that reaches it. */
  uint32_t size = 0;
  t->stack[size++] = (struct level){t->box[t->at[c].left].end, 0};
  for (uint32_t i = 1; i < count; i++) {
    int32_t low = t->box[t->at[c + i].right].end;
    separate(t, c, i, pitch, &t->stack[size - 1], t->stack);
    while (size && low >= t->stack[size - 1].low)
      size--;
    t->stack[size++] = (struct level){low, i};
  }
}

/* The least distance of ports that makes them even, or 0 when they are even or too far from it. */
static int32_t even_pitch(const struct tidy *t, uint32_t c, uint32_t count) {
  int32_t most = 0, least = INT32_MAX, before = 0;
  double room = 0, step = 0;
  for (uint32_t i = 0; i < count; i++) {
    const struct walker *w = &t->at[c + i];
    step += w->shift;
    room += step + w->change;
    int32_t port = port_of(t, c + i) + whole(t, room);
    if (i && port - before > most)
      most = port - before;
    if (i && port - before < least)
      least = port - before;
    before = port;
  }
  int64_t more = (int64_t)most * (count - 1) - (before - port_of(t, c)); /* what it costs; a sixth at most */
  return most > least && more * 6 <= (int64_t)most * (count - 1) ? most : 0;
}

static void place_children(struct tidy *t, uint32_t v) {
  uint32_t c = first_child(t, v), count = child_count(t, v);
  struct walker *w = &t->at[v];
  if (!count) {
    w->left = w->right = v;
    return;
  }
  t->saved.len = 0;
  for (uint32_t i = 0; i < count && count > 2; i++)
    save(t, c + i);
  place_siblings(t, c, count, 0);
  int32_t pitch = t->even && count > 2 ? even_pitch(t, c, count) : 0;
  if (pitch) {
    while (t->saved.len) {
      struct saved last = t->saved.at[--t->saved.len];
      t->at[last.index] = last.was;
    }
    place_siblings(t, c, count, pitch);
  }
  centre(t, v);
  w->left = t->at[c].left;
  w->left_sum = t->at[c].left_sum;
  w->right = t->at[c + count - 1].right;
  w->right_sum = t->at[c + count - 1].right_sum;
}

/* Hands the sums of v down to its children; left_sum now holds the sum of mods from the top. */
static void hand_down(struct tidy *t, uint32_t v) {
  uint32_t c = first_child(t, v), count = child_count(t, v);
  double room = 0, step = 0;
  for (uint32_t i = 0; i < count; i++) {
    struct walker *w = &t->at[c + i];
    step += w->shift;
    room += step + w->change;
    w->left_sum = t->at[v].left_sum + w->mod + whole(t, room);
    t->box[c + i].at = w->prelim + w->left_sum;
  }
}

void atl_tidy(const struct atl_order *order, struct atl_tidy_box *box, const struct atl_tidy_options *options) {
  struct tidy t = {.order = order,
                   .box = box,
                   .n = order->box.len,
                   .grain = options->grain,
                   .snap = options->snap,
                   .cousins = options->cousins,
                   .even = options->even};
  if (!t.n)
    return;
  t.at = atl_alloc((size_t)t.n + 1, sizeof *t.at);
  uint32_t most = order->roots;
  for (uint32_t i = 0; i < t.n; i++)
    most = order->box.at[i].child_count > most ? order->box.at[i].child_count : most;
  t.stack = atl_realloc(NULL, (size_t)most + 1, sizeof *t.stack);
  for (uint32_t i = 0; i <= t.n; i++)
    t.at[i].left_thread = t.at[i].right_thread = ATL_NONE;
  for (uint32_t v = t.n; v--;)
    place_children(&t, v);
  place_children(&t, t.n);
  t.at[t.n].left_sum = 0;
  hand_down(&t, t.n);
  for (uint32_t v = 0; v < t.n; v++)
    hand_down(&t, v);
  int32_t least = INT32_MAX;
  for (uint32_t v = 0; v < t.n; v++)
    least = box[v].at < least ? box[v].at : least;
  for (uint32_t v = 0; v < t.n; v++)
    box[v].at -= least;
  atl_vec_release(&t.saved);
  free(t.stack);
  free(t.at);
}
