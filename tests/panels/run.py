#!/usr/bin/env python3
"""Drawings of nodes that have a layout or a direction of their own: no fault in any, and text that reads back.

usage: run.py [SEED...]

Draws generated graphs in px and in cells. Promised: the geometry in px has none of the faults that ../compound/judge.py knows; text of
up to 80 boxes, read back by ATL_SHARED/tools/boxread.py, has the same boxes, frames, links and wires of trees and chains; the
same bytes twice. ATL_PROP_N (60): how many graphs, with seeds from 0 on, and some that once failed.
A graph that fails is kept in ATL_BUILD/compound-failed/.
"""
import collections
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "compound"))
import compound                                                # noqa: E402
import run                                                     # noqa: E402

ONCE = (251, 352, 472)                                         # a frame left and entered again; wires that borders hide


def wanted(graph, wires):
    links = collections.Counter()
    chains = collections.Counter(wires)
    how = compound.manners(graph)
    up = {n["id"]: n["parent"] for n in graph["nodes"]}
    steps = {(a, b) for a, b in wires if up[a] == up[b] and how[up[a]][0] == "chain"}
    for edge in graph["edges"]:
        arrow, a, b = edge.get("arrow", "->"), edge["from"], edge["to"]
        if edge["said"]:
            continue
        step = (a, b) if (a, b) in steps or arrow == "->" else (b, a)
        if step in steps and chains[step] and not edge["deep"]:  # what is drawn from a step to the next is the first of such links
            chains[step] -= 1
        links[(a, b, True) if arrow == "->" else (min(a, b), max(a, b), "both" if arrow == "<->" else False)] += 1
    for (a, b), count in chains.items():
        links[a, b, True] += count
    return +links


def rows_once(graph, links):
    """Links of one box to several rows of a list may share wires: the reader sees that they lead there."""
    how = compound.manners(graph)
    lists = {n["id"] for n in graph["nodes"] if how[n["id"]][2] and how[n["id"]][0] == "list"}
    return collections.Counter({k: 1 if lists & {k[0], k[1]} else count for k, count in run.loops_aside(links).items()})


def check(whole, faults):
    around = compound.frames(whole)
    graph, wires = compound.seen(whole)
    around = {n["id"]: around[n["id"]] for n in graph["nodes"]}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "graph.yaml").write_text(compound.as_map(whole, plain=True))
        if not run.check_px(folder, graph, around, faults):
            return
        for width in (run.WIDE[1], "80"):
            code, text, said = run.draw(folder, "--width", width)
            if code:
                faults.append(f"exit {code} in cells: {said[:200]}")
            if run.BOXREAD is None or len(graph["nodes"]) > run.READ_UP_TO or code:
                break
            parents, links, wrong, _ = run.read_text(text)
            want = {n: frames[0] if frames else None for n, frames in around.items()}
            faults += [f"width {width}: {fault}" for fault in wrong]
            faults += [f"width {width}: frame of {d}" for d in run.differences(want, parents)]
            faults += [f"width {width}: link {d}"
                       for d in run.differences(rows_once(whole, wanted(graph, wires)), rows_once(whole, links))]


def main(seeds):
    graphs = [compound.paneled(int(seed)) for seed in seeds or [*range(run.COUNT), *ONCE]]
    return 1 if run.judged("panels", graphs, check) or not graphs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
