#!/usr/bin/env python3
"""Every drawing of the atlas in maps/ is without fault, and shows what the map says.

Each map and each of its views is drawn as text; the reader of box drawings in ATL_SHARED reads it back. Promised: no
fault; each box of the drawing as it is placed for pictures is there, by its label; an edge for each link that is drawn,
from its tail to its head; and no edge that is neither a link nor a step of the hierarchy or of a chain. Lists have no
boxes and are left out. Then each drawing is spoilt in one cell, which has to be noticed. Skipped where the reader is absent.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "prop"))
sys.dont_write_bytecode = True
import outer                                                   # noqa: E402

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
SKIPPED, PATIENCE, WIDTH, MOST_FAULTS = 77, 120, "100", 5


def atlasc(*args):
    ran = subprocess.run([ATLASC, *args], cwd=SOURCE, capture_output=True, timeout=PATIENCE, text=True, check=False)
    if ran.returncode or ran.stderr.replace("note: ", "").strip() and "error" in ran.stderr:
        raise SystemExit(f"atlas: atlasc {' '.join(args)} ends with {ran.returncode}: {ran.stderr}")
    return ran.stdout


def bare(text):
    return "".join(text.split())


def label_of(box, known):
    """The label that a box begins with: the longest that fits, as a note may follow it."""
    text = bare("".join(line for line in box["text"] if line != "---"))
    fits = [label for label in known if text.startswith(label)]
    return max(fits, key=len, default=None)


def faults_of(reader, drawing, text):
    """Compares what is read of a text with the placement for pictures of the same map or view."""
    got = reader.Drawing(text).result()
    faults = list(got["faults"])
    names = {node["id"]: bare(node.get("label") or node["text"][0]["text"]) for node in drawing["nodes"]}
    known = set(names.values())                                # a card is called by its first row
    read = [label_of(box, known) for box in got["boxes"]]
    for label, count in (collections.Counter(names.values()) - collections.Counter(read)).items():
        faults.append(f"{count} boxes '{label}' are missing")
    headless = any(link["arrow"] == "--" for link in drawing["links"])
    if len(read) != len(names):
        faults.append(f"{len(read)} boxes, not {len(names)}")
    edges = collections.Counter()
    for edge in got["edges"]:
        way = read[edge["from"]], read[edge["to"]]
        edges[way] += 1 if edge["directed"] or headless else 0
        edges[way[::-1]] += 1 if headless and not edge["directed"] else 0
    may_be = {(names[node["parent"]], names[node["id"]]) for node in drawing["nodes"] if node["parent"]}
    steps = list(names.values())
    may_be |= {(a, b) for a, b in zip(steps, steps[1:])}       # of a chain
    for link in drawing["links"]:
        way = names[link["tail"]], names[link["head"]]
        may_be |= {way, way[::-1]} if link["arrow"] != "->" else {way}
        if "net" not in link:
            continue
        if not edges[way] and not (link["arrow"] == "--" and edges[way[::-1]]):
            faults.append(f"no edge from '{way[0]}' to '{way[1]}'")
        if link["arrow"] == "<->" and not edges[way[::-1]]:
            faults.append(f"no edge from '{way[1]}' to '{way[0]}'")
    trunks = {wire["from"] for wire in drawing["wires"] if "net" not in wire}
    before = {b: a for a, b in zip(names, list(names)[1:])}
    for node in drawing["nodes"]:                              # from above, or, in a chain, from the step before
        if node["parent"] in trunks and not edges[names[node["parent"]], names[node["id"]]] and not edges[
                names[before[node["id"]]], names[node["id"]]]:
            faults.append(f"no step from '{names[node['parent']]}' to '{names[node['id']]}'")
    for way in (+edges).keys() - may_be:
        faults.append(f"an edge from '{way[0]}' to '{way[1]}' that the map does not have")
    return faults


def drawings():
    """(name, arguments) of every map and view."""
    for path in sorted((SOURCE / "maps").rglob("*.yaml")):
        yield path.stem, [str(path.relative_to(SOURCE))]
        for view in atlasc("views", "--names", str(path.relative_to(SOURCE))).split():
            yield f"{path.stem}.{view}", [str(path.relative_to(SOURCE)), "--view", view]


def main():
    reader = outer.boxread()
    if not reader:
        print("atlas: skipped: there is no reader of box drawings in ATL_SHARED")
        return SKIPPED
    count = bad = unnoticed = 0
    for name, args in drawings():
        text = atlasc(*args, "-T", "text", "--width", WIDTH)
        if "┌" not in text:                                    # a list
            continue
        drawing = json.loads(atlasc(*args, "-T", "json"))
        faults = faults_of(reader, drawing, text)
        count += 1
        bad += bool(faults)
        for fault in faults[:MOST_FAULTS]:
            print(f"{name}: {fault}")
        spoilt = text.replace("▼", "│", 1) if "▼" in text else text.replace("┐", " ", 1)
        if not faults_of(reader, drawing, spoilt):
            print(f"{name}: was spoilt, and nothing noticed")
            unnoticed += 1
    print(f"atlas: {count} drawings, {bad} with faults; {count} damages, {unnoticed} not noticed")
    return 1 if bad or unnoticed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
