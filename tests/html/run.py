#!/usr/bin/env python3
"""A small site, page by page: HTML and Markdown, byte for byte.

usage: run.py [--accept]

The maps of the folder maps/ use every key that a page tells something of. Both forms of their site are made and compared
with expected/html and expected/markdown; what is packed in a page or a script is compared unpacked, since that depends on
the version of a library. Pictures as PNG, what npm bundles, and lists of files are not compared. That pages can be used is
tested by tests/site, in a browser. Skipped (77) where the program was built without sites.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/html/run.py
"""
import base64
import binascii
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
FORMS = {"html": [], "markdown": ["--markdown"]}
BUNDLED = {"assets/site.css", "assets/drawings.css", "assets/site.js", "assets/search.js", "assets/icon.svg"}
PACKED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
ROW = re.compile(r"><(?=/?(?:g|a|rect|path|text|title|svg)\b)")  # a drawing in a page is one line
DIFF_LINES = 24


def unpacked(match):
    try:
        return "{packed: " + zlib.decompress(base64.b64decode(match[0], validate=True)).decode("utf-8") + "}"
    except (binascii.Error, zlib.error, ValueError):
        return match[0]


def made(folder, form):
    """{name: text} of what a site is; None where the program makes none."""
    out = folder / form
    env = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS") if name in os.environ}
    ran = subprocess.run([ATLASC, "site", str(HERE / "maps"), "-o", str(out), *FORMS[form]], cwd=folder,
                         env=env | {"LC_ALL": "C.UTF-8"}, capture_output=True, timeout=120, encoding="utf-8")
    if "without the scripts of sites" in ran.stderr:
        return None
    found = {"said": re.sub(re.escape(str(HERE)) + "/", "", f"{ran.returncode}\n{ran.stdout}{ran.stderr}")
             .replace(str(folder), "")}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and name not in BUNDLED and not path.name.startswith(".") and path.suffix != ".png":
            text = PACKED.sub(unpacked, path.read_text(encoding="utf-8"))
            found[name] = ROW.sub(">\n<", text) if form == "html" else text
    return found


def main():
    accepting = sys.argv[1:] == ["--accept"]
    if accepting and os.environ.get("CI"):
        sys.exit("html: --accept is refused under CI: look at the difference and accept it where you can see it")
    faults = files = 0
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            expected, now = HERE / "expected" / form, made(pathlib.Path(folder), form)
            if now is None:
                print("this atlasc makes no sites: skipped")
                return 77
            files += len(now)
            want = {path.relative_to(expected).as_posix(): path.read_text(encoding="utf-8")
                    for path in expected.rglob("*") if path.is_file()}
            for name in sorted(now.keys() | want.keys()):
                if now.get(name) == want.get(name):
                    continue
                faults += 1
                lines = list(difflib.unified_diff(want.get(name, "").split("\n"), now.get(name, "").split("\n"),
                                                  "expected", "got", lineterm="", n=1))
                print(f"{form}/{name}:\n    " + "\n    ".join(line[:300] for line in lines[:DIFF_LINES]))
                if accepting and name in now:
                    (expected / name).parent.mkdir(parents=True, exist_ok=True)
                    (expected / name).write_text(now[name], encoding="utf-8")
                elif accepting:
                    (expected / name).unlink()
    print(f"html: {files} files, {faults} {'accepted anew' if accepting else 'faults'}")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
