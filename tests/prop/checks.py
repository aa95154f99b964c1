"""What must be true of a drawing of a map. Every check takes the map as the generator means it and the bytes that were
written, and gives a list of faults; nothing here runs the program, so that the checks themselves can be tested.

A placement is {path: (top, left, bottom, right)} of every box, in cells or px; a card's path is its node's with ":items".
"""
import difflib
import json

import picture
import reader
import vector

SLACK_CELLS, SLACK_PX = 2, 13                                  # a parent moves that far so that a wire becomes straight
DESCRIBED = 12                                                 # boxes: a description may stop naming them after a while


def drop_bidi(text):
    return "".join(c for c in text if c not in reader.BIDI)


class Drawn:
    """A box that must be there: a node, or the card of one."""

    def __init__(self, path, entries, is_card, divide=None):
        self.path, self.entries, self.is_card, self.divide, self.kids = path, entries, is_card, divide, []


def drawn(the_map):
    """The top boxes in order, each with its children in order; a card stands among them where it may."""
    tops = []
    stack = [(node, node.id, tops) for node in reversed(the_map.roots)]
    while stack:
        node, path, into = stack.pop()
        box = Drawn(path, [(node.label, node.note)], False)
        into.append(box)
        if node.items:
            box.kids.append(Drawn(path + ":items", node.items, True, node.divide))
        stack.extend((kid, f"{path}.{kid.id}", box.kids) for kid in reversed(node.kids))
    return tops


def every(tops):
    stack = list(reversed(tops))
    while stack:
        box = stack.pop()
        yield box
        stack.extend(reversed(box.kids))


def edges_of(tops):
    return {(box.path, kid.path) for box in every(tops) for kid in box.kids}


def says(parts, box, parens):
    """What is wrong with the text of a box: lines that are not those of its entries, a bad break, rules astray; or ''.

    A note may stand beside its label where the author says `divide: false`."""
    entries, source, starts, beside = box.entries, "", [], set()
    for label, note in entries:
        source += "\n" if source else ""
        starts.append(len(source))
        source += label
        if note is not None:
            beside.add(len(source) if box.divide is False else -1)
            source += "\n(" + note + ")" if parens else "\n" + note
    at, ruled, begun = 0, [], []
    for number, part in enumerate(parts):
        if number:
            ruled.append(at)
        for line in part:
            line = drop_bidi(line)
            begun.append(at)
            for place in beside:
                if at < place < at + len(line) and line[place - at] == " ":
                    source = source[:place] + " " + source[place + 1:]
            if not line or not source.startswith(line, at):
                return f"reads {line!r} where {source[at:at + 60]!r} is meant"
            at += len(line)
            if at < len(source) and source[at] in " \n":
                at += 1
            elif at < len(source) and all(char.isascii() and char.isalnum() for char in source[at - 1:at + 1]):
                return f"a word is broken: {source[max(0, at - 20):at]!r} {source[at:at + 20]!r}"
            elif at < len(source) and reader.extends(source[at]):
                return f"a cluster is broken in {source!r}"
    if at < len(source):
        return f"lacks {source[at:]!r}"
    noted = [note is not None for _, note in entries]
    # a label of several lines would read as several items: then rules stand between all of them
    broken = any(start < line < start + len(label) for start, (label, _) in zip(starts, entries) for line in begun)
    want = [start for i, start in enumerate(starts)
            if i and (box.divide or box.divide is None and (broken or noted[i - 1] or noted[i]))]
    return "" if ruled == want else f"rules before {ruled} where {want} is meant in {source!r}"


# -- text ----------------------------------------------------------------------------------------------------------------


def text(the_map, drawing, boxread=None, ascii_lines=False, narrow=False):
    """Faults of a box drawing in text, and the placement. `narrow`: it had to fit, and may be arranged in other ways."""
    got = reader.Reading(drawing, ascii_lines)
    faults = list(got.faults)
    if boxread:
        faults += second_reading(got, boxread.Drawing(drawing, ascii_lines).result())
    kids, inner = {}, set()
    for tail, head in got.edges:
        kids.setdefault(tail, []).append(head)
        if head in inner:
            faults.append(f"box {got.boxes[head].lines} has two parents")
        inner.add(head)
    order = lambda i: (got.boxes[i].r0, got.boxes[i].c0)
    tops = drawn(the_map)
    found = sorted((i for i in range(len(got.boxes)) if i not in inner), key=order)
    placement, stack = {}, [("the map", tops, found)]
    while stack:
        path, want, have = stack.pop()
        if len(want) != len(have):
            faults.append(f"{path} has {len(want)} children, drawn are {len(have)}: {[got.boxes[i].lines for i in have]}")
            continue
        want = with_card_where_drawn(want, [got.boxes[i] for i in have])
        for box, i in zip(want, have):
            it = got.boxes[i]
            wrong = says(it.parts, box, True)
            if wrong:
                faults.append(f"{box.path}: {wrong}")
            placement[box.path] = (it.r0, it.c0, it.r1, it.c1)
            stack.append((box.path, box.kids, sorted(kids.get(i, []), key=order)))
    if not faults and not narrow:
        faults += arranged(the_map, placement, SLACK_CELLS)
    return faults, placement


def with_card_where_drawn(want, have):
    """The card may stand before or after the children: put it where its text is read."""
    cards = [box for box in want if box.is_card]
    if not cards or len(want) == 1:
        return want
    rest = [box for box in want if not box.is_card]
    for at in (0, len(rest)):
        if not says(have[at].parts, cards[0], True):
            return rest[:at] + cards + rest[at:]
    return want


def second_reading(got, other):
    """Differences between our reading and that of boxread."""
    faults = [f"boxread: {fault}" for fault in other["faults"]]
    corners = lambda box: (box.r0, box.c0, box.r1, box.c1)
    lines = lambda box: [drop_bidi(line) for line in "\0---\0".join("\0".join(part) for part in box.parts).split("\0")]
    mine = {corners(box): lines(box) for box in got.boxes}
    theirs = {tuple(box["at"]): [drop_bidi(line).strip() for line in box["text"]] for box in other["boxes"]}
    if mine != theirs:
        odd = [f"{k}: {mine.get(k)} and {theirs.get(k)}" for k in sorted(set(mine) | set(theirs)) if mine.get(k) != theirs.get(k)]
        faults.append(f"two readers disagree about boxes: {odd[:3]}")
    mine = sorted((corners(got.boxes[a]), corners(got.boxes[b])) for a, b in got.edges)
    theirs = sorted((tuple(other["boxes"][e["from"]]["at"]), tuple(other["boxes"][e["to"]]["at"])) for e in other["edges"])
    if mine != theirs:
        faults.append(f"two readers disagree about edges: {sorted(set(mine) ^ set(theirs))[:3]}")
    return faults


def arranged(the_map, placement, slack):
    """Boxes of one rank begin on one line; siblings stand in the author's order and have one width, and one height where
    they stand in a row; the parent stands over the middle of its children, give or take what makes a wire straight."""
    faults = []
    right = the_map.direction == "right"
    ranks = {}
    for path, box in placement.items():
        ranks.setdefault(path.replace(":", ".").count("."), {})[path] = box[1 if right else 0]
    for rank, near in ranks.items():
        if max(near.values()) - min(near.values()) > 0.01:
            faults.append(f"boxes of rank {rank} do not begin on one line: {near}")
    for box in every(drawn(the_map)):
        nodes = [kid.path for kid in box.kids if not kid.is_card]
        if not box.kids or any(kid.path not in placement for kid in box.kids):
            continue
        sizes = {(0 if right else placement[path][2] - placement[path][0], placement[path][3] - placement[path][1])
                 for path in nodes}
        if len(sizes) > 1 and max(abs(a - b) for one in sizes for two in sizes for a, b in zip(one, two)) > 0.02:
            faults.append(f"children of {box.path} have several sizes: {sorted(sizes)}")
        begins = [placement[path][0 if right else 1] for path in nodes]
        if begins != sorted(begins):
            faults.append(f"children of {box.path} are not in the author's order")
        low, high = (0, 2) if right else (1, 3)
        middle = lambda path: (placement[path][low] + placement[path][high]) / 2
        kids = sorted((kid.path for kid in box.kids), key=lambda path: placement[path][low])
        centres = (middle(kids[0]) + middle(kids[-1])) / 2
        extents = (placement[kids[0]][low] + placement[kids[-1]][high]) / 2
        off = min(abs(middle(box.path) - centres), abs(middle(box.path) - extents))
        if off > slack:
            faults.append(f"{box.path} stands {off:g} off the middle of its children")
    return faults


def same_arrangement(the_map, cells, px):
    """Rows and order of siblings are those of the other drawing."""
    faults = []
    low = 0 if the_map.direction == "right" else 1
    for box in every(drawn(the_map)):
        paths = [kid.path for kid in box.kids]
        one = sorted(paths, key=lambda path: cells[path][low])
        two = sorted(paths, key=lambda path: px[path][low])
        if one != two:
            faults.append(f"children of {box.path} stand in another order: {one} and {two}")
    return faults


# -- list ----------------------------------------------------------------------------------------------------------------


ARROWS = {"->": "→", "<->": "↔", "--": "—"}


MOST_PARENTS = 3                                               # that tell a target from others of its label


def target_names(the_map):
    """By id, what a row calls a node that its link leads to: its label; behind those of as many parents as tell it from
    all other rows of that name; where none do, the path of its ids."""
    chains, paths, stack = [], {}, [(root, (), ()) for root in the_map.roots]
    node_chain = {}
    while stack:
        node, above, ids = stack.pop()
        chain, path = (node.label, *above), (*ids, node.id)
        node_chain[node.id], paths[node.id] = chain, ".".join(path)
        chains += [chain] + [(item, *chain) for item, _ in node.items]
        stack += [(kid, chain, path) for kid in node.kids]

    def name(ident):
        chain = node_chain[ident]
        for parents in range(min(MOST_PARENTS, len(chain) - 1) + 1):
            part = chain[:parents + 1]
            alike = [other for other in chains if other[:parents + 1] == part]
            last = parents == len(chain) - 1                   # those that go on are told by their parents
            if len(alike) == 1 or (last and alike.count(chain) == 1):
                return " / ".join(reversed(part)).replace("\n", " ")
        return paths[ident]

    return {ident: name(ident) for ident in node_chain}


def said_links(the_map, links, ascii_lines):
    """By id, what the row of a node says of its links: grouped by arrow, in order."""
    names, said = target_names(the_map), {}
    for ident in names:
        for arrow in ARROWS:
            targets = [names[to] + ("" if label is None else f" ({label})".replace("\n", " "))
                       for _, _, to, label in (link for link in links if link[:2] == (ident, arrow))]
            if targets:
                said[ident] = said.get(ident, "") + f" {arrow if ascii_lines else ARROWS[arrow]} " + ", ".join(targets)
    return said


def listed(the_map, drawing, ascii_lines=False, links=()):
    """Faults of a list: the rows must be the nodes and items, each under its parent, in order, with their links."""
    said = said_links(the_map, links, ascii_lines)
    rows, faults = reader.read_list(drawing, ascii_lines)
    flat = lambda label, note: label.replace("\n", " ") + ("" if note is None else " (" + note.replace("\n", " ") + ")")
    want, stack = [], [(node, 0) for node in reversed(the_map.roots)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, str):
            want.append((depth, node))
            continue
        want.append((depth, flat(node.label, node.note) + said.get(node.id, "")))
        kids = [(kid, depth + 1) for kid in node.kids]
        items = [(flat(*item), depth + 1) for item in node.items]
        stack.extend(reversed(items + kids if node.items_first else kids + items))
    have = [(depth, drop_bidi(line)) for depth, line in rows]
    if have != want:
        at = next((i for i, (a, b) in enumerate(zip(have, want)) if a != b), min(len(have), len(want)))
        faults.append(f"row {at + 1} is {have[at:at + 1]} where {want[at:at + 1]} is meant")
    return faults


# -- svg -----------------------------------------------------------------------------------------------------------------


def svg(the_map, drawing, narrow=False):
    """Faults of an SVG drawing, and the placement. `narrow` as of text()."""
    try:
        got = vector.Vector(drawing)
    except (ValueError, SyntaxError) as error:                 # ParseError is a SyntaxError
        return [f"not an SVG drawing: {error}"], {}
    tops = drawn(the_map)
    want = {box.path: box for box in every(tops)}
    if set(want) != set(got.boxes):
        got.fault(f"lacks {sorted(set(want) - set(got.boxes))}, has besides {sorted(set(got.boxes) - set(want))}")
        return got.faults, {}
    placement = {}
    for path, box in want.items():
        it = got.boxes[path]
        if it.x0 is None:
            got.fault(f"{path} has no rectangle")
            return got.faults, {}
        placement[path] = (it.y0, it.x0, it.y1, it.x1)
        marks = sorted([(t.y, 1, t.x, t.text) for t in it.texts] + [(rule[0][1], 0, 0, "") for rule in it.rules])
        parts, row = [[]], None
        for y, is_text, _, words in marks:
            if not is_text:
                parts.append([])
            elif y == row:                                     # beside each other
                parts[-1][-1] += " " + words
            else:
                parts[-1].append(words)
            row = y
        wrong = says(parts, box, False)
        if wrong:
            got.fault(f"{path}: {wrong}")
        label = box.entries[0][0].replace("\n", " ")
        if not box.is_card and not it.title.replace("\n", " ").startswith(label):
            got.fault(f"the title of {path} is {it.title!r}")
    got.geometry(reader.clusters)
    edges = got.edges(the_map.direction, narrow)
    if edges != edges_of(tops):
        got.fault(f"edges lacking {sorted(edges_of(tops) - edges)[:4]}, besides {sorted(edges - edges_of(tops))[:4]}")
    heard = [got.root.findtext(vector.SVG + name) or "" for name in ("title", "desc")]  # one after the other
    described = " ".join(" ".join(heard).split())
    for box in list(every(tops))[:DESCRIBED]:
        if not box.is_card and " ".join(box.entries[0][0].split()) not in described:
            got.fault(f"the description does not name {box.path}")
    return got.faults + ([] if narrow else arranged(the_map, placement, SLACK_PX)), placement


def changed_lines(one, two):
    """How many lines a diff of two texts would show, those taken away and those added."""
    return sum(line[0] in "+-" for line in difflib.ndiff(one.split("\n"), two.split("\n")) if line)


# -- png, json -----------------------------------------------------------------------------------------------------------


def png(the_map, data, size, placement, scale):
    """Faults of a PNG: its size, and ink inside and around every box."""
    try:
        got = picture.decode(data)
    except ValueError as error:
        return [f"not a PNG: {error}"]
    faults = []
    if abs(got.width - size[0] * scale) > 1 or abs(got.height - size[1] * scale) > 1:
        faults.append(f"{got.width}x{got.height} pixels, {size[0] * scale:g}x{size[1] * scale:g} meant")
    for path, (top, left, bottom, right) in placement.items():
        inner = picture.values(got, left * scale + 3, top * scale + 3, right * scale - 3, bottom * scale - 3)
        ground = max(inner, key=inner.get, default=0)
        ink = sum(count for value, count in inner.items() if abs(value - ground) > 40)
        if ink < 4 * scale:
            faults.append(f"no text in {path}")
        middle = (top + bottom) / 2 * scale
        edge = picture.values(got, left * scale - 3, middle, left * scale + 3, middle + 1)
        if len(edge) < 2:
            faults.append(f"no border at the left of {path}")
    return faults


def json_text(the_map, data):
    try:
        json.loads(data, parse_constant=lambda word: (_ for _ in ()).throw(ValueError(word)))
    except ValueError as error:
        return [f"not JSON: {error}"]
    return []
