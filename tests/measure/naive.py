"""What `atlasc measure` counts, from its definition: every pair of segments is looked at. Slow, and short."""
import math


def corners_of(points):
    """The path without points that change nothing."""
    kept = []
    for p in points:
        if kept and kept[-1] == p:
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2], kept[-1]
            ux, uy, vx, vy = bx - ax, by - ay, p[0] - bx, p[1] - by
            if ux * vy == uy * vx and ux * vx + uy * vy > 0:
                kept.pop()
        kept.append(p)
    return kept


class Segment:
    def __init__(self, edge, a, b):
        self.edge, self.a, self.b = edge, a, b
        self.upright = a[0] == b[0]
        self.at = a[0] if self.upright else a[1]
        i = 1 if self.upright else 0
        self.low, self.high = sorted((a[i], b[i]))

    def point(self, along):
        return (self.at, along) if self.upright else (along, self.at)


def inside(r, end, cells):
    if cells:
        return (r['x'] + 1, r['y'] + 1, r['x'] + r['width'] - 2, r['y'] + r['height'] - 2) if end else \
            (r['x'], r['y'], r['x'] + r['width'] - 1, r['y'] + r['height'] - 1)
    return r['x'] + 1, r['y'] + 1, r['x'] + r['width'] - 1, r['y'] + r['height'] - 1


def around(outer, r):
    return (outer['x'] <= r['x'] and outer['y'] <= r['y'] and outer['x'] + outer['width'] >= r['x'] + r['width'] and
            outer['y'] + outer['height'] >= r['y'] + r['height'] and (outer['width'], outer['height']) != (r['width'], r['height']))


def measure(drawing):
    """Of axis-parallel drawings."""
    nodes, edges = drawing['nodes'], drawing['edges']
    cells = drawing.get('unit') == 'cell'
    nets = bool(edges) and 'net' in edges[0]
    ends = {(e['tail'], e['head']) for e in edges}
    paths = [corners_of([tuple(p) for p in e['points']]) for e in edges]
    segments = [[Segment(i, a, b) for a, b in zip(path, path[1:])] for i, path in enumerate(paths)]

    def strangers(i, k):
        e, f = edges[i], edges[k]
        if nets:
            return e['net'] != f['net']
        return (e['tail'] != f['tail'] and e['head'] != f['head'] and
                not ((e['tail'], f['head']) in ends and (f['tail'], e['head']) in ends))

    def key_of(s):
        return edges[s.edge]['net'] if nets else s.edge

    everything = [s for path in segments for s in path]

    def runs_through(key, upright, at):
        """Whether the net has a segment of this direction inside of which the place lies."""
        line, along = (at[0], at[1]) if upright else (at[1], at[0])
        return any(key_of(s) == key and s.upright == upright and s.at == line and s.low < along < s.high for s in everything)

    crossings, pairs, touches = set(), 0, set()
    for s in everything:
        for t in everything:
            if s.upright or not t.upright or not (s.low <= t.at <= s.high and t.low <= s.at <= t.high):
                continue
            at = (t.at, s.at)
            if s.low < t.at < s.high and t.low < s.at < t.high:
                pairs += 1
                crossings.add(at)
            elif strangers(s.edge, t.edge) and not (runs_through(key_of(s), False, at) and runs_through(key_of(t), True, at)):
                touches.add(at)
    for i, s in enumerate(everything):  # end to end on one line
        for t in everything[i + 1:]:
            if s.upright == t.upright and s.at == t.at and strangers(s.edge, t.edge) and s.low <= t.high and t.low <= s.high:
                at = s.point(max(s.low, t.low))
                if (min(s.high, t.high) == max(s.low, t.low) and not runs_through(key_of(s), s.upright, at)
                        and not runs_through(key_of(t), s.upright, at)):
                    touches.add(at)

    runs = {}  # ground of each net by line
    for s in everything:
        runs.setdefault((s.upright, s.at), {}).setdefault(key_of(s), []).append([s.low, s.high])
    overlaps, overlap_length, ink = 0, 0, 0
    for line in runs.values():
        joined = []
        for key, parts in line.items():
            parts.sort()
            mine = []
            for low, high in parts:
                if mine and low < mine[-1][1]:
                    mine[-1][1] = max(mine[-1][1], high)
                else:
                    mine.append([low, high])
            joined += [(low, high, key) for low, high in mine]
        reached = -math.inf
        for low, high, _ in sorted(joined):
            ink += max(0, high - max(low, reached))
            reached = max(reached, high)
        for i, (a, b, key) in enumerate(joined):
            for c, d, other in joined[i + 1:]:
                together = min(b, d) - max(a, c)
                if together > 0 and key != other and (nets or strangers(key, other)):
                    overlaps += 1
                    overlap_length += together

    through = set()
    for s in everything:
        tail, head = edges[s.edge]['tail'], edges[s.edge]['head']
        for i, node in enumerate(nodes):
            if around(node, nodes[tail]) or around(node, nodes[head]):
                continue
            x1, y1, x2, y2 = inside(node, i in (tail, head), cells)
            (l1, l2), (c1, c2) = ((y1, y2), (x1, x2)) if s.upright else ((x1, x2), (y1, y2))
            crosses = s.low <= l1 <= s.high or s.low <= l2 <= s.high
            if x1 <= x2 and y1 <= y2 and c1 <= s.at <= c2 and crosses:
                through.add((s.edge, i))

    rects = nodes + drawing.get('labels', [])
    on = 1 if cells else 0
    every = [p for path in paths for p in path]
    left = min([r['x'] for r in rects] + [x for x, _ in every])
    top = min([r['y'] for r in rects] + [y for _, y in every])
    width = max([r['x'] + r['width'] for r in rects] + [x + on for x, _ in every]) - left
    height = max([r['y'] + r['height'] for r in rects] + [y + on for _, y in every]) - top
    lengths = sorted(sum(s.high - s.low for s in path) for path in segments) or [0]
    n = len(lengths) - 1
    return {
        'width': width, 'height': height, 'area': width * height, 'aspect': width / height if height else 0,
        'drawn': len(edges), 'undrawn': drawing.get('undrawn', 0), 'crossings': len(crossings), 'crossingPairs': pairs,
        'bends': len({p for path in paths for p in path[1:-1]}), 'bendsOfEdges': sum(len(p) - 2 for p in paths if len(p) > 2),
        'ink': ink, 'length': sum(lengths), 'lengths': [lengths[n * q // 4] for q in range(5)],
        'longestOverMedian': lengths[n] / lengths[n // 2] if lengths[n // 2] else 0,
        'throughBoxes': len(through), 'overlaps': overlaps, 'overlapLength': overlap_length, 'touches': len(touches),
    }
