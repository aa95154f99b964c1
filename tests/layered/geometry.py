"""What must be true of the geometry of a layered drawing, as `--dump place` prints it, in cells or in 1/8 px: boxes apart; no
wire through a box, along its border or into its corner; wires of two nets never on one ground, and their crossings away
from bends and arrowheads; nothing drawn twice; labels on nothing, beside their own wire; all of it inside; and the edges
that the wires show are those of the map. Layers and order are those of `--dump order`.
"""
import bisect
import collections
import re

PX = 8
NEAR = {True: 1, False: 5 * PX}                                # wires side by side; a crossing and the next bend
STROKE = {True: 0, False: PX}                                  # how far an arrowhead may stand off the line of a border
HEAD = {True: 2, False: 8 * PX}                                # the least length of the piece before an arrowhead
BESIDE = {True: 1, False: 2 * PX}                              # from a label to its wire


class Place:
    def __init__(self, dump):
        self.boxes, self.names, self.labels, self.routes = [], [], [], []
        for line in dump.splitlines():
            words = line.split()
            got = {key: int(value) for key, value in (word.split("=") for word in words if re.fullmatch(r"\w+=-?\d+", word))}
            if words[0] == "place":
                self.cells, self.w, self.h = "unit=cell" in line, got["w"], got["h"]
            elif words[0] == "box":
                self.boxes.append((got["x"], got["y"], got["x"] + got["w"], got["y"] + got["h"]))
                self.names.append(words[-1])
            elif words[0] == "label":
                self.labels.append((got["edge"], (got["x"], got["y"], got["x"] + got["w"], got["y"] + got["h"])))
            elif words[0] == "route":
                points = [tuple(map(int, word.split(","))) for word in words if re.fullmatch(r"-?\d+,-?\d+", word)]
                self.routes.append((got["net"], points, "tail" in words, "head" in words))
        self.on = 1 if self.cells else 0
        self.near, self.stroke, self.head, self.beside = (table[self.cells] for table in (NEAR, STROKE, HEAD, BESIDE))

    def name(self, box):
        """As the labels of graphs.py have it: the id, with an x before it for a card."""
        last = self.names[box].split(".")[-1]
        return "x" + last.removesuffix(":items") if last.endswith(":items") else last


class Piece:
    """A straight piece of a wire; `low` to `high` along it, both inclusive."""

    def __init__(self, net, a, b, tip_a, tip_b):
        self.net, self.a, self.b, self.down = net, a, b, a[0] == b[0]
        self.at = a[0] if self.down else a[1]
        self.low, self.high = sorted((a[1], b[1]) if self.down else (a[0], b[0]))
        self.tips = [end for end, tip in ((a, tip_a), (b, tip_b)) if tip]

    def rect(self):
        return (self.at, self.low, self.at, self.high) if self.down else (self.low, self.at, self.high, self.at)


def pieces_of(place, faults):
    found = []
    for net, points, _, _ in place.routes:
        for i, (a, b) in enumerate(zip(points, points[1:])):
            if (a[0] == b[0]) == (a[1] == b[1]):
                faults.append(f"a piece of net {net} is not axis-parallel: {a} {b}")
                continue
            found.append(Piece(net, a, b, i == 0, i + 2 == len(points)))
    return found


def side_of(place, box, at):
    """The side of a box that an end of a wire stands at, a corner, or None. `at` may be off by the stroke."""
    x0, y0, x1, y1 = place.boxes[box]
    s, on = place.stroke, place.on
    if not (x0 - s <= at[0] <= x1 - on + s and y0 - s <= at[1] <= y1 - on + s):
        return None
    across = "left" if abs(at[0] - x0) <= s else "right" if abs(at[0] - x1 + on) <= s else None
    along = "top" if abs(at[1] - y0) <= s else "bottom" if abs(at[1] - y1 + on) <= s else None
    return "corner" if across and along else across or along or "inside"


def outward(side, at, other):
    """Whether a piece from `at` to `other` leaves that side squarely."""
    dx, dy = other[0] - at[0], other[1] - at[1]
    return {"left": dx < 0 == dy, "right": dx > 0 == dy, "top": dy < 0 == dx, "bottom": dy > 0 == dx}.get(side, False)


def boxes_at(place):
    """A function that gives the boxes near a rectangle: looked up by columns of a grid, or by rows where the drawing is
    higher than wide, for drawings of a thousand boxes."""
    way = place.h > place.w
    wide = max(1, max(place.w, place.h) // 256)
    strip = collections.defaultdict(list)
    for i, box in enumerate(place.boxes):
        for c in range((box[way] - place.stroke) // wide, (box[2 + way] + place.stroke) // wide + 1):
            strip[c].append(i)

    def near(rect):
        low, high = sorted((rect[way], rect[2 + way]))
        return sorted({i for c in range(low // wide, high // wide + 1) for i in strip[c]})
    return near


def ends_of(place, near, faults):
    """The wires: (net, boxes at ends without a head, boxes at heads). Those of a net that leave a box at two sides are two."""
    part = parts_of(place)
    ends, grounds = {}, collections.defaultdict(list)
    for number, (net, points, _, _) in enumerate(place.routes):
        grounds[net] += [(number, *map(min, zip(a, b)), *map(max, zip(a, b))) for a, b in zip(points, points[1:])]
    for number, (net, points, tail, head) in enumerate(place.routes):
        wire = ends.setdefault(part[number], (net, [], []))
        for at, next_, tip in ((points[0], points[1], tail), (points[-1], points[-2], head)):
            met = [(i, side) for i in near((*at, *at)) for side in [side_of(place, i, at)] if side]
            if tip and not met:
                faults.append(f"an arrowhead of net {net} points at nothing: {at}")
            elif not met and not any(other != number and x0 <= at[0] <= x1 and y0 <= at[1] <= y1
                                     for other, x0, y0, x1, y1 in grounds[net]):
                faults.append(f"net {net} ends in the open: {at}")
            for i, side in met:
                if side in ("corner", "inside"):
                    faults.append(f"net {net} ends at a corner of a box or in it: {at}")
                elif not outward(side, at, next_):
                    faults.append(f"net {net} does not leave box {i} squarely: {at}")
                wire[1 + tip].append(i)
            if tip and abs(at[0] - next_[0]) + abs(at[1] - next_[1]) < place.head:
                faults.append(f"no room for an arrowhead of net {net}: {at}")
    for net, tails, heads in ends.values():
        if len(tails) + len(heads) < 2:
            faults.append(f"a piece of net {net} hangs on nothing")
        elif len(tails) > 1 and heads:
            faults.append(f"net {net} leaves boxes {tails} on one wire")
    return list(ends.values())


def shown(place, ends):
    """Edges as (tail, head, arrow), each as often as it is drawn; those of <-> and -- with their ends in order."""
    edges, of_net = collections.Counter(), collections.defaultdict(list)
    for net, tails, heads in ends:
        if tails and heads:
            found = [(place.name(a), place.name(b), "->") for a in tails for b in heads]
        else:
            found = [(*sorted(map(place.name, tails or heads)), "<->" if heads else "--")]
        edges.update(found)
        of_net[net] += found
    return edges, of_net


def parts_of(place):
    """By route, the first one of those of its net that it hangs together with."""
    of_net = collections.defaultdict(list)
    for number, (net, _, _, _) in enumerate(place.routes):
        of_net[net].append(number)
    part = {}
    for numbers in of_net.values():
        rects = {n: [(*map(min, zip(a, b)), *map(max, zip(a, b))) for a, b in zip(points, points[1:])]
                 for n in numbers for points in [place.routes[n][1]]}
        while rects:
            first, found = next(iter(rects.items()))
            del rects[first]
            part[first], open_ = first, list(found)
            while open_:
                a = open_.pop()
                for n in [n for n, those in rects.items()
                          if any(a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3] for b in those)]:
                    part[n] = first
                    open_ += rects.pop(n)
    return part


def pair_faults(place, pieces):
    """Wires on one ground, or that cross where one of them turns or ends."""
    faults = []
    for down in (True, False):
        same = sorted((p for p in pieces if p.down == down), key=lambda p: p.at)
        ats = [p.at for p in same]
        for i, s in enumerate(same):
            for t in same[i + 1:bisect.bisect_left(ats, s.at + place.near, i)]:
                if s.net != t.net:
                    if s.low < t.high + place.on and t.low < s.high + place.on:
                        faults.append(f"nets {s.net} and {t.net} run together: {s.a} {s.b} and {t.a} {t.b}")
                elif s.at == t.at and s.low < t.high and t.low < s.high:
                    faults.append(f"net {s.net} is drawn twice: {s.a} {s.b} and {t.a} {t.b}")
    across = sorted((p for p in pieces if not p.down), key=lambda p: p.at)
    ats, near = [p.at for p in across], place.near
    for s in (p for p in pieces if p.down):
        for t in across[bisect.bisect_left(ats, s.low - near):bisect.bisect_right(ats, s.high + near)]:
            if s.net == t.net or not (t.low - near < s.at < t.high + near and s.low - near < t.at < s.high + near):
                continue
            if not (t.low + near <= s.at <= t.high - near and s.low + near <= t.at <= s.high - near):
                faults.append(f"nets {s.net} and {t.net} meet at a turn or an end: {s.a} {s.b} and {t.a} {t.b}")
    return faults


def through_boxes(place, pieces, near):
    faults = []
    for p in pieces:
        left, top, right, bottom = p.rect()
        for at in p.tips:                                      # its ends may stand on a border
            if any(side_of(place, i, at) for i in near((*at, *at))):
                step = place.stroke + 1
                if p.down:
                    top, bottom = (top + step, bottom) if at[1] == top else (top, bottom - step)
                else:
                    left, right = (left + step, right) if at[0] == left else (left, right - step)
        for i in near((left, top, right, bottom)):
            x0, y0, x1, y1 = place.boxes[i]
            if left <= x1 - place.on and right >= x0 and top <= y1 - place.on and bottom >= y0:
                faults.append(f"net {p.net} passes through box {place.name(i)} or along it: {p.a} {p.b}")
    return faults


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def label_faults(place, pieces, near, of_net, links):
    """Labels on something, outside, or away from a wire of their link. `links`: by number of the edge."""
    faults = []
    for i, (edge, r) in enumerate(place.labels):
        if not (0 <= r[0] and r[2] <= place.w and 0 <= r[1] and r[3] <= place.h):
            faults.append(f"the label of edge {edge} leaves the drawing")
        if any(overlap(r, place.boxes[k]) for k in near(r)):
            faults.append(f"the label of edge {edge} lies on a box")
        if any(overlap(r, other) for _, other in place.labels[i + 1:]):
            faults.append(f"the label of edge {edge} lies on a label")
        beside, step = set(), place.beside
        for p in pieces:
            left, top, right, bottom = p.rect()
            if left < r[2] and right + place.on > r[0] and top < r[3] and bottom + place.on > r[1]:
                faults.append(f"the label of edge {edge} lies on a wire of net {p.net}: {p.a} {p.b}")
            if left <= r[2] - place.on + step and right >= r[0] - step and top <= r[3] - place.on + step \
                    and bottom >= r[1] - step:
                beside.add(p.net)
        if edge < len(links) and not any(links[edge] in of_net.get(net, ()) for net in beside):
            faults.append(f"the label of edge {edge} is not beside its wire")
    if len({edge for edge, _ in place.labels}) != len(place.labels):
        faults.append("a link has two labels")
    return faults


def arrow_of(link):
    return (link.tail, link.head, "->") if link.arrow == "->" else (*sorted((link.tail, link.head)), link.arrow)


def faults_of(place, graph, wanted):
    """All faults of a placement. `wanted`: the edges that must be there, counted."""
    faults = []
    near = boxes_at(place)
    pieces = pieces_of(place, faults)
    for i, a in enumerate(place.boxes):
        if not (0 <= a[0] and a[2] <= place.w and 0 <= a[1] and a[3] <= place.h):
            faults.append(f"box {place.name(i)} leaves the drawing")
        faults += [f"boxes {place.name(i)} and {place.name(k)} overlap" for k in near(a)
                   if k > i and overlap(a, place.boxes[k])]
    for net, points, _, _ in place.routes:
        if any(not (0 <= x <= place.w - place.on and 0 <= y <= place.h - place.on) for x, y in points):
            faults.append(f"net {net} leaves the drawing")
    edges, of_net = shown(place, ends_of(place, near, faults))
    if edges != wanted:
        faults.append(f"edges lacking {sorted((wanted - edges).elements())[:4]}, besides {sorted((edges - wanted).elements())[:4]}")
    faults += through_boxes(place, pieces, near) + pair_faults(place, pieces)
    faults += label_faults(place, pieces, near, of_net, [arrow_of(link) for link in graph.links])
    labelled = sum(link.label is not None for link in graph.links)
    if len(place.labels) != labelled:
        faults.append(f"{len(place.labels)} labels, {labelled} links have one")
    return faults


# -- layers --------------------------------------------------------------------------------------------------------------


def layers_of(dump):
    """The boxes of each layer, in order, of `--dump order`."""
    found = []
    for line in dump.splitlines():
        if re.match(r"layer \d+", line):
            found.append([int(number) for number in re.findall(r"\bbox:(\d+)", line)])
    return found


def layer_faults(place, layers, direction):
    """Boxes of a layer stand beside each other in its order, and every layer behind the one before."""
    faults = []
    along, across = ((1, 3), (0, 2)) if direction in ("right", "left") else ((0, 2), (1, 3))
    if sorted(box for layer in layers for box in layer) != list(range(len(place.boxes))):
        faults.append("a box is in no layer, or in two")
    before, back = None, direction in ("up", "left")
    for number, layer in enumerate(layers):
        rects = [place.boxes[box] for box in layer]
        for a, b in zip(rects, rects[1:]):
            if a[along[1]] >= b[along[0]]:
                faults.append(f"layer {number} is not in its order")
        if not rects:
            continue
        begin, end = min(r[across[0]] for r in rects), max(r[across[1]] for r in rects)
        if before and (end > before[0] if back else begin < before[1]):
            faults.append(f"layer {number} reaches into the one before")
        before = begin, end
    return faults
