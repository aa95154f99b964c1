#!/usr/bin/env python3
"""Whatever draws gives the same bytes: the program, the static programs, libatlas.so and the module of WebAssembly, for every
map of the repository, as text, SVG and JSON; PNG, too, where a static program has it.

The program and the library are of the build that is tested. The others are taken from build/ where they are there and up to
date (cmake --preset static && cmake --build --preset static; static-png and wasm likewise); what is not is said and left out.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import lacking  # noqa: E402

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parents[1]).resolve()
BUILD = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
ATLASC = os.path.abspath(os.environ.get('ATLASC', BUILD / 'atlasc'))
TYPES = {'text': 'txt', 'svg': 'svg', 'json': 'json'}
ENV = {**{name: value for name, value in os.environ.items() if name != 'ATLASC_FONT_DIR'}, 'LC_ALL': 'C.UTF-8'}
PATIENCE, SKIPPED, LEAST = 300, 77, 300
PICTURES = 'examples/*.yaml' # what is drawn as PNG


def maps():
    """Maps, style sheets and inputs that are none, in folders in which what they name is found."""
    found = {*SOURCE.glob('maps/**/*.yaml'), *SOURCE.glob('examples/**/*.yaml'), *SOURCE.glob('tests/**/*.yaml')}
    return sorted(path for path in found if path.is_file() and 'node_modules' not in path.parts and '/errors/' not in str(path))


def up_to_date(made):
    """Whether what a preset builds is there, and no source is newer."""
    sources = [*SOURCE.glob('src/**/*'), *SOURCE.glob('styles/*')]
    return made.exists() and all(path.stat().st_mtime <= made.stat().st_mtime for path in sources if path.is_file())


def by_program(program, types):
    """{(map, type): bytes, or None for what is not drawn; (map, 'messages'): standard error}"""
    def one(job):
        path, folder = job
        outs = [word for kind in types for word in ('-o', f'{folder}/out.{types[kind]}')]
        ran = subprocess.run([program, path.name, *outs], cwd=path.parent, env=ENV, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        got = {(path, 'messages'): ran.stderr.replace(os.fsencode(folder), b''), (path, 'status'): ran.returncode}
        for kind, suffix in types.items():
            file = pathlib.Path(folder, f'out.{suffix}')
            got[path, kind] = file.read_bytes() if file.exists() else None
        return got

    drawn = {}
    with tempfile.TemporaryDirectory(prefix='atlas-equal-') as folder:
        jobs = []
        for number, path in enumerate(maps() if 'png' not in types else sorted(SOURCE.glob(PICTURES))):
            own = pathlib.Path(folder, str(number))
            own.mkdir()
            jobs.append((path, str(own)))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for got in pool.map(one, jobs):
                drawn.update(got)
    return drawn


def by_library(library):
    os.environ['ATLASC_LIBRARY'] = str(library)
    sys.path.insert(0, str(SOURCE / 'integrations/python'))
    sys.dont_write_bytecode = True
    import atlasc  # noqa: PLC0415: its library is named above
    drawn = {}
    for path in maps():
        for kind in TYPES:
            try:
                drawn[path, kind] = atlasc.draw(path.read_bytes(), type=kind, folder=str(path.parent)).data
            except atlasc.MapError:
                drawn[path, kind] = None
    return drawn


def by_module(package):
    asked = [(path, kind) for path in maps() for kind in TYPES]
    lines = ''.join(f'{path.parent}\t{path.name}\ttype={kind}\n' for path, kind in asked)
    ran = subprocess.run(['node', SOURCE / 'tests/wasm/module.mjs', package], input=lines.encode(), capture_output=True, timeout=PATIENCE)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    drawn, text, at = {}, ran.stdout, 0
    for key in asked:
        end = text.index(b'\n', at)
        status, size, said = map(int, text[at:end].split())
        drawn[key] = text[end + 1:end + 1 + size] if status == 0 or size else None
        at = end + 1 + size + said
    return drawn


def compare(name, ours, theirs, keys):
    if name != 'libatlas.so':
        keys = [key for key in keys if not lacking.names_icons(key[0])]
    other = [key for key in keys if ours[key] != theirs.get(key, 'not asked')]
    for path, kind in other[:5]:
        print(f'equal: {name}: {path.relative_to(SOURCE)}, {kind}: not the bytes of the program')
    print(f'equal: {name}: {len(keys)} compared, {len(other)} differ')
    return len(other)


def main():
    ours = by_program(ATLASC, TYPES)
    drawings = [key for key in ours if key[1] in TYPES]
    drawn = sum(1 for key in drawings if ours[key] is not None)
    assert drawn >= LEAST, f'only {drawn} drawings'
    differ = compared = 0
    for name in ('static', 'static-png'):
        program = SOURCE / 'build' / name / 'atlasc'
        if not up_to_date(program):
            print(f'equal: {name}: not built, or out of date: left out (cmake --preset {name} && cmake --build --preset {name})')
            continue
        compared += 1
        differ += compare(name, ours, by_program(program, TYPES), list(ours))
        if name == 'static-png':
            pictures = by_program(ATLASC, {'png': 'png'})
            differ += compare(f'{name}, pictures', pictures, by_program(program, {'png': 'png'}), list(pictures))
    library = BUILD / 'libatlas.so'
    if library.exists():
        compared += 1
        differ += compare('libatlas.so', ours, by_library(library), drawings)
    else:
        print('equal: libatlas.so: this build has none: left out')
    if up_to_date(SOURCE / 'build/wasm/npm/atlasc.wasm'):
        compared += 1
        differ += compare('wasm', ours, by_module(SOURCE / 'build/wasm/npm'), drawings)
    else:
        print('equal: wasm: not built, or out of date: left out (cmake --preset wasm && cmake --build --preset wasm)')
    print(f'equal: {len(maps())} maps, {drawn} drawings')
    return 1 if differ else 0 if compared else SKIPPED


if __name__ == '__main__':
    sys.exit(main())
