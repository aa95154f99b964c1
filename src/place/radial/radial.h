/* The rings of a radial drawing, for the wires and links that run between them. Private to place/.
 *
 * The geometry of rings is that of circles; the drawing is those circles stretched sideways, because boxes of text are
 * wide. Angles run clockwise from the top, in ATL_TURN steps; lengths are in the unit of the metric, unstretched.
 * Whole numbers, so that every machine draws the same. */
#ifndef ATL_PLACE_RADIAL_RADIAL_H
#define ATL_PLACE_RADIAL_RADIAL_H

#include "place/place.h"

enum { ATL_TURN = 1 << 20, ATL_QUARTER_TURN = ATL_TURN / 4 };
enum { ATL_STRETCH_UNIT = 4 }; /* at a stretch of 4 circles are circles, at 8 they are twice as wide as high */

struct atl_ring {
  int64_t inner; /* boxes of the ring touch it from outside; 0 for the one in the middle */
  int64_t outer; /* nothing of its boxes is farther from the middle */
};

struct atl_radial {
  struct atl_layout *layout;
  const struct atl_order *order;
  struct atl_rect *box;
  int32_t stretch;
  struct atl_point middle; /* of the drawing */
  struct atl_ring *ring;   /* 0 is the root; with several roots nothing, and they stand on ring 1 */
  uint32_t rings;
  int32_t *begin, *end; /* by box: its sector, which holds it and all that is below it */
  int32_t *angle;       /* by box: where its middle stands */
  int64_t *radius;      /* and how far from the middle of the drawing */
};

int64_t atl_sine(int64_t angle); /* in 2^-30 */
static inline int64_t atl_cosine(int64_t angle) { return atl_sine(angle + ATL_QUARTER_TURN); }

/* The ring of a box. */
static inline uint32_t atl_ring_of(const struct atl_radial *r, uint32_t v) {
  return r->order->box.at[v].rank + (r->order->roots == 1 ? 0u : 1u);
}

/* How many steps an arc of this length is. */
int64_t atl_arc_steps(int64_t length, int64_t radius);

/* A point of the drawing. */
struct atl_point atl_radial_point(const struct atl_radial *r, int64_t angle, int64_t radius);

/* The same, moved along the circle's tangent, clockwise. */
struct atl_point atl_radial_beside(const struct atl_radial *r, int64_t angle, int64_t radius, int64_t by);

/* How wide a box is across a line from the middle of the drawing at this angle. */
int64_t atl_radial_across(const struct atl_radial *r, uint32_t v, int64_t angle);

/* Where the line from a point outside a box to its middle meets its border. */
struct atl_point atl_border_towards(struct atl_rect box, struct atl_point from);

/* The middle of a box. */
static inline struct atl_point atl_middle(struct atl_rect r) {
  return (struct atl_point){r.x + r.w / 2, r.y + r.h / 2};
}

/* A route of curves, put together piece by piece: atl_pen_start(), then lines and curves, then nothing. */
void atl_pen_start(struct atl_place *place, uint32_t net, struct atl_point at);
void atl_pen_line(struct atl_place *place, struct atl_point to);
void atl_pen_curve(struct atl_place *place, struct atl_point handle, struct atl_point handle2, struct atl_point to);

/* A way from corner to corner; two that follow each other have the same angle or the same radius. The first corner is
 * inside the tail box and the last inside the head box: the way begins and ends where it crosses their borders. */
struct atl_polar {
  int64_t angle, radius;
};
void atl_radial_path(struct atl_radial *r, uint32_t net, struct atl_rect tail, struct atl_rect head,
                     const struct atl_polar *corner, uint32_t count);

enum atl_together {
  ATL_SEEN_APART,  /* a reader sees two links */
  ATL_SEEN_AS_ONE, /* they run so near to each other for a stretch that they look like one */
  ATL_ON_ONE_LINE  /* they share a stretch of line */
};

/* What lies where: the boxes, and all routes and labels that were added. */
struct atl_radial_field;
struct atl_radial_field *atl_radial_field_new(const struct atl_radial *r); /* with the routes that are there */
void atl_radial_field_free(struct atl_radial_field *field);

/* Adds the routes and labels of the placement from these on, which stay there. */
void atl_radial_field_add(struct atl_radial_field *field, uint32_t first_route, uint32_t first_label);

/* Whether a curve keeps clear of all boxes, its own ends aside, which it must not pass through. */
bool atl_radial_is_free(struct atl_radial_field *field, const struct atl_point *curve, uint32_t tail, uint32_t head,
                        int32_t clear);

/* Whether a rectangle keeps clear of all boxes and labels. */
bool atl_radial_is_free_rect(struct atl_radial_field *field, struct atl_rect rect, int32_t clear);

/* Whether a wire runs through the rectangle. */
bool atl_radial_is_wired(struct atl_radial_field *field, struct atl_rect rect);

/* How the routes from `first` on, which are not yet added, lie to all that are. */
enum atl_together atl_radial_together(struct atl_radial_field *field, uint32_t first);

/* How much has been looked at, in boxes, labels and pieces of wires. */
uint64_t atl_radial_work(const struct atl_radial_field *field);

/* After so much of that no link is kept apart from others any more, which is said; after twice as much, no link is
 * drawn any more: about a second. Links that cross each other by the hundred thousand are read by no one. */
#define ATL_RADIAL_WORK 20000000u

/* Draws the links: straight, or in a bow, where no box is in the way; else round the rings. */
void atl_radial_links(struct atl_radial *r);

#endif
