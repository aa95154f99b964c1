/* The graph by Graphviz's libcgraph, which is opened when a graph is asked for and not before. cgraph.c is the only
 * file that knows it, beside order/dot.c. */
#ifndef ATL_ORDER_CGRAPH_H
#define ATL_ORDER_CGRAPH_H

#include "order/graph.h"

/* Above so many nodes and edges together libcgraph is not asked: before Graphviz 10 it looks for each of them in every
 * subgraph, half a second for 1,250 groups of two and as many links, 9 s for four times that. */
#define ATL_CGRAPH_PARTS 5000u

enum atl_cgraph {
  ATL_CGRAPH_WRITTEN,
  ATL_CGRAPH_SPARED, /* the graph is too large for it, or the program was built without it (-DATL_GRAPHVIZ=OFF) */
  ATL_CGRAPH_ABSENT, /* it is not on this machine, or none that is known: atl_cgraph_files says what was looked for */
};

/* Has libcgraph write the graph as DOT, the bytes that atl_graph_write() writes. Nothing is written where it does not
 * give ATL_CGRAPH_WRITTEN. */
enum atl_cgraph atl_cgraph_write(const struct atl_graph *graph, struct atl_out *out);

extern const char atl_cgraph_files[]; /* "libcgraph.so.6 to 10" */

#endif
