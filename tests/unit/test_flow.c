/* Topology of layered drawings with frames: what is promised of every graph, and that a net has an end of its own at a
 * box wherever another wire comes between its wires. */
#include "order/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { GRAPHS = 300, MOST_NODES = 24 };

static uint32_t state = 1;

static uint32_t below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % n;
}

/* Some frames, leaves in them and beside them, and links between leaves, some of which end at rows. */
static void make(struct atl_flow_graph *g) {
  *g = (struct atl_flow_graph){0};
  uint32_t frames = below(4), n = frames + 4 + below(MOST_NODES - 8), leaves = n - frames;
  for (uint32_t v = 0; v < n; v++)
    *atl_vec_push(&g->node) =
        (struct atl_flow_node){.box = v,
                               .parent = v >= frames && frames && below(2) ? below(frames) : ATL_NONE,
                               .set = ATL_NONE,
                               .frame = v < frames};
  for (uint32_t f = 0; f < frames; f++) /* a frame holds something */
    g->node.at[frames + f].parent = f;
  for (uint32_t i = 0, links = leaves + below(leaves); i < links; i++) {
    uint32_t tail = frames + below(leaves), head = frames + below(leaves);
    unsigned flags = (below(6) ? 0u : ATL_FLOW_LABEL | ATL_FLOW_ALONE) | (below(8) ? 0u : ATL_FLOW_ROWS);
    *atl_vec_push(&g->edge) = (struct atl_flow_edge){.tail = tail,
                                                     .head = head,
                                                     .edge = i,
                                                     .tail_row = tail,
                                                     .head_row = head,
                                                     .kind = below(4) == 0,
                                                     .flags = flags};
  }
}

/* How many nets meet a side of a box on both sides of a wire of another net; `shared` counts sides on which a net that
 * ends there has several wires. */
static uint32_t parted(const struct atl_flow_graph *g, const uint8_t *whole, uint32_t *shared) {
  const struct atl_flow *f = g->flow;
  uint32_t count = 0;
  for (uint32_t i = 0; i < f->item.len; i++)
    for (uint32_t side = 0; side < 2 && f->item.at[i].kind == ATL_FLOW_BOX; side++) {
      const uint32_t *arm = &f->arm[f->arms[2 * i + side]], n = f->arms[2 * i + side + 1] - f->arms[2 * i + side];
      for (uint32_t a = 0; a < n; a++)
        for (uint32_t b = 0; b < n; b++) {
          const struct atl_flow_arc *x = &f->arc.at[arm[a]], *y = &f->arc.at[arm[b]];
          uint32_t left = f->item.at[side ? x->lower : x->upper].place,
                   right = f->item.at[side ? y->lower : y->upper].place;
          if (x->net != y->net || left >= right || f->net.at[x->net].low == (side == 1) || whole[x->net])
            continue;
          ++*shared;
          for (uint32_t c = 0; c < n; c++) {
            const struct atl_flow_arc *z = &f->arc.at[arm[c]];
            uint32_t at = f->item.at[side ? z->lower : z->upper].place;
            count += z->net != x->net && left < at && at < right;
          }
        }
    }
  return count;
}

static void parts_nets(void **unused) {
  (void)unused;
  uint32_t shared = 0, nets = 0, hubs = 0;
  for (uint32_t k = 0; k < GRAPHS; k++) {
    struct atl_flow_graph g;
    make(&g);
    assert_true(atl_flow_run(&g, (struct atl_flow_way){below(2), below(2)}));
    assert_null(atl_flow_fault(&g));
    uint8_t *whole = atl_alloc((size_t)g.flow->net.len + 1, 1);
    uint32_t *edges = atl_alloc((size_t)g.flow->net.len + 1, sizeof *edges);
    for (uint32_t i = 0; i < g.edge.len; i++)
      if (g.edge.at[i].net != ATL_NONE) {
        whole[g.edge.at[i].net] |= (g.edge.at[i].flags & ATL_FLOW_ROWS) != 0;
        edges[g.edge.at[i].net]++;
        for (uint32_t s = 0; s + 1 < g.edge.at[i].steps; s++) { /* what it passes is its net's */
          const uint32_t *step = &g.flow->step.at[g.edge.at[i].first_step + s];
          assert_int_not_equal(atl_flow_arc_between(g.flow, step[0], step[1], g.edge.at[i].net), ATL_NONE);
        }
      }
    for (uint32_t i = 0; i < g.flow->net.len; i++) {
      assert_int_equal(edges[i], g.flow->net.at[i].edges);
      assert_true(edges[i] > 0);
      assert_int_equal(g.edge.at[g.flow->net.at[i].edge].net, i);
      hubs += edges[i] > 1;
    }
    nets += g.flow->net.len;
    assert_int_equal(parted(&g, whole, &shared), 0);
    free(whole);
    free(edges);
    atl_flow_graph_release(&g);
  }
  assert_true(shared > GRAPHS && hubs > GRAPHS && nets > hubs); /* wires do share ends */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(parts_nets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
