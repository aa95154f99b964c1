#!/usr/bin/env python3
"""Growth: twice as much of anything that a map, a sheet or a folder can repeat takes about twice the work.

usage: run.py [--self-test] [--all] [-n N] [KEY...]

Counts instructions, not time, so that every machine says the same: N, 2 N and 4 N (100; 2,000 with --all, as bench/growth
has it) of each key of cases.py, or of those that are named. The last doubling may cost 2.3 times as much: n log n is
below that, n times the root of n is not. What the command costs with a map of one node is taken off before, or it would
hide the growth of small maps. --self-test, a part of every run, demands that a quadratic cost is found out.

Needs valgrind, which cannot run what is built with sanitizers: there the test is skipped.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import cases

ROOT = pathlib.Path(os.environ.get("ATL_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("ATL_BUILD", ROOT / "build/release"))
COUNTED = BUILD / "tests/counted"
DOUBLED = 2.3  # what the last doubling may cost
SMALL, LARGE = 100, 2000
LEAST = 40000  # instructions: what costs less than this in all has no growth to speak of
GRID = 8  # times as much in a grid: it tries rows of up to 32 frames, so its growth shows with more of them than that
SKIPPED = 77


def put(folder, made):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (made if isinstance(made, dict) else {"map.yaml": made}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def count(jobs, room):
    """Status, instructions and first words of each job, a folder and words."""
    sums = room / "sums"
    sums.mkdir(exist_ok=True)
    warm = put(room / "warm", cases.cards(8))
    first = [["map.yaml", "-T", "svg"], ["map.yaml", "-T", "svg", "-l", "layered"], ["map.yaml"], ["check", "."],
             ["query", "stats", "-m", "."]]
    lines = ["\t".join([" " + str(warm)] + words) for words in first]
    lines += ["\t".join([str(folder)] + words) for folder, words in jobs]
    ran = subprocess.run(["valgrind", "-q", "--tool=callgrind", "--toggle-collect=atl_growth_counted",
                          f"--callgrind-out-file={sums}/%p", COUNTED, sums], input="\n".join(lines) + "\n", text=True,
                         capture_output=True, env=dict(os.environ, COLUMNS="100", LC_ALL="C.UTF-8"))
    found = [line.split(" ", 2) for line in ran.stdout.splitlines()]
    if len(found) != len(jobs):
        sys.exit(f"growth: {len(found)} of {len(jobs)} commands were counted\n{ran.stderr[-2000:]}")
    return [(int(status), int(cost), said) for status, cost, said in found]


def faults_of(name, costs, base):
    """What is wrong with the costs of n, 2 n and 4 n, beside that of nothing."""
    once, twice = (cost - base for cost in costs[1:])
    if not any(costs):
        return [f"{name}: nothing was counted"]
    if once < LEAST:
        return []
    if twice > DOUBLED * once:
        return [f"{name}: the last doubling costs {twice / once:.2f} times as much ({', '.join(f'{c:,}' for c in costs)} instructions)"]
    return []


def made_of(key):
    made = key(8)
    return made if isinstance(made, dict) else {"map.yaml": made}


def is_area(words):
    """Whether what it writes has an area: then it grows with two sides."""
    return "text" in words and "list" not in words


def measure(keys, n, everything, room):
    jobs, tried = [], []
    alone, folder_alone = put(room / "alone", "nodes: {a: x}\n"), put(room / "folder", {"m0.yaml": "nodes: {b: x}\n"})
    bases = {}
    for key in keys:
        for words in cases.commands(key, everything):
            if is_area(words) and key in (cases.deep, cases.label_lines):
                continue  # as many rows as columns
            one_map = "map.yaml" in made_of(key)
            if (one_map, *words) not in bases:
                bases[(one_map, *words)] = len(jobs)
                jobs.append((alone if one_map else folder_alone, words))
            least = n * GRID if "grid" in words and not everything else n
            for size in (least, 2 * least, 4 * least):
                folder = room / f"{key.__name__}-{size}"
                if not folder.exists():
                    put(folder, key(size))
                jobs.append((folder, words))
            tried.append((f"{key.__name__}: {' '.join(words)}", (one_map, *words), len(jobs) - 3))
    counts, faults = count(jobs, room), []
    for name, words, at in tried:
        three, base = counts[at:at + 3], counts[bases[words]][1]
        costs = [cost for _, cost, _ in three]
        for status, _, said in three:
            if status < 0 or status in (2, 4):
                faults.append(f"{name}: status {status}: {said}")
        found = faults_of(name, costs, base)
        faults += found
        if everything:
            once, twice = costs[1] - base, costs[2] - base
            print(f"{twice / max(once, 1):6.2f} {costs[2] / 1e6:10.1f} M  {name}{'  TOO MUCH' if found else ''}", flush=True)
    return len(tried), faults


def self_test(room):
    """Costs that are made up, and two that are counted: one of each kind must pass, and one must not."""
    linear, sorted_, square = ([base + f(k * 100) for k in (1, 2, 4)] for base, f in (
        (10 ** 6, lambda n: 5000 * n), (10 ** 6, lambda n: 600 * n * n.bit_length()), (10 ** 6, lambda n: 50 * n * n)))
    folder = put(room / "spin", {"map.yaml": ""})
    spun = count([(folder, [word, str(n)]) for word in ("line", "square") for n in (0, 1000, 2000, 4000)], room)
    costs = [cost for _, cost, _ in spun]
    right = (not faults_of("", linear, 10 ** 6) and not faults_of("", sorted_, 10 ** 6) and faults_of("", square, 10 ** 6)
             and not faults_of("", costs[1:4], costs[0]) and faults_of("", costs[5:8], costs[4]) and faults_of("", [0, 0, 0], 0))
    return [] if right else [f"self-test: what is linear and what is quadratic is not told apart: {costs}"]


def main(arguments):
    everything = "--all" in arguments
    n = int(arguments[arguments.index("-n") + 1]) if "-n" in arguments else LARGE if everything else SMALL
    named = [a for a in arguments if not a.startswith("-") and not a.isdigit()]
    keys = [key for key in cases.KEYS if not named or key.__name__ in named]
    if not shutil.which("valgrind"):
        print("growth: valgrind is not there: skipped")
        return SKIPPED
    if not COUNTED.exists() or b"__asan_init" in COUNTED.read_bytes():
        print("growth: valgrind runs no program with sanitizers: skipped; build/clang counts")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="atlasc-growth-") as temporary:
        room = pathlib.Path(temporary)
        faults = self_test(room)
        tried = 0
        if "--self-test" not in arguments:
            tried, found = measure(keys, n, everything, room)
            faults += found
    for fault in faults:
        print(fault)
    print(f"growth: {tried} commands at {n}, {2 * n} and {4 * n}, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
