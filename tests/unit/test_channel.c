/* Tracks of rails in a channel: no wire on another, whatever the pins are, and close to the fewest crossings that a
 * search through every order of the rails finds. */
#include "place/layered/lines_channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FEW = 6, ROUNDS = 1500, SEARCHED = 400, CROWD = 900, DEEP = 1 << 28 };

static uint32_t state = 1;

static uint32_t below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % n;
}

/* -- channels ---------------------------------------------------------------------------------------------------------
 */

/* Columns of one side, a `space` apart at least, in a random order. */
static void columns(int32_t *column, uint32_t n, int32_t space, int32_t step, uint32_t air) {
  int32_t at = 0;
  for (uint32_t i = 0; i < n; i++) {
    column[i] = at;
    at += (space + step - 1) / step * step + (int32_t)below(air + 1) * step;
  }
  for (uint32_t i = n; i > 1; i--) {
    uint32_t k = below(i);
    int32_t swap = column[i - 1];
    column[i - 1] = column[k];
    column[k] = swap;
  }
}

/* Buses with a trunk at one side and drops at the other; some have pins at the lower side alone, as links within a
 * layer do. */
static void make(struct atl_channel *c, uint32_t buses, bool cells) {
  *c = (struct atl_channel){.space = cells ? 1 : 48, .apart = cells ? 2 : 80, .step = cells ? 1 : 8};
  for (uint32_t i = 0; i < buses; i++) {
    bool flat = below(6) == 0, trunk_below = flat || below(3) == 0;
    uint32_t pins = flat || below(2) ? 2 : 2 + below(3);
    *atl_vec_push(&c->bus) = (struct atl_bus){.net = i, .first_pin = c->pin.len, .pins = pins};
    for (uint32_t k = 0; k < pins; k++) {
      uint32_t item = c->pin.len;
      *atl_vec_push(&c->pin) =
          (struct atl_pin){.item = item, .twin = ATL_NONE, .lower = flat || (k == 0) == trunk_below};
    }
  }
  int32_t *column = atl_realloc(NULL, c->pin.len, sizeof *column);
  for (int lower = 0; lower < 2; lower++) {
    uint32_t n = 0, own = 0;
    for (uint32_t i = 0; i < c->pin.len; i++)
      own += c->pin.at[i].lower == lower;
    columns(column, own, c->space, c->step, cells ? 1 : 7);
    for (uint32_t i = 0; i < c->pin.len; i++)
      if (c->pin.at[i].lower == lower)
        c->pin.at[i].at = column[n++];
  }
  free(column);
}

static void release(struct atl_channel *c) {
  atl_vec_release(&c->bus);
  atl_vec_release(&c->pin);
}

/* -- what must be true ------------------------------------------------------------------------------------------------
 */

static bool is_straight(const struct atl_channel *c, const struct atl_bus *bus) {
  const struct atl_pin *pin = &c->pin.at[bus->first_pin];
  return bus->pins == 2 && pin[0].at == pin[1].at && pin[0].lower != pin[1].lower;
}

/* From where to where the wire of a pin goes down, when buses stand at these depths; a joint is drawn by its upper
 * half. */
static void reach(const struct atl_channel *c, const int32_t *depth, uint32_t bus, const struct atl_pin *pin,
                  int32_t *from, int32_t *to) {
  *from = pin->lower ? depth[bus] : -DEEP;
  *to = pin->lower ? DEEP : depth[bus];
  if (pin->item == ATL_NONE)
    *(pin->lower ? to : from) = depth[pin->twin];
  if (is_straight(c, &c->bus.at[bus])) {
    *from = -DEEP;
    *to = DEEP;
  }
}

/* Counts crossings of wires that go down with rails; -1 when some wire lies on another. */
static int64_t crossings(const struct atl_channel *c, const int32_t *depth) {
  int64_t count = 0;
  for (uint32_t a = 0; a < c->bus.len; a++)
    for (uint32_t i = 0; i < c->bus.at[a].pins; i++) {
      const struct atl_pin *p = &c->pin.at[c->bus.at[a].first_pin + i];
      int32_t from, to;
      reach(c, depth, a, p, &from, &to);
      for (uint32_t b = 0; b < c->bus.len; b++) {
        const struct atl_bus *other = &c->bus.at[b];
        if (c->bus.at[a].net == other->net)
          continue;
        if (!is_straight(c, other) && (p->item != ATL_NONE || p->lower))
          count += p->at > other->low && p->at < other->high && from < depth[b] && depth[b] < to;
        for (uint32_t k = 0; k < other->pins; k++) {
          const struct atl_pin *q = &c->pin.at[other->first_pin + k];
          int32_t other_from, other_to;
          reach(c, depth, b, q, &other_from, &other_to);
          if (abs(p->at - q->at) < c->space && from <= other_to && other_from <= to)
            return -1;
        }
      }
    }
  return count;
}

static void bounds(struct atl_channel *c) {
  for (uint32_t i = 0; i < c->bus.len; i++) {
    struct atl_bus *bus = &c->bus.at[i];
    bus->low = INT32_MAX;
    bus->high = INT32_MIN;
    for (uint32_t k = 0; k < bus->pins; k++) {
      int32_t at = c->pin.at[bus->first_pin + k].at;
      bus->low = at < bus->low ? at : bus->low;
      bus->high = at > bus->high ? at : bus->high;
    }
  }
}

/* Every pin that was there is in one bus of its net; halves of a bus know each other. */
static void check_pins(const struct atl_channel *c, const struct atl_channel *before) {
  uint8_t *seen = atl_alloc(before->pin.len + 1u, sizeof *seen);
  for (uint32_t i = 0; i < c->bus.len; i++) {
    const struct atl_bus *bus = &c->bus.at[i];
    assert_true(bus->pins >= 2);
    for (uint32_t k = 0; k < bus->pins; k++) {
      const struct atl_pin *pin = &c->pin.at[bus->first_pin + k];
      if (pin->item != ATL_NONE) {
        const struct atl_pin *was = &before->pin.at[pin->item];
        assert_int_equal(seen[pin->item]++, 0);
        assert_int_equal(pin->at, was->at);
        assert_int_equal(pin->lower, was->lower);
        assert_true(pin->item >= before->bus.at[bus->net].first_pin &&
                    pin->item < before->bus.at[bus->net].first_pin + before->bus.at[bus->net].pins);
        continue;
      }
      const struct atl_bus *twin = &c->bus.at[pin->twin];
      bool met = false;
      assert_int_equal(twin->net, bus->net);
      for (uint32_t j = 0; j < twin->pins; j++) {
        const struct atl_pin *other = &c->pin.at[twin->first_pin + j];
        met |= other->item == ATL_NONE && other->twin == i && other->at == pin->at && other->lower != pin->lower;
      }
      assert_true(met);
      assert_true(pin->lower ? bus->track < twin->track : bus->track > twin->track);
    }
  }
  for (uint32_t i = 0; i < before->pin.len; i++)
    assert_int_equal(seen[i], 1);
  free(seen);
}

/* Rails of one track are apart; no wire lies on another. Returns the crossings. */
static int64_t check_tracks(const struct atl_channel *c) {
  int32_t *depth = atl_alloc(c->bus.len + 1u, sizeof *depth);
  for (uint32_t a = 0; a < c->bus.len; a++) {
    const struct atl_bus *bus = &c->bus.at[a];
    depth[a] = (int32_t)bus->track;
    assert_int_equal(!bus->track, is_straight(c, bus));
    assert_true(bus->track <= c->tracks);
    for (uint32_t b = 0; b < a && bus->track; b++) {
      const struct atl_bus *other = &c->bus.at[b];
      if (other->track == bus->track)
        assert_true(bus->low >= other->high + c->apart || other->low >= bus->high + c->apart);
    }
  }
  int64_t count = crossings(c, depth);
  assert_true(count >= 0);
  free(depth);
  return count;
}

static void copy(struct atl_channel *to, const struct atl_channel *from) {
  *to = (struct atl_channel){.space = from->space, .apart = from->apart, .step = from->step};
  for (uint32_t i = 0; i < from->bus.len; i++)
    *atl_vec_push(&to->bus) = from->bus.at[i];
  for (uint32_t i = 0; i < from->pin.len; i++)
    *atl_vec_push(&to->pin) = from->pin.at[i];
}

static int64_t check(struct atl_channel *c) {
  struct atl_channel before;
  copy(&before, c);
  atl_channel_tracks(c);
  check_pins(c, &before);
  int64_t count = check_tracks(c);
  release(&before);
  return count;
}

/* -- tests ------------------------------------------------------------------------------------------------------------
 */

static void wires_keep_apart(void **unused) {
  (void)unused;
  uint32_t split = 0;
  for (uint32_t round = 0; round < ROUNDS; round++) {
    struct atl_channel c;
    uint32_t buses = 1 + below(16);
    make(&c, buses, round % 2);
    check(&c);
    split += c.bus.len > buses;
    release(&c);
  }
  assert_true(split > ROUNDS / 20); /* circles were among them */
}

static void crowded_channels_too(void **unused) {
  (void)unused;
  for (int cells = 0; cells < 2; cells++) {
    struct atl_channel c;
    make(&c, CROWD, cells);
    check(&c);
    release(&c);
  }
}

/* The fewest crossings of all orders; -1: there is none without a wire on another. */
static int64_t fewest(struct atl_channel *c) {
  uint32_t n = c->bus.len, order[FEW], turn[FEW] = {0};
  int32_t depth[FEW];
  int64_t best = -1;
  bounds(c);
  for (uint32_t i = 0; i < n; i++)
    order[i] = i;
  for (uint32_t i = 0;;) { /* B. R. Heap, "Permutations by interchanges", 1963 */
    for (uint32_t k = 0; k < n; k++)
      depth[order[k]] = (int32_t)k;
    int64_t count = crossings(c, depth);
    if (count >= 0 && (best < 0 || count < best))
      best = count;
    while (i < n && turn[i] >= i)
      turn[i++] = 0;
    if (i == n)
      return best;
    uint32_t k = i % 2 ? turn[i] : 0, swap = order[k];
    order[k] = order[i];
    order[i] = swap;
    turn[i]++;
    i = 0;
  }
}

static void few_crossings(void **unused) {
  (void)unused;
  int64_t least = 0, got = 0;
  uint32_t searched = 0;
  for (uint32_t round = 0; round < SEARCHED; round++) {
    struct atl_channel c;
    make(&c, 2 + below(FEW - 1), round % 2);
    uint32_t buses = c.bus.len;
    int64_t best = fewest(&c), count = check(&c);
    if (best >= 0) { /* no circle of laws: nothing is split, and no order is better than the best */
      assert_int_equal(c.bus.len, buses);
      assert_true(count >= best);
      least += best;
      got += count;
      searched++;
    } else
      assert_true(c.bus.len > buses);
    release(&c);
  }
  print_message("crossings %ld, by search %ld, in %u channels\n", (long)got, (long)least, searched);
  assert_true(searched > SEARCHED / 4 && searched < SEARCHED);
  assert_true(got * 100 <= least * 102);
}

/* Two wires that change places stand in each other's columns: one is split, and they cross once. */
static void a_circle_is_split(void **unused) {
  (void)unused;
  struct atl_channel c = {.space = 1, .apart = 2, .step = 1};
  static const struct atl_pin pins[] = {{.item = 0, .at = 0},
                                        {.item = 1, .at = 6, .lower = true},
                                        {.item = 2, .at = 6},
                                        {.item = 3, .at = 0, .lower = true}};
  for (uint32_t i = 0; i < 4; i++)
    *atl_vec_push(&c.pin) = pins[i];
  for (uint32_t i = 0; i < 2; i++)
    *atl_vec_push(&c.bus) = (struct atl_bus){.net = i, .first_pin = 2 * i, .pins = 2};
  assert_int_equal(check(&c), 1);
  assert_int_equal(c.bus.len, 3);
  assert_int_equal(c.tracks, 3);
  release(&c);
}

static void straight_wires_need_no_track(void **unused) {
  (void)unused;
  struct atl_channel c = {.space = 1, .apart = 2, .step = 1};
  for (uint32_t i = 0; i < 3; i++) {
    *atl_vec_push(&c.bus) = (struct atl_bus){.net = i, .first_pin = 2 * i, .pins = 2};
    for (uint32_t k = 0; k < 2; k++)
      *atl_vec_push(&c.pin) = (struct atl_pin){.item = 2 * i + k, .at = 4 * (int32_t)i, .lower = k == 1};
  }
  assert_int_equal(check(&c), 0);
  assert_int_equal(c.tracks, 0);
  release(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(wires_keep_apart), cmocka_unit_test(crowded_channels_too),
                                     cmocka_unit_test(few_crossings), cmocka_unit_test(a_circle_is_split),
                                     cmocka_unit_test(straight_wires_need_no_track)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
