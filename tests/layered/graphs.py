"""Graphs that no one wrote, and those that many have measured: what the tests of the layout `layered` draw.

A graph is a map of prop/gen.py (boxes, hierarchy, cards) with links between its nodes. `make(seed)` gives one of 10 to 60
nodes with one to two edges a node: without cycles or with them, flat or with a hierarchy, links with labels, kinds, two
heads or none, parallel ones and loops. `north()` gives the North DAGs, `edges()` the shapes where layouts break.
Every label begins with a word of its own, the id of its node (with an x before it for a card), so that a box that was read
is known.
"""
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "prop"))
import gen

LEAST, MOST = 10, 60
DIRECTIONS = ("down", "right", "up", "left")
WORDS = "uses builds feeds trains reads writes calls owns needs tests ships hosts 型 数 🚀 Café".split()
KINDS = ("service", "model")


class Link:
    """`arrow` is ->, <-> or --; ends are ids."""

    def __init__(self, tail, head, arrow="->", label=None, kind=None):
        self.tail, self.head, self.arrow, self.label, self.kind = tail, head, arrow, label, kind

    def text(self):
        if self.kind:
            label = f", label: {gen.scalar(self.label)}" if self.label else ""
            arrow = {"->": "", "<->": ", arrow: both", "--": ", arrow: none"}[self.arrow]
            return f"  - {{from: {self.tail}, to: {self.head}{arrow}{label}, kind: {self.kind}}}\n"
        return f"  - {self.tail} {self.arrow} {self.head}" + (f": {gen.scalar(self.label)}" if self.label else "") + "\n"


class Graph:
    """`map` is what gen.py makes, `links` a list of Link, `text` the YAML; `options` are for the command line."""

    def __init__(self, name, the_map, links, direction="down", options=()):
        self.name, self.map, self.links, self.direction, self.options = name, the_map, links, direction, tuple(options)
        body = "".join(line + "\n" for line in the_map.text.splitlines() if not line.startswith("direction:"))
        self.text = f"layout: layered\ndirection: {direction}\n" + body
        if links:
            self.text += "links:\n" + "".join(link.text() for link in links)


def nodes(count):
    return [gen.Node(f"n{i}", f"n{i}") for i in range(count)]


def plain(name, count, links, direction="down", options=()):
    return Graph(name, gen.Map(name, nodes(count), "down", None), links, direction, options)


def hierarchy(all_nodes, rng, share):
    """Hangs a share of the nodes under earlier ones; gives the roots. Some get cards."""
    roots = []
    for i, node in enumerate(all_nodes):
        if i and rng.random() < share:
            all_nodes[rng.randrange(max(0, i - 12), i)].kids.append(node)
        else:
            roots.append(node)
        if rng.random() < share / 3:
            node.items = gen.card(rng)
            node.items[0] = (f"x{node.id} {node.items[0][0]}", node.items[0][1])
            node.items_first = rng.random() < 0.8
    return roots


def make(seed):
    rng = random.Random(f"layered {seed}")
    count = rng.randint(LEAST, MOST)
    those = nodes(count)
    for node in those:
        if rng.random() < 0.8:
            node.label = f"{node.id} {gen.phrase(rng, 1, 3, 0.1)}"
        node.note = gen.phrase(rng, 1, 3) if rng.random() < 0.1 else None
        node.kind = rng.choice(gen.KINDS) if rng.random() < 0.2 else None
    share = rng.uniform(0.2, 0.8) if rng.random() < 0.4 else 0.0
    roots = hierarchy(those, rng, share)
    acyclic, links = rng.random() < 0.5, []
    edges = round(count * rng.uniform(1, 2)) - (count - len(roots))
    while len(links) < max(edges, count // 4):
        a, b = rng.randrange(count), rng.randrange(count)
        if links and rng.random() < 0.08:                      # the same once more, perhaps turned round
            a, b = int(links[-1].tail[1:]), int(links[-1].head[1:])
            a, b = (b, a) if rng.random() < 0.3 and not acyclic else (a, b)
        if a == b and rng.random() < 0.5:
            continue
        a, b = (min(a, b), max(a, b)) if acyclic else (a, b)
        label = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 4))) if rng.random() < 0.2 else None
        arrow = rng.choice(["->"] * 10 + ["<->", "--"])
        links.append(Link(f"n{a}", f"n{b}", arrow if a != b else "->", label,
                          rng.choice(KINDS) if rng.random() < 0.15 else None))
    options = []
    if rng.random() < 0.2:
        options = ["--engine", rng.choice(["own", "own", "dot"])]
    the_map = gen.Map(f"layered {seed}", roots, "down", None)
    return Graph(f"graph-{seed}", the_map, links, DIRECTIONS[seed % 4], options)


def north(shared, most):
    """The North DAGs of up to so many nodes; none where they are not there."""
    path = pathlib.Path(shared, "data", "graphs", "north.jsonl") if shared else None
    if not path or not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text().splitlines()):
        graph = json.loads(line)
        if graph["n"] <= most:
            links = [Link(f"n{a}", f"n{b}") for a, b in graph["edges"]]
            found.append(plain(graph["name"], graph["n"], links, DIRECTIONS[number % 2]))
    return found


def deep(depth):
    """A hierarchy as deep, with links across it."""
    those = nodes(depth)
    for above, below in zip(those, those[1:]):
        above.kids.append(below)
    links = [Link(f"n{i}", f"n{(i * 7 + 11) % depth}", label="across" if i % 9 == 0 else None) for i in range(0, depth, 3)]
    return Graph("deep", gen.Map("deep", those[:1], "down", None), links)


def scripts():
    """Labels of boxes and links in wide characters, emoji, marks."""
    those = nodes(5)
    for node, label in zip(those, ("模型和数据集", "推理 サービス", "👩‍💻 🇩🇪 ❤️", "한국어 저장소", "x\u0302\u0323 Ωμέγα")):
        node.label = f"{node.id} {label}"
    words = ("型 数", "🚀 🚀", "Zu\u0308rich", "数", "Ångström 型")
    links = [Link(f"n{i}", f"n{(i * 3 + 1) % 5}", ("->", "<->", "--")[i % 3 if i != 2 else 0], words[i]) for i in range(5)]
    return Graph("scripts", gen.Map("scripts", those, "down", None), links)


def edges():
    long = " ".join(["word"] * 799)                            # with its id and in quotes 4000 bytes, what a label may have
    labels = nodes(3)
    labels[1].label = f"n1 {long}"
    all_of = lambda n: [(a, b) for a in range(n) for b in range(n)]
    one_to = lambda n, way: [Link("n0", f"n{i}")if way else Link(f"n{i}", "n0") for i in range(1, n + 1)]
    arrows = [Link("n0", "n1", arrow, label) for arrow in ("->", "<->", "--") for label in (None, "so")]
    yield plain("one-node", 1, [])
    yield plain("no-links", 12, [])
    yield plain("one-loop", 1, [Link("n0", "n0")])
    yield plain("only-loops", 6, [Link(f"n{i % 6}", f"n{i % 6}", label="again" if i % 2 else None) for i in range(10)])
    yield plain("loops-right", 3, [Link(f"n{i % 3}", f"n{i % 3}", label="again" if i % 2 else None) for i in range(8)], "right")
    yield plain("pair", 2, arrows)
    yield plain("pair-right", 2, arrows, "right")
    yield plain("triangle", 3, [Link("n0", "n1"), Link("n1", "n2"), Link("n2", "n0")])
    yield plain("complete-8", 8, [Link(f"n{a}", f"n{b}") for a, b in all_of(8) if a != b])
    yield plain("complete-8-undirected", 8, [Link(f"n{a}", f"n{b}", "--") for a, b in all_of(8) if a < b], "right")
    yield plain("star-out", 201, one_to(200, True))
    yield plain("star-in", 201, one_to(200, False))
    yield plain("star-in-right", 201, one_to(200, False), "right")
    yield plain("parallel", 2, [Link("n0", "n1") for _ in range(300)])
    yield plain("parallel-labels", 2, [Link("n0", "n1", label=f"w{i}") for i in range(30)])
    yield plain("path", 1000, [Link(f"n{i}", f"n{i + 1}") for i in range(999)])
    yield plain("path-right", 1000, [Link(f"n{i}", f"n{i + 1}") for i in range(999)], "right")
    yield Graph("long-labels", gen.Map("long", labels, "down", None), [Link("n0", "n1"), Link("n1", "n2", label=long)])
    yield scripts()
    yield deep(30)
