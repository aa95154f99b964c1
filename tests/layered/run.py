#!/usr/bin/env python3
"""Layered drawings with lines from groups to what they hold (`groups: lines`): what must be true of every one.

usage: run.py [--self-test] [NAME...]

Draws generated graphs, the North DAGs of up to 60 nodes and graphs of odd shapes (graphs.py) as text and SVG. Promised of
each: the text, read back by two readers, is the same graph, and every box says what its node does; the geometry in cells and
in px keeps what geometry.py asks; both have the layers and the order of `--dump order`, which knows no unit; the SVG draws
that geometry, all of it; the same bytes twice. Without Graphviz our own engine does.
Short by itself: ATL_PROP_N (120) generated graphs and every fourth North DAG; from 500 on all of them, below
120 every sixteenth.
--self-test (part of every run) spoils good drawings in many small ways and demands that each is found out.
A graph that fails is kept in ATL_BUILD/layered-failed/; `run.py NAME` tries it again (graph-17, g.10.0, star-in).
"""
import collections
import multiprocessing
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import geometry
import graphs                                                  # makes the modules of prop/ known
import checks
import linked
import outer
import reader
import vector

ATLASC = os.path.abspath(os.environ.get("ATLASC", pathlib.Path(__file__).resolve().parents[2] / "build/release/atlasc"))
SHARED = os.environ.get("ATL_SHARED", "")
KEEP = pathlib.Path(os.environ.get("ATL_BUILD", tempfile.gettempdir())) / "layered-failed"
SHORT, ALL, NORTH_NODES, NORTH_EVERY, WITHOUT_DOT = 120, 500, 60, 4, 12
WIDE = ("--width", "190000")                                   # text: so that nothing is pressed
WIDTHS = (40, 160)
TOLERANCE, GAP, PX = 0.6, 12, 8                                # px: a line; a bridge or an arrowhead
NOT_A_LIBRARY = ("libgvc.so.6", "libgvc.so.7")                 # files of that name, where the loader looks first
MISREAD, MISREAD_SHARE = "misread", 0.01                       # of all drawings, see misread()
BUSY = 300                                                     # links: what is read back in quadratic time, once


BOXREAD = outer.boxread()


def wanted(graph):
    return linked.wanted(graph.map, graph.links)


def compile_graph(folder, graph, faults, *args, path=None):
    """stdout of the program. A text that is wider than asked for may be said on stderr. `path`: where libraries are sought."""
    env = {"LD_LIBRARY_PATH": path} if path else {}
    env |= {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "HOME": str(folder)}
    env.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
    ran = subprocess.run([ATLASC, "graph.yaml", "--groups", "lines", *graph.options, *args], cwd=folder, env=env, capture_output=True, timeout=300)
    said = " / ".join(ran.stderr.decode(errors="replace").split("\n"))
    if ran.returncode or (said.strip(" /") and "wide" not in said and not (path and "Graphviz's dot is not" in said)):
        faults.append(f"exit {ran.returncode} of {' '.join(args)}: {said[:300]}")
    return ran.stdout.decode(errors="replace"), said


def misread(got, other):
    """Whether the second reader takes wires that turn away from each other, a blank or less apart, for the top of a box with
    a title: ┌──┘ └──┐, where they end on one side of a box. Then our own reading has to do."""
    mine = {(box.r0, box.c0, box.r1, box.c1) for box in got.boxes}
    others = [box["at"] for box in other["boxes"] if tuple(box["at"]) not in mine]
    top = lambda r0, c0, c1: "".join(got.cell.get((r0, c), " ") for c in range(c0 + 1, c1))
    return bool(others) and all(re.search("┘[ │]*└", top(r0, c0, c1)) for r0, c0, _, c1 in others)


def text_faults(graph, drawing):
    got, names = reader.Reading(drawing, linked=True), {}
    other = BOXREAD.Drawing(drawing).result() if BOXREAD else None
    odd = other and misread(got, other)
    faults = linked.faults_of(graph.map, graph.links, got, None if odd else other)
    if odd:
        faults.append(MISREAD)
    for box in got.boxes:
        if any(reader.DOWN in got.arms((box.r0, c)) or reader.UP in got.arms((box.r1, c)) for c in range(box.c0 + 1, box.c1)):
            faults.append(f"a line reaches into a box: {box.lines}")
        names.setdefault(linked.name([checks.drop_bidi(line) for line in box.lines]), []).append(box)
    for box in checks.every(checks.drawn(graph.map)):
        last = box.path.split(".")[-1]
        have = names.pop("x" + last.removesuffix(":items") if box.is_card else last, [])
        if len(have) != 1:
            faults.append(f"{box.path} is drawn {len(have)} times")
            continue
        wrong = checks.says(have[0].parts, box, True)
        if wrong:
            faults.append(f"{box.path}: {wrong}")
    return faults + [f"a box that nobody asked for: {name}" for name in names]


# -- the picture ---------------------------------------------------------------------------------------------------------


def lines_of(lines):
    """Pieces of lines, by whether they go down and where: {(down, at): [(low, high)]}, in px."""
    found = collections.defaultdict(list)
    for points in lines:
        for a, b in zip(points, points[1:]):
            if abs(a[0] - b[0]) < 0.011:
                found[True, a[0]].append(tuple(sorted((a[1], b[1]))))
            else:
                found[False, a[1]].append(tuple(sorted((a[0], b[0]))))
    return found


def bare(pieces, covered):
    """Lengths of what the one list of (low, high) has beyond the other."""
    for low, high in pieces:
        at = low
        for c_low, c_high in sorted(covered):
            if c_low > at:
                yield min(c_low, high) - at
            at = max(at, c_high)
            if at >= high:
                break
        yield high - at


def svg_faults(graph, drawing, place):
    """What the picture draws is the placement, line by line; all texts are there."""
    got = vector.Vector(drawing)
    faults = list(got.faults)
    boxes = {box.id: (box.x0, box.y0, box.x1, box.y1) for box in got.boxes.values() if box.x0 is not None}
    placed = {name: tuple(v / PX for v in box) for name, box in zip(place.names, place.boxes)}
    if boxes != placed:
        faults.append(f"boxes stand elsewhere than they were placed: {sorted(set(boxes.items()) ^ set(placed.items()))[:2]}")
    routed = lines_of([[(x / PX, y / PX) for x, y in points] for _, points, _, _ in place.routes])
    wires = lines_of(got.wires)
    for line, pieces in wires.items():
        if max(bare(pieces, routed.get(line, [])), default=0) > TOLERANCE:
            faults.append(f"a wire that was not routed: {line} {pieces[:3]}")
    for line, pieces in routed.items():
        crossed = [(at - GAP, at + GAP) for (down, at), others in routed.items() if down != line[0]
                   for low, high in others if low - GAP < line[1] < high + GAP]
        if max(bare(pieces, wires.get(line, []) + crossed), default=0) > GAP:
            faults.append(f"a route that is not drawn: {line} {pieces[:3]}")
    heads = sum(tail + head for _, _, tail, head in place.routes)
    if len(got.heads) != heads:
        faults.append(f"{len(got.heads)} arrowheads, {heads} were placed")
    for head in got.heads:
        if not any(x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1 for x, y in head for x0, y0, x1, y1 in boxes.values()):
            faults.append(f"an arrowhead at no border: {head}")
    words = lambda texts: collections.Counter(word for text in texts for word in checks.drop_bidi(text).split())
    have = words(text.text for text in got.__dict__.get("loose", []))
    want = words(link.label for link in graph.links if link.label)
    if have != want:
        faults.append(f"labels of links: lacking {want - have}, besides {have - want}")
    for box in checks.every(checks.drawn(graph.map)):
        source = "".join(label + (note or "") for label, note in box.entries)
        texts = "".join(text.text for text in got.boxes[box.path].texts) if box.path in got.boxes else "nothing"
        if sorted(squeeze(texts)) != sorted(squeeze(source)):
            faults.append(f"{box.path} says {texts!r} where {source!r} is meant")
    return faults


def squeeze(text):
    return "".join(checks.drop_bidi(text).split())


# -- one graph -----------------------------------------------------------------------------------------------------------


def draw(graph, folder):
    """Everything the program makes of it, by name, and faults."""
    faults, made = [], {}
    (folder / "graph.yaml").write_text(graph.text, encoding="utf-8")
    for kind, width in (("text", WIDE), ("svg", ())):
        made[kind], _ = compile_graph(folder, graph, faults, "-T", kind, *width)
        made[kind + " place"], _ = compile_graph(folder, graph, faults, "-T", kind, *width, "--dump", "place")
        made[kind + " order"], _ = compile_graph(folder, graph, faults, "-T", kind, *width, "--dump", "order")
    return made, faults


def judge(graph, made):
    """All faults of what was made, or of a part of it."""
    faults = []
    if "text" in made:
        faults += [f"text: {fault}" for fault in text_faults(graph, made["text"])]
    layers = geometry.layers_of(made["text order"]) if "text order" in made else None
    for kind in ("text", "svg"):
        if kind + " place" not in made:
            continue
        place = geometry.Place(made[kind + " place"])
        faults += [f"{kind} place: {fault}" for fault in geometry.faults_of(place, graph, wanted(graph))]
        if layers is not None:
            faults += [f"{kind} place: {fault}" for fault in geometry.layer_faults(place, layers, graph.direction)]
        if kind in made and kind == "svg":
            faults += [f"svg: {fault}" for fault in svg_faults(graph, made["svg"], place)]
    if made.get("text order") != made.get("svg order"):
        faults.append("order: text and SVG have another one")
    return faults


def check_more(graph, folder, made):
    """The same bytes twice; and within a width."""
    faults = []
    again, _ = compile_graph(folder, graph, faults, "-T", "svg")
    if again != made["svg"]:
        faults.append("svg: a second run gives other bytes")
    width = random.Random(graph.name).randint(*WIDTHS)
    narrow, said = compile_graph(folder, graph, faults, "--width", str(width))
    faults += [f"text, narrow: {fault}" for fault in text_faults(graph, narrow)]
    dump, _ = compile_graph(folder, graph, faults, "--width", str(width), "--dump", "place")
    place, layers = geometry.Place(dump), geometry.layers_of(made["text order"])
    faults += [f"text place, narrow: {fault}" for fault in geometry.faults_of(place, graph, wanted(graph))
               + geometry.layer_faults(place, layers, graph.direction)]
    if max(map(reader.cells, narrow.splitlines()), default=0) > width and "wide" not in said:
        faults.append(f"text: wider than {width}, and nothing is said about it")
    return faults


def check(name):
    graph = graph_named(name)
    with tempfile.TemporaryDirectory(prefix="atlas-layered-") as where:
        folder = pathlib.Path(where)
        try:
            made, faults = draw(graph, folder)
            if not faults:
                faults += judge(graph, made)
                faults += check_more(graph, folder, made) if len(graph.links) < BUSY else []
        except subprocess.TimeoutExpired as error:
            faults = [f"hangs: {' '.join(error.cmd[1:])}"]
    if any(not fault.endswith(MISREAD) for fault in faults):
        KEEP.mkdir(parents=True, exist_ok=True)
        (KEEP / f"{name}.yaml").write_text(graph.text, encoding="utf-8")
    return name, faults


NORTH = {graph.name: graph for graph in graphs.north(SHARED, NORTH_NODES)}
EDGES = {graph.name: graph for graph in graphs.edges()}


def graph_named(name):
    return EDGES.get(name) or NORTH.get(name) or graphs.make(int(name.removeprefix("graph-")))


# -- without dot ---------------------------------------------------------------------------------------------------------


def without_dot(names):
    """Where Graphviz is not there, or is broken, every engine gives what our own gives."""
    faults, helped = [], 0
    with tempfile.TemporaryDirectory(prefix="atlas-layered-") as where:
        folder = pathlib.Path(where)
        for version in NOT_A_LIBRARY:
            (folder / version).write_text("no library\n")
        for name in names:
            graph = graph_named(name)
            graph.options = ()
            (folder / "graph.yaml").write_text(graph.text, encoding="utf-8")
            order = lambda engine, path=None: compile_graph(folder, graph, faults, "--engine", engine, "--dump", "order",
                                                            path=path)[0]
            own = order("own")
            for engine in ("auto", "dot"):
                helped += order(engine) != own
                if order(engine, path=where) != own:
                    faults.append(f"{name}: without Graphviz --engine {engine} is not as --engine own")
    if not faults and not helped:
        print("layered: dot gives what our own engine gives, so its absence is not seen")
    return faults


# -- can the checks fail? ------------------------------------------------------------------------------------------------


def spoil_place(dump, rng):
    """(what, spoilt dump): each makes the geometry wrong."""
    lines = dump.splitlines()
    cells = "unit=cell" in lines[0]
    step = 1 if cells else 8 * PX

    def one(begin, what, change, fits=lambda line: True):
        rows = [i for i, line in enumerate(lines) if line.startswith(begin) and fits(line)]
        if rows:
            row = rng.choice(rows)
            spoilt = change(lines[row])
            yield what, "\n".join(lines[:row] + spoilt + lines[row + 1:]) + "\n"

    add = lambda by: lambda m: f"{m.group(1)}{int(m.group(2)) + by}"
    wired = re.findall(r" (\d+),(\d+)", dump)
    yield from one("route", "a route lost", lambda line: [])
    yield from one("route", "a route twice", lambda line: [line, line])
    yield from one("route", "an arrowhead lost", lambda line: [line.removesuffix(" head")], lambda line: line.endswith("head"))
    yield from one("route", "an arrowhead too many", lambda line: [line.replace(" head", " tail head")],
                   lambda line: line.endswith("head") and "tail" not in line)
    yield from one("route", "a point moved", lambda line: [re.sub(r"( )(\d+)(?=,)", add(12 * step), line, count=1)])
    yield from one("route", "a route outside", lambda line: [re.sub(r"( )(\d+)(?=,)", add(10 ** 7), line)])
    yield from one("box", "a box moved away", lambda line: [re.sub(r"( y=)(\d+)", add(10 ** 7), line)])
    yield from one("label", "a label lost", lambda line: [])
    yield from one("label", "a label outside", lambda line: [re.sub(r"( x=)(\d+)", add(10 ** 7), line)])
    if wired:
        x, y = rng.choice(wired)
        yield from one("label", "a label on a wire", lambda line: [re.sub(r"x=\d+ y=\d+", f"x={int(x) - 1} y={int(y) - 1}", line)],
                       lambda line: not re.search(r"h=1 ", line))
    boxes = [line for line in lines if line.startswith("box")]
    if len(boxes) > 1:
        a, b = rng.sample(boxes, 2)
        at = re.search(r"x=\d+ y=\d+", b).group(0)
        yield "a box on a box", dump.replace(a, re.sub(r"x=\d+ y=\d+", at, a))
        x, y, w, h = map(int, re.search(r"x=(\d+) y=(\d+) w=(\d+) h=(\d+)", a).groups())
        yield "a label on a box", dump + f"label edge=0 x={x} y={y} w={w} h={h} lines=1\n"
        yield "a wire through a box", dump + f"route net=99999 {x - 2 * step},{y + h // 2} {x + w + 2 * step},{y + h // 2}\n"
        yield "a wire along a box", dump + f"route net=99999 {x},{y + step} {x},{y + h - step - 1}\n"
    for line in lines:
        piece = re.match(r"route net=\d+ (\d+,\d+) (\d+,\d+)", line)
        if piece:
            yield "a wire on a wire", dump + f"route net=99999 {piece[1]} {piece[2]}\n"
            break


def spoil_text(drawing, rng):
    at = [i for i, c in enumerate(drawing) if c in "▼▶▲◀"]
    put = lambda i, c: drawing[:i] + c + drawing[i + 1:]
    if at:
        yield "an arrowhead dropped", put(rng.choice(at), " ")
        i = rng.choice(at)
        yield "an arrowhead turned", put(i, "▲" if drawing[i] != "▲" else "▼")
    arms = [m.start() for m in re.finditer("[┌┐└┘├┤┬┴┼]", drawing)]
    yield "a corner dropped", put(rng.choice(arms), " ")
    i = rng.choice(arms)
    yield "a joint in place of a corner", put(i, "┼" if drawing[i] != "┼" else "│")
    words = [m.start() for m in re.finditer(r"(?<= )[a-z]{3,}(?= )", drawing)]
    if words:
        yield "a letter changed", put(rng.choice(words), "Q")
    bridges = [m.start() + 1 for m in re.finditer("─│─", drawing)]
    if bridges:
        yield "two wires joined where they cross", put(rng.choice(bridges), "┼")


def spoil_svg(drawing, rng):
    def one(pattern, what, change):
        found = list(re.finditer(pattern, drawing))
        if found:
            m = rng.choice(found)
            yield what, drawing[:m.start()] + change(m) + drawing[m.end():]

    yield from one(r'(<rect (?!class)[^>]*?\bx=")([\d.]+)"', "a box moved", lambda m: f'{m[1]}{float(m[2]) + 3:g}"')
    yield from one(r"<text\b[^>]*>[^<]*</text>", "a text lost", lambda m: "")
    yield from one(r"M[\d.]+ [\d.]+l-?[\d. -]+[hv]-?\d+z", "an arrowhead lost", lambda m: "")
    yield from one(r"(?<=[VH])([\d.]+)", "a wire that goes too far", lambda m: f"{float(m[1]) + 20000:g}")


def self_test(name):
    """Damages that the checks do not see, and how many were tried."""
    graph, missed, tried = graph_named(name), [], 0
    with tempfile.TemporaryDirectory(prefix="atlas-layered-") as where:
        made, faults = draw(graph, pathlib.Path(where))
    if faults or judge(graph, made):
        return name, 0, []                                     # reported by check
    rng = random.Random(name)
    damages = [("text", *damage) for damage in spoil_text(made["text"], rng)]
    damages += [(kind, *damage) for kind in ("text place", "svg place") for damage in spoil_place(made[kind], rng)]
    damages += [("svg", *damage) for damage in spoil_svg(made["svg"], rng)]
    order = made["text order"]
    turned = [m for m in re.finditer(r"(box:\d+)((?: l\S+)*) (box:\d+)", order)]
    if turned:
        m = rng.choice(turned)
        other = f"{order[:m.start()]}{m[3]}{m[2]} {m[1]}{order[m.end():]}"
        damages += [("text order", "two boxes of a layer have changed places", other)]
    for kind, what, spoilt in damages:
        if spoilt == made[kind]:
            continue
        tried += 1
        only = {kind: spoilt}
        if kind == "svg":
            only["svg place"] = made["svg place"]
        if kind == "text order":
            only |= {"svg order": spoilt, "svg place": made["svg place"]}
        else:
            only["text order"] = only["svg order"] = order
        if all(fault.endswith(MISREAD) for fault in judge(graph, only)):
            missed.append(f"self-test {name}: {kind}: not noticed: {what}")
            KEEP.mkdir(parents=True, exist_ok=True)
            (KEEP / f"{name}-spoilt.{kind.replace(' ', '-')}").write_text(spoilt, encoding="utf-8")
    return name, tried, missed


def names_of(args):
    if args:
        return args
    count = int(os.environ.get("ATL_PROP_N", SHORT))
    every = 1 if count >= ALL else NORTH_EVERY if count >= SHORT else 4 * NORTH_EVERY
    north = list(NORTH)[::every]
    return [*EDGES, *north, *(f"graph-{seed}" for seed in graphs.gen.seeds(SHORT))]


def main(args):
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"layered: no program at {ATLASC} (set ATLASC)")
    if any(arg.startswith("-") and arg != "--self-test" for arg in args):
        sys.exit(__doc__)
    if not BOXREAD:
        print("layered: the second reader is not there, read with our own alone")
    if not NORTH:
        print("layered: the North DAGs are not there, skipped")
    names = names_of([arg for arg in args if arg != "--self-test"])
    # Damage is found by this program, whatever compiler made the drawings: fewer in the short runs of sanitizers.
    spoilt = [name for name in names if name not in EDGES][-40 if len(names) > SHORT else -10:]
    bad, kinds, tried, missed, odd = 0, collections.Counter(), 0, [], 0
    with multiprocessing.Pool() as pool:
        for name, faults in pool.imap_unordered(check, names) if "--self-test" not in args else ():
            odd += any(fault.endswith(MISREAD) for fault in faults)
            faults = [fault for fault in faults if not fault.endswith(MISREAD)]
            bad += bool(faults)
            for fault in faults[:3] if bad <= 20 else []:
                print(f"{name}: {fault}")
            kinds.update(fault.split(":")[0] for fault in faults)
        for name, count, wrong in pool.imap_unordered(self_test, spoilt):
            tried += count
            missed += wrong
    absent = without_dot(names[-WITHOUT_DOT:]) if not args else []
    for line in missed[:20] + absent:
        print(line)
    print(f"layered: {len(names)} graphs, {bad} fail{' ' + str(dict(kinds)) if kinds else ''}; {tried} damages, "
          f"{len(missed)} not noticed; {odd} read by our own reader alone")
    if not args and odd > max(2, MISREAD_SHARE * len(names)):
        print("layered: the second reader reads too many drawings wrong")
        bad += 1
    if bad:
        print(f"layered: the graphs that fail are in {KEEP}")
    return 1 if bad or missed or absent or not tried and not args else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
