#!/usr/bin/env python3
"""out/ holds what maps/ compile to today: every map and view as text and SVG, lists, and pages of Markdown, byte for
byte, nothing missing and nothing left over; and the gallery of README.md, each line of examples/gallery.txt for light and dark pages.

What is stale is made again by tools/run. PNG files and the site are not kept, so they are not looked at.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
PATIENCE = 300  # seconds, with sanitizers on a busy machine
UNKEPT = {".png"}


def compile_all(out):
    """All that tools/run makes and that is kept."""
    def run(*args):
        subprocess.run([PROGRAM, *args], cwd=SOURCE, check=True, timeout=PATIENCE)
    run("build", "maps", "-o", str(out), "--quiet")
    run("build", "maps", "-o", str(out / "list"), "-l", "list", "-T", "text", "--quiet")
    run("site", "maps", "--markdown", "-o", str(out))
    (out / "gallery").mkdir()
    for line in (SOURCE / "examples/gallery.txt").read_text(encoding="utf-8").splitlines():
        name, *args = line.split()
        run(*args, "--scheme", "light", "-o", str(out / f"gallery/{name}.svg"))
        run(*args, "--scheme", "dark", "-o", str(out / f"gallery/{name}-dark.svg"))


def files(folder):
    """Name below the folder -> path, of what is kept."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items()
            if path.suffix not in UNKEPT and not path.name.startswith(".") and not name.startswith("site/")}


def main():
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        compile_all(out)
        fresh, kept = files(out), files(SOURCE / "out")
        for name in sorted(fresh.keys() | kept.keys()):
            if name not in fresh:
                print(f"out/{name} belongs to no map and not to the gallery")
            elif name not in kept:
                print(f"out/{name} is missing; tools/run makes it again")
            elif fresh[name].read_bytes() != kept[name].read_bytes():
                print(f"out/{name} is stale; tools/run makes it again")
            else:
                continue
            faults += 1
    print(f"out: {len(fresh)} files, {faults} faults")
    sys.exit(1 if faults or not fresh else 0)


if __name__ == "__main__":
    main()
