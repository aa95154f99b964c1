#!/usr/bin/env python3
"""Boxes in boxes: what must be true of every drawing by the layout `nested`.

usage: run.py [SEED...]

Draws ATL_PROP_N (500) generated maps at random widths as text, SVG and `--dump=place`, and reads them back. Promised of
each: the boxes that stand in a box are exactly its children, in the author's order, rows from the top, with links, too; boxes of a row have
one top and one height; siblings do not overlap; every text is there and inside its box; the drawing is as wide as was asked
for, or that is said; in SVG every text stands out from its ground by 4.5:1, light and dark, in every style.
Every fifth run spoils its drawings and demands that each damage is found out.
"""
import multiprocessing
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "prop"))
import gen
import outer
import reader
import vector

ATLASC = os.path.abspath(os.environ.get("ATLASC", pathlib.Path(__file__).resolve().parents[2] / "build/release/atlasc"))
SHARED = os.environ.get("ATL_SHARED", "")
KEEP = pathlib.Path(os.environ.get("ATL_BUILD", tempfile.gettempdir())) / "nested-failed"
WIDTHS, PX_WIDTHS, NARROW, STYLES = (40, 60, 80, 100, 130, 200), (400, 700, 1000), 40, ("atlas", "blueprint", "contrast", "mono", "print")
LEAST_CONTRAST, NEAR = 4.5, 0.75
LINES = re.compile("[\u2500-\u257f▼▲▶◀→]")                     # in a label: the reader takes them for wires


BOXREAD = outer.boxread()


class Want:
    """A box that must be there. Items stand in the box of their node where that has no nodes."""

    def __init__(self, path, texts, kids, holds=True):
        self.path, self.texts, self.kids, self.holds = path, texts, kids, holds  # boxes or items


def wanted(the_map):
    tops = []
    stack = [(node, node.id, tops) for node in reversed(the_map.roots)]
    while stack:
        node, path, into = stack.pop()
        says = lambda entries: [text for entry in entries for text in entry if text is not None]
        box = Want(path, says([(node.label, node.note)] + ([] if node.kids else node.items)), [], bool(node.kids or node.items))
        if node.items and node.kids:
            box.kids.append(Want(path + ":items", says(node.items), []))
        into.append(box)
        stack.extend((kid, f"{path}.{kid.id}", box.kids) for kid in reversed(node.kids))
    return tops


def every(tops):
    stack = list(reversed(tops))
    while stack:
        box = stack.pop()
        yield box
        stack.extend(reversed(box.kids))


def letters(texts):
    return sorted(c for text in texts for c in "".join(text) if not c.isspace() and c not in reader.BIDI)


# -- the checks ----------------------------------------------------------------------------------------------------------


def arranged(tops, place, slack=0.01, linked=False):
    """Faults of where boxes stand; `place` is {path: (left, top, right, bottom)}, right and bottom outside of the box. Links
    push boxes on and let them grow: then order and rows are what is left."""
    faults = []
    for box in [Want("the map", [], tops)] + list(every(tops)):
        kids = [(kid.path, place[kid.path]) for kid in box.kids]
        frame = place.get(box.path)
        for path, (left, top, right, bottom) in kids:
            if frame and not (frame[0] < left and frame[1] < top and right < frame[2] and bottom < frame[3]):
                faults.append(f"{path} is not inside of its frame")
        holds = {kid.path: kid.holds for kid in box.kids}
        rows = []
        for path, at in kids:
            if rows and abs(at[1] - rows[-1][-1][1][1]) <= slack:
                if at[0] < rows[-1][-1][1][2] - slack:
                    faults.append(f"{path} does not stand beside {rows[-1][-1][0]}")
                rows[-1].append((path, at))
                continue
            if rows and (at[1] < max(one[3] for _, one in rows[-1]) - slack
                         or (abs(at[0] - kids[0][1][0]) > slack and not linked)):
                faults.append(f"{path} does not begin a row below {rows[-1][-1][0]}")
            rows.append([(path, at)])
        for row in [] if linked else rows:  # frames and lists are as high as their row, what holds nothing as the highest of its kind in there
            high = max(one[3] for _, one in row)
            for what in (True, False):
                like = [(path, one) for path, one in row if holds[path] == what]
                want = high if what else max((one[3] for _, one in like), default=0)
                faults += [f"{path} is not as high as what stands beside it" for path, one in like if abs(one[3] - want) > slack]
    return faults


def text(the_map, drawing):
    """Faults of a drawing in text."""
    got = BOXREAD.Drawing(drawing).result()
    faults = [f"boxread: {fault}" for fault in got["faults"]]
    boxes, inside, place = got["boxes"], {}, {}
    for i, box in enumerate(boxes):
        inside.setdefault(box["in"], []).append(i)
    tops = wanted(the_map)
    stack = [("the map", tops, None)]
    while stack:
        path, want, within = stack.pop()
        have = sorted(inside.get(within, []), key=lambda i: boxes[i]["at"][:2])
        if len(have) != len(want):
            return faults + [f"{path} holds {len(want)} boxes, drawn are {len(have)}"]
        for box, i in zip(want, have):
            top, left, bottom, right = boxes[i]["at"]
            place[box.path] = (left, top, right + 1, bottom + 1)
            stack.append((box.path, box.kids, i))
            if box.kids:                                       # what stands below its border is not read
                title = "".join(c for c in "".join(boxes[i]["text"][:1]) if c not in reader.BIDI)
                if title and not title.startswith(box.texts[0]):
                    faults.append(f"{box.path} has the title {title!r}")
                elif not title and not any(word in drawing for word in box.texts[0].split()):
                    faults.append(f"{box.path} has no title")
            else:
                read = [line for line in boxes[i]["text"] if line != "---"]
                if [c for c in letters(read) if c not in "()"] != [c for c in letters(box.texts) if c not in "()"]:
                    faults.append(f"{box.path} reads {read}")
    return faults + arranged(tops, place)


def dumped(the_map, lines, linked=False):
    """Faults of --dump=place: {path: rectangle} is read from it."""
    place = {}
    for match in re.finditer(r"^box \d+ x=(\d+) y=(\d+) w=(\d+) h=(\d+) (.*)$", lines, re.M):
        x, y, w, h = map(int, match.groups()[:4])
        place[match.group(5)] = (x, y, x + w, y + h)
    tops = wanted(the_map)
    if set(place) != {box.path for box in every(tops)}:
        return [f"other boxes: {sorted(set(place) ^ {box.path for box in every(tops)})[:4]}"]
    odd = [path for path, rect in place.items() if any(v % 8 for v in rect)]
    return arranged(tops, place, linked=linked) + [f"{path} does not lie on whole px" for path in odd]


def luminance(color):
    color = color.lstrip("#")
    color = "".join(c * 2 for c in color) if len(color) == 3 else color
    parts = [int(color[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Vector(vector.Vector):
    """A note behind a label is a text of its own: it has other letters."""

    def text(self, element, box, given):
        note = element.find(vector.SVG + "tspan")
        if note is None or note.get("class") != "atl-n":
            return super().text(element, box, given)
        element.remove(note)
        super().text(element, box, given)
        label = box.texts[-1]
        x = label.x + vector.advance(label.text, label.size, label.bold, reader.clusters) + float(note.get("dx"))
        note.set("x", str(x))
        note.set("y", element.get("y"))
        return super().text(note, box, {**given, **note.attrib})


def svg(the_map, drawing):
    try:
        got = Vector(drawing)
    except (ValueError, SyntaxError) as error:
        return [f"not an SVG drawing: {error}"]
    tops = wanted(the_map)
    want = {box.path: box for box in every(tops)}
    if set(want) != set(got.boxes):
        return got.faults + [f"other boxes: {sorted(set(want) ^ set(got.boxes))[:4]}"]
    faults = list(got.faults)
    for path, box in got.boxes.items():
        if letters(t.text for t in box.texts) != letters(want[path].texts):
            faults.append(f"{path} says {[t.text for t in box.texts]}")
        for t in box.texts:
            width = vector.advance(t.text, t.size, t.bold, reader.clusters)
            left = t.x - width * {"middle": 0.5, "end": 1}.get(t.anchor, 0)
            if not (box.x0 < left and left + width < box.x1 and box.y0 < t.y - 0.7 * t.size and t.y + 0.2 * t.size < box.y1):
                faults.append(f"text {t.text!r} does not fit into {path}")
            for kid in want[path].kids:
                if t.y + 0.2 * t.size > got.boxes[kid.path].y0:
                    faults.append(f"text {t.text!r} of {path} stands on {kid.path}")
    place = {path: (box.x0, box.y0, box.x1, box.y1) for path, box in got.boxes.items()}
    return faults + arranged(tops, place) + inks(drawing)


def inks(drawing):
    """Texts that do not stand out from the box they are in."""
    faults, dark = [], {}
    for name, part, color in re.findall(r">\.([\w-]+)(| \.atl-b| \.atl-n)\{fill:(#\w+)", drawing):
        dark[name, part] = color
    for name, text_color, fill, body in re.findall(
            r'<g [^>]*class="([\w-]+)" fill="(#\w+)"[^>]*>.*?<rect [^>]*fill="(#\w+)"[^>]*>(.*?)\n</g>', drawing, re.S):
        notes = re.findall(r'class="atl-n"[^>]*? fill="(#\w+)"', body)
        for ink, ground in [(text_color, fill), (dark[name, ""], dark[name, " .atl-b"])] + [(note, fill) for note in notes] + [
                (dark.get((name, " .atl-n"), dark[name, ""]), dark[name, " .atl-b"])]:
            if contrast(ink, ground) < LEAST_CONTRAST:
                faults.append(f"the ink {ink} of {name} on {ground} has a contrast of {contrast(ink, ground):.1f}:1")
    return faults


# -- the runs ------------------------------------------------------------------------------------------------------------


def atlasc(folder, *args):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "HOME": str(folder)}
    env |= {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    ran = subprocess.run([ATLASC, "map.yaml", "-l", "nested", *args], cwd=folder, env=env, capture_output=True, timeout=60)
    return ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"), ran.returncode


def drawings(seed, folder):
    rng = random.Random(f"nested {seed}")
    the_map = gen.make(seed)
    (folder / "map.yaml").write_text(the_map.text, encoding="utf-8")
    made, faults, width = {}, [], rng.choice(WIDTHS)
    for kind, args in (("text", ("--width", str(width))), ("narrow", ("--width", str(NARROW))),
                       ("svg", ("-T", "svg", "--style", rng.choice(STYLES))), ("place", ("-T", "svg", "--dump=place"))):
        out, err, status = atlasc(folder, *args)
        if status:
            faults.append(f"exit: {status} of {' '.join(args)}: {err[:200]}")
            continue
        made[kind] = out
        most = {"text": width, "narrow": NARROW}.get(kind)
        if most and max(map(reader.cells, out.splitlines()), default=0) > most and "wide" not in err:
            faults.append(f"{kind}: wider than {most}, and nothing is said about it")
        if kind == "text" and atlasc(folder, *args)[0] != out:
            faults.append("text: a second run gives other bytes")
        described = lambda drawing: re.findall("<desc>.*?</desc>", drawing, re.S)
        if kind == "svg" and described(out) != described(atlasc(folder, *args, "-l", "tree")[0]):
            faults.append("svg: it is described in other words than the tree")
    links = gen.links(the_map)
    if links:
        with (folder / "map.yaml").open("a", encoding="utf-8") as text:
            text.write(gen.write_links(links))
        for width in ((), ("--width", str(rng.choice(PX_WIDTHS)))):
            out, err, status = atlasc(folder, "-T", "svg", "--dump=place", *width)
            if status:
                faults.append(f"exit: {status} with links: {err[:200]}")
            made["linked" + "".join(width)] = out
    return the_map, made, faults


def judge(the_map, made):
    faults = []
    readable = BOXREAD and not LINES.search(the_map.text)
    for kind in ("text", "narrow"):
        if kind in made and readable:
            faults += [f"{kind}: {fault}" for fault in text(the_map, made[kind])]
    if "place" in made:
        faults += [f"place: {fault}" for fault in dumped(the_map, made["place"])]
    for kind in made:
        if kind.startswith("linked"):
            faults += [f"{kind}: {fault}" for fault in dumped(the_map, made[kind], True)]
    if "svg" in made:
        faults += [f"svg: {fault}" for fault in svg(the_map, made["svg"])]
    return faults


def spoilt(the_map, made, rng):
    """(kind, what, drawing): small damages, each of which makes it wrong."""
    if BOXREAD and not LINES.search(the_map.text):
        drawing = made["text"]
        corners = [m.start() for m in re.finditer("[┌└┐┘]", drawing)]
        at = rng.choice(corners)
        yield "text", "a corner lost", drawing[:at] + " " + drawing[at + 1:]
        rows = drawing.split("\n")
        at = rng.choice([i for i, row in enumerate(rows) if "└" in row])
        yield "text", "a row lost", "\n".join(rows[:at] + rows[at + 1:])
    framed = list(re.finditer(r"^(box \d+ x=)(\d+)( y=)(\d+)( .*[.:].*)$", made["place"], re.M))
    if framed:
        box = rng.choice(framed)
        x, y = int(box.group(2)), int(box.group(4))
        for what, left, top in (("a box pushed out of its frame", 1 << 20, y), ("a box off the grid", x + 1, y)):
            yield "place", what, made["place"].replace(
                box.group(0), f"{box.group(1)}{left}{box.group(3)}{top}{box.group(5)}")
    yield "svg", "a text lost", re.sub(r"<text\b[^>]*>.*?</text>\n", "", made["svg"], count=1)
    yield "svg", "pale ink", re.sub(r'(<g [^>]*fill=")#\w+', r"\1#dddddd", re.sub(r'(<rect [^>]*fill=")#\w+', r"\1#fff", made["svg"]))


def check_seed(seed):
    with tempfile.TemporaryDirectory(prefix="atlas-nested-") as name:
        try:
            the_map, made, faults = drawings(seed, pathlib.Path(name))
            faults += judge(the_map, made)
            missed, tried = [], 0
            if not faults and seed % 5 == 0:
                for kind, what, drawing in spoilt(the_map, made, random.Random(seed)):
                    tried += 1
                    if not judge(the_map, {kind: drawing}):
                        missed.append(f"not noticed: {kind}: {what}")
        except subprocess.TimeoutExpired as error:
            faults, missed, tried = [f"hangs: {' '.join(error.cmd[1:])}"], [], 0
        if faults:
            KEEP.mkdir(parents=True, exist_ok=True)
            (KEEP / f"{seed}.yaml").write_text(gen.make(seed).text, encoding="utf-8")
        return seed, faults + missed, tried


def main(args):
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"nested: no program at {ATLASC} (set ATLASC)")
    if not BOXREAD:
        print("nested: the reader of box drawings is not there, text is not read back")
    seeds = [int(arg) for arg in args] or gen.seeds(500)
    bad = damages = 0
    with multiprocessing.Pool() as pool:
        for seed, faults, tried in pool.imap_unordered(check_seed, seeds, 4):
            bad += bool(faults)
            damages += tried
            for fault in faults[:3] if bad <= 20 else []:
                print(f"seed {seed}: {fault}")
    print(f"nested: {len(seeds)} maps, {bad} fail; {damages} damages tried")
    if bad:
        print(f"nested: the maps that fail are in {KEEP}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
