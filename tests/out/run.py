#!/usr/bin/env python3
"""out/ holds what maps/ compile to today: text, lists and SVG, byte for byte, nothing missing and nothing left over; and
the gallery of README.md, each line of examples/gallery.txt as a picture for light and for dark pages.

What is stale is made again by tools/run. PNG files are not kept, so they are not looked at.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))


def outputs(maps):
    """(name below out/, arguments) of everything that is kept."""
    for path in maps:
        yield f"{path.stem}.txt", [str(path)]
        yield f"{path.stem}.svg", [str(path)]
        yield f"list/{path.stem}.txt", [str(path), "-l", "list", "-T", "text"]
    for line in (SOURCE / "examples/gallery.txt").read_text(encoding="utf-8").splitlines():
        name, *args = line.split()
        yield f"gallery/{name}.svg", [*args, "--scheme", "light"]
        yield f"gallery/{name}-dark.svg", [*args, "--scheme", "dark"]


def main():
    faults, wanted = 0, set()
    with tempfile.TemporaryDirectory() as folder:
        for name, args in outputs(sorted((SOURCE / "maps").glob("*.yaml"))):
            wanted.add(name)
            fresh = pathlib.Path(folder) / pathlib.Path(name).name
            subprocess.run([PROGRAM, *args, "-o", str(fresh)], cwd=SOURCE, check=True, timeout=60)
            kept = SOURCE / "out" / name
            if not kept.exists() or kept.read_bytes() != fresh.read_bytes():
                faults += 1
                print(f"out/{name} is {'stale' if kept.exists() else 'missing'}; tools/run makes it again")
    for kept in (SOURCE / "out").rglob("*"):
        name = str(kept.relative_to(SOURCE / "out"))
        if kept.is_file() and kept.suffix != ".png" and name not in wanted:
            faults += 1
            print(f"out/{name} belongs to no map and not to the gallery")
    print(f"out: {len(wanted)} files, {faults} faults")
    sys.exit(1 if faults or not wanted else 0)


if __name__ == "__main__":
    main()
