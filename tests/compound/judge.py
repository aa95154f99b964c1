"""What is wrong with a drawing of a compound graph, whoever made it; ours is read from the JSON that atlasc writes.

Of ours wires are joined to one path for each link: from its tail to its head over the wires of its net. Counted are links that
have no path, that pass through a box, that are in a frame which holds neither of their ends, that cross the border of a
frame more often than they must or run along it; lines of two links with neither end in common that lie on each other;
words struck by a wire or set on something; boxes that overlap or stand outside of their frames.
"""
import collections
import heapq
import math

NEAR, STROKE = 0.75, 2.5


def on(p, a, b):
    return (min(a[0], b[0]) - 0.01 <= p[0] <= max(a[0], b[0]) + 0.01
            and min(a[1], b[1]) - 0.01 <= p[1] <= max(a[1], b[1]) + 0.01)


def on_border(p, box):
    x, y, w, h = box
    return ((min(abs(p[0] - x), abs(p[0] - x - w)) < STROKE and y - STROKE < p[1] < y + h + STROKE)
            or (min(abs(p[1] - y), abs(p[1] - y - h)) < STROKE and x - STROKE < p[0] < x + w + STROKE))


class Net:
    """The wires of a net as a graph of points."""

    def __init__(self, wires):
        points = {tuple(p) for wire in wires for p in wire}
        self.next = collections.defaultdict(set)
        for wire in wires:
            for a, b in zip(wire, wire[1:]):
                along = sorted((p for p in points if on(p, a, b)), key=lambda p, a=a: abs(p[0] - a[0]) + abs(p[1] - a[1]))
                for p, q in zip(along, along[1:]):
                    self.next[p].add(q)
                    self.next[q].add(p)
        self.ends = [p for p in self.next if len(self.next[p]) == 1]

    def path(self, tail, head):
        best = None
        for start in (p for p in self.ends if on_border(p, tail)):
            far, before, queue = {start: 0}, {start: None}, [(0, start)]
            while queue:
                cost, at = heapq.heappop(queue)
                if cost > far[at]:
                    continue
                for to in self.next[at]:
                    more = cost + abs(at[0] - to[0]) + abs(at[1] - to[1])
                    if more < far.get(to, float("inf")):
                        far[to], before[to] = more, at
                        heapq.heappush(queue, (more, to))
            for end in self.ends:
                if end != start and end in far and on_border(end, head) and (best is None or far[end] < best[0]):
                    at, way = end, []
                    while at is not None:
                        way.append(at)
                        at = before[at]
                    best = far[end], way[::-1]
        return best[1] if best else None


def within(a, b, box, inset):
    """How much of a segment lies inside a box that is made smaller all round."""
    x0, y0, x1, y1 = box[0] + inset, box[1] + inset, box[0] + box[2] - inset, box[1] + box[3] - inset
    if x0 >= x1 or y0 >= y1:
        return 0
    first, last = 0.0, 1.0                             # of the segment, after Liang and Barsky
    for d, p, lo, hi in ((b[0] - a[0], a[0], x0, x1), (b[1] - a[1], a[1], y0, y1)):
        if abs(d) < 1e-9:
            if p <= lo or p >= hi:
                return 0
        else:
            u, v = sorted(((lo - p) / d, (hi - p) / d))
            first, last = max(first, u), min(last, v)
    return max(0.0, last - first) * math.hypot(b[0] - a[0], b[1] - a[1])


def overlap(a, b, least=1):
    return (a[0] + least < b[0] + b[2] and b[0] + least < a[0] + a[2]
            and a[1] + least < b[1] + b[3] and b[1] + least < a[1] + a[3])


def passes(path, box):
    """How often a path passes the border of a box, and how much of it runs along that."""
    x0, y0, x1, y1 = box[0], box[1], box[0] + box[2], box[1] + box[3]
    sides, along = [], 0
    for a, b in zip(path, path[1:]):
        cuts = [0.0, 1.0]
        for d, p, borders in ((b[0] - a[0], a[0], (x0, x1)), (b[1] - a[1], a[1], (y0, y1))):
            cuts += [(v - p) / d for v in borders if abs(d) > 1e-9 and 0 < (v - p) / d < 1]
        cuts.sort()
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        for u, v in zip(cuts, cuts[1:]):
            if (v - u) * length < NEAR:
                continue
            x, y = (p + (u + v) / 2 * (q - p) for p, q in zip(a, b))
            border = ((min(abs(x - x0), abs(x - x1)) < NEAR and y0 - NEAR < y < y1 + NEAR)
                      or (min(abs(y - y0), abs(y - y1)) < NEAR and x0 - NEAR < x < x1 + NEAR))
            if border:
                along += (v - u) * length
                continue
            inside = x0 < x < x1 and y0 < y < y1
            if not sides or sides[-1] != inside:
                sides.append(inside)
    return len(sides) - 1, along


class Judge:
    """A drawing, whoever made it: `box` and `title` are rectangles by node, `path` has the points of each edge or None,
    `label` the rectangle of each edge that has one, or None where it is not drawn. Directions of lines are free."""

    def __init__(self, graph, around, box, title, path, label):
        self.graph, self.around = graph, around
        self.box, self.title, self.path = box, title, path
        self.label = list(label.items())
        self.frames = {f for frames in around.values() for f in frames}
        self.faults = []
        for i, one in enumerate(path):
            if not one:
                self.fault("missing", i)
        for i, rect in self.label:
            if not rect:
                self.fault("no label", i)
        self.boxes()
        self.links()
        self.words()
        self.ghosts()

    def fault(self, kind, *what):
        self.faults.append((kind, *what))

    def boxes(self):
        names = list(self.box)
        for i, a in enumerate(names):
            for b in names[:i]:
                if a not in self.around[b] and b not in self.around[a] and overlap(self.box[a], self.box[b]):
                    self.fault("overlap", a, b)
            for frame in self.around[a][:1]:
                x, y, w, h = self.box[a]
                fx, fy, fw, fh = self.box[frame]
                if x <= fx or y <= fy or x + w >= fx + fw or y + h >= fy + fh:
                    self.fault("outside", a, frame)

    def links(self):
        for edge, path in zip(self.graph["edges"], self.path):
            if not path:
                continue
            tail, head = edge["from"], edge["to"]
            for name, box in self.box.items():
                inside = sum(within(a, b, box, 1.5 if name not in (tail, head) else 3) for a, b in zip(path, path[1:]))
                if name not in self.frames:
                    if inside > 1:
                        self.fault("through", tail, head, name)
                    continue
                has = [end == name or name in self.around[end] for end in (tail, head)]
                if not any(has) and inside > 1:
                    self.fault("foreign", tail, head, name)
                crossed, along = passes(path, box)
                must = int((name in self.around[tail]) != (name in self.around[head]) and name not in (tail, head))
                if name in (tail, head):
                    must = min(crossed, 1) if name in self.around[head if tail == name else tail] else 0
                if crossed > must and tail != head:
                    self.fault("frame", tail, head, name)
                if along > 1:
                    self.fault("along", tail, head, name)

    def words(self):
        lines = [(a, b, i) for i, path in enumerate(self.path) if path for a, b in zip(path, path[1:])]
        for frame, title in self.title.items():
            if any(within(a, b, title, 1) > 1 for a, b, _ in lines):
                self.fault("title", frame)
        placed = [(i, box) for i, box in self.label if box]
        for k, (i, box) in enumerate(placed):
            for j, other in placed[:k]:
                if overlap(box, other):
                    self.fault("labels", i, j)
            for name, node in self.box.items():
                if name not in self.frames and overlap(box, node):
                    self.fault("label on box", i, name)
            for frame, title in self.title.items():
                if overlap(box, title, 2):
                    self.fault("label on title", i, frame)
            for a, b, j in lines:
                if j != i and within(a, b, box, 1) > 1:
                    self.fault("label struck", i, j)

    def ghosts(self):
        runs = collections.defaultdict(list)
        for i, path in enumerate(self.path):
            for a, b in zip(path or [], (path or [])[1:]):
                if abs(a[0] - b[0]) > 0.01 and abs(a[1] - b[1]) > 0.01:
                    continue
                axis = 0 if abs(a[0] - b[0]) <= 0.01 else 1
                runs[axis, round(a[axis])].append((min(a[1 - axis], b[1 - axis]), max(a[1 - axis], b[1 - axis]), i))
        for (axis, at), line in runs.items():
            near = line + runs.get((axis, at + 1), []) if (axis, at + 1) in runs else line
            for k, (lo, hi, i) in enumerate(near):
                for lo2, hi2, j in near[:k]:
                    e, f = self.graph["edges"][i], self.graph["edges"][j]
                    apart = e["from"] != f["from"] and e["to"] != f["to"] and e["from"] != f["to"] and e["to"] != f["from"]
                    if i != j and apart and min(hi, hi2) - max(lo, lo2) > 2:
                        self.fault("ghost", i, j)


class Drawing(Judge):
    """One of ours, from the JSON that atlasc writes."""

    def __init__(self, graph, around, data):
        box, title = {}, {}
        for node in data["nodes"]:
            name = node["id"].split(".")[-1]
            box[name] = [node["x"], node["y"], node["width"], node["height"]]
            if node.get("frame") and node["text"]:
                x0 = min(t["x"] for t in node["text"])
                x1 = max(t["x"] + t["width"] for t in node["text"])
                y0 = min(t["baseline"] for t in node["text"]) - 10
                y1 = max(t["baseline"] for t in node["text"]) + 2
                title[name] = [x0, y0, x1 - x0, y1 - y0]
        wires = collections.defaultdict(list)
        for wire in data["wires"]:
            wires[wire.get("net")].append([tuple(p) for p in wire["points"]])
        nets = {name: Net(lines) for name, lines in wires.items()}
        paths, labels = [], {}
        for i, link in enumerate(data["links"]):
            edge = graph["edges"][i]
            net = nets.get(link["net"]) if link["net"] is not None else None
            paths.append(net.path(box[edge["from"]], box[edge["to"]]) if net else None)
            if edge.get("label"):
                place = link.get("place")
                labels[i] = [place["x"] + 4, place["y"] + 1, place["width"] - 8, place["height"] - 2] if place else None
        super().__init__(graph, around, box, title, paths, labels)
