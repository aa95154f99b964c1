"""Compound graphs: read from a file or made from a seed, written as maps.

A graph is {name, nodes: [{id, label, parent}], edges: [{from, to, label?, arrow?}]}, parents before children.
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


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def as_map(graph, plain=False):
    """The graph as a map. `plain`: each label begins with its id and has no blanks, so that it can be told by it."""
    kids = {}
    for node in graph["nodes"]:
        kids.setdefault(node["parent"], []).append(node)
    lines, todo = ["layout: layered", "nodes:"], [(n, 1) for n in reversed(kids.get(None, []))]
    while todo:
        node, level = todo.pop()
        label = node["label"] or " "
        if plain:
            label = node["id"] + "_" * max(0, min(24, len(label)) - len(node["id"]))
        lines += ["  " * level + node["id"] + ":", "  " * (level + 1) + "label: " + quoted(label)]
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
    up = {n["id"]: n["parent"] for n in graph["nodes"]}
    around = {}
    for node in up:
        around[node], at = [], up[node]
        while at is not None:
            around[node].append(at)
            at = up[at]
    return around
