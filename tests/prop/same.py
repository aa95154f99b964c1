#!/usr/bin/env python3
"""The same bytes by two programs, as two compilers made them: every layout, direction and format, in widths of all sizes.

usage: same.py PROGRAM PROGRAM

Draws what prop, layered and compound draw with the seeds of ATL_PROP_SEED (0) and the ATL_PROP_N - 1 (500) that follow it. Run
by hand; CONTRIBUTING.md says how.
"""
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "layered"), str(HERE.parent / "compound")]
import compound
import gen
import graphs
import linked

LAYOUTS = ("tree", "layered", "nested", "grid", "chain", "radial", "list")
DIRECTIONS = ("down", "right", "up", "left")
BORDERS = ("ascii", "single", "round", "double", "heavy")
FORMATS = ("svg", "txt", "json", "dot")
WIDTHS = (20, 40, 80, 160, 100000)
PATIENCE = 120


def maps(seed):
    yield gen.make(seed).text
    yield linked.make(seed)[2]
    yield graphs.make(seed).text
    yield compound.as_map(compound.made(seed))


def drawn(program, folder, args):
    """Status, what is said, and the bytes of each file."""
    names = [f"out.{format}" for format in FORMATS]
    for name in names:
        (folder / name).unlink(missing_ok=True)
    outputs = [word for name in names for word in ("-o", name)]
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    ran = subprocess.run([program, "map.yaml", *args, *outputs], cwd=folder, env=env, capture_output=True, timeout=PATIENCE)
    return ran.returncode, ran.stderr, [(folder / name).read_bytes() if (folder / name).exists() else None for name in names]


def main(args):
    if len(args) != 2:
        sys.exit(__doc__)
    programs = [os.path.abspath(arg) for arg in args]
    count = faults = 0
    with tempfile.TemporaryDirectory(prefix="atlas-same-") as name:
        folder = pathlib.Path(name)
        for seed in gen.seeds(500):
            rng = random.Random(f"same {seed}")
            for text in maps(seed):
                (folder / "map.yaml").write_text(text, encoding="utf-8")
                for layout in LAYOUTS:
                    words = ["-l", layout, "--direction", rng.choice(DIRECTIONS), "--border", rng.choice(BORDERS),
                             "--width", str(rng.choice(WIDTHS))]
                    one, two = (drawn(program, folder, words) for program in programs)
                    count += len(FORMATS)
                    if one != two or one[0] not in (0, 1):
                        faults += 1
                        differ = [format for format, a, b in zip(FORMATS, one[2], two[2]) if a != b]
                        print(f"seed {seed}: {' '.join(words)}: {differ}, status {one[0]} and {two[0]}: {one[1][:200]!r} {two[1][:200]!r}", flush=True)
    print(f"same: {count} drawings by two programs, {faults} commands with other bytes")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
