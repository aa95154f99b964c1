#!/usr/bin/env python3
"""Maps that once were too much: steps that are tall, links by the thousand, loops, in each layout and direction.

Every command ends by itself, by exit status 0 or 1, within SECONDS of processor time (ten times as long under sanitizers),
without a failed check; where a limit was reached, the message names it, and every link is drawn or named. The same
input gives the same bytes twice.
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ATLASC = os.path.abspath(os.environ.get("ATLASC", pathlib.Path(__file__).resolve().parents[2] / "build/release/atlasc"))
SANITIZED = b"__asan_init" in pathlib.Path(ATLASC).read_bytes()
SECONDS = 40 if SANITIZED else 2
MANY = 300 if SANITIZED else 1000  # links: what is counted is the same, and what is tried is no other


def steps(count, tall, wide="x", links=False):
    """Steps of a chain, each with a card so tall."""
    nodes = "".join(f"  n{i}: {{label: '{wide}', items: [{', '.join(['it'] * tall)}]}}\n" for i in range(count))
    return "layout: chain\nnodes:\n" + nodes + (
        "links:\n" + "".join(f"  - n{i} -> n{i + 1}: label {i}\n" for i in range(count - 1)) if links else "")


def some(nodes, links):
    return "nodes:\n" + "".join(f"  n{i}: x\n" for i in range(nodes)) + "links:\n" + "".join(f"  - {one}\n" for one in links)


def scattered(nodes, links, label=""):
    """Links from and to anywhere, the same ones on every machine."""
    seed, out = 1, []
    for _ in range(links):
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        out.append(f"n{seed // 7 % nodes} -> n{seed // 70000 % nodes}{label}")
    return out


def cases():
    for count in (2, 3, 5, 9, 20, 21, 33, 64):
        for tall in (1, 7, 60, 300):
            for direction in ("right", "left", "down", "up")[:4 if tall == 60 else 1]:
                yield (f"chain of {count} steps, {tall} tall, {direction}", steps(count, tall), ["--direction", direction])
    for width in ("1", "30", "1000000"):
        yield (f"chain, {width} wide", steps(20, 60, "some 東京 words", True), ["--width", width])
    for count in (1, 2, 3, 4, 7, 40):
        for direction in ("down", "right", "up", "left"):
            loops = some(1, [f"n0 {('->', '--', '<->')[i % 3]} n0" for i in range(count)])
            yield (f"{count} loops, {direction}", loops, ["-l", "layered", "--direction", direction])
    for what, links in (("alike", ["n0 -> n1"] * MANY), ("labelled", [f"n0 -> n1: l{i}" for i in range(MANY)]),
                        ("both ways", ["n0 <-> n1"] * MANY), ("loops", ["n0 -> n0"] * MANY),
                        ("labelled loops", ["n0 -> n0: l"] * MANY)):
        yield (f"radial, {MANY} links {what}", some(2, links), ["-l", "radial"])
    yield ("radial, scattered", some(MANY, scattered(MANY, 2 * MANY)), ["-l", "radial"])
    yield ("radial, scattered, labelled", some(MANY, scattered(MANY, MANY, ": l")), ["-l", "radial", "--width", "300"])
    yield ("radial, a star", some(MANY, [f"n{i} -> n0: l" for i in range(1, MANY)]), ["-l", "radial"])
    for name, text in tangles():
        yield (f"layered, {name}", text, ["-l", "layered"])
    yield ("radial, a clique", some(40, [f"n{i} -- n{k}" for i in range(40) for k in range(i)]), ["-l", "radial"])


def tangles():
    yield ("a hairball", some(8 * MANY, scattered(8 * MANY, 12 * MANY)))
    yield ("a tangle", some(MANY, scattered(MANY, MANY * 3 // 2)))
    yield ("a dense tangle", some(MANY // 4, scattered(MANY // 4, 5 * MANY)))
    yield ("a star", some(8 * MANY, [f"n{i} -> n0" for i in range(1, 8 * MANY)]))
    for size in (MANY // 3, 8 * MANY):  # ten in a group, linked with anything
        groups = "".join(f"  g{i}:\n    nodes: {{{', '.join(f'n{i + k}: x' for k in range(10))}}}\n" for i in range(0, size, 10))
        yield (f"groups of {size}", "nodes:\n" + groups + "links:\n" +
               "".join(f"  - {one}\n" for one in scattered(size, size * 3 // 2)))


def run(folder, arguments):
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    env = {**os.environ, "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    return subprocess.run([ATLASC, "map.yaml", *arguments], cwd=folder, env=env, preexec_fn=limit, capture_output=True)


def faults_of(name, text, arguments, folder):
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    faults = []
    for kind in ("svg", "text"):
        if kind == "text" and "radial" in arguments:
            continue  # that is a tree, whose links have limits of their own
        ran = run(folder, [*arguments, "-T", kind])
        said = ran.stderr.decode(errors="replace")
        if ran.returncode not in (0, 1) or "defect" in said:
            faults.append(f"{name}, {kind}: status {ran.returncode}: {said[:200]}")
        elif ran.returncode and not ("left out" in said or "(limit " in said):
            faults.append(f"{name}, {kind}: it failed without saying which link or limit: {said[:200]}")
        elif run(folder, [*arguments, "-T", kind]).stdout != ran.stdout:
            faults.append(f"{name}, {kind}: twice the same gives two drawings")
    return faults


def links_are_counted(folder):
    """Of links that look alike and share a net, none is lost; of links past the limit, each is named."""
    faults = []
    (folder / "map.yaml").write_text(some(2, ["n0 -> n1"] * 100), encoding="utf-8")
    ran = subprocess.run([ATLASC, "measure", "-l", "radial", "map.yaml"], cwd=folder, capture_output=True, text=True)
    row = [line.split() for line in ran.stdout.splitlines() if line.startswith("edges ")]
    if ["edges", "100"] not in row or ["edges", "left", "out", "0"] not in row:
        faults.append(f"100 parallel links: {row}")
    (folder / "map.yaml").write_text(some(MANY, scattered(MANY, 2 * MANY)), encoding="utf-8")
    said = run(folder, ["-l", "radial", "-T", "svg"]).stderr.decode()
    if not SANITIZED and "ATL_RADIAL_WORK" not in said:
        faults.append(f"scattered links: no limit is named: {said[:200]}")
    return faults


def the_list_takes_over(folder):
    """A map that means a graph in layers, and has too many links for that, says so and is a list, of which no link is lost."""
    count = 6000
    links = sorted(set(scattered(count, count * 3 // 2)))
    (folder / "map.yaml").write_text(some(count, links), encoding="utf-8")
    ran = run(folder, ["-T", "text"])
    said = ran.stderr.decode()
    faults = []
    if ran.returncode or "ATL_MAX_FLOW_LANES" not in said or "drawn as 'list'" not in said:
        faults.append(f"too many links for layers: status {ran.returncode}: {said[:300]}")
    rows = [line.split("→")[1].count(",") + 1 for line in ran.stdout.decode().splitlines() if "→" in line]
    if sum(rows) != len(links):
        faults.append(f"too many links for layers: the list says {sum(rows)} of {len(links)}")
    return faults


def shared_cases(folder):
    """The inputs that were reported, where they are."""
    shared = os.environ.get("ATL_SHARED")
    faults = []
    for path in sorted(pathlib.Path(shared or "/nowhere").glob("cases/hostile/*.yaml")):
        if path.name.startswith(("chain", "layered", "radial")):
            layout = path.name.split("-")[0]
            for more in ([], ["--width", "160"], ["--direction", "left"]):
                faults += faults_of(f"{path.name} {more}", path.read_text(encoding="utf-8"), ["-l", layout, *more], folder)
    if not shared:
        print("limits: the reported inputs are not here: skipped")
    return faults


def main():
    faults, count = [], 0
    with tempfile.TemporaryDirectory(prefix="atlasc-limits-") as temporary:
        folder = pathlib.Path(temporary)
        for name, text, arguments in cases():
            faults += faults_of(name, text, arguments, folder)
            count += 1
        faults += links_are_counted(folder) + the_list_takes_over(folder) + shared_cases(folder)
    for fault in faults:
        print(fault)
    print(f"limits: {count} maps, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
