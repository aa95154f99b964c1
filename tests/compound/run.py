#!/usr/bin/env python3
"""Layered drawings with frames: no fault in any, and text that reads back as the graph.

usage: run.py [--self-test] [--real] [--all] [NAME...]

Draws the graphs of ATL_SHARED/data/compound (where they are) and generated ones in px and in cells. Promised: the
geometry in px has none of the faults that judge.py knows; text of up to 80 boxes, read back by ATL_SHARED/tools/boxread.py,
has the same boxes, frames and links, and keeps to 80 columns or says that it does not; text and picture have the layers and orders of `--dump order`; the same bytes twice.
Every fourth of them goes right, left or up as well, and long chains that go across are folded into rows.
ATL_PROP_N (60): how many generated graphs, with seeds from 0 on. Below 60, where a sanitizer makes each drawing slow, a third
of them and every eighth graph of the data up to 40 nodes.
--real leaves the synthetic graphs out; --all takes those of more than 90 nodes too: tangles of up to 240 nodes, in some of
which links still cross a foreign frame, and which take minutes.
--self-test (part of every run) spoils drawings and demands that each fault is found.
A graph that fails is kept in ATL_BUILD/compound-failed/.
"""
import collections
import copy
import functools
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "prop"))
import compound
import gen
import judge
import outer

ATLASC = os.path.abspath(os.environ.get("ATLASC", pathlib.Path(__file__).resolve().parents[2] / "build/release/atlasc"))
SHARED = pathlib.Path(os.environ["ATL_SHARED"]) if os.environ.get("ATL_SHARED") else None
KEEP = pathlib.Path(os.environ.get("ATL_BUILD", tempfile.gettempdir())) / "compound-failed"
COUNT = int(os.environ.get("ATL_PROP_N", "60"))
READ_UP_TO, SECONDS = 80, 300                                   # seconds: far more than any takes, on a busy machine too
MANY, LARGE, SMALL, EVERY = 60, 90, 40, 8
TURNED = ((1002, "right"), (1004, "left"), (1018, "left"), (1039, "right"), (1059, "right"))  # each had a fault
WIDE = ("--width", "190000")                                   # so that nothing is folded


BOXREAD = outer.boxread()


def draw(folder, *args):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "HOME": str(folder)}
    env.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
    ran = subprocess.run([ATLASC, "graph.yaml", *args], cwd=folder, env=env, capture_output=True, timeout=SECONDS)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def wanted(graph, around):
    """What the text must say: frames by node, links by ends."""
    links = collections.Counter()
    for edge in graph["edges"]:
        arrow, a, b = edge.get("arrow", "->"), edge["from"], edge["to"]
        if arrow == "->":
            links[a, b, True] += 1
        elif arrow == "<->":
            links[min(a, b), max(a, b), "both"] += 1
        else:
            links[min(a, b), max(a, b), False] += 1
    return {name: frames[0] if frames else None for name, frames in around.items()}, links


def read_text(text):
    """The same, read from a drawing in which every label begins with an id."""
    got = BOXREAD.Drawing(text).result()
    name = []
    for box in got["boxes"]:
        said = [line for line in box["text"] if line.strip("─│┬┴┼▼▲ ")]
        words = said[0].replace("│", " ").replace("─", " ").replace("▼", " ").split() if said else ["?"]
        named = [w for w in words if w.strip("_")]
        name.append(named[0].rstrip("_") if named else "?")
    # Two wires that leave one border and meet make a rectangle with it, which is read as a box without words: every box
    # that is drawn has some. What leaves through there leaves the box on whose border it stands.
    drawn = [(n, box) for n, box in zip(name, got["boxes"]) if n != "?"]
    for i, (top, left, bottom, right) in enumerate(box["at"] for box in got["boxes"]):
        hosts = [n for n, (t, l, b, r) in ((n, box["at"]) for n, box in drawn) if (bottom == t or top == b) and l <= left and right <= r]
        if name[i] == "?" and hosts:
            name[i] = hosts[0]
        elif name[i] == "?":
            drawn.append(("?", got["boxes"][i]))
    parents = {n: name[box["in"]] if box["in"] is not None else None for n, box in drawn}
    links = collections.Counter()
    for edge in got["edges"]:
        a, b = name[edge["from"]], name[edge["to"]]
        if edge.get("both"):
            links[min(a, b), max(a, b), "both"] += 1
        elif edge["directed"]:
            links[a, b, True] += 1
        else:
            links[min(a, b), max(a, b), False] += 1
    return parents, links, got["faults"], {n: box["at"] for n, box in drawn}


def differences(want, got):
    out = []
    for key in sorted(set(want) | set(got), key=str):
        if want.get(key) != got.get(key):
            out.append(f"{key}: {want.get(key)} in the graph, {got.get(key)} in the text")
    return out


def loops_aside(links):
    """A loop leaves and enters one box: the reader sees a box with a line to itself."""
    return collections.Counter({k: v for k, v in links.items() if k[0] != k[1]})


def check_order(dump, box, rows):
    """Boxes of a layer follow each other as in the dump, and layers below each other. `box`: name -> (x0, y0, x1, y1)."""
    faults, name, above = [], {}, []
    for line in dump.splitlines():
        words = line.split()
        if words[0] == "box":
            name[words[1]] = words[-1].split(".")[-1]
        elif words[0] == "graph":
            above = []
        elif words[0] == "layer":
            names = [name[w] for w in words[2:] if w in name]
            for a, b in zip(names, names[1:]):
                if box[a][2] > box[b][0]:
                    faults.append(f"{rows}: {a} is not left of {b}")
            for a in above:
                faults += [f"{rows}: {a} is not above {b}" for b in names if box[a][3] > box[b][1]]
            above = names or above
    return faults


def check_px(folder, graph, around, faults):
    """Draws graph.yaml of the folder twice in px, and judges that. The drawing, or None."""
    code, out, said = draw(folder, "-T", "json", "-o", "-", *WIDE)
    if code or said:
        faults.append(f"exit {code} in px: {said[:200]}")
        return None
    drawing = judge.Drawing(graph, around, json.loads(out))
    faults += [" ".join(map(str, fault)) for fault in drawing.faults]
    if draw(folder, "-T", "json", "-o", "-", *WIDE)[1] != out:
        faults.append("other bytes the second time")
    return drawing


def check_text(graph, around, width, text, said, faults):
    """Reads a text again that was drawn for a width. Whether all boxes are there and nothing is wrong, and where they are."""
    most = max(map(len, text.splitlines()), default=0)
    if most > int(width) and f"{most} columns wide" not in said:
        faults.append(f"{most} columns where {width} were wanted, and nothing is said: {said[:200]}")
    parents, links, wrong, at = read_text(text)
    want, sought = wanted(graph, around)
    faults += [f"width {width}: {fault}" for fault in wrong]
    faults += [f"width {width}: frame of {d}" for d in differences(want, parents)]
    faults += [f"width {width}: link {d}" for d in differences(loops_aside(sought), loops_aside(links))]
    return not wrong and parents.keys() == want.keys(), at


def check(graph, faults):
    around = compound.frames(graph)
    plain = compound.as_map(graph, plain=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "graph.yaml").write_text(plain)
        drawing = check_px(folder, graph, around, faults)
        if not drawing:
            return
        code, text, said = draw(folder, *WIDE)
        if code or said:
            faults.append(f"exit {code} in cells: {said[:200]}")
            return
        _, dump, _ = draw(folder, "--dump", "order")
        px, down = {n: (b[0], b[1], b[0] + b[2], b[1] + b[3]) for n, b in drawing.box.items()}, "direction" not in graph
        faults += check_order(dump, px, "px") if down else []
        for width in (WIDE[1], "80"):
            if BOXREAD is None or len(graph["nodes"]) > READ_UP_TO:
                break
            if width != WIDE[1]:
                _, text, said = draw(folder, "--width", width)
            read, at = check_text(graph, around, width, text, said, faults)
            if width == WIDE[1] and down and read:
                faults += check_order(dump, {n: (b[1], b[0], b[3] + 1, b[2] + 1) for n, b in at.items()}, "text")


def turned_back(drawing, graph):
    """Whether a wire runs back over half the width of the drawing between two turns: the end of a row."""
    sign = 1 if graph["direction"] == "right" else -1
    for wire in drawing["wires"]:
        points = wire["points"]
        for (ax, ay), (bx, by) in zip(points[1:], points[2:-1]):
            if ay == by and sign * (ax - bx) > drawing["width"] / 2:
                return True
    return False


def check_rows(graph, faults):
    """A chain that goes across and is folded into rows: as good in px and in cells as if it were not."""
    around, folded = compound.frames(graph), 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "graph.yaml").write_text(compound.as_map(graph, plain=True))
        for width in ("420", "700", "1100"):
            code, out, said = draw(folder, "-T", "json", "-o", "-", "--width", width)
            if code or (said and "wide" not in said):
                faults.append(f"width {width}: exit {code} in px: {said[:200]}")
                continue
            data = json.loads(out)
            folded += turned_back(data, graph)
            faults += [f"width {width}: " + " ".join(map(str, fault)) for fault in judge.Drawing(graph, around, data).faults]
        for width in ("50", "80", "110"):
            if BOXREAD is None:
                break
            code, text, said = draw(folder, "--width", width)
            if code:
                faults.append(f"width {width}: exit {code}: {said[:200]}")
            check_text(graph, around, width, text, said, faults)
    return folded


def self_test():
    """Every kind of fault is found in a drawing that is spoilt in that way."""
    graph = {"name": "spoilt", "nodes": [{"id": "f", "label": "f", "parent": None}, {"id": "a", "label": "a", "parent": "f"},
                                         {"id": "b", "label": "b", "parent": None}, {"id": "c", "label": "c", "parent": None}],
             "edges": [{"from": "a", "to": "b", "label": "x"}, {"from": "b", "to": "c"}]}
    around = compound.frames(graph)
    with tempfile.TemporaryDirectory() as name:
        (pathlib.Path(name) / "graph.yaml").write_text(compound.as_map(graph))
        good = json.loads(draw(pathlib.Path(name), "-T", "json", "-o", "-")[1])
    if judge.Drawing(graph, around, good).faults:
        return [f"self-test: {judge.Drawing(graph, around, good).faults}"]

    def spoil(change):
        data = copy.deepcopy(good)
        change(data)
        return {fault[0] for fault in judge.Drawing(graph, around, data).faults}

    def node(data, name):
        return next(n for n in data["nodes"] if n["id"].split(".")[-1] == name)

    def cover(data):
        node(data, "c").update({k: node(data, "b")[k] for k in ("x", "y", "width", "height")})

    def strike(data):
        title = node(data, "f")["text"][0]
        wire = next(w for w in data["wires"] if w["net"] == data["links"][1]["net"])
        first = wire["points"][0]
        wire["points"][1:1] = [[title["x"] - 30, first[1]], [title["x"] - 30, title["baseline"] - 3],
                               [title["x"] + 60, title["baseline"] - 3], [title["x"] + 60, first[1] + 4]]

    tests = {
        "missing": lambda d: d["links"][0].update(net=None),
        "no label": lambda d: d["links"][0].pop("place"),
        "overlap": cover,
        "outside": lambda d: node(d, "f").update(width=3),
        "title": strike,
        "foreign": strike,
        "label on box": lambda d: d["links"][0]["place"].update({k: node(d, "b")[k] for k in ("x", "y")}),
    }
    return [f"self-test: {name} is not found" for name, change in tests.items() if name not in spoil(change)]


def chosen(options):
    """The graphs of a run without names."""
    short = COUNT < MANY
    graphs, data = [compound.made(seed) for seed in gen.seeds(COUNT)[:COUNT // 3 if short else COUNT]], []
    if SHARED and (SHARED / "data/compound").is_dir():
        for part in ("real",) if "--real" in options else ("real", "synthetic"):
            data += compound.load(SHARED / f"data/compound/{part}.jsonl")
    else:
        print("compound: there is no ATL_SHARED/data/compound: generated graphs alone")
    if short:
        data = [graph for graph in data if len(graph["nodes"]) <= SMALL][::EVERY]
    elif "--all" not in options:
        data = [graph for graph in data if len(graph["nodes"]) <= LARGE or not graph["name"].startswith("synth")]
    return graphs + data


def faults_of(check, graph):
    faults = []
    try:
        check(graph, faults)
    except subprocess.TimeoutExpired:
        faults.append(f"not done after {SECONDS} s")
    return graph, faults


def judged(what, graphs, check):
    """Checks all graphs, says what is wrong, and keeps those with faults; how many these are."""
    failed = 0
    with multiprocessing.Pool() as pool:
        for graph, faults in pool.imap(functools.partial(faults_of, check), graphs):
            if not faults:
                continue
            failed += 1
            KEEP.mkdir(parents=True, exist_ok=True)
            (KEEP / (graph["name"].replace("/", "_") + ".yaml")).write_text(compound.as_map(graph, plain=True))
            for fault in faults[:6]:
                print(f'{graph["name"]}: {fault}')
            if len(faults) > 6:
                print(f'{graph["name"]}: and {len(faults) - 6} more')
    print(f"{what}: {len(graphs)} graphs, {failed} with faults")
    return failed


def main(args):
    names, options = [n for n in args if not n.startswith("--")], [n for n in args if n.startswith("--")]
    graphs = chosen(options + ["--all"] * bool(names))
    if names:
        graphs = [g for g in graphs + [compound.made(int(n[5:])) for n in names if n.startswith("made-")] if g["name"] in names]
    bad = self_test()
    for fault in bad:
        print(fault)
    failed = judged("compound", graphs, check)
    turned = [graph | {"direction": ("right", "left", "up")[i % 3]} for i, graph in enumerate(graphs)][::4]
    turned += [compound.made(seed) | {"direction": direction} for seed, direction in TURNED]
    failed += judged("compound: right, left and up", [] if names else turned, check)
    chains = [compound.chained(seed) for seed in gen.seeds(COUNT)[:max(COUNT // 2, 8)] if not names]
    chains += [compound.chained(int(n[8:])) for n in names if n.startswith("chained-")]
    failed += judged("compound: folded into rows", chains, check_rows)
    folded = sum(check_rows(graph, []) > 0 for graph in chains[:8])
    if len(chains) >= 8 and folded < 2:
        print(f"compound: {folded} of 8 chains are folded: there is nothing to look at")
        failed += 1
    return 1 if failed or bad or not graphs + chains else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if "--self-test" in arguments:
        sys.exit(1 if [print(f) for f in self_test()] else 0)
    sys.exit(main(arguments))
