#!/usr/bin/env python3
"""Would a test notice? Builds the program with one small fault at a time, and sees whether the tests find it.

usage: mutate.py [-n N] [--room ROOM]... [--skip PATTERN]... [--seed S] [--jobs J] [--survivors] [--self-test]

N mutants (300) are drawn from all of src/, or from the rooms that are named: a line by chance, and one of its mutants, so
that tables weigh no more than code. A seed draws the same ones as long as the sources stay as they are. A mutant that does not compile, or compiles to the same bytes, is no mutant: the next one is
drawn. The others are built, optimised, in a folder of their own below build/mutate, and the tests that fit their room run
until one fails; what passes the quick ones runs through them once more under sanitizers. A program that takes more of the processor or of memory than any test needs counts as found.

What was found is remembered in build/mutate/found.jsonl, so that a run that was stopped goes on where it was;
--survivors tries those again that no test found before. equivalent.txt lists the mutants that change nothing that
anybody could see, and why; they do not count. In the end stand the survivors, as diffs, and the score of each room.

This is no test, and ctest does not know it: what it finds is a promise that no test holds.
"""
import argparse
import concurrent.futures
import fcntl
import fnmatch
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import mutants

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
WORK = SOURCE / "build/mutate"
COPIED = "CMakeLists.txt bench CMakePresets.json README.md CONTRIBUTING.md cmake completions examples man maps out schema src styles tests tools".split()
UNKEPT = {"site", "__pycache__", "node_modules"}

# The tests of each room, those first that find most for what they cost. A name with a pattern is for files that fit it.
UNIT = r"unit/(?!layers$).*"
QUICK = ["golden", "errors", "out", "readme", UNIT]
TESTS = {
    "base": QUICK + ["query", "build"],
    "text": QUICK + ["prop"],
    "map": ["errors"] + QUICK + ["schema"],
    "style": QUICK + ["schema"],
    "read": ["errors"] + QUICK + ["schema", "fuzz/yaml"],
    "order": QUICK + ["nested", ("unit/layers", "*/order/[lcnbr][aeru]*"), ("layered", "*/order/[lcnbr][aeru]*")],
    "arrange": ["unit/pack"] + QUICK + ["nested"],
    "judge": ["measure"] + QUICK,
    "place": QUICK + ["nested", "prop", ("layered", "*/layered/*"), ("compound", "*/layered/*"), ("fit", "*/tree/*")],
    "scene": QUICK + ["prop"],
    "emit": QUICK + ["html", "prop", "maps", ("text", "*/emit/font.c"), ("text", "*/emit/*_text.c")],
    "index": ["query", UNIT, "html"] + QUICK + ["markdown", "site"],
    "site": ["html", "markdown", "out"] + QUICK + ["site"],
    "cmd": QUICK + ["vocabulary", "query", "completion", "manual", "build", "schema"],
    "": QUICK,  # main.c
}
# What passes these is built once more, with the sanitizers that the whole suite runs under, and goes through those of its
# tests again that fit here: memory that is not released, or read behind its end, shows in no output.
STRICT = r"golden|errors|query|html|markdown|fuzz/yaml|unit/(?!layers$).*"
FIRST = {"golden", "errors"}  # these end at the first failure, if they are asked to
MAPS = "10"            # generated maps a test of properties tries here
STEPS = 8              # seconds of the processor for one program; the slowest drawing of the tests takes one
RUNNER_STEPS = 120     # likewise for what starts it
MEMORY = 4 << 30
WRITES = 256 << 20     # bytes in one file
PATIENCE = 900         # seconds for one test, whatever waits


def room_of(file):
    return file.split("/")[1] if file.count("/") > 1 else ""


def read(path):
    return path.read_bytes().decode("utf-8")


class Bench:
    """A copy of the sources with a build folder, where mutants are made one after the other."""

    def __init__(self, number):
        self.tree, self.build = WORK / f"{number}/tree", WORK / f"{number}/build"
        self.home = WORK / f"{number}/home"
        self.renew()
        self.home.mkdir(exist_ok=True)
        # What is undefined stops the program: so it would under the sanitizers that the whole suite runs with.
        flags = ["-DCMAKE_C_FLAGS=-O1 -fsanitize=undefined -fsanitize-undefined-trap-on-error"]
        self.tests = self.configure(self.build, flags)
        self.strict = WORK / f"{number}/strict"
        self.strict_tests = self.configure(self.strict, ["-DCMAKE_C_FLAGS=-O1", "-DATL_SANITIZE=address,undefined"])
        commands = json.loads((self.build / "compile_commands.json").read_text())
        self.commands = {str(pathlib.Path(c["file"]).relative_to(self.tree)): c for c in commands
                         if c["file"].startswith(str(self.tree / "src"))}
        self.first = {}                                # object files without a fault
        self.state = self.stamp()

    def configure(self, build, flags):
        """Builds the copy; gives {name of a test: (command, environment)}."""
        self.call("cmake", "-S", self.tree, "-B", build, "-G", "Ninja", "--log-level=WARNING", "-DCMAKE_BUILD_TYPE=None",
                  "-DCMAKE_C_COMPILER_LAUNCHER=", *flags)
        self.call("cmake", "--build", build)
        shown = self.call("ctest", "--test-dir", build, "--show-only=json-v1")
        tests = {}
        for test in json.loads(shown[shown.index("{"):])["tests"]:
            env = {p["name"]: p["value"] for p in test["properties"]}.get("ENVIRONMENT", [])
            tests[test["name"]] = (test.get("command", []), dict(line.split("=", 1) for line in env))
        return tests

    def call(self, *command):
        ran = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if ran.returncode:
            sys.exit(f"mutate: {' '.join(map(str, command))} failed\n{ran.stdout[-3000:]}{ran.stderr[-3000:]}")
        return ran.stdout

    def renew(self):
        """Makes the copy equal to the sources; what is equal keeps its time, so that little is built anew."""
        self.tree.mkdir(parents=True, exist_ok=True)
        fresh = set()
        for top in COPIED:
            for path in [SOURCE / top] if (SOURCE / top).is_file() else sorted((SOURCE / top).rglob("*")):
                name = path.relative_to(SOURCE)
                if not path.is_file() or UNKEPT & set(name.parts) and name.parts[0] != "src":
                    continue
                fresh.add(name)
                copy = self.tree / name
                if copy.is_file() and copy.read_bytes() == path.read_bytes():
                    continue
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
        for path in list(self.tree.rglob("*")):
            if path.is_file() and path.relative_to(self.tree) not in fresh:
                path.unlink()

    def stamp(self):
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in self.tree.rglob("*")
                if p.is_file() and "__pycache__" not in p.parts}

    def object(self, file):
        """Compiles a file as it stands; gives the bytes of the object, or None."""
        command = self.commands[file]
        words = command["command"].split()
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "x.o"
            at = words.index("-o")
            words = [word.replace('\\"', '"') for word in words[:at] + ["-o", str(out), "-w"] + words[at + 2:]]
            ran = subprocess.run(words, cwd=command["directory"], capture_output=True, timeout=PATIENCE, check=False)
            return None if ran.returncode else out.read_bytes()

    def run_test(self, name, strict=False):
        """Whether the test passes; and what it says."""
        command, given = (self.strict_tests if strict else self.tests)[name]
        command = command + ["--first"] * (name in FIRST)
        env = os.environ | given | {"ATL_PROP_N": MAPS, "ATL_FIT_N": "2", "ATL_SITE_BROWSER": "no", "HOME": str(self.home),
                                    "CI": "true"}
        env.pop("ATL_SHARED", None)

        def bound():
            os.setsid()
            steps = RUNNER_STEPS if "python" in command[0] or strict else STEPS
            resource.setrlimit(resource.RLIMIT_CPU, (steps, steps))
            if not strict:                             # a sanitizer takes addresses by the terabyte
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_FSIZE, (WRITES, WRITES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        until = time.monotonic() + PATIENCE
        with tempfile.TemporaryFile() as log:
            child = subprocess.Popen(command, cwd=self.tree, env=env, stdin=subprocess.DEVNULL, stdout=log,
                                     stderr=subprocess.STDOUT, preexec_fn=bound)
            while True:
                try:
                    code = child.wait(timeout=0.5)
                    break
                except subprocess.TimeoutExpired:
                    if time.monotonic() > until or any(spent > (3 if strict else 1) * STEPS for spent in self.programs().values()):
                        code = None
                        break
            if code not in (0, 77):                    # what it started must not go on
                for pid in list(self.programs()) + [-child.pid]:
                    try:
                        (os.kill if pid > 0 else os.killpg)(abs(pid), signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                child.wait()
            log.seek(0)
            return code in (0, 77), log.read()[-2000:].decode("utf-8", "replace")

    def programs(self):
        """The processes that run the program of this bench, with the seconds of the processor they took."""
        found, programs = {}, {str(self.build / "atlasc"), str(self.strict / "atlasc")}
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(entry / "exe") in programs:
                    words = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                    found[int(entry.name)] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
            except (OSError, IndexError):
                pass
        return found

    def names(self, file):
        found = []
        for row in TESTS.get(room_of(file), QUICK):
            pattern, files = row if isinstance(row, tuple) else (row, "*")
            if fnmatch.fnmatch(file, files):
                found += [name for name in sorted(self.tests) if re.fullmatch(pattern, name) and name not in found]
        return found

    def made(self, name, strict=False):
        """Builds what a test runs; whether that worked."""
        build, tests = (self.strict, self.strict_tests) if strict else (self.build, self.tests)
        program = pathlib.Path(tests[name][0][0])
        target = f"tests/{program.name}" if build in program.parents and program.name != "atlasc" else "atlasc"
        return not subprocess.run(["ninja", "-C", str(build), target], capture_output=True, timeout=PATIENCE,
                                  check=False).returncode

    def judge(self, mutant):
        """'same', 'no C', or the test that found it; None where none did."""
        path = self.tree / mutant.file
        text = read(path)
        if mutant.file not in self.first:
            self.first[mutant.file] = self.object(mutant.file)
        path.write_bytes(mutants.apply(text, mutant).encode("utf-8"))
        try:
            made = self.object(mutant.file)
            if made is None:
                return "no C"
            if made == self.first[mutant.file]:
                return "same"
            names = self.names(mutant.file)
            again = [name for name in names if re.fullmatch(STRICT, name)]
            last = max([names.index(name) for name in again], default=-1) + 1
            # The quick ones first, then those under the sanitizers, then what takes long.
            for name, strict in [(n, False) for n in names[:last]] + [(n, True) for n in again] + \
                    [(n, False) for n in names[last:]]:
                if not self.made(name, strict):
                    return "no C"
                if not self.run_test(name, strict)[0]:
                    return name + (", sanitized" if strict else "")
            return None
        finally:
            path.write_bytes(text.encode("utf-8"))
            now = self.stamp()
            now.pop(str(path), None)
            if any(now.get(p) != s for p, s in self.state.items() if p != str(path)) or now.keys() - self.state.keys():
                self.renew()                           # a fault that wrote where it must not
            self.state = self.stamp()

    def check(self, files):
        """Without a fault every test passes, or no score means anything. Once for each state of the sources."""
        names = sorted({name for file in files for name in self.names(file)})
        digest = hashlib.sha256()
        for path in sorted(self.state):
            digest.update(path.encode() + b"\0" + pathlib.Path(path).read_bytes())
        memory, state = WORK / "checked", digest.hexdigest()
        known = set(memory.read_text().split("\n")) if memory.exists() else set()
        for name in names:
            if f"{state} {name}" in known:
                continue
            passed, says = self.made(name) and self.run_test(name) or (False, "it is not built")
            if passed and re.fullmatch(STRICT, name):
                passed, says = self.made(name, True) and self.run_test(name, True) or (False, "it is not built")
            if not passed:
                sys.exit(f"mutate: {name} fails without any fault:\n{says}")
            with memory.open("a") as log:
                log.write(f"{state} {name}\n")


def candidates(rooms, skip):
    found = []
    for path in sorted((SOURCE / "src").rglob("*.c")):
        file = str(path.relative_to(SOURCE))
        if (rooms and room_of(file) not in rooms) or any(fnmatch.fnmatch(file, pattern) for pattern in skip):
            continue
        found += mutants.of_file(file, read(path))
    return found


def draw(found, seed):
    """All mutants in a seeded order: round by round one of each line, the lines by chance."""
    chance, lines = random.Random(seed), {}
    for mutant in found:
        lines.setdefault((mutant.file, mutant.line), []).append(mutant)
    for line in lines.values():
        chance.shuffle(line)
    order = []
    for turn in range(max(map(len, lines.values()))):
        now = [line[turn] for line in lines.values() if turn < len(line)]
        chance.shuffle(now)
        order += now
    return order


def key(mutant, text):
    """A mutant keeps its name while its file stays as it is."""
    old, new = mutants.shown(text, mutant)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
    return f"{mutant.file}:{mutant.line}:{mutant.at}:{old} -> {new}:{digest}"


def equivalents():
    """{(file, old, new): why}."""
    found, entry, file = {}, {}, ""
    for line in read(HERE / "equivalent.txt").splitlines():
        if line.startswith("src/"):
            file = line
        elif line[:2] in ("- ", "+ "):
            entry[line[0]] = " ".join(line[2:].split())
        elif line.startswith("  ") and len(entry) == 2:
            found[file, entry["-"], entry["+"]] = line.strip()
            entry = {}
    return found


def self_test():
    text = ('#define X 1 + 2\nint f(int a) {\n  /* a < b */\n  if (a < 3 && !g("x<y"))\n    return a * 2;\n'
            '  h(a,\n    a);\n  int *p = &a;\n  return 0;\n}\n')
    found = {(m.line, m.kind, m.was, m.now) for m in mutants.of_file("src/x/x.c", text)}
    want = {(4, "comparison", "<", "<="), (4, "comparison", "<", ">"), (4, "constant", "3", "4"), (4, "constant", "3", "2"),
            (4, "logic", "&&", "||"), (4, "condition", "!", ""), (4, "condition", '(a < 3 && !g("x<y"))', '(!(a < 3 && !g("x<y")))'),
            (5, "return", "a * 2", "0"), (5, "operator", "*", "/"), (5, "constant", "2", "3"), (5, "constant", "2", "1"),
            (6, "statement", "h(a,\n    a)", "\n"), (9, "return", "0", "1"), (9, "constant", "0", "1")}
    extra = {f for f in found - want if f[1] != "operator"}
    faults = [f"not made: {f}" for f in sorted(want - found)] + [f"made: {f}" for f in sorted(extra)]
    for mutant in mutants.of_file("src/x/x.c", text):
        if mutants.apply(text, mutant).count("\n") != text.count("\n"):
            faults.append(f"lines moved: {mutant}")
    known = {path: read(path) for path in sorted((SOURCE / "src").rglob("*.c"))}
    for file, old, new in equivalents():
        text = known.get(SOURCE / file)
        if text is None or (old, new) not in {mutants.shown(text, m) for m in mutants.of_file(file, text)}:
            faults.append(f"equivalent.txt: {file} has no mutant {old!r} -> {new!r}")
    print("\n".join(faults + [f"mutate: {len(want)} mutants, {len(equivalents())} equivalents, {len(faults)} faults"]))
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n")[2][7:], add_help=True)
    parser.add_argument("-n", type=int, default=300)
    parser.add_argument("--room", action="append", default=[])
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--survivors", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test()

    drawn = candidates(options.room, options.skip)
    if not drawn:
        sys.exit("mutate: nothing to draw from")
    drawn = draw(drawn, options.seed)
    texts = {m.file: read(SOURCE / m.file) for m in drawn}
    WORK.mkdir(parents=True, exist_ok=True)
    lock = open(WORK / "lock", "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("mutate: another run is at work in build/mutate")
    memory = WORK / "found.jsonl"
    known = {}
    if memory.exists():
        for line in memory.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            known[entry["mutant"]] = entry["found"]
    alike = equivalents()

    def excused(mutant):
        return alike.get((mutant.file, *mutants.shown(texts[mutant.file], mutant)))

    def settled(mutant):
        name = key(mutant, texts[mutant.file])
        return name in known and not (options.survivors and known[name] is None)

    counts, excuses, survivors, turn = {}, {}, [], threading.Lock()

    def note(mutant, found):
        if found in ("same", "no C"):
            return
        room = room_of(mutant.file)
        if found is None and excused(mutant):
            excuses[room] = excuses.get(room, 0) + 1
            return
        if excused(mutant):
            print(f"{mutant.file}:{mutant.line}: equivalent.txt lists it, and {found} finds it")
        tally = counts.setdefault(room, [0, 0])
        tally[0] += found is not None
        tally[1] += 1
        if found is None:
            survivors.append(mutant)

    def made():
        return sum(tally[1] for tally in counts.values()) + sum(excuses.values())

    queue = iter(drawn)

    def work(number):
        bench = None
        while True:
            with turn:
                if made() + active[0] >= options.n:
                    if not active[0] or made() >= options.n:
                        return
                    mutant = None
                else:
                    mutant = next(queue, None)
                    if mutant is None:
                        return
                    name = key(mutant, texts[mutant.file])
                    if settled(mutant) or excused(mutant) and known.get(name, "") is None:
                        note(mutant, known[name])
                        continue
                    active[0] += 1
            if mutant is None:
                time.sleep(0.5)
                continue
            try:
                if bench is None:
                    bench = Bench(number)
                    bench.check(texts)
                since = time.time()
                found = bench.judge(mutant)
            finally:
                with turn:
                    active[0] -= 1
            with turn:
                known[name] = found
                with memory.open("a", encoding="utf-8") as log:
                    log.write(json.dumps({"mutant": name, "found": found}, ensure_ascii=False) + "\n")
                note(mutant, found)
                if found not in ("same", "no C"):
                    print(f"{made():4} {time.time() - since:5.1f} s  {mutant.file}:{mutant.line} {mutant.kind}: "
                          f"{found or 'SURVIVES'}", flush=True)

    active = [0]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for job in [pool.submit(work, number) for number in range(options.jobs)]:
            job.result()

    for mutant in sorted(survivors):
        old, new = mutants.shown(texts[mutant.file], mutant)
        print(f"\n{mutant.file}:{mutant.line}: {mutant.kind}\n- {old}\n+ {new}")
    print(f"\n{'room':8}{'found':>7}{'of':>6}{'score':>8}{'equivalent':>12}")
    for room in sorted(counts.keys() | excuses.keys()):
        found, of = counts.get(room, (0, 0))
        print(f"{room or 'main.c':8}{found:7}{of:6}{100 * found / max(of, 1):7.1f}%{excuses.get(room, 0):12}")
    found, of = (sum(tally[k] for tally in counts.values()) for k in (0, 1))
    print(f"{'all':8}{found:7}{of:6}{100 * found / max(of, 1):7.1f}%{sum(excuses.values()):12}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
