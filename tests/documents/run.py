#!/usr/bin/env python3
"""The documents of the project hold its own drawings as they are drawn today, and no box in them is out of line.

`atlasc embed --check` and `atlasc boxes --check` over every document of Markdown that is kept. When it fails,
`atlasc embed README.md` draws anew; look at the difference.
"""
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())


def main():
    places = ['*.md', 'bench/**/*.md', 'docs/**/*.md', 'examples/**/*.md', 'findings/*.md']
    documents = sorted(str(path.relative_to(SOURCE)) for place in places for path in SOURCE.glob(place)
                       if 'node_modules' not in path.parts and 'work' not in path.relative_to(SOURCE).parts)
    faults = 0
    for command in ('embed', 'boxes'):
        done = subprocess.run([ATLASC, command, '--check', *documents], cwd=SOURCE, capture_output=True, text=True, timeout=300)
        if 'cmark-missing' in done.stderr or 'read by cmark' in done.stderr:
            print('documents: cmark is not there: skipped')
            return 77
        if done.returncode:
            faults += 1
            print(f'atlasc {command} --check: exit status {done.returncode}\n{done.stdout}{done.stderr}')
    blocks = sum((SOURCE / name).read_text(encoding='utf-8').count('\n<!-- /atlasc -->') for name in documents)
    if not blocks:
        faults += 1
        print('no document holds a drawing')
    print(f'documents: {len(documents)} documents, {blocks} blocks, {faults} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
