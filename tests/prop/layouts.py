"""What must be true of chains and of radial drawings, on the maps of gen.py. Nothing here runs the program by itself: `run`
takes arguments and gives what subprocess.run() does.

So that boxes are told apart, the id of each node ends its label. A step of a chain is a node of the only root, or a root where
there are several.
"""
import random
import re

import gen
import reader

WIDTHS, NARROWEST, WIDEST = 3, 34, 180
TURN_CELLS = 2                                                 # what a wire to the next row takes beside a step
UNIT, STEPS, INSIDE = 8, 24, 1.2                               # of a px; looks at a curve; px that a stroke may reach into a box
ARROWS = ("->", "->", "<->", "--")


def named(seed):
    """The map of a seed with the id of each node at the end of its label."""
    the_map = gen.make(seed)
    for node in the_map.nodes():
        node.label = f"{node.label} {node.id}"
    the_map.direction = "down"
    the_map.text = gen.write(the_map)
    return the_map


def steps_of(the_map):
    only = the_map.roots[0]
    return only.kids if len(the_map.roots) == 1 and only.kids else the_map.roots


def chain_edges(the_map):
    """What a chain must show: the hierarchy, but of the steps only the first hangs from the heading; and step to step."""
    steps = steps_of(the_map)
    after = {step.id for step in steps[1:]}
    edges = {(node.id, kid.id) for node in the_map.nodes() for kid in node.kids if kid.id not in after}
    edges |= {(node.id, node.id + ":items") for node in the_map.nodes() if node.items and node.kids}
    return edges | {(one.id, two.id) for one, two in zip(steps, steps[1:])}


TITLE = re.compile(r"┌─ ([^┌┐]+?) (─+)┐")


def untitled(drawing):
    """The drawing with plain borders where titles stand in them, and {(row, column of its box): title}."""
    titles, lines = {}, []
    for row, line in enumerate(drawing.split("\n")):
        for found in TITLE.finditer(line):
            titles[row, reader.cells(line[:found.start()])] = re.sub("[\u2066-\u2069]", "", found[1])  # isolates of other directions
        lines.append(TITLE.sub(lambda found: "┌" + "─" * (reader.cells(found[0]) - 2) + "┐", line))
    return "\n".join(lines), titles


def chain_text(the_map, drawing, width, said, down):
    plain, titles = untitled(drawing)
    got = reader.Reading(plain)
    faults = [fault for fault in got.faults if "middle of its side" not in fault]  # a rail hangs from near the left
    owner = {head: tail for tail, head in got.edges}
    name = {}
    for i, box in enumerate(got.boxes):
        ids = re.findall(r"(?<![^\s])n\d+(?![^\s])", " ".join([titles.get((box.r0, box.c0), "")] +
                                                                [line for part in box.parts for line in part]))
        name[i] = ids[-1] if ids else None
    for i in [i for i in name if name[i] is None]:
        name[i] = f"{name.get(owner.get(i))}:items"
    edges = {(name[a], name[b]) for a, b in got.edges}
    want = chain_edges(the_map)
    if edges != want or len(got.edges) != len(want):
        faults.append(f"edges lacking {sorted(want - edges)[:3]}, besides {sorted(edges - want)[:3]}")
        return faults
    place = {name[i]: box for i, box in enumerate(got.boxes)}
    steps = [place[step.id] for step in steps_of(the_map)]
    for one, two in zip(steps, steps[1:]):
        beside = not down and two.r0 == one.r0 and two.c0 > one.c1 and two.r1 == one.r1
        below = two.r0 > one.r1 and (not down or two.c0 == one.c0)
        if not beside and not below:
            faults.append(f"a step stands neither beside nor below the one before: {one.lines} {two.lines}")
    wide = max(map(reader.cells, drawing.splitlines()), default=0)
    if wide > width and "wide" not in said:
        faults.append(f"{wide} cells wide, {width} were wanted, and nothing is said")
    if wide > width and wide > max(box.c1 - box.c0 + 1 for box in got.boxes) + TURN_CELLS \
            and not place[the_map.roots[0].id].lines == [] and not the_map.roots[0].items:
        faults.append(f"{wide} cells wide, {width} were wanted, though no step is so wide")
    return faults


def placed(dump):
    """Width and height, {path: (x, y, w, h)}, and routes as (net, points) of a dump of the placement."""
    lines = dump.splitlines()
    size = tuple(map(int, re.search(r" w=(-?\d+) h=(-?\d+)", lines[0]).groups()))
    boxes, routes = {}, []
    for line in lines[1:]:
        found = re.match(r"box \d+ x=(-?\d+) y=(-?\d+) w=(-?\d+) h=(-?\d+) (.*)", line)
        if found:
            boxes[found[5]] = tuple(map(int, found.groups()[:4]))
        elif line.startswith("route"):
            routes.append((int(re.search(r"net=(\d+)", line)[1]),
                           [tuple(map(int, pair.split(","))) for pair in re.findall(r"-?\d+,-?\d+", line)]))
    return size, boxes, routes


def apart(size, boxes):
    faults = []
    rects = sorted((rect, path) for path, rect in boxes.items())
    for i, ((x, y, w, h), path) in enumerate(rects):
        if x < 0 or y < 0 or x + w > size[0] or y + h > size[1]:
            faults.append(f"{path} lies outside")
        for (x2, y2, _, h2), other in rects[i + 1:]:
            if x2 >= x + w:
                break
            if y2 < y + h and y < y2 + h2:
                faults.append(f"{path} and {other} overlap")
    return faults


def through(boxes, points):
    """The first box that a route of cubic curves passes through, or None."""
    for i in range(0, len(points) - 1, 3):
        curve = points[i:i + 4]
        low, high = (tuple(limit(point[axis] for point in curve) for axis in (0, 1)) for limit in (min, max))
        near = [(path, box) for path, box in boxes.items() if box[0] < high[0] and low[0] < box[0] + box[2]
                and box[1] < high[1] and low[1] < box[1] + box[3]]
        for k in range(STEPS + 1 if near else 0):
            t = k / STEPS
            x, y = (sum(factor * point[axis] for factor, point in
                        zip(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3), curve)) for axis in (0, 1))
            for path, (left, top, w, h) in near:
                if left + INSIDE * UNIT < x < left + w - INSIDE * UNIT and top + INSIDE * UNIT < y < top + h - INSIDE * UNIT:
                    return path
    return None


def clockwise(the_map, size, boxes):
    """The nodes of the root in the author's order, clockwise from the top, as seen from its middle."""
    if len(the_map.roots) > 1 or len(the_map.roots[0].kids) < 2:
        return []
    root = the_map.roots[0].id
    middle = lambda path: (boxes[path][0] + boxes[path][2] / 2, boxes[path][1] + boxes[path][3] / 2)
    cx, cy = middle(root)

    def angle(path):
        import math
        x, y = middle(path)
        return math.atan2(x - cx, cy - y) % (2 * math.pi)

    angles = [angle(f"{root}.{kid.id}") for kid in the_map.roots[0].kids]
    return [] if angles == sorted(angles) else [f"the nodes of the root do not follow each other clockwise: {angles}"]


def with_links(the_map, rng):
    ids = [node.id for node in the_map.nodes()]
    links = [f"  - {rng.choice(ids)} {rng.choice(ARROWS)} {rng.choice(ids)}" + (": a label" if rng.random() < 0.2 else "")
             for _ in range(rng.randint(1, len(ids)))]
    return the_map.text + "links:\n" + "\n".join(links) + "\n", links


def check(seed, folder, run):
    """All faults of chains and radial drawings of the map of a seed."""
    the_map, rng = named(seed), random.Random(f"layouts {seed}")
    file = folder / "layouts.yaml"
    file.write_text(the_map.text, encoding="utf-8")
    faults = []
    for k in range(WIDTHS + 1):
        width, down = rng.randint(NARROWEST, WIDEST), k == WIDTHS
        ran = run(file.name, "-l", "chain", "--width", str(width), "--direction", "down" if down else "right")
        what = f"chain: {'down' if down else width}"
        if ran.returncode:
            faults.append(f"{what}: exit {ran.returncode}")
            continue
        faults += [f"{what}: {fault}" for fault in chain_text(the_map, ran.stdout.decode(), width, ran.stderr.decode(), down)]
    for layout in ("chain", "radial"):
        ran = run(file.name, "-l", layout, "-T", "svg", "--dump", "place")
        size, boxes, routes = placed(ran.stdout.decode())
        faults += [f"{layout}: px: {fault}" for fault in apart(size, boxes)]
        if layout == "radial":
            faults += [f"radial: {fault}" for fault in clockwise(the_map, size, boxes)]
            faults += [f"radial: a wire passes through {path}" for _, points in routes
                       for path in [through(boxes, points)] if path]
    text, links = with_links(the_map, rng)
    file.write_text(text, encoding="utf-8")
    ran = run(file.name, "-l", "radial", "-T", "svg", "--dump", "place")
    size, boxes, routes = placed(ran.stdout.decode())
    faults += [f"radial: with links: {fault}" for fault in apart(size, boxes)]
    faults += [f"radial: with links: a wire passes through {path}" for _, points in routes
               for path in [through(boxes, points)] if path]
    # Links that look alike may share a net where there is no way for each; one with a label never does.
    nets = len({net for net, _ in routes if net >= len(boxes)})
    least = len({link if ": " not in link else (link, i) for i, link in enumerate(links)})
    if b"left out" not in ran.stderr and not least <= nets <= len(links):
        faults.append(f"radial: {len(links)} links, {least} that differ, drawn are {nets}")
    return faults
