#!/usr/bin/env python3
"""Drawings fit, and are about as low as they can be.

usage: run.py [SEED...]

The trees among the maps of the project are drawn at every width from 40 to 200 columns, and at some in px: each drawing
must be no wider, be without faults and show the same graph. Small generated maps are compared with an exhaustive search, which knows nothing of
how the program goes about it: it tries every arrangement of every subtree, and nothing is left out for being worse than
another. At every width at which the search finds something the program must fit, too, and be at most 1.3 times as high.
ATL_FIT_N says how many maps are searched (40), ATL_FIT_STEP which of the widths are taken (1: each).
"""
import itertools
import multiprocessing
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "prop"))
import reader  # noqa: E402
import vector  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
STEP = int(os.environ.get("ATL_FIT_STEP", "1"))               # of widths in columns
COLUMNS, PX = range(40, 201, STEP), range(320, 1300, 140)
MOST_SHAPES, RATIO = 40000, 1.3


def atlasc(*args):
    ran = subprocess.run([ATLASC, *args], capture_output=True, timeout=60)
    return ran.stdout.decode(), ran.stderr.decode(), ran.returncode


# -- the project's maps --------------------------------------------------------------------------------------------------


def graph_of(got):
    """What a drawing says, wherever things stand and texts are broken: texts of boxes, and pairs of them."""
    name = lambda box: re.sub(r"[\s()]", "", "".join("".join(part) for part in box.parts))
    names = [name(box) for box in got.boxes]
    return sorted(names), sorted((names[a], names[b]) for a, b in got.edges)


def check_map(path):
    faults, seen = [], {}
    text, _, _ = atlasc(str(path), "--width", "100000")
    want = graph_of(reader.Reading(text))
    for width in COLUMNS:
        text, err, code = atlasc(str(path), "--width", str(width))
        if code or err:
            faults.append(f"{path.name} in {width} columns: {code} {err.strip()}")
        if max(map(reader.cells, text.split("\n"))) > width:
            faults.append(f"{path.name} in {width} columns: is wider")
        if text not in seen:
            got = seen[text] = reader.Reading(text)
            faults += [f"{path.name} in {width} columns: {fault}" for fault in got.faults]
            if graph_of(got) != want:
                faults.append(f"{path.name} in {width} columns: is another graph")
    want = None
    for width in (None, *PX):
        text, err, code = atlasc(str(path), "-T", "svg", *([] if width is None else ["--width", str(width)]))
        got = vector.Vector(text)
        got.geometry(reader.clusters)
        edges = got.edges("down", narrow=True)
        want = want or edges
        faults += [f"{path.name} in {width} px: {fault}" for fault in got.faults]
        if code or err or edges != want or (width and got.view[2] > width):
            faults.append(f"{path.name} in {width} px: {got.view[2]:g} wide, {len(edges)} edges {err.strip()}")
    return len(seen), faults


# -- exhaustive search ---------------------------------------------------------------------------------------------------

# The gaps of the three looks a drawing may have, pleasing to tight: between siblings, from a trunk beside rows to their
# boxes, from a trunk between boxes to them, and from a parent's left to the boxes of its column.
LOOKS = [(3, 3, 1, 5), (2, 2, 1, 5), (1, 2, 1, 3)]
RAIL, STRAIGHT, GROUP = 3, 1, 1                                # rows between boxes: with a rail, without, in columns


class Small:
    """A node of a small map; its label is some lines of letters, so that no text is ever broken."""

    def __init__(self, rng, kids):
        self.kids = kids
        self.lines = ["x" * rng.choice([1, 3, 5, 5, 9, 15]) for _ in range(rng.choice([1, 1, 1, 2, 4]))]
        self.w = max(map(len, self.lines)) + 4 | 1
        self.h = len(self.lines) + 2


def small_map(rng):
    def grow(depth, most):
        count = rng.choice([0, 1, 2, 3, 3, 4]) if depth else rng.choice([2, 3, 3, 4, 5])
        return Small(rng, [grow(depth + 1, most) for _ in range(count if depth < most else 0)])
    return grow(0, rng.choice([1, 2, 2, 3]))


def count_of(node):
    return 1 + sum(map(count_of, node.kids))


def yaml_of(node):
    lines, number, stack = ["nodes:"], 0, [(node, 1)]
    while stack:
        it, depth = stack.pop()
        pad = "  " * depth
        lines += [f"{pad}n{number}:", f'{pad}  label: "' + "\\n".join(it.lines) + '"'] + ([f"{pad}  nodes:"] if it.kids else [])
        number += 1
        stack += [(kid, depth + 2) for kid in reversed(it.kids)]
    return "\n".join(lines) + "\n"


class TooMany(Exception):
    pass


def compositions(n):
    """All ways to cut n children into rows."""
    for cuts in itertools.product((False, True), repeat=n - 1):
        ends = [i + 1 for i, cut in enumerate(cuts) if cut] + [n]
        yield [range(a, b) for a, b in zip([0] + ends, ends)]


def rows_of(node, rows, picks, look):
    """(w, below, column of the port) of children in these rows, each in the shape picked for it; the trunk at the left, or
    between them. The parent stands over the first row, or over the trunk."""
    gap, lane, beside, _ = look
    widths, height = [], 0
    for number, row in enumerate(rows):
        tall = max(node.kids[i].h for i in row)
        height += RAIL + tall + max(picks[i][1] for i in row)
        widths.append(sum(picks[i][0] for i in row) + gap * (len(row) - 1))
    room = lane if len(rows) > 1 else 0
    w = max(node.w, max(widths) + room)
    yield w, height, max((node.w - 1) // 2, min(room + (widths[0] - 1) // 2, w - 1 - node.w // 2))
    if len(rows) == 1 or any(len(row) % 2 for row in rows[:-1]):
        return
    left, right = (node.w - 1) // 2, node.w // 2               # of the column of the trunk
    for row in rows:
        half = len(row) // 2
        sums = [sum(picks[i][0] for i in part) + gap * max(len(part) - 1, 0) for part in (row[:half], row[len(row) - half:])]
        if len(row) % 2:
            middle = picks[row[half]]
            room = gap if half else 0
            left = max(left, sums[0] + room + middle[2])
            right = max(right, middle[0] - middle[2] - 1 + room + sums[1])
        else:
            left, right = max(left, sums[0] + beside), max(right, sums[1] + beside)
    yield left + 1 + right, height, left


def shapes(node, look, side):
    """Every (width, what is below the box, column of its port) of a subtree; side: reached from the left."""
    port = (node.w - 1) // 2
    if not node.kids:
        return {(node.w, 0, port)}
    hung = [shapes(kid, look, False) for kid in node.kids]
    at_left = [shapes(kid, look, True) for kid in node.kids]
    found = set()
    if len(node.kids) == 1:
        for w, below, at in hung[0]:
            found.add((max(port, at) + max(node.w - port, w - at), STRAIGHT + node.kids[0].h + below, max(port, at)))
        return found
    total = 1
    for one in hung:
        total *= len(one)
    if total * 2 ** len(hung) > MOST_SHAPES:
        raise TooMany
    for picks in itertools.product(*hung):
        for rows in compositions(len(picks)):
            for w, below, at in rows_of(node, rows, picks, look):
                found.add((w, below, port if side else at))
    total = 1
    for one in at_left:
        total *= len(one)
    if total > MOST_SHAPES:
        raise TooMany
    gaps = sum(GROUP for a, b in zip(node.kids, node.kids[1:]) if a.kids or b.kids)
    for picks in itertools.product(*at_left):
        w = max(node.w, look[3] + max(pick[0] for pick in picks))
        found.add((w, sum(kid.h + pick[1] for kid, pick in zip(node.kids, picks)) + gaps, port))
    return found


def check_seed(seed):
    rng = random.Random(f"fit {seed}")
    while True:
        root = small_map(rng)
        try:
            every = [(w, root.h + below) for look in LOOKS for w, below, _ in shapes(root, look, False)]
            break
        except TooMany:
            continue
    worst, faults = 1.0, []
    with tempfile.TemporaryDirectory(prefix="atlas-fit-") as folder:
        path = pathlib.Path(folder, "map.yaml")
        path.write_text(yaml_of(root))
        for width in sorted({w for w, _ in every if w <= 200}):
            least = min(h for w, h in every if w <= width)
            text, err, code = atlasc(str(path), "--width", str(width))
            lines = text.split("\n")[:-1]
            if code or err or max(map(len, lines)) > width:
                faults.append(f"seed {seed}: a drawing {width} wide and {least} high is there: {err.strip()}")
                continue
            worst = max(worst, len(lines) / least)
            if len(lines) > RATIO * least:
                faults.append(f"seed {seed}: {len(lines)} rows at width {width}, {least} are enough")
    return seed, count_of(root), worst, faults, yaml_of(root) if faults else ""


def main(args):
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"fit: no program at {ATLASC} (set ATLASC)")
    bad, worst, drawings = 0, 1.0, 0
    seeds = [int(arg) for arg in args] or range(int(os.environ.get("ATL_FIT_N", "40")))
    maps = [] if args else [path for path in sorted((SOURCE / "maps").glob("*.yaml"))
                            if not re.search(r"^layout:", path.read_text(encoding="utf-8"), re.M)]
    with multiprocessing.Pool() as pool:
        for count, faults in pool.imap(check_map, maps):
            drawings += count
            bad += len(faults)
            print("".join(fault + "\n" for fault in faults[:5]), end="")
        boxes = 0
        for _, count, ratio, faults, text in pool.imap(check_seed, seeds):
            boxes, worst = max(boxes, count), max(worst, ratio)
            bad += len(faults)
            print("".join(fault + "\n" for fault in faults[:3]) + text, end="")
    print(f"fit: {len(maps)} maps in {drawings} ways, {len(seeds)} maps of up to {boxes} boxes searched, "
          f"at most {worst:.2f} of the least height, {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
