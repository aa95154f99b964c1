"""Read an SVG drawing back into boxes, texts, edges, and name what breaks its contract.

The contract: one element a line; every box a `<g>` with its path as id and a `<title>`; presentation attributes; wires of
axis-parallel lines from border to border, arrowheads on them; at most two decimals; no script, no foreignObject, nothing
from outside the file.
"""
import re
import xml.etree.ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
NEAR = 0.75                                                    # px: a stroke's half width and rounding
HANGS = (10, 16)                                               # px from the left of a box to the rail of a column below
HEAD = 14                                                      # px: no arrowhead is longer

# Advances of Helvetica and Helvetica Bold (as Arial) for U+0020 to U+007E, 1/1000 em: what a reader's font surely needs.
SANS = [int(v) for v in """278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556
556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944
667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500
722 500 500 500 334 260 334 584""".split()]
BOLD = [int(v) for v in """278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556
556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944
667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556
778 556 556 500 389 280 389 584""".split()]


def advance(text, size, bold, clusters):
    """At least how wide the text is, in px, in Arial; a wide cluster is an em, any other unknown one a third."""
    total = 0
    for cluster, cells in clusters(text):
        code = ord(cluster[0])
        if 0x20 <= code < 0x7f and cells == 1:
            total += (BOLD if bold else SANS)[code - 0x20]
        else:
            total += {0: 0, 1: 333}.get(cells, 1000)
    return total * size / 1000


class Box:
    def __init__(self, ident, title):
        self.id, self.title, self.texts, self.rules = ident, title, [], []
        self.x0 = self.y0 = self.x1 = self.y1 = None           # stays None for a row of a list

    def touches(self, x, y):
        """The side of the border on which a point lies, or ''."""
        if self.x0 is None or not (self.x0 - NEAR <= x <= self.x1 + NEAR and self.y0 - NEAR <= y <= self.y1 + NEAR):
            return ""
        for side, far in (("top", abs(y - self.y0)), ("bottom", abs(y - self.y1)),
                          ("left", abs(x - self.x0)), ("right", abs(x - self.x1))):
            if far <= NEAR:
                return side
        return ""


class Text:
    def __init__(self, x, y, anchor, size, bold, text):
        self.x, self.y, self.anchor, self.size, self.bold, self.text = x, y, anchor, size, bold, text


class Vector:
    """`boxes` by id, `wires`: lists of points, `heads`: lists of points, `faults`."""

    def __init__(self, source):
        self.faults, self.boxes, self.wires, self.heads, self.ids = [], {}, [], [], set()
        self.source = source
        self.root = ET.fromstring(source)
        if self.root.tag != SVG + "svg":
            raise ValueError("no svg element")
        self.view = [float(v) for v in self.root.get("viewBox", "0 0 0 0").split()]
        self.contract()
        self.walk()

    def fault(self, text):
        self.faults.append(text)

    # -- the letter of the contract -------------------------------------------------------------------------------------

    def contract(self):
        for name, want in (("width", self.view[2]), ("height", self.view[3])):
            if self.root.get(name, "").removesuffix("px") not in (f"{want:g}", f"{want:.2f}", str(want)):
                self.fault(f"{name} {self.root.get(name)!r} is not that of the viewBox")
        linked = self.root.find(f".//{SVG}a") is not None # what is an image has nothing within for those who hear it
        if self.root.get("role") != ("group" if linked else "img"):
            self.fault(f"role={self.root.get('role')!r}, {'with' if linked else 'without'} links")
        for name in ("title", "desc"):
            element = self.root.find(SVG + name)
            if element is None or not (element.text or "").strip():
                self.fault(f"no {name}")
        tags = {}
        for element in self.root.iter():
            tag = element.tag.removeprefix(SVG)
            tags[tag] = tags.get(tag, 0) + 1
            if tag in ("script", "foreignObject", "image", "iframe", "animate", "set", "use"):
                self.fault(f"an element {tag}")
            ident = element.get("id")
            if ident is not None:
                if ident in self.ids:
                    self.fault(f"id {ident!r} twice")
                self.ids.add(ident)
            for name, value in element.attrib.items():
                name = name.split("}")[-1]
                if name.startswith("on") or name in ("src", "transform"):
                    self.fault(f"an attribute {name} of {tag}")
                if name == "href" and not re.match(r"(https?:|mailto:|#|[^:]*$)", value):
                    self.fault(f"a link to {value!r}")
                if "url(" in value and "url(#" not in value:
                    self.fault(f"{name}={value!r} reaches outside")
                if name in ("x", "y", "width", "height", "d", "points", "rx", "ry", "viewBox", "x1", "x2", "y1", "y2",
                            "font-size", "stroke-width"):
                    if re.search(r"nan|inf", value, re.I):
                        self.fault(f"{name}={value!r} of {tag}")
                    if re.search(r"\.\d{3,}|\d[eE]", value):
                        self.fault(f"more than two decimals in {name}={value!r}")
        if tags.get("style", 0) > 1:
            self.fault("more than one style element")
        if re.search(r"@import|@font-face|url\(|var\(", "".join(s.text or "" for s in self.root.iter(SVG + "style"))):
            self.fault("the style reaches outside, or uses variables")
        for number, line in enumerate(self.source.split("\n"), 1):
            opened = re.findall(r"<[a-zA-Z]+", line)
            if len(opened) > 1 and not re.search(r"<(text|a|style)\b", line):
                self.fault(f"line {number} has several elements: {line[:80]}")
            if line != line.rstrip():
                self.fault(f"line {number} ends in blanks")

    # -- what is drawn --------------------------------------------------------------------------------------------------

    def walk(self):
        stack = [(self.root, None, {})]
        while stack:
            element, box, given = stack.pop()
            tag = element.tag.removeprefix(SVG)
            given = {**given, **{k: v for k, v in element.attrib.items()
                                 if k in ("font-size", "font-weight", "text-anchor", "fill", "stroke")}}
            if tag in ("style", "defs", "title", "desc", "metadata", "marker"):
                continue
            if tag == "g" and element.get("id") is not None:
                title = element.find(SVG + "title")
                if title is None:
                    title = element.find(f"{SVG}a/{SVG}title")
                if title is None and not element.get("id").endswith(":items"):
                    self.fault(f"no title in {element.get('id')!r}")
                box = Box(element.get("id"), "" if title is None else title.text or "")
                self.boxes[box.id] = box
            elif tag == "rect" and box is not None and box.x0 is None:
                x, y, w, h = (float(element.get(k, "0")) for k in ("x", "y", "width", "height"))
                box.x0, box.y0, box.x1, box.y1 = x, y, x + w, y + h
            elif tag == "text":
                self.text(element, box, given)
            elif tag in ("path", "line", "polyline", "polygon"):
                self.path(element, tag, box, given)
            stack.extend((child, box, given) for child in reversed(element))

    def text(self, element, box, given):
        words = "".join(element.itertext())
        x, y = float(element.get("x", "nan")), float(element.get("y", "nan"))
        bold = given.get("font-weight", "") in ("bold", "600", "700", "800")
        text = Text(x, y, given.get("text-anchor", "start"), float(given.get("font-size", "nan").removesuffix("px")), bold, words)
        (box.texts if box is not None else self.__dict__.setdefault("loose", [])).append(text)

    def path(self, element, tag, box, given):
        if tag == "line":
            lines = [[(float(element.get("x1", 0)), float(element.get("y1", 0))),
                      (float(element.get("x2", 0)), float(element.get("y2", 0)))]]
            closed = False
        elif tag in ("polyline", "polygon"):
            numbers = [float(v) for v in NUMBER.findall(element.get("points", ""))]
            lines, closed = [list(zip(numbers[::2], numbers[1::2]))], tag == "polygon"
        else:
            lines, closed = self.commands(element.get("d", ""))
        if box is not None:
            box.rules.extend(lines)
        elif closed or given.get("stroke", "none") == "none" and given.get("fill") != "none":
            self.heads.extend(lines)
        else:
            self.wires.extend(lines)

    def commands(self, data):
        """The subpaths as lists of points; a quadratic corner gives its control point, the corner it rounds."""
        lines, at, closed = [], (0.0, 0.0), False
        for command, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
            numbers = [float(v) for v in NUMBER.findall(rest)]
            small, command = command.islower(), command.upper()
            if command == "Z":
                closed = True
                at = lines[-1][0]
                continue
            size = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4}.get(command)
            if not size or len(numbers) % size:
                self.fault(f"path command {command!r} in {data[:60]!r}")
                return lines, closed
            for i in range(0, len(numbers), size):
                part = numbers[i:i + size]
                if command == "H":
                    points = [((at[0] if small else 0) + part[0], at[1])]
                elif command == "V":
                    points = [(at[0], (at[1] if small else 0) + part[0])]
                else:
                    base = at if small else (0, 0)
                    points = [(base[0] + part[k], base[1] + part[k + 1]) for k in range(0, size, 2)]
                at = points[-1]
                if command == "M" and i == 0:
                    lines.append([at])
                else:
                    lines[-1].extend(points)
        return lines, closed

    # -- wires to edges -------------------------------------------------------------------------------------------------

    def edges(self, direction, narrow=False):
        """The edges that the wires show; a net goes from the boxes it leaves at their far side to those it enters at
        their near side (top and left are near). Faults of the wires are named on the way. `narrow`: wires may go down
        and right, and the rail of a column may leave a box near the left end of its bottom."""
        near, far = (("left",), ("right",)) if direction == "right" else (("top",), ("bottom",))
        if narrow:
            near, far = ("left", "top"), ("right", "bottom")
        boxes = [b for b in self.boxes.values() if b.x0 is not None]
        pieces = []
        for wire in self.wires:
            for (x0, y0), (x1, y1) in zip(wire, wire[1:]):
                if abs(x0 - x1) > 0.011 and abs(y0 - y1) > 0.011:
                    self.fault(f"a wire that is not axis-parallel at {x0},{y0}")
                if (x0, y0) != (x1, y1):
                    pieces.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        up = list(range(len(pieces)))

        def find(i):
            while up[i] != i:
                up[i] = up[up[i]]
                i = up[i]
            return i

        def on(x, y, piece):
            return piece[0] - 0.3 <= x <= piece[2] + 0.3 and piece[1] - 0.3 <= y <= piece[3] + 0.3

        for i, a in enumerate(pieces):
            for j in range(i):
                b = pieces[j]
                if a[0] > b[2] + 0.3 or b[0] > a[2] + 0.3 or a[1] > b[3] + 0.3 or b[1] > a[3] + 0.3:
                    continue
                if on(a[0], a[1], b) or on(a[2], a[3], b) or on(b[0], b[1], a) or on(b[2], b[3], a):
                    up[find(i)] = find(j)
                else:
                    self.fault(f"wires cross at {a} and {b}")
            for box in boxes:
                if (a[0] < box.x1 - NEAR and a[2] > box.x0 + NEAR and a[1] < box.y1 - NEAR and a[3] > box.y0 + NEAR):
                    self.fault(f"a wire through {box.id!r} at {a}")
        nets = {}
        for i, a in enumerate(pieces):
            tails, heads = nets.setdefault(find(i), (set(), set()))
            for k, (x, y) in enumerate(((a[0], a[1]), (a[2], a[3]))):
                others = [p for j, p in enumerate(pieces) if j != i and on(x, y, p)]
                met = [(b, side) for b in boxes for side in [b.touches(x, y)] if side]
                if not others and not met:                     # it may end under its arrowhead: look along it
                    step = (HEAD if k else -HEAD)
                    tip = (x + step, y) if abs(a[3] - a[1]) < 0.011 else (x, y + step)
                    low, high = (min(x, tip[0]), min(y, tip[1])), (max(x, tip[0]), max(y, tip[1]))
                    for head in self.heads:
                        for hx, hy in head:
                            if low[0] - 0.3 <= hx <= high[0] + 0.3 and low[1] - 0.3 <= hy <= high[1] + 0.3:
                                met += [(b, side) for b in boxes for side in [b.touches(hx, hy)] if side]
                    if not met:
                        self.fault(f"a wire ends in the open at {x},{y}")
                for box, side in met:
                    off = (x - (box.x0 + box.x1) / 2) if side in ("top", "bottom") else (y - (box.y0 + box.y1) / 2)
                    hangs = narrow and side == "bottom" and any(abs(x - box.x0 - hang) < NEAR for hang in HANGS)
                    if abs(off) > NEAR and not hangs:
                        self.fault(f"a wire meets {box.id!r} {off:g} px off the middle of its {side}")
                    if side in far:
                        tails.add(box.id)
                    elif side in near:
                        heads.add(box.id)
                    else:
                        self.fault(f"a wire at the {side} of {box.id!r}")
        found = set()
        for tails, heads in nets.values():
            found |= {(t, h) for t in tails for h in heads}
            if not tails or not heads:
                self.fault(f"a wire that joins no two boxes: {sorted(tails | heads)}")
        pointed = {b.id for head in self.heads for x, y in head for b in boxes if b.touches(x, y)}
        for _, head in found:
            if head not in pointed:
                self.fault(f"no arrowhead at {head!r}")
        if len(self.heads) > len({h for _, h in found}):
            self.fault(f"{len(self.heads)} arrowheads for {len({h for _, h in found})} boxes")
        return found

    # -- geometry -------------------------------------------------------------------------------------------------------

    def geometry(self, clusters):
        """Boxes inside the drawing and apart; texts inside their boxes, lines of text apart."""
        x0, y0, w, h = self.view
        boxes = sorted((b for b in self.boxes.values() if b.x0 is not None), key=lambda b: b.x0)
        for i, a in enumerate(boxes):
            if not (x0 <= a.x0 < a.x1 <= x0 + w and y0 <= a.y0 < a.y1 <= y0 + h):
                self.fault(f"{a.id!r} is not inside the viewBox")
            for b in boxes[i + 1:]:
                if b.x0 >= a.x1:
                    break
                if a.y0 < b.y1 and b.y0 < a.y1:
                    self.fault(f"{a.id!r} and {b.id!r} overlap")
        for box in self.boxes.values():
            places = []
            for text in box.texts:
                width = advance(text.text, text.size, text.bold, clusters)
                left = text.x - width * {"middle": 0.5, "end": 1}.get(text.anchor, 0)
                if not (left == left and text.y == text.y):
                    self.fault(f"text without a place in {box.id!r}")
                elif box.x0 is not None and not (box.x0 < left and left + width < box.x1
                                                 and box.y0 < text.y - 0.7 * text.size and text.y + 0.2 * text.size < box.y1):
                    self.fault(f"text {text.text!r} does not fit into {box.id!r}")
                elif (box.x0 is not None and text.anchor == "middle" and abs(text.x - (box.x0 + box.x1) / 2) > NEAR
                      # words of one row stand apart where one of them runs from right to left
                      and not any(other is not text and other.y == text.y for other in box.texts)):
                    self.fault(f"text {text.text!r} is not in the middle of {box.id!r}")
                elif not (x0 <= left and left + width <= x0 + w and y0 < text.y <= y0 + h):
                    self.fault(f"text {text.text!r} is not inside the viewBox")
                places.append((text.y, left, left + width, text.size, text.text))
            places.sort()
            for (y, _, right, _, one), (below, left, _, size, two) in zip(places, places[1:]):
                if below - y < 0.9 * size and not (below == y and right < left):
                    self.fault(f"text {one!r} and {two!r} of {box.id!r} overlap")
            for rule in box.rules:
                if box.x0 is not None and not all(box.x0 - NEAR <= x <= box.x1 + NEAR and box.y0 < y < box.y1 for x, y in rule):
                    self.fault(f"a rule outside of {box.id!r}")
