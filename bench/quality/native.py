"""What both benchmarks of this folder need: programs that run, the one of layout.c, and the crossings of our orders."""
import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build/bench-quality"  # node_modules, drawings, the program of layout.c


class Failure(Exception):
    pass


def call(*argv, **options):
    done = subprocess.run([str(a) for a in argv], text=True, capture_output=True, **options)
    if done.returncode:
        raise Failure(f"{' '.join(map(str, argv))}: exit status {done.returncode}\n{(done.stderr or done.stdout)[-2000:]}")
    return done


def layout_program(release):
    """The program of layout.c, on the library as it was built."""
    program, library = BUILD / "layout", release / "libatlas.a"
    if not library.exists():
        raise Failure(f"{library} is not there: cmake --preset release && cmake --build --preset release")
    BUILD.mkdir(parents=True, exist_ok=True)
    flags = call("pkg-config", "--cflags", "--libs", "libgvc", "libcgraph", "yaml-0.1", "jansson").stdout.split()
    call(os.environ.get("CC", "cc"), "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", ROOT / "src", "-o", program,
         HERE / "layout.c", library, *flags, "-lm", "-ldl")
    return program


def order_crossings(atlasc, *words):
    """Of the order of a layered drawing, over all its parts; None where a drawing has no layers."""
    said = call(atlasc, "--dump=order", *words).stdout
    found = re.findall(r"^(?:graph \d+ .*|layers \d+) ?crossings=(\d+)", said, re.M)
    return sum(map(int, found)) if found else None
