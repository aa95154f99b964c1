#!/usr/bin/env python3
"""Properties of drawings, on maps that no one wrote.

usage: run.py [--self-test] [SEED...]

Compiles ATL_PROP_N (500) generated maps to text and SVG (with room, in a width of any size), text in pure ASCII, list and JSON, a few to PNG, and reads
everything back. Promised of
each: the boxes, texts and edges that are read are exactly the map's; nothing overlaps, is cut, or ends in the open; text
and SVG have the same arrangement; the same input gives the same bytes; one changed label changes few lines of SVG.
As many maps with links are drawn and read back besides (linked.py), in pure ASCII too.
--self-test (part of every run) spoils good drawings in many small ways and demands that each is found out.
A map that fails is kept in ATL_BUILD/prop-failed/ and its seed is printed; `run.py SEED` tries it again.
"""
import multiprocessing
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import checks
import gen
import layouts
import linked
import outer
import picture
import reader
import vector

ATLASC = os.path.abspath(os.environ.get("ATLASC", pathlib.Path(__file__).resolve().parents[2] / "build/release/atlasc"))
SHARED = os.environ.get("ATL_SHARED", "")
KEEP = pathlib.Path(os.environ.get("ATL_BUILD", tempfile.gettempdir())) / "prop-failed"
PNG_EVERY, ASCII_EVERY, PNG_SCALE, DIFF_LINES = 25, 5, 1, 6
MOST_SPOILT = 100                                              # maps whose drawings are damaged
NARROW_COLUMNS, NARROW_PX = (12, 120), (80, 900)               # widths that are asked for: columns, px
ROOM = ("--width", "100000", "--scale", str(PNG_SCALE))        # so that nothing is folded to fit


BOXREAD = outer.boxread()


def atlasc(folder, *args):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "HOME": str(folder)}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    return subprocess.run([ATLASC, *args], cwd=folder, env=env, capture_output=True, timeout=60)


def on_one_line(stderr):
    return " / ".join(stderr.decode(errors="replace").split("\n"))[:300]


def compile_map(folder, the_map, *args):
    """Runs the program; gives stdout and faults. A drawing that is wider than asked for may be said on stderr."""
    ran = atlasc(folder, "map.yaml", *args)
    faults = []
    if ran.returncode:
        faults.append(f"exit: {ran.returncode} of {' '.join(args)}: {on_one_line(ran.stderr)}")
    elif any(b"wide" not in line for line in ran.stderr.splitlines() if b"warning" in line or b"error" in line):
        faults.append(f"stderr: {on_one_line(ran.stderr)}")
    return ran.stdout, faults


def other_label(the_map, rng):
    """The YAML with the letters of one word of one label turned round, as wide as before; and how many lines of a diff
    that may make: its text, its title and the description."""
    nodes = [n for n in the_map.nodes() if re.search(r"\b[A-Za-z]{3,}\b", n.label)]
    if not nodes:
        return None, 0
    node = rng.choice(nodes)
    word = rng.choice(re.findall(r"\b[A-Za-z]{3,}\b", node.label))
    label = node.label
    turned = re.sub(rf"\b{word}\b", word[::-1], label, count=1)
    if turned == label:
        return None, 0
    node.label = turned
    text = gen.write(the_map)
    node.label = label
    return text, DIFF_LINES


def compile_each(folder, the_map, names):
    """Writes text and pictures with room, in a run for each: a width is that of the text where there is one. Faults."""
    faults = []
    for some in ([n for n in names if n.endswith(".txt")], [n for n in names if not n.endswith(".txt")]):
        if some:
            faults += compile_map(folder, the_map, *ROOM, *[word for name in some for word in ("-o", name)])[1]
    return faults


def letters(drawing):
    """The words of a list without its arms, however they are broken and kept together from right to left."""
    return re.sub(r"[\s│├└─\u2066-\u2069]", "", drawing.decode())


def drawings(seed, folder):
    """Everything the program makes of the map: {format: bytes}, the map and faults."""
    the_map = gen.make(seed)
    (folder / "map.yaml").write_text(the_map.text, encoding="utf-8")
    names = ["a.txt", "a.svg", "a.json"] + (["a.png"] if seed % PNG_EVERY == 0 else [])
    faults = compile_each(folder, the_map, names)
    made = {n[2:]: (folder / n).read_bytes() for n in names if (folder / n).exists()}
    made["list"], more = compile_map(folder, the_map, "-l", "list", *ROOM)
    faults += more
    (folder / "linked.yaml").write_text(the_map.text + gen.write_links(gen.links(the_map)), encoding="utf-8")
    for name, more in (("linked-list", ()), ("ascii-linked-list", ("--border", "ascii"))):
        ran = atlasc(folder, "linked.yaml", "-l", "list", *ROOM, *more)
        made[name] = ran.stdout
        if ran.returncode or b"error" in ran.stderr:
            faults.append(f"exit: {ran.returncode} of a list with links: {on_one_line(ran.stderr)}")
    columns = random.Random(f"list {seed}").randint(*NARROW_COLUMNS)
    ran = atlasc(folder, "linked.yaml", "-l", "list", "--width", str(columns))
    if letters(ran.stdout) != letters(made["linked-list"]):
        faults.append(f"list: other words at --width {columns}")
    if max(map(reader.cells, ran.stdout.decode().splitlines()), default=0) > columns and b"wide" not in ran.stderr:
        faults.append(f"list: wider than {columns}, and nothing is said about it")
    rng = random.Random(f"width {seed}")
    columns, px = rng.randint(*NARROW_COLUMNS), rng.randint(*NARROW_PX)
    ran = atlasc(folder, "map.yaml", "--width", str(columns))
    made["narrow"] = ran.stdout
    if ran.returncode:
        faults.append(f"exit: {ran.returncode} of --width {columns}: {on_one_line(ran.stderr)}")
    elif max(map(reader.cells, ran.stdout.decode().splitlines()), default=0) > columns and b"wide" not in ran.stderr:
        faults.append(f"text: wider than {columns}, and nothing is said about it")
    ran = atlasc(folder, "map.yaml", "-T", "svg", "--width", str(px))
    made["narrow.svg"] = ran.stdout
    if ran.returncode:
        faults.append(f"exit: {ran.returncode} of -T svg --width {px}: {on_one_line(ran.stderr)}")
    elif vector.Vector(ran.stdout.decode()).view[2] > px and b"wide" not in ran.stderr:
        faults.append(f"svg: wider than {px}, and nothing is said about it")
    if seed % ASCII_EVERY == 0:
        made["ascii"], more = compile_map(folder, the_map, "--border", "ascii", *ROOM)
        made["ascii-list"], wrong = compile_map(folder, the_map, "--border", "ascii", "-l", "list", *ROOM)
        faults += more + wrong
    return the_map, made, faults


def judge(the_map, made):
    """All faults of a set of drawings."""
    faults, text_place, svg_place = [], {}, {}
    if "txt" in made:
        wrong, text_place = checks.text(the_map, made["txt"].decode(errors="replace"), BOXREAD)
        faults += [f"text: {fault}" for fault in wrong]
    if "narrow" in made:
        wrong, _ = checks.text(the_map, made["narrow"].decode(errors="replace"), BOXREAD, narrow=True)
        faults += [f"text, narrow: {fault}" for fault in wrong]
    if "narrow.svg" in made:
        wrong, _ = checks.svg(the_map, made["narrow.svg"].decode(errors="replace"), narrow=True)
        faults += [f"svg, narrow: {fault}" for fault in wrong]
    if "ascii" in made:                                        # boxread would take a dash in a label for a line
        wrong, _ = checks.text(the_map, made["ascii"].decode(errors="replace"), ascii_lines=True)
        faults += [f"text, ascii: {fault}" for fault in wrong]
        wrong = checks.listed(the_map, made["ascii-list"].decode(errors="replace"), True)
        faults += [f"list, ascii: {fault}" for fault in wrong]
    if "list" in made:
        faults += [f"list: {fault}" for fault in checks.listed(the_map, made["list"].decode(errors="replace"))]
    for name in ("linked-list", "ascii-linked-list"):
        if name in made:
            wrong = checks.listed(the_map, made[name].decode(errors="replace"), name.startswith("ascii"), gen.links(the_map))
            faults += [f"{name}: {fault}" for fault in wrong]
    if "svg" in made:
        wrong, svg_place = checks.svg(the_map, made["svg"].decode(errors="replace"))
        faults += [f"svg: {fault}" for fault in wrong]
        if text_place and svg_place and not faults:
            faults += [f"text and svg: {fault}" for fault in checks.same_arrangement(the_map, text_place, svg_place)]
    if "json" in made:
        faults += [f"json: {fault}" for fault in checks.json_text(the_map, made["json"].decode(errors="replace"))]
    if "png" in made and svg_place:
        size = vector.Vector(made["svg"].decode()).view[2:]
        faults += [f"png: {fault}" for fault in checks.png(the_map, made["png"], size, svg_place, PNG_SCALE)]
    return faults


def again(the_map, made, seed, folder):
    """The same bytes twice; one changed label changes few lines."""
    faults = []
    names = [n for n in ("txt", "svg", "png") if n in made]
    more = compile_each(folder, the_map, ["b." + name for name in names])
    for name in names:
        if not (folder / f"b.{name}").exists() or (folder / f"b.{name}").read_bytes() != made[name]:
            faults.append(f"{name}: a second run gives other bytes")
    if "svg" in made:
        text, most = other_label(the_map, random.Random(seed))
        if text:
            (folder / "map.yaml").write_text(text, encoding="utf-8")
            _, wrong = compile_map(folder, the_map, *ROOM, "-o", "c.svg")
            (folder / "map.yaml").write_text(the_map.text, encoding="utf-8")
            if not wrong:
                lines = checks.changed_lines(made["svg"].decode(), (folder / "c.svg").read_text(encoding="utf-8"))
                if not 0 < lines <= most:
                    faults.append(f"svg: one label of equal width changes {lines} lines")
            more += wrong
    return faults + more


def check_linked(seed):
    """A map with links (linked.py): both readers give it back from the text; the geometry keeps its promises."""
    the_map, links, source, direction = linked.make(seed)
    faults = []
    with tempfile.TemporaryDirectory(prefix="atlas-prop-") as name:
        folder = pathlib.Path(name)
        (folder / "map.yaml").write_text(source, encoding="utf-8")
        try:
            for kind in ("text", "svg"):
                dump, wrong = compile_map(folder, the_map, "-l", "tree", "--width", "100000", "--direction", direction, "-T", kind,
                                          "--dump", "place")
                faults += wrong or [f"{kind} with links: {fault}" for fault in linked.geometry(dump.decode(), links)]
            drawing, wrong = compile_map(folder, the_map, "-l", "tree", "--width", "100000", "--direction", direction)
            faults += wrong or [f"links: {fault}" for fault in linked.text(the_map, links, drawing.decode(), BOXREAD)]
            drawing, wrong = compile_map(folder, the_map, "-l", "tree", "--width", "100000", "--direction", direction, "--border", "ascii")
            faults += wrong or [f"links, ascii: {fault}" for fault in linked.text(the_map, links, drawing.decode(), BOXREAD, True)]
        except subprocess.TimeoutExpired as error:
            faults.append(f"hangs: {' '.join(error.cmd[1:])}")
    if faults:
        KEEP.mkdir(parents=True, exist_ok=True)
        (KEEP / f"{seed}-links.yaml").write_text(source, encoding="utf-8")
    return seed, faults


def check_seed(seed):
    with tempfile.TemporaryDirectory(prefix="atlas-prop-") as name:
        folder = pathlib.Path(name)
        try:
            the_map, made, faults = drawings(seed, folder)
            if not any(fault.startswith("exit") for fault in faults):
                faults += judge(the_map, made) + again(the_map, made, seed, folder)
            faults += layouts.check(seed, folder, lambda *args: atlasc(folder, *args))
        except subprocess.TimeoutExpired as error:
            faults = [f"hangs: {' '.join(error.cmd[1:])}"]
        if faults:
            KEEP.mkdir(parents=True, exist_ok=True)
            (KEEP / f"{seed}.yaml").write_text(gen.make(seed).text, encoding="utf-8")
        return seed, faults


# -- can the checks fail? ------------------------------------------------------------------------------------------------


def spoil_text(drawing, rng):
    """(name, spoilt drawing): small damages, each of which makes the drawing wrong."""
    lines = drawing.split("\n")
    got = reader.Reading(drawing)

    def put(at, char):
        row, out, c = lines[at[0]], "", 0
        for cluster, size in reader.clusters(row):
            out += char if c == at[1] else cluster
            c += size
        return "\n".join(lines[:at[0]] + [out.rstrip()] + lines[at[0] + 1:])

    single = {at for at, cluster in got.cell.items() if reader.cells_of(cluster or " ") == 1 and len(cluster) == 1}
    wires = sorted(at for at in single if at not in got.owner and at not in got.inner)
    if wires:
        yield "an arm dropped", put(rng.choice(wires), " ")
        heads = [at for at in wires if got.head(at)]
        yield "an arrowhead dropped", put(rng.choice(heads), " ")
        yield "an arrowhead turned", put(rng.choice(heads), "▲")
        at = rng.choice(wires)
        yield "a line in place of a joint", put(at, "┼" if got.cell[at] != "┼" else "─")
    borders = sorted(at for at in single if at in got.owner)
    yield "a hole in a border", put(rng.choice(borders), " ")
    texts = sorted(at for at in single & got.inner if got.cell[at].isascii() and got.cell[at].isalnum())
    if texts:
        yield "a letter lost", put(rng.choice(texts), " ")
        at = rng.choice(texts)
        yield "a letter changed", put(at, "Q" if got.cell[at] != "Q" else "P")
    box = rng.choice(got.boxes)
    row = rng.randint(box.r0, box.r1)
    yield "a row of a box pushed right", "\n".join(lines[:row] + [shifted(lines[row], box.c0)] + lines[row + 1:])
    row = rng.randint(box.r0 + 1, box.r1 - 1)                  # one of wires alone might be spared
    yield "a row lost", "\n".join(lines[:row] + lines[row + 1:])
    yield "trailing blanks", "\n".join(lines[:row] + [lines[row] + " "] + lines[row + 1:])


def shifted(line, column):
    out, c = "", 0
    for cluster, size in reader.clusters(line):
        out += (" " if c == column else "") + cluster
        c += size
    return out


def spoil_list(drawing, rng):
    lines = drawing.split("\n")
    row = rng.randint(0, len(lines) - 2)
    yield "a row lost", "\n".join(lines[:row] + lines[row + 1:])
    arms = [i for i, line in enumerate(lines) if "├── " in line or "└── " in line]
    if arms:
        row = rng.choice(arms)
        turned = lines[row].replace("├── ", "\0").replace("└── ", "├── ").replace("\0", "└── ")
        yield "an arm changed", "\n".join(lines[:row] + [turned] + lines[row + 1:])
        yield "a row one level higher", "\n".join(lines[:row] + [lines[row][4:]] + lines[row + 1:])
    yield "a letter lost", "\n".join(lines[:row] + [lines[row][:-1]] + lines[row + 1:])


def spoil_links(drawing, rng):
    row = rng.choice([i for i, line in enumerate(drawing.split("\n")) if re.search(" [→↔—] ", line)])
    lines = drawing.split("\n")
    other = lambda m: " " + rng.choice([arrow for arrow in "→↔—" if arrow != m.group(1)]) + " "
    yield "another arrow", "\n".join(lines[:row] + [re.sub(" ([→↔—]) ", other, lines[row], count=1)] + lines[row + 1:])
    yield "a link lost", "\n".join(lines[:row] + [re.sub("(, | [→↔—] )[^,→↔—]*$", "", lines[row])] + lines[row + 1:])


def spoil_svg(drawing, rng, alone):
    """Damages to an SVG drawing, by editing its text. `alone`: some box has no edge, and could stand elsewhere."""
    def one(pattern, change, what):
        found = [m for m in re.finditer(pattern, drawing)]
        if found:
            m = rng.choice(found)
            text = change(m)
            if text != m.group(0):
                return [(what, drawing[:m.start()] + text + drawing[m.end():])]
        return []

    body = re.search(r"<(g|path)\b", drawing)
    start = body.start() if body else 0
    shift = lambda m: f'{m.group(1)}{float(m.group(2)) + 3:g}"'
    yield from one(r'(<rect (?!class)[^>]*?\bx=")([\d.]+)"', shift, "a box moved 3 px to the right")
    if not alone:
        yield from one(r'(<rect (?!class)[^>]*?\by=")([\d.]+)"', shift, "a box moved 3 px down")
    wires = [m for m in re.finditer(r"<path\b[^>]*>", drawing) if 'd="M' in m.group(0)]
    if wires:
        m = rng.choice(wires)
        yield "a path lost", drawing[:m.start()] + drawing[m.end():]
    yield from one(r"(<text\b[^>]*>)([^<]*)(?=<)", lambda m: m.group(1) + m.group(2)[:-1], "a letter cut")
    yield from one(r'(<text\b[^>]*?\bx=")([\d.]+)"', lambda m: f'{m.group(1)}{float(m.group(2)) + 2000:g}"', "a text far off")
    yield from one(r"<text\b[^>]*>[^<]*</text>", lambda m: "", "a text lost")
    yield from one(r'(?<=<g )id="[^"]*"', lambda m: 'id="elsewhere"', "an id changed")
    yield from one(r'(viewBox="[-\d.]+ [-\d.]+) ([\d.]+)', lambda m: f"{m.group(1)} {float(m.group(2)) / 2:g}",
                   "a viewBox too small")
    yield from one(r"(?<= d=\")M[\d.]+", lambda m: "M7.125", "three decimals, and a slanted or loose line")
    yield "a script", drawing[:start] + "<script>1</script>\n" + drawing[start:]
    yield "a NaN", drawing.replace('width="', 'width="nan', 1)
    yield "an unclosed element", drawing.replace("</svg>", "")


def spoil_png(data, placement, rng):
    got = picture.decode(data)
    top, left, bottom, right = (int(v * PNG_SCALE) for v in rng.choice(sorted(placement.values())))
    ground = got.grey[top + 4][left + 4]
    rows = [bytes(row[:left + 3]) + bytes([ground]) * (right - left - 6) + bytes(row[right - 3:]) if top + 3 <= y < bottom - 3
            else row for y, row in enumerate(got.grey)]
    yield "the text of a box wiped", picture.encode(picture.Picture(got.width, got.height, rows))
    yield "a row of pixels lost", picture.encode(picture.Picture(got.width, got.height - 2, got.grey[:-2]))
    yield "half a file", data[:len(data) // 2]


def self_test(seed):
    """Damages that the checks do not see, and how many were tried."""
    missed, tried = [], 0
    with tempfile.TemporaryDirectory(prefix="atlas-prop-") as name:
        the_map, made, faults = drawings(seed, pathlib.Path(name))
        if faults or judge(the_map, made):
            return seed, 0, []                                 # reported by check_seed
        rng = random.Random(seed)
        damages = [("txt", what, spoilt.encode()) for what, spoilt in spoil_text(made["txt"].decode(), rng)]
        damages += [("list", what, spoilt.encode()) for what, spoilt in spoil_list(made["list"].decode(), rng)]
        damages += [("linked-list", what, spoilt.encode()) for what, spoilt in spoil_links(made["linked-list"].decode(), rng)]
        damages += [("svg", what, spoilt.encode()) for what, spoilt in spoil_svg(
            made["svg"].decode(), rng, any(not top.kids for top in checks.drawn(the_map)))]
        if "png" in made:
            _, placement = checks.svg(the_map, made["svg"].decode())
            damages += [("png", what, spoilt) for what, spoilt in spoil_png(made["png"], placement, rng)]
        for kind, what, spoilt in damages:
            if spoilt == made[kind]:
                continue
            tried += 1
            only = {kind: spoilt} if kind != "png" else {"png": spoilt, "svg": made["svg"]}
            if not judge(the_map, only):
                missed.append(f"self-test {seed}: {kind}: not noticed: {what}")
                KEEP.mkdir(parents=True, exist_ok=True)
                (KEEP / f"{seed}-spoilt.{kind}").write_bytes(spoilt)
    return seed, tried, missed


def main(args):
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"prop: no program at {ATLASC} (set ATLASC)")
    if any(arg.startswith("-") and arg != "--self-test" for arg in args):
        sys.exit(__doc__)
    if not BOXREAD:
        print("prop: the second reader is not there, read with our own alone")
    seeds = [int(arg) for arg in args if arg != "--self-test"] or gen.seeds(500)
    bad, kinds, tried = 0, {}, 0
    # Damage is found by this program, whatever compiler made the drawings: a few are enough where a run is short.
    spoilt = max(5, min(MOST_SPOILT, len(seeds) // 4))
    with multiprocessing.Pool() as pool:
        if "--self-test" not in args:
            for check in (check_seed, check_linked):
                for seed, faults in pool.imap_unordered(check, seeds, 4):
                    bad += bool(faults)
                    for fault in faults[:3] if bad <= 20 else []:
                        print(f"seed {seed}: {fault}")
                    for fault in faults:
                        kinds[fault.split(":")[0]] = kinds.get(fault.split(":")[0], 0) + 1
        missed = []
        for _, count, wrong in pool.imap_unordered(self_test, list(seeds)[:spoilt], 4):
            tried += count
            missed += wrong
    for line in missed[:20]:
        print(line)
    print(f"prop: {len(seeds)} maps, {bad} fail{' ' + str(kinds) if kinds else ''}; {tried} damages, {len(missed)} not noticed")
    if bad:
        print(f"prop: the maps that fail are in {KEEP}")
    return 1 if bad or missed or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
