"""Compound graphs: read from a file or made from a seed, written as maps.

A graph is {name, nodes: [{id, label, parent, layout?, direction?}], edges: [{from, to, label?, arrow?}], layout?, direction?},
parents before children.
"""
import json
import random


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def made(seed):
    """A graph of at most 60 boxes, 4 levels deep, with links to frames, loops, parallel links and cycles."""
    rng = random.Random(seed)
    count, depth = rng.randint(2, 60), rng.randint(1, 4)
    nodes, open_ = [], [(None, 0)]
    for i in range(count):
        parent, level = rng.choice(open_[-6:])
        nodes.append({"id": f"n{i}", "parent": parent})
        if level < depth and rng.random() < 0.35:
            open_.append((f"n{i}", level + 1))
    for node in nodes:
        node["label"] = node["id"] + "x" * rng.choice((0, 2, 5, 9, 14))
    up = {n["id"]: n["parent"] for n in nodes}

    def near(a):
        return [n["id"] for n in nodes if n["parent"] == up[a]]

    edges = []
    back, ends, arrows = rng.choice((0, 0.05, 0.3)), [n["id"] for n in nodes], rng.random() < 0.25
    for _ in range(int(count * rng.choice((0.3, 0.8, 1.2, 1.8)))):
        a = rng.choice(ends)
        b = rng.choice(near(a)) if rng.random() < 0.6 else rng.choice(ends)
        if a == b and rng.random() < 0.8:
            continue
        if rng.random() > back and int(a[1:]) > int(b[1:]):
            a, b = b, a
        edge = {"from": a, "to": b}
        if rng.random() < 0.2:
            edge["label"] = rng.choice(("reads", "writes to", "asks for more of it", "x"))
        if arrows and rng.random() < 0.5:
            edge["arrow"] = rng.choice(("<->", "--"))
        edges.append(edge)
        if rng.random() < 0.05:
            edges.append(dict(edge))
    return {"name": f"made-{seed}", "nodes": nodes, "edges": edges}


def chained(seed):
    """A long chain that goes across, some of it in frames, with branches, ways back and ways past."""
    rng = random.Random(seed)
    nodes, edges, last, group = [], [], None, None
    for i in range(rng.randint(9, 36)):
        if group and rng.random() < 0.4:
            group = None
        elif not group and rng.random() < 0.25:
            group = f"g{i}"
            nodes.append({"id": group, "parent": None, "label": group})
        name = f"n{i}"
        nodes.append({"id": name, "parent": group, "label": name + "x" * rng.choice((0, 3, 6, 10))})
        if last:
            edge = {"from": last, "to": name}
            if rng.random() < 0.2:
                edge["label"] = rng.choice(("reads", "writes to", "x"))
            edges.append(edge)
        if rng.random() < 0.2 and i > 3:
            a, b = f"n{rng.randint(max(0, i - 9), i - 2)}", name
            edges.append({"from": b, "to": a} if rng.random() < 0.5 else {"from": a, "to": b})
        if rng.random() < 0.1:
            edges.append({"from": name, "to": name})
        if not last or rng.random() > 0.12: # else it is a branch
            last = name
    return {"name": f"chained-{seed}", "nodes": nodes, "edges": edges, "direction": rng.choice(("right", "left"))}


DIRECTIONS = ("down", "right", "up", "left")
DIRECTED = {"tree": "down", "chain": "right", "layered": "down", "nested": None, "grid": None, "list": None}


def paneled(seed):
    """Such a graph, some of whose nodes have a layout or a direction of their own."""
    rng = random.Random(seed)
    graph = made(seed)
    graph["name"] = f"paneled-{seed}"
    graph["layout"] = rng.choice(("layered", "layered", "nested", "grid", "tree", "chain"))
    if DIRECTED[graph["layout"]] and rng.random() < 0.5:
        graph["direction"] = rng.choice(DIRECTIONS)
    holds = {n["parent"] for n in graph["nodes"]}
    inner = {None: graph["layout"]}
    for node in graph["nodes"]:
        at = inner[node["id"]] = inner[node["parent"]]
        if node["id"] not in holds or at == "list":
            continue
        if rng.random() < 0.4:
            at = node["layout"] = inner[node["id"]] = rng.choice(("tree", "chain", "layered", "nested", "grid", "list"))
        if DIRECTED[at] and rng.random() < 0.25:
            node["direction"] = rng.choice(DIRECTIONS)
    return graph


def manners(graph):
    """By node, and None for the graph: how what it holds is arranged, and whether that is a panel, which has a frame."""
    first = graph.get("layout", "layered")
    found = {None: (first, graph.get("direction", DIRECTED[first]), False)}
    holds = {n["parent"] for n in graph["nodes"]}
    for node in graph["nodes"]:
        layout, direction, _ = found[node["parent"]]
        own = node.get("layout", layout) if layout != "list" else layout
        goes = direction if own == layout else DIRECTED[own]
        goes = node.get("direction", goes) if DIRECTED[own] else goes
        found[node["id"]] = (own, goes, node["id"] in holds and (own, goes) != (layout, direction))
    return found


def seen(graph):
    """The graph as a reader sees it: rows of lists are their frames, links in lists words, and hierarchies wires.

    Returns a graph whose edges are those of the given one, in their order (`said`: in words; `deep`: an end of it is a row),
    and the further wires."""
    how, up = manners(graph), {n["id"]: n["parent"] for n in graph["nodes"]}

    def shown(node):
        """The box that shows it: itself, or the list around it."""
        at = node
        while at is not None:
            at = up[at]
            if at is not None and how[at][2] and how[at][0] == "list":
                return at
        return node

    def panel(node):
        """The node whose inside is the panel in which it stands; None: the drawing."""
        at = up[node]
        while at is not None and not how[at][2]:
            at = up[at]
        return at

    edges = []
    for edge in graph["edges"]:
        a, b = edge["from"], edge["to"]
        said = shown(a) == shown(b) and shown(a) not in (a, b)
        deep = shown(a) != a or shown(b) != b
        edges.append({**edge, "from": shown(a), "to": shown(b), "said": said, "deep": deep})
    kids = {}
    for node in graph["nodes"]:
        kids.setdefault(node["parent"], []).append(node["id"])
    wires = []
    for holder in [None, *up]:
        layout, _, begins = how[holder]
        outer = holder is None or begins
        stands = holder is not None and how[up[holder]][0] if not outer else layout
        if holder in kids and layout == "tree" and not outer and shown(holder) == holder:
            wires += [(holder, kid) for kid in kids[holder]]
        if holder in kids and layout == "chain" and not outer and stands == "chain":
            at = panel(holder)
            roots = kids[at]
            heading = roots == [holder]
            wires += [(holder, kid) for kid in kids[holder]] if not heading else [(holder, kids[holder][0])]
            if heading:
                wires += list(zip(kids[holder], kids[holder][1:]))
        if holder in kids and layout == "chain" and outer and len(kids[holder]) > 1:
            wires += list(zip(kids[holder], kids[holder][1:]))
    said = {e["from"] for e in edges} | {e["to"] for e in edges}
    rows = {n for n in up if shown(n) != n}
    assert not rows & said
    nodes = [{**n, "parent": n["parent"]} for n in graph["nodes"] if n["id"] not in rows]
    return {**graph, "nodes": nodes, "edges": edges}, wires


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def as_map(graph, plain=False):
    """The graph as a map. `plain`: each label begins with its id and has no blanks, so that it can be told by it."""
    kids = {}
    for node in graph["nodes"]:
        kids.setdefault(node["parent"], []).append(node)
    lines, todo = ["layout: " + graph.get("layout", "layered")], [(n, 1) for n in reversed(kids.get(None, []))]
    lines += ["direction: " + graph["direction"]] if "direction" in graph else []
    lines.append("nodes:")
    while todo:
        node, level = todo.pop()
        label = node["label"] or " "
        if plain:
            label = node["id"] + "_" * max(0, min(24, len(label)) - len(node["id"]))
        lines += ["  " * level + node["id"] + ":", "  " * (level + 1) + "label: " + quoted(label)]
        lines += ["  " * (level + 1) + f"{key}: {node[key]}" for key in ("layout", "direction") if key in node]
        if node["id"] in kids:
            lines.append("  " * (level + 1) + "nodes:")
            todo += [(n, level + 2) for n in reversed(kids[node["id"]])]
    if graph["edges"]:
        lines.append("links:")
    for edge in graph["edges"]:
        link = f'{edge["from"]} {edge.get("arrow", "->")} {edge["to"]}'
        lines.append(f'  - {link}: {quoted(edge["label"])}' if edge.get("label") else f"  - {link}")
    return "\n".join(lines) + "\n"


def frames(graph):
    """By node: the frames around it, from the inside out."""
    up, how = {n["id"]: n["parent"] for n in graph["nodes"]}, manners(graph)
    around = {}
    for node in up:
        around[node], at = [], up[node]
        while at is not None:
            if how[at][2] or how[at][0] in ("layered", "nested", "grid"):
                around[node].append(at)
            at = up[at]
    return around
