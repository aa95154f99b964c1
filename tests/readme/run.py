#!/usr/bin/env python3
"""README.md, and the page for agents, show what the program prints: every ```console block is run and compared.

A block starts with `$ atlasc ...`; what follows is its whole output, standard error included. A ```yaml block after a
line `<!-- file: NAME -->` is the file of that name. Relative links and pictures must exist, and each line of
examples/gallery.txt must stand there as a command. `--accept` rewrites the outputs (and fails that run; refused under CI).
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get("ATLASC", str(SOURCE / "build/release/atlasc"))
PAGES = ("README.md", "integrations/agents/atlasc/SKILL.md")
FILE = re.compile(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```\n", re.S)
CONSOLE = re.compile(r"```console\n\$ (atlasc [^\n]*)\n(.*?)```\n", re.S)
LINK = re.compile(r'(?:\]\(|src(?:set)?=")(?!https?:)([^)"#\s]+)')


def run(command, folder):
    words = shlex.split(command)
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    got = subprocess.run([PROGRAM] + words[1:], cwd=folder, env=env, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, timeout=60, check=False)
    return got.stdout.decode()


def main():
    accept = "--accept" in sys.argv[1:]
    if accept and os.environ.get("CI") == "true":
        sys.exit("readme: --accept is refused under CI")
    counts = [page(name, accept) for name in PAGES]
    if not all(blocks for blocks, _, _ in counts):
        sys.exit("readme: nothing was compared")
    faults = sum(faults for _, faults, _ in counts)
    print(f"readme: {sum(blocks for blocks, _, _ in counts)} blocks, {faults} faults")
    sys.exit(1 if faults or any(changed for _, _, changed in counts) else 0)


def page(name, accept):
    """How many blocks it has, how many faults, and whether it was rewritten."""
    file = SOURCE / name
    text, faults, blocks = file.read_text(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for given in ("maps", "examples"):
            (pathlib.Path(folder) / given).symlink_to(SOURCE / given)
        for called, body in FILE.findall(text):
            (pathlib.Path(folder) / called).write_text(body)

        def compare(match):
            nonlocal faults, blocks
            blocks += 1
            got = run(match[1], folder)
            if got != match[2]:
                faults += 1
                print(f"{file.name}: `{match[1]}` prints something else:\n{got}")
            return f"```console\n$ {match[1]}\n{got}```\n"

        fresh = CONSOLE.sub(compare, text)
    for link in LINK.findall(text):
        if not (file.parent / link).exists():
            faults += 1
            print(f"{file.name}: {link} does not exist")
    for line in (SOURCE / "examples/gallery.txt").read_text(encoding="utf-8").splitlines() if name == PAGES[0] else []:
        drawing, *args = line.split()
        if f"atlasc {' '.join(args)} -o {drawing}.svg" not in text or f'"./out/gallery/{drawing}-dark.svg"' not in text:
            faults += 1
            print(f"README.md: the gallery has no `atlasc {' '.join(args)} -o {drawing}.svg`, or not its pictures")
    if accept and fresh != text:
        file.write_text(fresh)
        print(f"{name}: accepted; run again")
    return blocks, faults, accept and fresh != text


if __name__ == "__main__":
    main()
