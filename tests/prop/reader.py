#!/usr/bin/env python3
"""Read drawings made of characters back: box drawings into boxes and edges, lists into trees. Names what is wrong.

usage: reader.py [--ascii] FILE

Written for the tests alone and stricter than a tool for drawings found in the wild: a box is a rectangle whose four corners
and sides are all there; a line that leaves a box leaves at a junction of its border; every arm of every line character is
met by an arm, a border or an arrowhead; nothing but lines stands outside boxes; text keeps a blank's distance to borders.
"""
import collections
import functools
import sys
import unicodedata

UP, RIGHT, DOWN, LEFT = (-1, 0), (0, 1), (1, 0), (0, -1)
NAMES = {"UP": [UP], "DOWN": [DOWN], "LEFT": [LEFT], "RIGHT": [RIGHT], "VERTICAL": [UP, DOWN], "HORIZONTAL": [LEFT, RIGHT]}
HEADS = {"▼": DOWN, "▲": UP, "▶": RIGHT, "►": RIGHT, "◀": LEFT, "◄": LEFT}
ASCII_HEADS = {"v": DOWN, "^": UP, ">": RIGHT, "<": LEFT}
HANGS = (1, 2)                                                 # columns from the left end of a box to the rail below it
NONE = frozenset()
BIDI = set("\u200e\u200f\u2066\u2067\u2068\u2069")


def back(way):
    return -way[0], -way[1]


@functools.cache
def arms_of(char):
    """The arms of a line character, by its Unicode name; none for any other character."""
    if not "\u2500" <= char <= "\u257f":
        return NONE
    words = unicodedata.name(char).split()
    return frozenset(way for word in words for way in NAMES.get(word, []))


# -- text in cells -------------------------------------------------------------------------------------------------------


@functools.cache
def extends(char):
    return (unicodedata.category(char)[0] == "M" or char == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff"
            or "\U000e0020" <= char <= "\U000e007f")


@functools.cache
def simple(char):
    """Whether a character is a cluster of one cell, whatever stands beside it."""
    return char.isascii() or "\u2500" <= char <= "\u25ff"


def clusters(line):
    """Grapheme clusters of a line, as a terminal shows them, each with its cells."""
    if all(map(simple, set(line))):
        return [(char, 1) for char in line]
    found = []
    for char in line:
        if char in BIDI:
            continue
        last = found[-1] if found else ""
        flags = [c for c in last if "\U0001f1e6" <= c <= "\U0001f1ff"]
        if last and (extends(char) or last[-1] == "\u200d" or (len(flags) == 1 and "\U0001f1e6" <= char <= "\U0001f1ff")):
            found[-1] += char
        else:
            found.append(char)
    return [(cluster, cells_of(cluster)) for cluster in found]


@functools.cache
def cells_of(cluster):
    if "\ufe0f" in cluster or "\U0001f1e6" <= cluster[0] <= "\U0001f1ff":
        return 2
    if unicodedata.category(cluster[0]) in ("Mn", "Me", "Cf"):
        return 0
    return max(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cluster)


def cells(line):
    return sum(width for _, width in clusters(line))


# -- box drawings --------------------------------------------------------------------------------------------------------


class Box:
    """r0, c0, r1, c1: its border, inclusive. `parts`: lists of lines of text, divided by rules."""

    def __init__(self, r0, c0, r1, c1):
        self.r0, self.c0, self.r1, self.c1, self.parts = r0, c0, r1, c1, [[]]

    @property
    def lines(self):
        return [line for part in self.parts for line in part]


class Reading:
    """`linked`: links are drawn too, which meet a side where they like and have labels: `nets` and `loose` say what was read."""

    def __init__(self, text, ascii_lines=False, linked=False):
        self.ascii, self.faults, self.cell, self.width, self.linked = ascii_lines, [], {}, 0, linked
        lines = text.split("\n")
        if lines[-1] != "":
            self.faults.append("the last line does not end")
        for r, line in enumerate(lines):
            if line != line.rstrip():
                self.faults.append(f"{r + 1}: trailing blanks")
            c = 0
            for cluster, size in clusters(line):
                if cluster != " ":
                    self.cell[r, c] = cluster
                    if size == 2:
                        self.cell[r, c + 1] = ""
                c += size
            self.width = max(self.width, c)
        if text.strip("\n") != text[:-1]:
            self.faults.append("blank lines around the drawing")
        self.arm = {at: arms for at in self.cell for arms in [self.arms_at(at)] if arms}
        self.boxes = [box for box in map(self.close, sorted(self.arm)) if box]
        self.owner, self.inner = {}, set()
        for i, box in enumerate(self.boxes):
            self.claim(i, box)
        self.wires()

    def fault(self, at, text):
        self.faults.append(f"{at[0] + 1}:{at[1] + 1}: {text}")

    def arms(self, at):
        return self.arm.get(at, NONE)

    def arms_at(self, at):
        char = self.cell[at]
        if not self.ascii:
            return arms_of(char) if len(char) == 1 else NONE
        if char == "+":
            beside = {UP: "|+^", DOWN: "|+v", LEFT: "-+<", RIGHT: "-+>"}
            return frozenset(w for w in beside if self.cell.get((at[0] + w[0], at[1] + w[1]), " ") in tuple(beside[w]))
        return frozenset({"-": [LEFT, RIGHT], "|": [UP, DOWN]}.get(char, []))

    def head(self, at):
        return (ASCII_HEADS if self.ascii else HEADS).get(self.cell.get(at, " "))

    def side(self, at, way, stop):
        """Walks a border from a corner until the line turns; the corner there, or None."""
        while True:
            at = at[0] + way[0], at[1] + way[1]
            arms = self.arms(at)
            if back(way) not in arms:
                return None
            if way not in arms:
                return at if stop in arms else None

    def close(self, at):
        """The box whose top left corner this is, or None."""
        if not {RIGHT, DOWN} <= self.arms(at) or {UP, LEFT} & self.arms(at):
            return None
        right, below = self.side(at, RIGHT, DOWN), self.side(at, DOWN, RIGHT)
        if not right or not below:
            return None
        far = below[0], right[1]
        if self.side(right, DOWN, LEFT) != far or self.side(below, RIGHT, UP) != far:
            return None
        return Box(at[0], at[1], far[0], far[1])

    def claim(self, i, box):
        """Its border and inside belong to the box alone."""
        for r in range(box.r0, box.r1 + 1):
            for c in range(box.c0, box.c1 + 1):
                if (r, c) in self.owner or (r, c) in self.inner:
                    self.fault((r, c), "two boxes overlap")
                if r in (box.r0, box.r1) or c in (box.c0, box.c1):
                    self.owner[r, c] = i
                else:
                    self.inner.add((r, c))
        for r in range(box.r0 + 1, box.r1):
            row = [self.cell.get((r, c), " ") for c in range(box.c0 + 1, box.c1)]
            ruled = [RIGHT in self.arms((r, box.c0)), LEFT in self.arms((r, box.c1))]
            if all(ruled) and all(self.arms((r, c)) == {LEFT, RIGHT} for c in range(box.c0 + 1, box.c1)):
                box.parts.append([])
                continue
            if any(ruled):
                self.fault((r, box.c0), "a rule that does not cross its box")
            if row and (row[0] != " " or row[-1] != " "):
                self.fault((r, box.c0), "text touches the border")
            text = "".join(row).strip(" ")
            if text:
                box.parts[-1].append(text)
        if any(not part for part in box.parts):
            self.fault((box.r0, box.c0), "an empty box, or nothing between two rules")

    def wires(self):
        """Joins line characters into nets; a net gives an edge from every box it leaves to every box it points at."""
        self.edges, link = set(), {}
        outside = [at for at in self.cell if at not in self.owner and at not in self.inner]
        self.loose = collections.Counter()
        if self.linked:
            outside = self.take_labels(outside)

        def find(at):
            while link.setdefault(at, at) != at:
                link[at] = link.setdefault(link[at], link[at])  # halves the way for the next one
                at = link[at]
            return at

        tails, heads = {}, {}
        for at in outside:
            way = self.head(at)
            arms = {back(way)} if way else self.arms(at)
            if not arms:
                self.fault(at, f"{self.cell[at]!r} outside of any box")
                continue
            if way:
                target = at[0] + way[0], at[1] + way[1]
                if target not in self.owner:
                    self.fault(at, "an arrowhead that points at nothing")
                elif back(way) in self.arms(target) or self.corner(target):
                    self.fault(at, "an arrowhead that points at a corner, or at a line that leaves the box")
                else:
                    heads.setdefault(at, []).append(self.owner[target])
                    self.centred(target)
            for arm in arms:
                there = at[0] + arm[0], at[1] + arm[1]
                if there in self.owner or back(arm) not in self.arms(there):
                    self.follow(at, arm, tails, link, find)
                elif arm in (RIGHT, DOWN) or there in self.inner or way:  # two lines that meet: joined once is enough
                    link[find(at)] = find(there)
        for at in self.owner:
            for arm in self.arms(at):
                there = at[0] + arm[0], at[1] + arm[1]
                if there in self.owner or there in self.inner:
                    continue
                if self.linked:
                    there = self.look_on(there, arm)
                if there not in self.cell or (self.head(there) != arm and back(arm) not in self.arms(there)):
                    self.fault(at, "a junction in a border that no line meets")
        nets = {}
        for ends, which in ((tails, 0), (heads, 1)):
            for at, boxes in ends.items():
                nets.setdefault(find(at), ([], []))[which].extend(boxes)
        self.nets = list(nets.values())
        for root in {find(at) for at in outside}:
            some_tails, some_heads = nets.get(root, ([], []))
            if self.linked and len(some_tails) + len(some_heads) > 1:
                continue
            if not some_tails or not some_heads:
                self.fault(root, "a line that joins no two boxes")
            for tail in some_tails:
                for target in some_heads:
                    if (tail, target) in self.edges:
                        self.fault(root, "the same edge twice")
                    self.edges.add((tail, target))

    def take_labels(self, outside):
        """The cells outside that are lines; the words in the others are labels of links."""
        words = sorted(at for at in outside if not self.arms(at) and not self.head(at))
        text, last = "", None
        for at in words:
            if last and at != (last[0], last[1] + 1):
                self.loose.update(text.split())
                text = ""
            text += self.cell[at]
            last = at
        self.loose.update(text.split())
        self.label = set(words)
        return [at for at in outside if at not in self.label]

    def corner(self, at):
        box = self.boxes[self.owner[at]]
        return at[0] in (box.r0, box.r1) and at[1] in (box.c0, box.c1)

    def centred(self, at, leaves=False):
        """A wire meets a side in its middle, or in one of the two middle cells. The rail of a column may also leave a box
        near the left end of its bottom."""
        if self.linked:
            return
        box = self.boxes[self.owner[at]]
        off = (2 * at[1] - box.c0 - box.c1) if at[0] in (box.r0, box.r1) else (2 * at[0] - box.r0 - box.r1)
        if abs(off) > 1 and not (leaves and at[0] == box.r1 and at[1] - box.c0 in HANGS):
            self.fault(at, "a line that does not meet a box in the middle of its side")

    def follow(self, at, arm, tails, link, find):
        there = at[0] + arm[0], at[1] + arm[1]
        if self.linked and there not in self.owner:
            there = self.look_on(there, arm)
        if there in self.owner:
            if back(arm) not in self.arms(there) or self.corner(there):
                self.fault(at, "a line that meets a border without a junction")
            tails.setdefault(at, []).append(self.owner[there])
            self.centred(there, True)
            return
        beyond = there[0] + arm[0], there[1] + arm[1]
        straight = self.arms(there)
        if len(straight) == 2 and arm not in straight and back(arm) not in straight and back(arm) in self.arms(beyond):
            there = beyond                                      # a bridge: under a line that runs across
        if self.head(there) == arm or (self.head(there) is None and back(arm) in self.arms(there)):
            link[find(at)] = find(there)
        elif self.linked and self.head(there) == back(arm):     # two arrowheads, back to back
            link[find(at)] = find(there)
        else:
            self.fault(at, f"{self.cell[at]} has a loose arm")

    def look_on(self, there, arm):
        """Past a label in the line, or under several lines that run across."""
        step = lambda at: (at[0] + arm[0], at[1] + arm[1])
        at, turned = there, {arm, back(arm)}
        if at in self.label and arm in (LEFT, RIGHT):
            for _ in range(200):
                if self.arms(at) or self.head(at):
                    return at
                at = step(at)
        while len(self.arms(at)) == 2 and not self.arms(at) & turned and at not in self.owner:
            at = step(at)
        return at if at != there and (back(arm) in self.arms(at) or self.head(at) == arm) else there


# -- lists ---------------------------------------------------------------------------------------------------------------


def read_list(text, ascii_lines=False):
    """The rows of a list as (depth, text) and its faults: arms are right where a node has a younger sibling or none."""
    more, last, down = ("+-- ", "+-- ", "|   ") if ascii_lines else ("├── ", "└── ", "│   ")
    rows, faults = [], []
    lines = text.split("\n")
    if lines[-1] != "":
        faults.append("the last line does not end")
    for number, line in enumerate(lines[:-1], 1):
        units, rest = [], line
        while rest[:4] in (down, "    "):
            units.append(rest[:4])
            rest = rest[4:]
        if rest[:4] in (more, last):
            units.append(rest[:4])
            rest = rest[4:]
        elif units:
            faults.append(f"{number}: no arm before {rest!r}")
        if line != line.rstrip() or not rest.strip() or rest != rest.lstrip():
            faults.append(f"{number}: blanks astray, or an empty line")
        rows.append((units, rest))
    open_below = []                                            # from the end: is there a younger sibling at each level?
    for number in range(len(rows) - 1, -1, -1):
        units, _ = rows[number]
        depth = len(units)
        del open_below[depth:]
        open_below += [False] * (depth - len(open_below))
        for level, unit in enumerate(units):
            want = ((more if open_below[level] else last) if level == depth - 1 else (down if open_below[level] else "    "))
            if unit != want:
                faults.append(f"{number + 1}: {unit!r} where {want!r} is right")
        if depth:
            open_below[depth - 1] = True
    for number in range(1, len(rows)):
        if len(rows[number][0]) > len(rows[number - 1][0]) + 1:
            faults.append(f"{number + 1}: a level is skipped")
    return [(len(units), rest) for units, rest in rows], faults


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("usage: reader.py [--ascii] FILE")
    with open(sys.argv[-1], encoding="utf-8") as file:
        got = Reading(file.read(), "--ascii" in sys.argv)
    for i, box in enumerate(got.boxes):
        print(f"box {i}: {' | '.join(' / '.join(part) for part in box.parts)}")
    for edge in sorted(got.edges):
        print(f"  {edge[0]} -> {edge[1]}")
    for fault in got.faults:
        print("  fault", fault)
    sys.exit(1 if got.faults else 0)
