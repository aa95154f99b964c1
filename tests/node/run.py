#!/usr/bin/env python3
"""integrations/node, libatlas.so in Node by koffi: the same bytes as the program, messages as data, threads, memory, types.

Skips, saying so, where the build has no libatlas.so, as with sanitizers, and where there is no Node, or npm does not bring koffi.
"""
import os
import pathlib
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get('ATL_BUILD', SOURCE / 'build/release'))
ATLASC = os.environ.get('ATLASC', str(BUILD / 'atlasc'))
HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
sys.path[:0] = [str(HERE.parent)]
import npm  # noqa: E402


def main():
    library = BUILD / 'libatlas.so'
    if not library.exists():
        print('node: this build has no libatlas.so: skipped')
        return SKIPPED
    if not shutil.which('node') or not shutil.which('npm'):
        print('node: there is no Node, or no npm: skipped')
        return SKIPPED
    try:
        modules = npm.packages(SOURCE / 'integrations/node', BUILD, SOURCE)
    except AssertionError as error:
        print(f'node: {error}: skipped')
        return SKIPPED
    for path in (*(SOURCE / 'integrations/node').glob('index.*'), HERE / 'check.mjs', HERE / 'types.ts'):
        shutil.copy(path, modules)
    env = {**os.environ, 'ATLASC_LIBRARY': str(library)}
    ran = subprocess.run(['node', modules / 'check.mjs', SOURCE, ATLASC], env=env, capture_output=True, text=True, timeout=280)
    print(ran.stdout + ran.stderr, end='')
    if ran.returncode:
        return 1
    ran = subprocess.run([modules / 'node_modules/.bin/tsc', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'types.ts'],
                         cwd=modules, capture_output=True, text=True, timeout=280)
    print(ran.stdout + ran.stderr, end='')
    return 1 if ran.returncode else 0


if __name__ == '__main__':
    sys.exit(main())
