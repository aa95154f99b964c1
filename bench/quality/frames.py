"""Graphs with groups: our frames beside those of ELK and the clusters of dot.

Everybody draws the same boxes and labels of links, of our own sizes. What comes out becomes one form, rectangles and
polylines; `atlasc measure --drawing` counts crossings, bends and lengths, and tests/compound/judge.py the faults.
"""
import json
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/compound"))
import compound  # noqa: E402
import judge  # noqa: E402

SETS = {"compound": "compound/real.jsonl", "compound-synthetic": "compound/synthetic.jsonl"}
BOUND = 900  # px
HEADER, PADDING = 36, 16  # of a group, px
POINTS = 72
ELK = {"root": {"elk.algorithm": "layered", "elk.direction": "DOWN", "elk.edgeRouting": "ORTHOGONAL",
                "elk.hierarchyHandling": "INCLUDE_CHILDREN", "elk.padding": "[0,0,0,0]",
                "elk.json.edgeCoords": "ROOT", "elk.json.shapeCoords": "ROOT"},
       "group": {"elk.padding": f"[top={HEADER},left={PADDING},bottom={PADDING},right={PADDING}]"}}
COUNTED = ("crossings", "crossingPairs", "bendsOfEdges", "bends", "length", "ink", "area")
FAULTS = ("missing", "through", "frame", "foreign", "along", "ghost", "title", "no label", "label on box", "labels",
          "label on title", "label struck", "overlap", "outside")
# set -> measure, peer -> the most that the ratio of sums may be
GOALS = {
    "compound": {("crossings", "elk"): 0.56, ("crossingPairs", "elk"): 1.0, ("bendsOfEdges", "elk"): 1.0,
                 ("bends", "elk"): 0.85, ("length", "elk"): 0.75, ("ink", "elk"): 0.62, ("area", "elk"): 0.59,
                 ("area", "dot"): 1.06},
    "compound-synthetic": {("crossings", "elk"): 0.73, ("area", "elk"): 0.40, ("bendsOfEdges", "elk"): 1.1},
}
WIDE_GOAL, WIDE_CROSSINGS, MORE_ON_ONE = 14, 1.05, 2
TIME_GOALS = {"dot": 1 / 4, "elk": 1 / 20}


class Graph:
    def __init__(self, data, folder, index):
        self.data, self.name = data, data["name"]
        self.around = compound.frames(data)
        self.file = folder / f"{index}.yaml"
        self.file.write_text(compound.as_map(data))
        self.drawn = {}  # engine -> Judge
        self.measured = {}  # engine -> what was counted
        self.ms = {}
        self.bound = None  # our drawing at --width BOUND


def ours(bench, graph, width=None):
    try:
        done = subprocess.run([bench.atlasc, graph.file, "-l", "layered", "-T", "json", "-o", "-"] +
                              ["--width", str(width)] * bool(width),
                              text=True, capture_output=True, timeout=bench.patience)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in (0, 1) or not done.stdout:
        return None
    return json.loads(done.stdout)


def sizes(graph, data):
    """Of leaves and labels of links, as we drew them; and of titles of frames."""
    drawing = judge.Drawing(graph.data, graph.around, data)
    graph.drawn["atlasc"] = drawing
    graph.leaf = {name: box[2:] for name, box in drawing.box.items() if name not in drawing.frames}
    graph.label = {i: rect[2:] if rect else [40, 16] for i, rect in drawing.label}
    graph.title = {name: rect[2:] for name, rect in drawing.title.items()}


def by_elk(bench, graphs):
    lines = []
    for g in graphs:
        nodes = [[n["id"], n["parent"], *(g.leaf.get(n["id"]) or (0, 0))] for n in g.data["nodes"]]
        edges = [[e["from"], e["to"], *(g.label.get(i) or (0, 0))] for i, e in enumerate(g.data["edges"])]
        lines.append(json.dumps({"name": g.name, "nodes": nodes, "edges": edges}))
    out = bench.call("node", HERE / "elk-compound.mjs", bench.build, json.dumps(ELK), input="\n".join(lines) + "\n").stdout
    for g, line in zip(graphs, out.splitlines(), strict=True):
        d = json.loads(line)
        if "failed" in d:
            bench.log(f"{g.name}: elk: {d['failed'][:100]}")
            continue
        title = {f: [d["box"][f][0] + PADDING, d["box"][f][1] + (HEADER - size[1]) / 2, *size] for f, size in g.title.items()}
        label = {i: d["label"].get(str(i)) for i in g.label}
        g.drawn["elk"] = judge.Judge(g.data, g.around, d["box"], title, d["path"], label)
        g.ms["elk"] = d["ms"]


def dot_text(g):
    kids = {}
    for node in g.data["nodes"]:
        kids.setdefault(node["parent"], []).append(node["id"])

    def sized(w, h):
        return f'<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="{max(w, 1):.0f}" HEIGHT="{max(h, 1):.0f}"><TR><TD></TD></TR></TABLE>>'

    def inside(name):  # a node that stands for a group
        while name in kids:
            name = kids[name][0]
        return name

    lines = ["digraph {", "compound=true; splines=polyline; labeljust=l;",
             'node [shape=box, fixedsize=true, label=""]; edge [arrowhead=none];']

    todo = [(None, iter(kids.get(None, [])))]
    while todo:
        name = next(todo[-1][1], None)
        if name is None:
            todo.pop()
            lines += ["}"] * bool(todo)
        elif name in kids:
            w, h = g.title.get(name, (0, 0))
            lines.append(f'subgraph "cluster_{name}" {{ margin={PADDING}; label={sized(w, h)};')
            todo.append((name, iter(kids[name])))
        else:
            w, h = g.leaf[name]
            lines.append(f'"{name}" [width={w / POINTS:.5f}, height={h / POINTS:.5f}];')
    for i, e in enumerate(g.data["edges"]):
        attributes = [f'id="{i}"']
        attributes += [f'{key}="cluster_{e[end]}"' for key, end in (("ltail", "from"), ("lhead", "to")) if e[end] in kids]
        if i in g.label:
            attributes.append(f"label={sized(*g.label[i])}")
        lines.append(f'"{inside(e["from"])}" -> "{inside(e["to"])}" [{", ".join(attributes)}];')
    return "\n".join([*lines, "}"]) + "\n"


def by_dot(bench, graph):
    graph.dot = graph.file.with_suffix(".dot")
    graph.dot.write_text(dot_text(graph))
    try:
        done = subprocess.run(["dot", "-Tjson", graph.dot], text=True, capture_output=True, timeout=bench.patience)
    except subprocess.TimeoutExpired:
        return
    if done.returncode:
        return
    data = json.loads(done.stdout)
    high = float(data["bb"].split(",")[3])

    def upright(points):
        return [[x, high - y] for x, y in points]

    box, title, path, label = {}, {}, [None] * len(graph.data["edges"]), dict.fromkeys(graph.label)
    for thing in data.get("objects", []):
        name = thing["name"].removeprefix("cluster_")
        if "bb" in thing:
            x0, y0, x1, y1 = map(float, thing["bb"].split(","))
            box[name] = [x0, high - y1, x1 - x0, y1 - y0]
            if name in graph.title and "lp" in thing:
                (x, y), (w, h) = upright([map(float, thing["lp"].split(","))])[0], graph.title[name]
                title[name] = [x - w / 2, y - h / 2, w, h]
        elif "pos" in thing:
            (x, y), (w, h) = upright([map(float, thing["pos"].split(","))])[0], graph.leaf[name]
            box[name] = [x - w / 2, y - h / 2, w, h]
    for edge in data.get("edges", []):
        i = int(edge["id"])
        points = upright([tuple(map(float, p.split(",")[-2:])) for p in edge["pos"].split()])
        path[i] = [tuple(p) for p in [points[0], *points[3::3]]]  # controls of Bezier curves that are straight
        if i in label and "lp" in edge:
            (x, y), (w, h) = upright([map(float, edge["lp"].split(","))])[0], graph.label[i]
            label[i] = [x - w / 2, y - h / 2, w, h]
    graph.drawn["dot"] = judge.Judge(graph.data, graph.around, box, title, path, label)


def as_drawing(graph, drawn):
    """What `atlasc measure --drawing` reads."""
    index = {name: k for k, name in enumerate(drawn.box)}
    boxes = [dict(zip(("x", "y", "width", "height"), box)) for box in drawn.box.values()]
    edges = [{"tail": index[e["from"]], "head": index[e["to"]], "points": path}
             for e, path in zip(graph.data["edges"], drawn.path) if path]
    return {"unit": "px", "nodes": boxes, "edges": edges, "undrawn": len(drawn.path) - len(edges)}


def flow(graph, drawn):
    """Edges of which neither end holds the other, and those of them that point down."""
    down = total = 0
    for e in graph.data["edges"]:
        a, b = e["from"], e["to"]
        if a == b or a in graph.around[b] or b in graph.around[a] or e.get("arrow") == "--":
            continue
        total += 1
        down += drawn.box[b][1] >= drawn.box[a][1] + drawn.box[a][3] - 1
    return down, total


def run(bench, name, path, count):
    folder = bench.build / "maps" / name
    folder.mkdir(parents=True, exist_ok=True)
    data = sorted(compound.load(path), key=lambda g: (len(g["nodes"]), len(g["edges"]), g["name"]))
    if count and count < len(data):
        data = [data[i * len(data) // count] for i in range(count)]
    graphs = [Graph(g, folder, i) for i, g in enumerate(data)]
    bench.log(f"{name}: {len(graphs)} graphs")
    for g, drawing in zip(graphs, bench.pool.map(lambda g: ours(bench, g), graphs)):
        if drawing:
            sizes(g, drawing)
    refused, graphs = [g.name for g in graphs if not g.drawn], [g for g in graphs if g.drawn]
    for g, drawing in zip(graphs, bench.pool.map(lambda g: ours(bench, g, BOUND), graphs)):
        if drawing:
            g.bound = judge.Drawing(g.data, g.around, drawing)
            g.bound.width = drawing["width"]
    if bench.elk:
        bench.log("  elk")
        by_elk(bench, graphs)
    if "dot" not in bench.missing:
        bench.log("  dot")
        list(bench.pool.map(lambda g: by_dot(bench, g), graphs))
    engines = [e for e in ("atlasc", "elk", "dot") if any(e in g.drawn for g in graphs)]
    for engine in (*engines, "bound"):
        had = [(g, g.bound if engine == "bound" else g.drawn.get(engine)) for g in graphs]
        had = [(g, drawn) for g, drawn in had if drawn]
        for (g, drawn), found in zip(had, bench.measure([as_drawing(g, drawn) for g, drawn in had])):
            found["flow"] = flow(g, drawn)
            g.measured[engine] = found
    bench.log("  time")
    for g, ms in zip(graphs, bench.time([(g.file, getattr(g, "dot", None)) for g in graphs])):
        g.ms |= ms
    return result(name, graphs, engines, refused)


def result(name, graphs, engines, refused):
    by_all = [g for g in graphs if all(e in g.measured for e in engines)]
    sums, faults = {}, {}
    for e in engines:
        sums[e] = {m: sum(g.measured[e][m] for g in by_all) for m in COUNTED}
        sums[e]["flow"] = sum(g.measured[e]["flow"][0] for g in by_all) / max(1, sum(g.measured[e]["flow"][1] for g in by_all))
        faults[e] = {f: sum(fault[0] == f for g in by_all for fault in g.drawn[e].faults) for f in FAULTS}
    goals = []
    for (measure, peer), most in GOALS[name].items():
        if peer in sums and sums[peer][measure]:
            ratio = sums["atlasc"][measure] / sums[peer][measure]
            goals.append({"goal": f"{measure} / {peer}", "most": most, "is": ratio, "met": ratio <= most})
    if "elk" in sums and name == "compound":
        goals.append({"goal": "flow, not below elk's", "most": sums["elk"]["flow"], "is": sums["atlasc"]["flow"],
                      "met": sums["atlasc"]["flow"] >= sums["elk"]["flow"]})
        worst = max(((g.measured["atlasc"]["crossings"] - g.measured["elk"]["crossings"], g.name) for g in by_all), default=(0, ""))
        goals.append({"goal": f"crossings more than elk's on one graph ({worst[1]})", "most": MORE_ON_ONE, "is": worst[0],
                      "met": worst[0] <= MORE_ON_ONE})
    goals.append({"goal": "faults of ours", "most": 0, "is": sum(faults["atlasc"].values()),
                  "met": not any(faults["atlasc"].values())})
    if name == "compound":
        wide = sum(g.bound is None or g.bound.width > BOUND for g in graphs)
        bound = [g for g in graphs if "bound" in g.measured]
        ratio = sum(g.measured["bound"]["crossings"] for g in bound) / max(1, sum(g.measured["atlasc"]["crossings"] for g in bound))
        goals.append({"goal": f"wider than --width {BOUND}", "most": WIDE_GOAL, "is": wide, "met": wide <= WIDE_GOAL})
        goals.append({"goal": "its crossings, of the unbound drawings", "most": WIDE_CROSSINGS, "is": ratio,
                      "met": ratio <= WIDE_CROSSINGS})
    times = {e: sum(g.ms[e] for g in graphs if e in g.ms) for e in engines if any(e in g.ms for g in graphs)}
    for peer, most in TIME_GOALS.items():
        both = [g for g in graphs if peer in g.ms and "atlasc" in g.ms]
        if both and name == "compound":
            ratio = sum(g.ms["atlasc"] for g in both) / sum(g.ms[peer] for g in both)
            goals.append({"goal": f"time of the layout / {peer}", "most": most, "is": ratio, "met": ratio <= most})
    slowest = max(((g.ms["atlasc"], g.name) for g in graphs if "atlasc" in g.ms), default=None)
    return {"set": name, "graphs": len(graphs), "by_all": len(by_all), "refused": refused, "sums": sums, "faults": faults,
            "goals": goals, "ms": times, "slowest": slowest,
            "each": {g.name: {e: {k: v for k, v in g.measured[e].items() if k in COUNTED or k == "flow"} for e in g.measured}
                     for g in graphs}}


def show(result, table, number):
    print(f"### {result['set']}: {result['graphs']} graphs, {result['by_all']} drawn by all\n")
    if result["refused"]:
        print(f"Not drawn by us: {', '.join(result['refused'])}.\n")
    heads = ("crossings", "of pairs", "bends of all edges", "bends", "length", "ink", "area")
    table(("engine", *heads, "flow", "faults", "ms of layout"),
          [(e, *(number(s[m]) for m in COUNTED), f"{s['flow']:.3f}", sum(result["faults"][e].values()),
            number(result["ms"].get(e))) for e, s in result["sums"].items()])
    kinds = [f for f in FAULTS if any(result["faults"][e][f] for e in result["faults"])]
    if kinds:
        table(("faults", *kinds), [(e, *(found[f] for f in kinds)) for e, found in result["faults"].items()])
    table(("goal", "at most", "is", ""),
          [(g["goal"], f"{g['most']:.3g}", f"{g['is']:.3g}", "met" if g["met"] else "not met") for g in result["goals"]])
    if result["slowest"]:
        print(f"The slowest of ours: {result['slowest'][1]}, {result['slowest'][0]:.1f} ms.\n")
