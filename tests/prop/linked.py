"""Maps with links that no one wrote: what is drawn must be the hierarchy and the links, and nothing else.

A map has 5 to 40 nodes and 0.1 to 0.6 links a node: plain ones, with labels, `<->`, `--`, parallel ones, loops. Labels of boxes
begin with a word of their own, so that a box that was read is known. The text is read back by two readers; the
geometry of text and of pictures (`--dump place`) is held against what routing promises: no wire through a box, no two
nets on one ground, crossings at right angles and away from bends and arrowheads, labels on nothing.
"""
import collections
import random
import re

import gen
import reader

LEAST, MOST = 5, 40
PLAIN_WORDS = "uses builds feeds trains reads writes calls owns needs tests ships hosts".split()
NEAR_PX, TURN_PX, PX = 7, 5, 8                                 # px between parallel wires; from a crossing to a turn


class Link:
    """`arrow` is ->, <-> or --; ends are ids."""

    def __init__(self, tail, head, arrow, label):
        self.tail, self.head, self.arrow, self.label = tail, head, arrow, label


def make(seed):
    """(map, links, YAML, direction). Every box has a name: its node's id, with an x before it for a card."""
    rng = random.Random(f"links {seed}")
    for attempt in range(1000):
        the_map = gen.make(f"{seed} {attempt}")
        nodes = list(the_map.nodes())
        if LEAST <= len(nodes) <= MOST:
            break
    for node in nodes:
        node.label = f"{node.id} {node.label}"
        if node.items:
            node.items[0] = (f"x{node.id} {node.items[0][0]}", node.items[0][1])
    links, share = [], rng.uniform(0.1, 0.6)
    for _ in range(max(1, round(share * len(nodes)))):
        tail, head = rng.choice(nodes).id, rng.choice(nodes).id
        if links and rng.random() < 0.25:                      # another one from the same node, or the same once more
            tail = links[-1].tail
            head = links[-1].head if rng.random() < 0.3 else head
        arrow = rng.choice(["->", "->", "->", "->", "->", "<->", "--"])
        if tail == head and (arrow != "->" or rng.random() < 0.7):
            continue
        label = " ".join(rng.choice(PLAIN_WORDS) for _ in range(rng.randint(1, 3))) if rng.random() < 0.3 else None
        links.append(Link(tail, head, arrow, label))
    text = gen.write(the_map)
    if links:
        text += "links:\n" + "".join(
            f"  - {one.tail} {one.arrow} {one.head}" + (f": {one.label}" if one.label else "") + "\n" for one in links)
    direction = rng.choice(["down", "down", "down", "right", "right", "up", "left"])
    return the_map, links, text, direction


def wanted(the_map, links):
    """Edges as (tail, head, arrow), each as often as it is drawn; those of `<->` and `--` with their ends in order."""
    edges = collections.Counter()
    for node in the_map.nodes():
        if node.items:
            edges[node.id, "x" + node.id, "->"] += 1
        for kid in node.kids:
            edges[node.id, kid.id, "->"] += 1
    for one in links:
        ends = (one.tail, one.head) if one.arrow == "->" else tuple(sorted((one.tail, one.head)))
        edges[(*ends, one.arrow)] += 1
    return edges


def name(lines):
    return lines[0].split()[0] if lines and lines[0].split() else "?"


def differ(want, have):
    if want == have:
        return []
    return [f"edges lacking {sorted((want - have).elements())[:4]}, besides {sorted((have - want).elements())[:4]}"]


def text(the_map, links, drawing, boxread, ascii_lines=False):
    """Faults of a drawing in text."""
    other = boxread.Drawing(drawing, ascii_lines).result() if boxread else None
    return faults_of(the_map, links, reader.Reading(drawing, ascii_lines, linked=True), other)


def faults_of(the_map, links, got, other):
    """The same of what was read; `other` is what the second reader says, or None."""
    faults = list(got.faults)
    names = [name([reader_line(line) for line in box.lines]) for box in got.boxes]
    have = collections.Counter()
    for tails, heads in got.nets:
        if heads and tails:
            have.update((names[a], names[b], "->") for a in tails for b in heads)
        else:
            ends = sorted(names[i] for i in tails or heads)
            have[(*ends, "<->" if heads else "--") if len(ends) == 2 else tuple(ends)] += 1
    faults += differ(wanted(the_map, links), have)
    words = collections.Counter(word for one in links if one.label for word in one.label.split())
    if got.loose != words:
        faults.append(f"labels: lacking {words - got.loose}, besides {got.loose - words}")
    if other:
        faults += [f"boxread: {fault}" for fault in other["faults"]]
        names = [name([reader_line(line) for line in box["text"]]) for box in other["boxes"]]
        have = collections.Counter()
        for e in other["edges"]:
            ends = names[e["from"]], names[e["to"]]
            arrow = "<->" if e.get("both") else "->" if e["directed"] else "--"
            have[(*(ends if arrow == "->" else sorted(ends)), arrow)] += 1
        faults += [f"boxread: {fault}" for fault in differ(wanted(the_map, links), have)]
    return faults


def reader_line(line):
    return "".join(c for c in line if c not in reader.BIDI)


# -- geometry ------------------------------------------------------------------------------------------------------------


def fields(words):
    return {key: int(value) for key, value in (word.split("=") for word in words if re.fullmatch(r"\w+=-?\d+", word))}


class Segment:
    def __init__(self, net, a, b, first, last):
        self.net, self.down = net, a[0] == b[0]
        self.at = a[0] if self.down else a[1]
        self.low, self.high = sorted((a[1], b[1]) if self.down else (a[0], b[0]))
        self.a, self.b, self.first, self.last = a, b, first, last


def geometry(dump, links):
    """Faults of a placement, as `--dump place` prints it."""
    faults, boxes, labels, routes, ends = [], [], [], [], {}
    cells, size = True, (0, 0)
    for line in dump.splitlines():
        words = line.split()
        got = fields(words)
        if words[0] == "place":
            cells, size = "unit=cell" in line, (got["w"], got["h"])
        elif words[0] == "box":
            boxes.append((got["x"], got["y"], got["x"] + got["w"], got["y"] + got["h"]))
        elif words[0] == "label":
            labels.append(((got["x"], got["y"], got["x"] + got["w"], got["y"] + got["h"]), "inline" in words, got["edge"]))
        elif words[0] == "route":
            points = [tuple(map(int, word.split(","))) for word in words if re.fullmatch(r"-?\d+,-?\d+", word)]
            routes.append((got["net"], points, "tail" in words, "head" in words))
    on = 1 if cells else 0
    near, turn = (1, 1) if cells else (NEAR_PX * PX, TURN_PX * PX)
    segments = []
    for net, points, tail, head in routes:
        for i, (a, b) in enumerate(zip(points, points[1:])):
            if (a[0] == b[0]) == (a[1] == b[1]):
                faults.append(f"a piece of net {net} is not axis-parallel: {a} {b}")
            segments.append(Segment(net, a, b, not i, i + 2 == len(points)))
        for at, there in ((points[0], tail), (points[-1], head)):
            touched = [b for b in boxes if b[0] <= at[0] <= b[2] - on and b[1] <= at[1] <= b[3] - on
                       or not cells and there and b[0] - 8 <= at[0] <= b[2] + 8 and b[1] - 8 <= at[1] <= b[3] + 8]
            if net >= len(boxes) and there and not touched:
                faults.append(f"an arrowhead of net {net} points at nothing: {at}")
            for b in touched:
                if at[0] in (b[0], b[2] - on) and at[1] in (b[1], b[3] - on):
                    faults.append(f"net {net} ends at a corner: {at}")
        if any(not (0 <= x < size[0] and 0 <= y < size[1]) for x, y in points):
            faults.append(f"net {net} leaves the drawing")
    for s in segments:
        for x0, y0, x1, y1 in boxes:
            left, right, top, bottom = ((s.at, s.at, s.low, s.high) if s.down else (s.low, s.high, s.at, s.at))
            if cells:                                          # its ends may be border cells, nothing else
                left, right, top, bottom = shrink(s, left, right, top, bottom)
                if left <= x1 - 1 and right >= x0 and top <= y1 - 1 and bottom >= y0:
                    faults.append(f"net {s.net} passes through or along a box at {s.a} {s.b}")
            elif left < x1 and right > x0 and top < y1 and bottom > y0:
                faults.append(f"net {s.net} passes through a box at {s.a} {s.b}")
    segments.sort(key=lambda s: (s.down, s.at))
    for i, s in enumerate(segments):
        for t in segments[i + 1:]:
            if t.down == s.down:
                if t.at - s.at >= near:
                    break
                if s.net != t.net and s.low < t.high + on and t.low < s.high + on:
                    faults.append(f"nets {s.net} and {t.net} run together at {s.a} {s.b} and {t.a} {t.b}")
    across = [s for s in segments if not s.down]
    for s in (s for s in segments if s.down):
        for t in across:
            if s.net == t.net or not (t.low - turn < s.at < t.high + turn and s.low - turn < t.at < s.high + turn):
                continue
            if not (t.low + turn <= s.at <= t.high - turn and s.low + turn <= t.at <= s.high - turn):
                faults.append(f"nets {s.net} and {t.net} meet at a turn or an end: {s.a} {s.b} and {t.a} {t.b}")
    for i, (a, inside, edge) in enumerate(labels):
        if not (0 <= a[0] and a[2] <= size[0] and 0 <= a[1] and a[3] <= size[1]):
            faults.append(f"the label of edge {edge} leaves the drawing")
        for b in boxes + [other for other, _, _ in labels[i + 1:]]:
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                faults.append(f"the label of edge {edge} lies on a box or a label")
        own = 0
        for s in segments:
            left, right, top, bottom = ((s.at, s.at, s.low, s.high) if s.down else (s.low, s.high, s.at, s.at))
            if left < a[2] and right + on > a[0] and top < a[3] and bottom + on > a[1]:
                own += 1
                if not inside or s.down or own > 1:
                    faults.append(f"the label of edge {edge} lies on a wire of net {s.net}")
        if inside and not own:
            faults.append(f"the label of edge {edge} stands in no wire")
    if len(labels) != sum(one.label is not None for one in links):
        faults.append(f"{len(labels)} labels")
    return faults


def shrink(s, left, right, top, bottom):
    """The cells of a piece without an end that may stand on a border."""
    for at, end in ((s.a, s.first), (s.b, s.last)):
        if not end:
            continue
        if s.down:
            top, bottom = (top + 1, bottom) if at[1] == top else (top, bottom - 1)
        else:
            left, right = (left + 1, right) if at[0] == left else (left, right - 1)
    return left, right, top, bottom
