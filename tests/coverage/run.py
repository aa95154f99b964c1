#!/usr/bin/env python3
"""Coverage of the blueprint: everything it lists is in the maps.

usage: run.py [--list]

Every heading and every listed item of ATL_SHARED/seeds/blueprint.md (lists split at commas, parentheses opened) must stand
in the map of its chapter, as a label, a note, an item, a fact or a term of the glossary; the title, chapters 13 and 14 and
the headings of all chapters in maps/atlas.yaml. Words are compared without case and punctuation. A short item (SHORT words
at most) must be a label or a note, a part of one between commas, the name of a fact or a term: words in passing are no
entry. What a chapter lists twice must stand in two places, so that one mention does not cover for the other.

Prints what is missing and where, and the percentage; ends with 1 unless that is 100. Then the script proves that it notices
a loss: lines that alone hold an item are taken out of a map, one at a time, and the map must not pass without them.
--list prints the items instead. Without the blueprint the test is skipped.
"""
import functools
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
SHARED = pathlib.Path(os.environ["ATL_SHARED"]) if os.environ.get("ATL_SHARED") else None

ATLAS = "atlas"                                                # of the title, the headings of chapters, 13 and 14
CHAPTERS = ["preface", "hub", "transformers", "datasets", "inference", "training", "spaces", "libraries", "security",
            "integrations", "tutorials", "internals", "roadmap", None, None]  # by number; None: in the atlas itself
SHORT = 3                                                      # words
PIECE = 6                                                      # words of a piece of prose that is a list at most
LOSSES = 40                                                    # lines that are taken out, one at a time


@functools.lru_cache(maxsize=None)
def words(text):
    """A text for comparing: its words, in lower case, one blank between them and at the ends."""
    text = text.lower().replace("&", " and ").replace("’", "'")
    return " " + " ".join(re.findall(r"[a-z0-9']+", text)) + " "


# -- the blueprint -------------------------------------------------------------------------------------------------------


@dataclass
class Item:
    text: str
    line: int
    chapter: int                                               # 0 to 14; -1: the title
    heading: bool = False

    def homes(self):
        """The maps in which it must stand."""
        if self.chapter < 0 or CHAPTERS[self.chapter] is None:
            return [ATLAS]
        return [CHAPTERS[self.chapter]] + ([ATLAS] if self.heading else [])


def pieces(text):
    """The items of a list in a line of prose: split at commas and arrows, parentheses opened."""
    for part in re.split(r"[(),→]|:\s", text):
        part = re.sub(r"^(and|or)\s+", "", part.strip(" .;:"))
        if words(part).strip():
            yield part


def listed(line):
    """What a line of the blueprint that is no heading lists."""
    bullet = re.match(r"\s*[-*]\s+(.*)", line)
    bold = re.findall(r"\*\*(.+?)\*\*", line)
    text = re.sub(r"[*`]", "", bullet[1] if bullet else line).strip()
    if bullet:
        text = re.sub(r"^(Includes|Covers)\s+", "", text)
        return list(pieces(text))
    if text.endswith(":"):
        return bold
    prose = re.sub(r"^(Includes|.*\bincluding)\s+", "", text)
    found = list(pieces(prose))
    if all(len(piece.split()) <= PIECE for piece in found):
        return found
    return bold


def blueprint(text):
    chapter, found = -1, []
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"(#+)\s+(.*)", line)
        if heading:
            name = re.sub(r"^[\d.]+\s+", "", heading[2].strip())
            if heading[1] == "##":
                chapter = int(re.match(r"\d+", heading[2])[0])
            for part in re.split(r"\s+—\s+|[()]", name):
                if words(part).strip():
                    found.append(Item(part.strip(), number, chapter, len(heading[1]) < 3))
        elif line.strip() and not line.startswith("---"):
            found += [Item(text, number, chapter) for text in listed(line)]
    return found


# -- the maps ------------------------------------------------------------------------------------------------------------


@dataclass
class Place:
    """One node, item, fact or term: what names it, and what is said of it."""
    names: list
    texts: list
    begin: int                                                 # byte in the file; -1: not known

    @functools.cached_property
    def all(self):
        return [words(text) for text in [" ".join(self.names)] + self.texts]

    @functools.cached_property
    def parts(self):
        return {words(part) for name in self.names for part in [name] + re.split(r"[,;:()]| — | and ", name)}

    @functools.cached_property
    def label(self):
        return words(re.sub(r"^\d+ ", "", self.names[0])) if self.names else " "  # of a chapter without its number

    def holds(self, item):
        wanted = words(item.text)
        if len(wanted.split()) > SHORT:
            return any(wanted in text for text in self.all)
        return wanted in self.parts or \
            self.label.startswith(wanted) and len(self.label.split()) <= len(wanted.split()) + 1


@dataclass
class Map:
    path: pathlib.Path
    places: list = field(default_factory=list)


FIELD = re.compile(r' ([a-z]+)="((?:[^"\\]|\\.)*)"')


def read(path):
    """The places of a map, as the program reads it; None when it does not."""
    ran = subprocess.run([ATLASC, "--dump=map", str(path)], capture_output=True, encoding="utf-8")
    if ran.returncode:
        return None
    found = Map(path)
    for line in ran.stdout.splitlines():
        kind = line.split(None, 1)[0]
        if kind not in ("node", "item", "term"):
            continue
        at = re.search(r" at=(\d+)\.\.\d+$", line)
        begin = int(at[1]) if at else -1
        fields = [(name, value.replace("\\n", "\n").replace('\\"', '"')) for name, value in FIELD.findall(line)]
        given = dict(fields)
        if kind == "node" and given["label"] == given["id"]:   # called by its id for want of a label
            fields = [(name, value) for name, value in fields if name != "label"]
        own = [value for name, value in fields if name in ("label", "note", "name", "aka")]
        found.places.append(Place(own, [value for name, value in fields if name == "text"], begin))
        for (name, value), (_, text) in zip(fields, fields[1:] + [("", "")]):
            if name == "fact":
                found.places.append(Place([value], [text], begin))
    return found


# -- the comparison ------------------------------------------------------------------------------------------------------


def missing(items, maps):
    """(item, home) of those that have no place there, or not as many as their chapter mentions them."""
    found, used = [], Counter()
    for item in items:
        used[item.chapter, words(item.text)] += 1
        for name in item.homes():
            places = sum(place.holds(item) for place in maps[name].places) if name in maps else 0
            if places < used[item.chapter, words(item.text)]:
                found.append((item, name))
    return found


def losses(items, maps):
    """Takes out lines that hold an item alone; gives how many, and those whose loss is not noticed."""
    tried, unnoticed = 0, []
    for item in items[::max(1, len(items) // (2 * LOSSES))]:
        name = item.homes()[0]
        if tried == LOSSES or sum(place.holds(item) for place in maps[name].places) != 1:
            continue
        lines = maps[name].path.read_text(encoding="utf-8").splitlines(True)
        single = [i for i, line in enumerate(lines) if words(item.text) in words(line) and not line.lstrip().startswith("#")]
        if len(single) != 1:
            continue                                           # stands over two lines, or in a paragraph besides
        with tempfile.TemporaryDirectory(prefix="atlas-coverage-") as folder:
            copy = pathlib.Path(folder, maps[name].path.name)
            copy.write_text("".join(lines[:single[0]] + lines[single[0] + 1:]), encoding="utf-8")
            without = read(copy)
        tried += 1
        if without and not missing(items, {**maps, name: without}):
            unnoticed.append(f"{maps[name].path.name}:{single[0] + 1}: nothing is missing without this line, which alone has"
                             f" {item.text!r}")
    return tried, unnoticed


def main():
    path = SHARED and SHARED / "seeds" / "blueprint.md"
    if not path or not path.exists():
        print("coverage: skipped, the blueprint is not here")
        return 77
    items = blueprint(path.read_text(encoding="utf-8"))
    if "--list" in sys.argv[1:]:
        for item in items:
            print(f"{item.line}: {', '.join(item.homes())}: {item.text}")
        return 0
    maps, wrong = {}, []
    for name in sorted({home for item in items for home in item.homes()}):
        file = SOURCE / "maps" / (f"{name}.yaml" if name == ATLAS else f"chapters/{name}.yaml")
        made = read(file) if file.exists() else None
        if made:
            maps[name] = made
        else:
            wrong.append(f"{file.relative_to(SOURCE)}: {'does not compile' if file.exists() else 'is not there'}")
    lacking = missing(items, maps)
    wrong += [f"blueprint.md:{item.line}: {item.text!r} is not in {name}" for item, name in lacking]
    tried = 0
    if not wrong:
        tried, wrong = losses(items, maps)
        if tried < LOSSES // 2:
            wrong.append(f"self-test: only {tried} lines could be taken out")
    print("\n".join(wrong), end="\n" if wrong else "")
    covered = len(items) - len({id(item) for item, _ in lacking})
    print(f"coverage: {covered} of {len(items)} items, {100 * covered / len(items):.1f} %; {tried} lines taken out")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
