#!/usr/bin/env python3
"""The playground in a browser: from a folder and from a server, with no request that leaves it; what is typed is drawn, in
less than 50 ms for 60 nodes; completion, messages, sharing, downloads, the keyboard, a phone, dark, and axe-core.

Skips, saying so, where the toolchain (the preset `wasm`), npm or a browser is not there."""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / 'wasm')]
import npm  # noqa: E402
import package  # noqa: E402

SOURCE = pathlib.Path(os.environ['ATL_SOURCE'])
BUILD = pathlib.Path(os.environ['ATL_BUILD'])
BROWSERS = ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
PATIENCE = 300
FIRST_PAINT, WHOLE = 100_000, 700_000  # bytes, packed by gzip


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    lacks = package.lacking() or ('' if shutil.which('npm') else 'npm') or ('' if browser else 'chromium')
    if lacks:
        print(f'skipped: no {lacks}, which the playground is built or looked at with')
        return 77
    package.package('playground')
    built = SOURCE / 'build/wasm/playground'
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in built.iterdir()}
    first = sum(sizes[name] for name in ('index.html', 'playground.css', 'example.svg'))
    faults = []
    if first > FIRST_PAINT:
        faults.append(f'{first} bytes before the first paint')
    if sum(sizes.values()) > WHOLE:
        faults.append(f'{sum(sizes.values())} bytes in all')
    site = BUILD / 'playground-site'
    done = subprocess.run([os.environ['ATLASC'], 'site', SOURCE / 'maps', '-o', site, '--playground-from', built], capture_output=True, text=True,
                          timeout=PATIENCE)
    if done.returncode:
        faults.append(f'no site is made: {done.stderr}')
    modules = npm.packages(TESTS / 'site', BUILD, SOURCE)
    with tempfile.TemporaryDirectory(prefix='atlas-playground-') as folder:
        task = pathlib.Path(folder, 'task.json')
        task.write_text(json.dumps({'built': str(built), 'site': str(site), 'modules': str(modules), 'browser': browser, 'folder': folder}))
        ran = subprocess.run(['node', pathlib.Path(__file__).parent / 'check.mjs', task], capture_output=True, text=True, timeout=PATIENCE)
    print(ran.stdout + ran.stderr[-3000:], end='')
    print(f'first paint {first} bytes, whole page {sum(sizes.values())} bytes, packed')
    for fault in faults:
        print(f'playground: {fault}')
    return 1 if faults or ran.returncode else 0


sys.exit(main())
