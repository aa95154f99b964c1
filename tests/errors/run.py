#!/usr/bin/env python3
"""Bad input and what the program says about it, to the letter.

usage: run.py [--accept | --first] [FILE.test...]

A .test file holds cases, written to be read:

    %% a misspelt key names the one that was meant
    nodes:
      a:
        lable: X
    %%FAIL 1
    map.yaml:3:5: error: unknown key 'lable'; did you mean 'label'?
    ...

The input is what stands between the title and the verdict: %%FAIL and the exit status; %%OK; or %%PARTLY, where the map is
right and drawn and what had to be left out is named: then compiling ends with 1, and check with 0. Then comes all that the
program writes to stderr. Right after the title may stand
    %%args A B ...    the arguments, instead of those below
    %%eval            the input is the value of a Python expression: for odd bytes and for a thousand levels
The input becomes map.yaml. Two runs are made: `atlasc check map.yaml` and `atlasc map.yaml -o out.svg` must say the same
(check counts besides, in a last line) and end with the same status; with %%args there is that run only. Where it fails, an
out.svg that was there before must be left as it was, and no other file may appear. Under every line that is
shown the caret must stand at the character whose line and column the message gives: this is computed here, so that an
accepted text cannot be wrong about it. Blank lines at the end of the stderr part are not compared.
--accept writes the verdicts and messages anew, and still exits with 1; it is refused where CI is set. --first ends after the
first file with a failure.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "prop"))
sys.dont_write_bytecode = True
import reader                                                  # noqa: E402
SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE") or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get("ATLASC", SOURCE / "build/release/atlasc"))
SUMMARY = re.compile(r"^atlasc: \d+ errors?, \d+ warnings? in 1 file\n\Z", re.M)
SENTINEL = b"a good drawing\n"


class Case:
    def __init__(self, title, number):
        self.title, self.number = title, number                # of its first line in the file
        self.args, self.eval, self.input, self.verdict, self.says = None, False, [], None, []

    def data(self):
        text = "".join(line + "\n" for line in self.input)
        if not self.eval:
            return text.encode("utf-8")
        value = eval(text, {})                                 # the test files are ours
        return value if isinstance(value, bytes) else value.encode("utf-8")

    def written(self):
        lines = ["%% " + self.title] + (["%%args " + self.args] if self.args else []) + (["%%eval"] if self.eval else [])
        return "\n".join(lines + self.input + [self.verdict] + self.says) + "\n"


def parse(path):
    """The lines before the first case, and the cases."""
    head, cases = [], []
    for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n")[:-1], 1):
        if line.startswith("%% "):
            cases.append(Case(line[3:], number))
        elif not cases:
            head.append(line)
        elif line.startswith("%%args "):
            cases[-1].args = line[7:]
        elif line == "%%eval":
            cases[-1].eval = True
        elif re.fullmatch(r"%%OK|%%PARTLY|%%FAIL \d+", line):
            cases[-1].verdict = line
        elif cases[-1].verdict:
            cases[-1].says.append(line)
        else:
            cases[-1].input.append(line)
    return head, cases


def atlasc(folder, *args):
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "100"}
    env |= {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS") if name in os.environ}
    return subprocess.run([ATLASC, *args], cwd=folder, env=env, capture_output=True, timeout=60)


def carets(says, data):
    """Carets that do not stand under the character they mean."""
    source = re.split("\r\n|[\n\r\x85\u2028\u2029]", data.decode("utf-8-sig", "replace"))
    wrong = []
    for place, shown, mark in zip(says, says[1:], says[2:]):
        where = re.match(r"map\.yaml:(\d+):(\d+): ", place)
        if not where:
            continue
        line, column = int(where[1]), int(where[2])
        gutter = re.match(r" *(\d+) \|", shown)
        if not gutter or int(gutter[1]) != line or not re.match(r" +\| +\^~*$", mark):
            wrong.append(f"no line and caret under {place!r}")
            continue
        cell = mark.index("^") - len(gutter[0]) - 1
        meant = source[line - 1][column - 1:column] if line <= len(source) else ""
        at = 0
        for cluster, cells in reader.clusters(shown[len(gutter[0]) + 1:]):
            if at >= cell:
                break
            at += cells
        else:
            cluster = " "
        if at != cell or (meant.strip() and meant.isprintable() and meant != "\ufffd" and not cluster.startswith(meant)):
            wrong.append(f"the caret stands under {cluster!r}, {meant!r} is meant: {place!r}")
    return wrong


def trimmed(says):
    lines = list(says)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def run(case):
    """The verdict and the message as they are now, and what is wrong that --accept cannot mend."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="atlas-errors-") as name:
        folder = pathlib.Path(name)
        (folder / "map.yaml").write_bytes(case.data())
        (folder / "out.svg").write_bytes(SENTINEL)
        compiled = atlasc(folder, *(case.args.split() if case.args else ("map.yaml", "-o", "out.svg")))
        says = compiled.stderr.decode("utf-8", "backslashreplace")
        if compiled.returncode not in (0, 1, 2, 3, 4):
            wrong.append(f"ends with status {compiled.returncode}")
        verdict = "%%OK" if compiled.returncode == 0 else f"%%FAIL {compiled.returncode}"
        if not case.args:
            checked = atlasc(folder, "check", "map.yaml")
            if compiled.returncode == 1 and checked.returncode == 0 and (folder / "out.svg").read_bytes() != SENTINEL:
                verdict = "%%PARTLY"
        if verdict.startswith("%%FAIL") and (folder / "out.svg").read_bytes() != SENTINEL:
            wrong.append("an error, and yet out.svg is written")
        if not case.args:
            if not compiled.returncode and (folder / "out.svg").read_bytes() == SENTINEL:
                wrong.append("no error, and yet out.svg is not written")
            if checked.returncode != compiled.returncode and verdict != "%%PARTLY":
                wrong.append(f"check ends with {checked.returncode}, compiling with {compiled.returncode}")
            summed = SUMMARY.sub("", checked.stderr.decode("utf-8", "backslashreplace"))
            if summed not in says if verdict == "%%PARTLY" else summed != says:
                wrong.append("check and compiling say different things:\n" + difference(summed.split("\n"), says.split("\n")))
        extra = sorted(path.name for path in folder.iterdir() if path.name not in ("map.yaml", "out.svg"))
        if extra:
            wrong.append(f"leaves {', '.join(extra)}")
    if re.search("[\0-\x08\x0b-\x1f\x7f\x80-\x9f]", says):
        wrong.append("a control character reaches the terminal")
    wrong += carets(says.split("\n"), case.data())
    return verdict, trimmed(says.split("\n")), wrong


def difference(want, got):
    return "\n".join("    " + line for line in list(difflib.unified_diff(want, got, "expected", "got", lineterm="", n=9))[2:])


def judge(case):
    try:
        verdict, says, wrong = run(case)
    except subprocess.TimeoutExpired:
        return case.verdict, case.says, ["hangs"]
    if case.verdict is None:
        wrong.append("no verdict: %%FAIL and the status, or %%OK")
    elif verdict != case.verdict:
        wrong.append(f"{case.verdict} expected, it is {verdict}")
    if says != trimmed(case.says):
        wrong.append("says something else:\n" + difference(trimmed(case.says), says))
    return verdict, says, wrong


def main(args):
    accepting = "--accept" in args
    if accepting and os.environ.get("CI"):
        sys.exit("errors: --accept is refused under CI: look at the difference and accept it where you can see it")
    names = [arg for arg in args if arg not in ("--accept", "--first")]
    if any(name.startswith("-") for name in names):
        sys.exit(__doc__)
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f"errors: no program at {ATLASC} (set ATLASC)")
    files = [pathlib.Path(name) for name in names] or sorted(HERE.glob("*.test"))
    count = failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path in files:
            head, cases = parse(path)
            for case, (verdict, says, wrong) in zip(cases, pool.map(judge, cases)):
                count += 1
                failed += bool(wrong)
                for line in wrong:
                    print(f"{path.name}:{case.number}: {case.title}: {line}")
                case.verdict, case.says = verdict, says
            if failed and "--first" in args:
                break
            if accepting:
                text = "".join(line + "\n" for line in head) + "\n".join(case.written() for case in cases)
                path.write_bytes(text.encode("utf-8"))
    print(f"errors: {count} cases, {failed} {'accepted anew' if accepting else 'fail'}")
    return 1 if failed or accepting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
