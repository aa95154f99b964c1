#!/usr/bin/env python3
"""Pages of Markdown: every way leads somewhere, and every text is shown as it was written.

The pages of maps/ and of a few odd maps are made, and rendered by cmark. Promised: each link leads to a file that is
there and, behind #, to an anchor in it; anchors are there once; each label, note, fact and term of a map stands in the
text of a rendered page, letter by letter, whatever marks it holds; a removed map's page goes. Where cmark is absent, the
texts are not compared, which is said. A folder with a front page of somebody's own is left alone, by both forms of sites.
"""
import html
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
PATIENCE = 120
LINK = re.compile(r"(?<!\\)\]\(([^)\s]*)\)")
ANCHOR = re.compile(r'<a id="([^"]*)">')
FENCE = re.compile(r"^( *)(`{3,})[^`\n]*\n.*?^\1\2$", re.S | re.M)
ODD = [
    "1. not a list", "2) nor this", "- dash", "+ plus", "# hash", "= equals", "a*b*c", "*stars*", "_lines_", "snake_case_word",
    "`code`", "[brackets](x)", "<b>tags</b>", "&amp; entity", "R&D", "a | b", "~~gone~~", "$x_1$", "back\\slash", "c:\\new",
    "1986. A year", "x < y > z", "![picture](y)", "https://example.org/a_b", "Ünïcode – dash", "日本語",
]


def atlasc(folder, *args, status=0):
    ran = subprocess.run([ATLASC, *args], cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if ran.returncode != status:
        sys.exit(f"markdown: atlasc {' '.join(args)} ends with {ran.returncode}: {ran.stderr}")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def odd_maps(folder):
    folder.mkdir()
    lines = ["title: " + quoted("Odd *marks*"), "glossary:", f"  {quoted('a*b')}: {quoted('Term with [x] and _y_.')}", "nodes:"]
    for i, text in enumerate(ODD):
        lines += [f"  n{i}:", f"    label: {quoted(text)}", f"    note: {quoted(text)}", "    items:",
                  f"      - {{label: {quoted(text)}, facts: {{{quoted(text)}: {quoted(text)}}}}}"]
    lines += ["  far: {label: Far, map: sub dir/other map.yaml}"]
    (folder / "odd.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "sub dir").mkdir()
    (folder / "sub dir/other map.yaml").write_text("nodes:\n  main: {label: Main, see: odd/n1}\nlinks: [main -> odd/n3]\n")


def ways(out):
    """Faults of links and anchors, and how many links there are."""
    faults, count = [], 0
    anchors = {page: ANCHOR.findall(page.read_text(encoding="utf-8")) for page in out.rglob("*.md")}
    for page, names in anchors.items():
        faults += [f"{page.name}: the anchor '{name}' is there {names.count(name)} times" for name in set(names)
                   if names.count(name) > 1]
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if "://" in target:
                continue
            count += 1
            file, _, name = target.partition("#")
            there = page.parent / urllib.parse.unquote(file) if file else page
            if not there.exists():
                faults.append(f"{page.name}: '{target}' leads to no file")
            elif name and urllib.parse.unquote(name) not in anchors.get(there.resolve(), anchors.get(there, [])):
                faults.append(f"{page.name}: '{target}' leads to no anchor")
    return faults, count


def shown(page):
    made = subprocess.run(["cmark", "--unsafe", str(page)], capture_output=True, text=True, check=True).stdout
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", made)).split())


def guarded(folder):
    """What is somebody's own is not written over, and the page of a map that is broken for now stays."""
    faults, own = [], folder / "own"
    own.mkdir()
    (own / "README.md").write_text("mine\n")
    (own / "index.html").write_text("<p>mine\n")
    atlasc(folder, "site", "--markdown", "-o", "own", status=4)
    forms = ["site --markdown"]
    if "built without" in subprocess.run([ATLASC, "site", "/nonexistent"], capture_output=True, text=True).stderr:
        print("markdown: this program is built without sites of HTML, which are not looked at")
    else:
        forms.append("site")
        atlasc(folder, "site", "-o", "own", status=4)
    if sorted(path.name for path in own.iterdir()) != ["README.md", "index.html"] or (own / "README.md").read_text() != "mine\n":
        faults.append("a folder with a front page of its own is written to")
    for name in forms:
        (folder / "maps/late.yaml").write_text("nodes: {l: Late}\n")
        atlasc(folder, *name.split(), "-o", "kept")
        (folder / "maps/late.yaml").write_text("nodes: [\n")
        atlasc(folder, *name.split(), "-o", "kept", status=1)
        if not list((folder / "kept").glob("late.*")):
            faults.append(f"{name}: the page of a broken map is removed")
        (folder / "maps/late.yaml").unlink()
        atlasc(folder, *name.split(), "-o", "kept")
        if list((folder / "kept").glob("late.*")):
            faults.append(f"{name}: the page of a map that is gone stays")
    return faults


def main():
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        atlasc(SOURCE, "site", "--markdown", "maps", "-o", str(folder / "atlas"))
        wrong, links = ways(folder / "atlas")
        faults += wrong
        odd_maps(folder / "maps")
        atlasc(folder, "site", "--markdown", "-o", "odd")
        wrong, more = ways(folder / "odd")
        faults += wrong
        if shutil.which("cmark"):
            text = shown(folder / "odd/README.md")
            for odd in ODD + ["Odd *marks*"]:
                have, want = text.count(" ".join(odd.split())), 1 if odd.startswith("Odd") else 4
                if have < want:
                    faults.append(f"'{odd}' is shown {have} times, not {want}")
            if "Term with [x] and _y_." not in shown(folder / "odd/glossary.md"):
                faults.append("the text of a term is not shown as it was written")
        else:
            print("markdown: cmark is not there, texts are not compared")
        (folder / "maps/sub dir/other map.yaml").unlink()
        (folder / "maps/odd.yaml").write_text("nodes: {a: A}\n")
        (folder / "odd/mine.md").write_text("mine\n")
        atlasc(folder, "site", "--markdown", "-o", "odd")
        left = sorted(str(path.relative_to(folder / "odd")) for path in (folder / "odd").rglob("*.md"))
        if left != ["README.md", "a-z.md", "mine.md"]:
            faults.append(f"these pages are left: {left}")
        faults += guarded(folder)
    for fault in faults[:20]:
        print(f"markdown: {fault}")
    print(f"markdown: {links + more} links, {len(faults)} faults")
    return 1 if faults or links < 1000 else 0


if __name__ == "__main__":
    sys.exit(main())
