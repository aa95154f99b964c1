/* From a placement to a scene: the last stage that knows the map. */
#ifndef ATL_SCENE_BUILD_H
#define ATL_SCENE_BUILD_H

#include "map/map.h"
#include "order/order.h"
#include "place/place.h"
#include "scene/scene.h"
#include "style/style.h"

/* Fills a zeroed scene. It borrows texts of the map, points of the placement and looks of the style, which must stay;
 * the order and the lines of the placement may go. */
void atl_scene_build(struct atl_scene *scene, const struct atl_map *map, const struct atl_styled *styled,
                     const struct atl_order *order, const struct atl_place *place,
                     const struct atl_layout_engine *engine);

/* The looks of boxes with a title, by node of the map, for who draws no scene: of a frame around what the node holds,
 * `rank` levels below the top of the drawing; and of a box with the items of the node in it. */
struct atl_look atl_look_of_frame(const struct atl_styled *styled, uint32_t node, unsigned rank);
struct atl_look atl_look_of_titled(const struct atl_styled *styled, uint32_t node);

/* Fills the links and nets of a scene; private to the room. */
void atl_scene_add_links(struct atl_scene *scene, const struct atl_map *map, const struct atl_order *order,
                         const struct atl_place *place);

/* Adds routes `first` to before `end` of the placement, which are of one net. A route is divided at a bend where
 * another one of them begins or ends: wires meet there, and a round bend would leave the other one off. Private to the
 * room. */
void atl_scene_add_routes(struct atl_scene *scene, const struct atl_place *place, uint32_t first, uint32_t end,
                          uint8_t look, bool quiet, uint8_t form);

struct atl_out;
/* Says the links that are drawn: "Links: A to B (label), C to D." Private to the room. */
void atl_scene_say_links(const struct atl_scene *scene, struct atl_out *out);

#endif
