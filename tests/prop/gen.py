#!/usr/bin/env python3
"""Random maps, the same for the same seed.

usage: gen.py SEED            prints the map as YAML

`make(seed)` gives a Map: the YAML an author could have written (`text`) and what it says (`roots`, `direction`), so that a
test can compare a drawing with the meaning and not with another reading of the file. A map has 1 to 60 nodes in a
hierarchy of depth 1 to 6, labels of 1 to 5 words with other scripts sprinkled in, notes, cards of items (plain, with notes,
mixed), line breaks of the author's, kinds, several roots, and a direction.
"""
import os
import random
import sys

WORDS = """Hub Models Datasets Spaces LLMs Vision Audio RAG Search Training Loops Vector Index Store Gateway Billing Login
Orders Payments Queue Worker Cache API CLI SDK Docs Cards Metrics Alerts Traces Builds Deploy Rollback Tokenizer Embeddings
Inference Endpoints Fine-tuning PEFT/LoRA Multi-node 1M+ v2.0 C++ R&D e.g. A/B <core> "main" O'Neil 50% #1 a=b x:y NO null
~ 1.0 true Internationalization Configuration the of and for to in on by""".split()
WIDE = ["模型", "数据集", "推理服务", "データ", "トークナイザ", "モデル管理", "한국어", "저장소", "（全角）"]
EMOJI = ["🤗", "🚀", "👩‍💻", "👨‍👩‍👧‍👦", "🇩🇪", "🇯🇵", "❤️", "👍🏽", "1️⃣", "🏳️‍🌈"]
MARKS = ["Café", "nai\u0308ve", "e\u0301tude", "Zu\u0308rich", "x\u0302\u0323", "Ångström", "Größe", "Łódź", "résumé"]
OTHER = ["Ωμέγα", "Привет", "λ→μ", "שלום", "مرحبا", "→", "…", "“quoted”", "½", "▼", "│"]
KINDS = ["library", "model", "dataset", "service", "workflow"]
PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-/+().")
MAX_NODES, MAX_DEPTH = 60, 6


class Node:
    """A node as the author means it. `items` is a list of (label, note or None)."""

    def __init__(self, ident, label):
        self.id, self.label, self.note, self.kind = ident, label, None, None
        self.items, self.kids = [], []
        self.items_first, self.divide = True, None             # divide: what the author says about rules, if anything

    def below(self):
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.kids))


class Map:
    def __init__(self, seed, roots, direction, title):
        self.seed, self.roots, self.direction, self.title = seed, roots, direction, title
        self.text = write(self)

    def nodes(self):
        for root in self.roots:
            yield from root.below()


def phrase(rng, least, most, breaks=0.0):
    words = []
    for _ in range(rng.randint(least, most)):
        chance = rng.random()
        pool = (WORDS if chance < 0.86 else WIDE if chance < 0.91 else MARKS if chance < 0.95 else EMOJI if chance < 0.98
                else OTHER)
        words.append(rng.choice(pool))
    text = words[0]
    for word in words[1:]:
        text += ("\n" if rng.random() < breaks else " ") + word
    return text


def card(rng):
    style = rng.choice(["plain", "noted", "mixed"])
    items = []
    for _ in range(rng.randint(1, 6)):
        noted = style == "noted" or (style == "mixed" and rng.random() < 0.5)
        items.append((phrase(rng, 1, 3), phrase(rng, 1, 4) if noted else None))
    return items


def seeds(count):
    """Those of a run: ATL_PROP_N of them (`count` where that is not set), from ATL_PROP_SEED (0) on."""
    first = int(os.environ.get("ATL_PROP_SEED", "0"))
    return range(first, first + int(os.environ.get("ATL_PROP_N", count)))


def make(seed):
    rng = random.Random(f"atlas {seed}")
    size = rng.choice([rng.randint(1, 4), rng.randint(2, 15), rng.randint(10, MAX_NODES)])
    depth = rng.randint(1, MAX_DEPTH)
    roots, open_nodes = [], []                                 # open: (node, its depth), may still get children
    several = rng.random() < 0.2
    bushy = rng.random()                                       # 0: long chains, 1: everything under the first nodes
    for number in range(size):
        node = Node(f"n{number}", phrase(rng, 1, 5, 0.08 if rng.random() < 0.3 else 0.0))
        node.note = phrase(rng, 1, 5) if rng.random() < 0.3 else None
        node.kind = rng.choice(KINDS) if rng.random() < 0.3 else None
        node.items_first = rng.random() < 0.8
        parents = [pair for pair in open_nodes if pair[1] < depth]
        if not parents or (several and rng.random() < 0.15):
            roots.append(node)
            open_nodes.append((node, 1))
        else:
            at = int(len(parents) * rng.random() ** (1 + 3 * bushy))
            parent, level = parents[at]
            parent.kids.append(node)
            open_nodes.append((node, level + 1))
    for node, _ in open_nodes:
        if rng.random() < (0.05 if node.kids else 0.3):
            node.items = card(rng)
            node.divide = rng.choice([None, None, None, None, True, False])
    direction = "right" if rng.random() < 0.3 else "down"
    return Map(seed, roots, direction, phrase(rng, 1, 4) if rng.random() < 0.5 else None)


def links(the_map):
    """Links between nodes: (from, arrow, to, label or None), with ids for ends; the same for the same map."""
    rng = random.Random(f"links {the_map.seed}")
    ids = [node.id for node in the_map.nodes()]
    return [(rng.choice(ids), rng.choice(["->", "->", "->", "<->", "--"]), rng.choice(ids),
             phrase(rng, 1, 3, 0.1) if rng.random() < 0.3 else None) for _ in range(rng.randint(1, 2 * len(ids)))]


def write_links(those):
    return "links:\n" + "".join(f"  - {a} {arrow} {b}" + ("" if label is None else f": {scalar(label)}") + "\n"
                                for a, arrow, b, label in those)


# -- YAML ----------------------------------------------------------------------------------------------------------------


def scalar(text, rng=None):
    """A YAML scalar on one line; plain only where every reader takes it as a string."""
    if text and set(text) <= PLAIN and text[0].isalpha() and not text.endswith(" "):
        if text.lower() not in ("no", "null", "true", "yes", "on", "off", "false", "y", "n") or (rng and rng.random() < 0.5):
            return text
    if "'" not in text and "\n" not in text and rng and rng.random() < 0.5:
        return "'" + text + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_items(out, items, pad, rng):
    if all(note is None for _, note in items) and rng.random() < 0.5:
        out.append(f"{pad}items: [" + ", ".join(scalar(label) if "," in label else scalar(label, rng) for label, _ in items) + "]")
        return
    out.append(f"{pad}items:")
    for label, note in items:
        if note is None:
            out.append(f"{pad}  - {scalar(label, rng)}")
        elif rng.random() < 0.8:
            out.append(f"{pad}  - {scalar(label)}: {scalar(note, rng)}")
        else:
            out.append(f"{pad}  - label: {scalar(label, rng)}")
            out.append(f"{pad}    note: {scalar(note, rng)}")


def write(the_map):
    rng = random.Random(f"ink {the_map.seed}")
    out = []
    if the_map.title:
        out.append(f"title: {scalar(the_map.title, rng)}")
    if the_map.direction != "down" or rng.random() < 0.2:
        out.append(f"direction: {the_map.direction}")
    out.append("nodes:")
    stack = [(node, 1) for node in reversed(the_map.roots)]    # depth first, in order; None closes with items
    while stack:
        node, level = stack.pop()
        pad = "  " * (2 * level - 1)
        if isinstance(node, tuple):
            write_items(out, node, "  " * (2 * level), rng)
            continue
        if not (node.note or node.kind or node.items or node.kids) and rng.random() < 0.7:
            out.append(f"{pad}{node.id}: {scalar(node.label, rng)}")
            continue
        out.append(f"{pad}{node.id}:")
        pad += "  "
        if "\n" in node.label and rng.random() < 0.5:
            out.append(f"{pad}label: |-")
            out.extend(f"{pad}  {line}" for line in node.label.split("\n"))
        else:
            out.append(f"{pad}label: {scalar(node.label, rng)}")
        if node.note:
            out.append(f"{pad}note: {scalar(node.note, rng)}")
        if node.kind:
            out.append(f"{pad}kind: {node.kind}")
        if node.items and (node.items_first or not node.kids):
            write_items(out, node.items, pad, rng)
        elif node.items:
            stack.append((tuple(node.items), level))
        if node.divide is not None:
            out.append(f"{pad}divide: {str(node.divide).lower()}")
        if node.kids:
            out.append(f"{pad}nodes:")
            stack.extend((kid, level + 1) for kid in reversed(node.kids))
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: gen.py SEED")
    sys.stdout.write(make(sys.argv[1]).text)
