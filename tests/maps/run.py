#!/usr/bin/env python3
"""Acceptance of the project's own five maps: they say all that the hand-made drawings say, and are drawn without fault.

usage: run.py

Promised: every text of the hand-made drawings stands in the text output of its map; the list of the last map is the last
drawing, line by line; the text outputs have no fault for either reader; the SVGs are small, well-formed and keep their
contract; rsvg-convert draws them as our PNG shows them (structural similarity); dot draws what -T dot writes, every node
and edge. The drawings come from ATL_SHARED/seeds/drawings.md; what needs them, or a tool that is not there, is skipped
with a word.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "prop"))
sys.dont_write_bytecode = True
import checks                                                  # noqa: E402
import outer                                                   # noqa: E402
import picture                                                 # noqa: E402
import reader                                                  # noqa: E402
import vector                                                  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
SHARED = pathlib.Path(os.environ["ATL_SHARED"]) if os.environ.get("ATL_SHARED") else None
MAPS = ["hub", "libraries", "workflows", "infrastructure", "ecosystem"]
LARGEST = {"libraries": 6000, "hub": 9000}                     # bytes of SVG
BORDER = set("─│┌┐└┘├┤┬┴┼▼")

# Similarity of our PNG with rsvg-convert's, both at SCALE and then shrunk to px. What is alike differs in the fringes of
# letters; what is not differs in whole windows. Measured on four maps: means of 0.969 to 0.993, the worst window 0.37;
# spoilt as in mutations(), at least 17 windows are below 0.2.
SCALE, MEAN, WORST, BAD_WINDOWS = 2, 0.955, 0.2, 1             # BAD_WINDOWS at most are below WORST


def atlasc(*args, cwd):
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(cwd), "LC_ALL": "C.UTF-8", "COLUMNS": "100"}
    env |= {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return subprocess.run([ATLASC, *args], cwd=cwd, env=env, capture_output=True, timeout=60)


def seeds():
    """The text blocks of the hand-made drawings, in the order of MAPS; None when they are not there."""
    path = SHARED and SHARED / "seeds" / "drawings.md"
    if not path or not path.exists():
        return None
    blocks = path.read_text(encoding="utf-8").split("```")[1::2]
    return dict(zip(MAPS, blocks))


def fragments(block):
    """Every piece of text between the lines of a drawing."""
    return [piece.strip() for line in block.splitlines() for piece in re.split(f"[{''.join(BORDER)}]+", line) if piece.strip()]


def bare(text):
    return re.sub(r"\s+", "", text)


# -- the checks of one map: each gives faults, or None when it is skipped -------------------------------------------------


def all_texts(made, name):
    blocks = seeds()
    if blocks is None:
        return None
    said = [bare(" ".join(box.lines)) for box in reader.Reading(made[name]["txt"]).boxes]
    wanted = fragments(blocks[name])
    lacking = [piece for piece in wanted if not any(bare(piece).strip("()") in text for text in said)]
    return [f"the text {piece!r} of the drawing is not in the output" for piece in lacking] + ([] if wanted else ["no texts?"])


def same_list(made, name):
    blocks = seeds()
    if blocks is None:
        return None
    if name != "ecosystem":
        return []
    meant = [line.rstrip() for line in blocks[name].splitlines() if line.strip(" │")]
    got = made[name]["list"].splitlines()
    return [f"list, line {i}: {b!r} where the drawing has {a!r}" for i, (a, b) in enumerate(zip(meant, got), 1) if a != b] + (
        [f"the list has {len(got)} lines, the drawing {len(meant)}"] if len(got) != len(meant) else [])


def read_back(made, name):
    got = reader.Reading(made[name]["txt"])
    faults = list(got.faults)
    other = outer.boxread()
    if other:
        faults += checks.second_reading(got, other.Drawing(made[name]["txt"]).result())
    drawing = vector.Vector(made[name]["svg"])
    drawing.geometry(reader.clusters)
    edges = drawing.edges("right" if re.search(r"^direction: right", made[name]["yaml"], re.M) else "down")
    faults += drawing.faults
    if len(drawing.boxes) != len(got.boxes) or len(edges) != len(got.edges):
        faults.append(f"{len(got.boxes)} boxes and {len(got.edges)} edges in text, {len(drawing.boxes)} and {len(edges)} in SVG")
    return faults


def sizes(made, name):
    size = len(made[name]["svg"].encode())
    limit = LARGEST.get(name)
    return [f"the SVG has {size} bytes, {limit} at most are promised"] if limit and size >= limit else []


def well_formed(made, name):
    if not shutil.which("xmllint"):
        return None
    ran = subprocess.run(["xmllint", "--noout", "-"], input=made[name]["svg"].encode(), capture_output=True)
    return [f"xmllint: {ran.stderr.decode()}"] if ran.returncode or ran.stderr else []


def graphviz(made, name):
    if not shutil.which("dot"):
        return None
    ran = subprocess.run(["dot", "-Tsvg"], input=made[name]["dot"].encode(), capture_output=True, timeout=60)
    if ran.returncode or ran.stderr:
        return [f"dot ends with {ran.returncode}: {ran.stderr.decode()[:300]}"]
    classes = [(element.get("class") or "").split(" ")[0] for element in ET.fromstring(ran.stdout).iter(vector.SVG + "g")]
    got = reader.Reading(made[name]["txt"])
    have = classes.count("node"), classes.count("edge")
    want = len(got.boxes), len(got.edges)
    return [f"dot draws {have[0]} nodes and {have[1]} edges, the map has {want[0]} and {want[1]}"] if have != want else []


def alike(ours, theirs):
    """Faults of one picture against another."""
    if (ours.width, ours.height) != (theirs.width, theirs.height):
        return [f"our picture has {ours.width}x{ours.height} pixels, rsvg-convert's {theirs.width}x{theirs.height}"]
    found = picture.similarity(picture.shrink(ours, SCALE), picture.shrink(theirs, SCALE))
    mean = sum(value for value, _, _ in found) / len(found)
    bad = [place for place in sorted(found) if place[0] < WORST]
    if os.environ.get("ATL_VERBOSE"):
        print(f"similarity {mean:.3f}, worst {min(found)[0]:.2f}, {len(bad)} of {len(found)} windows bad")
    if mean < MEAN or len(bad) > BAD_WINDOWS:
        places = ", ".join(f"{x},{y}" for _, x, y in bad[:5])
        return [f"PNG and rsvg-convert differ: similarity {mean:.3f} (at least {MEAN}), {len(bad)} of {len(found)} windows below"
                f" {WORST} (at most {BAD_WINDOWS}){', as at ' if bad else ''}{places}"]
    return []


def rendered(made, name, folder):
    """Our PNG and rsvg-convert's of our SVG."""
    (folder / f"{name}-light.svg").write_text(made[name]["svg"], encoding="utf-8")
    ran = subprocess.run(["rsvg-convert", "-z", str(SCALE), "-o", f"{name}-rsvg.png", f"{name}-light.svg"], cwd=folder, capture_output=True)
    if ran.returncode:
        raise ValueError(f"rsvg-convert: {ran.stderr.decode()}")
    return picture.decode((folder / f"{name}.png").read_bytes()), picture.decode((folder / f"{name}-rsvg.png").read_bytes())


def mutations(svg):
    """SVGs that a comparison must tell from the good one."""
    boxes = list(re.finditer(r"<rect\b[^>]*>", svg))
    for m in [m for m in boxes if 'class="atl-page"' not in m.group(0)][-1:]:
        moved = re.sub(r'\bx="([\d.]+)"', lambda n: f'x="{float(n.group(1)) + 3:g}"', m.group(0))
        yield "a box moved 3 px", svg[:m.start()] + moved + svg[m.end():]
    texts = list(re.finditer(r"<text\b[^>]*>.*?</text>", svg))
    yield "a text missing", svg[:texts[1].start()] + svg[texts[1].end():]
    yield "all texts 2 px lower", re.sub(r'(<text\b[^>]*?\by=")([\d.]+)"', lambda m: f'{m.group(1)}{float(m.group(2)) + 2:g}"', svg)


def main():
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"maps: no program at {ATLASC} (set ATLASC)")
    failed, skipped, done = 0, {}, 0
    with tempfile.TemporaryDirectory(prefix="atlas-maps-") as where:
        folder, made = pathlib.Path(where), {}

        def report(name, faults):
            nonlocal failed
            failed += len(faults)
            for fault in faults:
                print(f"{name}: {fault}")

        for name in MAPS:
            path = SOURCE / "maps" / f"{name}.yaml"
            outputs = [word for s in ("txt", "svg", "dot", "json", "png") for word in ("-o", f"{name}.{s}")]
            ran = atlasc(str(path), "--scale", str(SCALE), *outputs, cwd=folder)
            rows = atlasc(str(path), "-l", "list", cwd=folder)
            checked = atlasc("check", str(path), cwd=folder)
            for what, result in (("compiling", ran), ("the list", rows), ("check", checked)):
                if result.returncode or result.stderr:
                    report(name, [f"{what} ends with {result.returncode}: {result.stderr.decode()[:400]}"])
            if ran.returncode or rows.returncode:
                continue
            made[name] = {s: (folder / f"{name}.{s}").read_text(encoding="utf-8") for s in ("txt", "svg", "dot", "json")}
            made[name]["yaml"] = path.read_text(encoding="utf-8")
            made[name]["list"] = rows.stdout.decode()
            for check in (all_texts, same_list, read_back, sizes, well_formed, graphviz):
                try:
                    faults = check(made, name)
                except (ValueError, SyntaxError) as error:
                    faults = [f"{check.__name__}: {error}"]
                if faults is None:
                    skipped[check.__name__] = skipped.get(check.__name__, 0) + 1
                    continue
                done += 1
                report(name, faults)
            report(name, checks.json_text(None, made[name]["json"]))
            if not shutil.which("rsvg-convert"):
                skipped["alike"] = skipped.get("alike", 0) + 1
                continue
            try:
                ours, theirs = rendered(made, name, folder)
                done += 1
                report(name, alike(ours, theirs))
                for what, spoilt in mutations(made[name]["svg"]):
                    _, other = rendered({name: {"svg": spoilt}}, name, folder)
                    if not alike(ours, other):
                        report(name, [f"self-test: the comparison does not notice {what}"])
            except ValueError as error:
                report(name, [str(error)])
    for name, count in skipped.items():
        print(f"maps: {name} skipped for {count} maps: what it needs is not here")
    print(f"maps: {done} checks of {len(MAPS)} maps, {failed} faults")
    return 1 if failed else 77 if not done else 0


if __name__ == "__main__":
    sys.exit(main())
