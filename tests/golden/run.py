#!/usr/bin/env python3
"""Golden runs: the program's output, byte for byte.

usage: run.py [--accept | --first] [CASE...]

A case is a folder with
    args            one argument a line; $MAPS is the folder of the project's own maps
    stdin           what the program reads from standard input (optional; else nothing)
    exp.out exp.err exp.rc      what it must write and its exit status
    exp.NAME        a file that it must write
    made            names of files that it must write, not empty, whose bytes are not compared (pictures)
and every other file is an input. The program runs in a copy of the folder, with a bare environment. A file that is
written and not expected is a failure, too.
--accept writes the exp files anew, and still exits with 1; it is refused where CI is set. --first ends at the first failure.
"""
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
OURS = {"args", "stdin", "made"}
DIFF_LINES = 24


def environment(folder):
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "TERM": "xterm-256color"}
    return env | {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS") if name in os.environ}


def run(case):
    """Runs a case; gives {name of exp file: bytes} and what is wrong besides."""
    args = (case / "args").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory(prefix="atlas-golden-") as name:
        folder = pathlib.Path(name, "case")
        folder.mkdir()
        for path in case.iterdir():
            if path.name not in OURS and not path.name.startswith("exp."):
                (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)
        if any("$MAPS" in arg for arg in args):
            shutil.copytree(SOURCE / "maps", folder / "maps")
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        stdin = (case / "stdin").read_bytes() if (case / "stdin").exists() else b""
        ran = subprocess.run([ATLASC, *[arg.replace("$MAPS", "maps") for arg in args]], cwd=folder, input=stdin,
                             env=environment(folder), capture_output=True, timeout=60)
        got = {"exp.out": ran.stdout, "exp.err": ran.stderr, "exp.rc": b"%d\n" % ran.returncode}
        wrong = []
        made = (case / "made").read_text(encoding="utf-8").split() if (case / "made").exists() else []
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or before.get(path) == path.read_bytes():
                continue
            file = str(path.relative_to(folder))
            if path in before:
                wrong.append(f"changes its input {file}")
            elif file in made:
                made.remove(file)
                if not path.stat().st_size:
                    wrong.append(f"writes an empty {file}")
            else:
                got["exp." + file] = path.read_bytes()
        wrong += [f"does not write {file}" for file in made]
    return got, wrong


def difference(want, got):
    """The first lines of a diff, control characters made visible."""
    show = lambda data: data.decode("utf-8", "backslashreplace").replace("\x1b", "\\e").split("\n")
    lines = list(difflib.unified_diff(show(want), show(got), "expected", "got", lineterm="", n=1))
    return lines[:DIFF_LINES] + ([f"... {len(lines) - DIFF_LINES} more lines"] if len(lines) > DIFF_LINES else [])


def compare(case, got):
    want = {path.name: path.read_bytes() for path in case.glob("exp.*")}
    wrong = []
    for name in sorted(set(want) | set(got)):
        if name not in got:
            wrong.append(f"does not write {name[4:]}")
        elif name not in want:
            wrong.append(f"writes {name[4:]}, and there is no {name}")
        elif want[name] != got[name]:
            wrong.append("\n    ".join([f"{name[4:]} differs:"] + difference(want[name], got[name])))
    return wrong


def accept(case, got):
    for path in case.glob("exp.*"):
        if path.name not in got:
            path.unlink()
    for name, data in got.items():
        (case / name).write_bytes(data)


def main(args):
    accepting = "--accept" in args
    if accepting and os.environ.get("CI"):
        sys.exit("golden: --accept is refused under CI: look at the difference and accept it where you can see it")
    names = [arg for arg in args if arg not in ("--accept", "--first")]
    if any(name.startswith("-") for name in names):
        sys.exit(__doc__)
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"golden: no program at {ATLASC} (set ATLASC)")
    cases = [HERE / name for name in names] or sorted(path.parent for path in HERE.glob("*/args"))
    failed = 0
    for case in cases:
        try:
            got, wrong = run(case)
        except (OSError, subprocess.TimeoutExpired) as error:
            got, wrong = None, [str(error)]
        if got is not None:
            wrong += compare(case, got)
            if accepting and wrong:
                accept(case, got)
        failed += bool(wrong)
        for line in wrong:
            print(f"{case.name}: {line}")
        if failed and "--first" in args:
            break
    print(f"golden: {len(cases)} cases, {failed} {'accepted anew' if accepting else 'fail'}")
    return 1 if failed or accepting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
