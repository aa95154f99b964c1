/* Everything is proportional to the stroke, from what a stroke of 10/8 px was drawn with by hand. */
#include "style/wire.h"

#include "base/geom.h"

enum { NORMAL = 10 * ATL_PX / 8 };

struct atl_wire atl_wire_of(const struct atl_sheet *sheet, bool quiet) {
  enum { THINNEST = 6 * ATL_PX / 8 };
  struct atl_wire wire = {.stroke = sheet->wire_stroke_set && sheet->wire_stroke ? sheet->wire_stroke : NORMAL,
                          .bend = sheet->bend_set ? sheet->bend : 6 * ATL_PX};
  if (quiet) {
    wire.stroke = atl_min32(wire.stroke, atl_max32(THINNEST, wire.stroke * 4 / 5));
    wire.dash = 4 * ATL_PX + wire.stroke / 2 / 4 * 4;
    wire.space = 3 * ATL_PX + wire.stroke / 2 / 4 * 4;
  }
  wire.head_length = atl_max32(6 * ATL_PX, 8 * ATL_PX + 3 * (wire.stroke - NORMAL));
  if (quiet)
    wire.head_length = atl_round_up(wire.head_length, ATL_PX / 2);
  wire.head_width = wire.head_length * 7 / 8 / 2 * 2;
  return wire;
}

struct atl_wire_room atl_wire_room_of(const struct atl_sheet *sheet) {
  struct atl_wire wire = atl_wire_of(sheet, false);
  int32_t lane = atl_round_up(atl_max32(8 * ATL_PX, wire.head_width + ATL_PX), ATL_PX);
  int32_t more = atl_round_up(atl_max32(0, (wire.stroke - NORMAL) / 2), ATL_PX); /* half of what it is broader */
  int32_t bend = atl_min32(wire.bend, 12 * ATL_PX); /* a rounder one is made smaller where it has no room */
  return (struct atl_wire_room){.lane = lane,
                                .keep = lane + 4 * ATL_PX,
                                .corner = lane,
                                .head =
                                    atl_round_up(wire.head_length + atl_max32(bend, 6 * ATL_PX) + 2 * ATL_PX, ATL_PX),
                                .tail = atl_round_up(atl_max32(bend, 6 * ATL_PX) + 2 * ATL_PX, ATL_PX) + more,
                                .label = 12 * ATL_PX + more,
                                .beside = 3 * ATL_PX + more};
}
