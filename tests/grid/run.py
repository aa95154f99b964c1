#!/usr/bin/env python3
"""Tiles in frames: what must be true of every drawing by the layout `grid`.

usage: run.py [SEED...]

Draws ATL_PROP_N (200) generated maps at random widths as text and `--dump=place`, in cells and px, and reads them back.
Promised of each: the boxes that stand in a box are its items and nodes, in the author's order, row by row; what holds nothing
is a tile, all of which have one width, and in one frame one height; frames of a row have one height, and rows of frames one
left and one right edge; every text is there; a drawing whose frames need more rows than one is as wide as was asked for, or
that is said. Every fifth run spoils its drawings and demands that each damage is found out.
"""
import importlib.util
import multiprocessing
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "prop"))
import gen
import outer
import reader

ATLASC = os.path.abspath(os.environ.get("ATLASC", TESTS.parent / "build/release/atlasc"))
WIDTHS = {"cells": (40, 60, 80, 100, 130, 200), "px": (400, 700, 1000, 1400)}
MARGIN = {"cells": 0, "px": 48}
LINES = re.compile("[\u2500-\u257f▼▲▶◀→]")                     # in a label: the reader takes them for wires
BOXREAD = outer.boxread()


class Want:
    def __init__(self, texts, parent):
        self.texts, self.parent, self.kids = [t for t in texts if t is not None], parent, []


def wanted(the_map):
    """Boxes breadth first, with their parents by number."""
    top = Want([], None)
    stack = [(node, top) for node in reversed(the_map.roots)]
    while stack:
        node, parent = stack.pop()
        box = Want([node.label, node.note], parent)
        parent.kids.append(box)
        items = [Want(item, box) for item in node.items]
        box.kids = items if node.items_first else []
        box.later = [] if node.items_first else items
        stack.extend((kid, box) for kid in reversed(node.kids))
    boxes, at = [], [top]
    while at:
        box = at.pop(0)
        box.kids += getattr(box, "later", [])
        box.number = len(boxes) - 1                            # the top is none
        boxes.append(box)
        at.extend(box.kids)
    return boxes[0], boxes[1:]


def arranged(top, boxes, place):
    """Faults of where boxes stand: place[number] = (left, top, right, bottom), right and bottom outside of the box."""
    faults = []
    tiles = [box for box in boxes if not box.kids]
    if len({place[b.number][2] - place[b.number][0] for b in tiles}) > 1:
        faults.append("tiles differ in width")
    for parent in [top] + [box for box in boxes if box.kids]:
        mine = [place[kid.number] for kid in parent.kids if not kid.kids]
        if len({at[3] - at[1] for at in mine}) > 1:
            faults.append("tiles of a frame differ in height")
        frame = place[parent.number] if parent is not top else None
        rows = []
        for kid in parent.kids:
            at = place[kid.number]
            if frame and not (frame[0] < at[0] and frame[1] < at[1] and at[2] < frame[2] and at[3] < frame[3]):
                faults.append(f"box {kid.number} reaches out of its frame")
            if rows and bool(rows[-1][0][0].kids) == bool(kid.kids) and at[1] == rows[-1][0][1][1]:
                if at[0] < rows[-1][-1][1][2]:
                    faults.append(f"box {kid.number} does not stand behind the one before")
                rows[-1].append((kid, at))
                continue
            if rows and at[1] < max(one[3] for _, one in rows[-1]):
                faults.append(f"box {kid.number} does not stand below the one before")
            rows.append([(kid, at)])
        framed = [row for row in rows if row[0][0].kids]
        for row in framed:
            if len({at[3] for _, at in row}) > 1:
                faults.append("frames of a row differ in height")
        if len({row[0][1][0] for row in framed}) > 1 or len({row[-1][1][2] for row in framed}) > 1:
            faults.append("rows of frames do not end on one line")
    return faults


def dumped(the_map, lines):
    top, boxes = wanted(the_map)
    found = [tuple(map(int, m)) for m in re.findall(r"^box \d+ x=(\d+) y=(\d+) w=(\d+) h=(\d+) ", lines, re.M)]
    if len(found) != len(boxes):
        return [f"{len(found)} boxes, not {len(boxes)}"]
    odd = ["a box does not lie on whole px"] if " unit=1/8px " in lines and any(v % 8 for at in found for v in at) else []
    return odd + arranged(top, boxes, [(x, y, x + w, y + h) for x, y, w, h in found])


def letters(texts):
    return sorted(c for text in texts for c in text if not c.isspace() and c not in "()" and c not in reader.BIDI)


def text(the_map, drawing):
    got = BOXREAD.Drawing(drawing).result()
    faults, boxes, inside = [f"boxread: {fault}" for fault in got["faults"]], got["boxes"], {}
    for i, box in enumerate(boxes):
        inside.setdefault(box["in"], []).append(i)
    top, want = wanted(the_map)
    place, stack = {}, [(top, None)]
    while stack:
        box, within = stack.pop()
        have = sorted(inside.get(within, []), key=lambda i: boxes[i]["at"][:2])
        if len(have) != len(box.kids):
            return faults + [f"a box holds {len(box.kids)} boxes, drawn are {len(have)}"]
        for kid, i in zip(box.kids, have):
            y, x, bottom, right = boxes[i]["at"]
            place[kid.number] = (x, y, right + 1, bottom + 1)
            stack.append((kid, i))
            if not kid.kids and letters(boxes[i]["text"]) != letters(kid.texts):
                faults.append(f"a tile reads {boxes[i]['text']}, not {kid.texts}")
    return faults + arranged(top, want, place)


def atlasc(folder, *args):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "HOME": str(folder)}
    env |= {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    ran = subprocess.run([ATLASC, "map.yaml", "-l", "grid", *args], cwd=folder, env=env, capture_output=True, timeout=60)
    return ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"), ran.returncode


def size_of(lines):
    return int(re.search(r"^place unit=\S+ w=(\d+)", lines, re.M)[1])


def too_narrow(the_map, lines, unit, width):
    """A drawing whose frames stand in several rows fills the width."""
    top, boxes = wanted(the_map)
    scale = 8 if unit == "px" else 1
    found = [tuple(map(int, m)) for m in re.findall(r"^box \d+ x=(\d+) y=(\d+) w=(\d+) h=(\d+) ", lines, re.M)]
    rows = {found[kid.number][1] for kid in top.kids} if all(kid.kids for kid in top.kids) else ()
    return len(rows) > 1 and size_of(lines) < width * scale and size_of(lines) // scale < width


def check(seed):
    faults, missed, tried = [], [], 0
    with tempfile.TemporaryDirectory(prefix="atlas-grid-") as name:
        folder, rng, the_map = pathlib.Path(name), random.Random(f"grid {seed}"), gen.make(seed)
        (folder / "map.yaml").write_text(the_map.text, encoding="utf-8")
        readable, made = BOXREAD and not LINES.search(the_map.text), {}
        for unit, kind in (("cells", "text"), ("px", "svg")):
            width = rng.choice(WIDTHS[unit])
            for args in ((), ("--width", str(width))):
                lines, err, status = atlasc(folder, "-T", kind, "--dump=place", *args)
                if status:
                    faults.append(f"{unit}: exit {status}: {err[:200]}")
                    continue
                faults += [f"{unit} {args}: {fault}" for fault in dumped(the_map, lines)]
                made[unit] = lines
                if args and size_of(lines) > width * (8 if unit == "px" else 1) and "wide" not in atlasc(
                        folder, "-T", kind, *args)[1]:
                    faults.append(f"{unit}: wider than {width}, and nothing is said about it")
                if args and too_narrow(the_map, lines, unit, width):
                    faults.append(f"{unit}: narrower than {width}, though frames stand in several rows")
            if kind == "text" and readable:
                made["text"] = atlasc(folder, "--width", str(width))[0]
                faults += [f"text: {fault}" for fault in text(the_map, made["text"])]
        if not faults and seed % 5 == 0:
            several = [m for m in re.finditer(r"^(box \d+ x=)(\d+)( y=\d+ w=)(\d+)", made["px"], re.M)]
            spoilt = [(dumped, made["px"].replace(m[0], m[1] + str(int(m[2]) + 1 << 12) + m[3] + m[4], 1)) for m in several
                      if len(several) > 2][-1:]
            if "text" in made:
                at = rng.choice([m.start() for m in re.finditer("[┌└┐┘]", made["text"])])
                spoilt.append((text, made["text"][:at] + " " + made["text"][at + 1:]))
            for judge, drawing in spoilt:
                tried += 1
                if not judge(the_map, drawing):
                    missed.append(f"a damage was not noticed by {judge.__name__}")
    return seed, faults + missed, tried


def main(args):
    seeds = [int(arg) for arg in args] or gen.seeds(200)
    bad = damages = 0
    with multiprocessing.Pool() as pool:
        for seed, faults, tried in pool.imap_unordered(check, seeds, 4):
            bad += bool(faults)
            damages += tried
            for fault in faults[:3] if bad <= 20 else []:
                print(f"seed {seed}: {fault}")
    print(f"grid: {len(seeds)} maps, {bad} fail; {damages} damages tried")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
