#!/usr/bin/env python3
"""The module of WebAssembly draws what the library draws, byte for byte: every map of the project, what goldens draw and
what the tests of errors read, in every format that the module writes. And it keeps what the npm package promises: no
import, memory that does not grow, messages as data, files by name, types that say what is there.

Skips, saying so, where the toolchain (the preset `wasm`) is not there."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
import each  # noqa: E402
import lacking  # noqa: E402
import npm as npm_of_tests  # noqa: E402
import package as npm  # noqa: E402

SOURCE = pathlib.Path(os.environ['ATL_SOURCE'])
BUILD = pathlib.Path(os.environ['ATL_BUILD'])
HERE = pathlib.Path(__file__).resolve().parent
TYPES = ('text', 'svg', 'json', 'dot', 'mermaid', 'markdown', 'map.json')
LAYOUTS = ('tree', 'layered', 'nested', 'chain', 'radial', 'list')
PATIENCE = 300
# Options of the command line that the library has, and how it calls them.
KNOWN = {'-l': 'layout', '--layout': 'layout', '-T': 'type', '--type': 'type', '--width': 'width', '--direction': 'direction',
         '--border': 'border', '--style': 'style', '--depth': 'depth', '--only': 'only', '--without': 'without', '--root': 'root',
         '--fit': 'fit', '--view': 'view', '--scheme': 'scheme', '--id-prefix': 'idPrefix'}

PACKAGE = None


def of_goldens(folder):
    """(folder, file, options) of each golden run that draws one map."""
    for case in sorted((SOURCE / 'tests/golden').iterdir()):
        if not (case / 'args').exists():
            continue
        words, options, files = (case / 'args').read_text(encoding='utf-8').splitlines(), {}, []
        at, good = 0, True
        while at < len(words):
            name, eq, value = words[at].partition('=')
            if not name.startswith('-') or name == '-':
                files.append(words[at])
            elif name in KNOWN and (eq or at + 1 < len(words)):
                at += not eq
                options[KNOWN[name]] = value if eq else words[at]
            elif name == '-o' and at + 1 < len(words):
                at += 1
                options['type'] = {'.svg': 'svg', '.json': 'json', '.dot': 'dot', '.mmd': 'mermaid', '.md': 'markdown'}.get(pathlib.Path(words[at]).suffix, 'text')
            else:
                good = False
            at += 1
        numbers = all(options.get(name, '1').isdecimal() and len(options.get(name, '1')) < 8 for name in ('width', 'depth'))
        if not good or not numbers or len(files) != 1 or options.get('type') in ('png', 'pdf', 'html'):
            continue
        path = files[0].replace('$MAPS/', str(SOURCE / 'maps') + '/')
        if path == '-':
            path = case / 'stdin'
        path = case / path
        if path.is_file():
            yield path.parent, path.name, options


def of_errors(folder):
    """The inputs of tests/errors."""
    for test in sorted((SOURCE / 'tests/errors').glob('*.test')):
        for number, part in enumerate(test.read_bytes().split(b'\n%% ')[1:]):
            path = folder / f'{test.stem}-{number}.yaml'
            path.write_bytes(part.partition(b'\n')[2].partition(b'%%FAIL')[0])
            yield folder, path.name, {}


def requests(folder):
    for path in sorted([*SOURCE.glob('maps/**/*.yaml'), *SOURCE.glob('examples/*.yaml')]):
        for kind in TYPES:
            yield path.parent, path.name, {'type': kind}
        for layout in LAYOUTS:
            yield path.parent, path.name, {'type': 'svg', 'layout': layout}
            yield path.parent, path.name, {'type': 'text', 'layout': layout, 'width': '72'}
    for path in sorted([*SOURCE.glob('tests/golden/*/*.yaml'), *SOURCE.glob('tests/fuzz/corpus/yaml/*'),
                        *SOURCE.glob('tests/html/maps/**/*.yaml')]):
        for kind in TYPES:
            yield path.parent, path.name, {'type': kind}
    yield from of_goldens(folder)
    for where, name, _ in of_errors(folder):
        for kind in ('text', 'svg'):
            yield where, name, {'type': kind}


def node(script, *arguments, **more):
    return subprocess.run(['node', *arguments, '--input-type=module', '-e', script], capture_output=True, text=True, timeout=PATIENCE, **more)


def answers(command, lines, to):
    with open(to, 'wb') as file:
        ran = subprocess.run(command, input=''.join(lines).encode(), stdout=file, stderr=subprocess.PIPE, timeout=PATIENCE)
    assert ran.returncode == 0, f'{command[0]}: exit {ran.returncode}\n{ran.stderr.decode()[-2000:]}'
    got, text, at = [], pathlib.Path(to).read_bytes(), 0
    while at < len(text):
        end = text.index(b'\n', at)
        status, drawn, said = map(int, text[at:end].split())
        got.append((status, text[end + 1:end + 1 + drawn], text[end + 1 + drawn:end + 1 + drawn + said].decode('utf-8', 'replace')))
        at = end + 1 + drawn + said
    return got


def test_draws_the_same(folder):
    lines = ['\t'.join([str(where), name, *(f'{key}={value}' for key, value in options.items())]) + '\n'
             for where, name, options in requests(folder) if not lacking.names_icons(where / name)]
    ours = answers([BUILD / 'tests/native'], lines, folder / 'native.out')
    theirs = answers(['node', HERE / 'module.mjs', PACKAGE], lines, folder / 'module.out')
    assert len(ours) == len(theirs) == len(lines), f'{len(lines)} requests, {len(ours)} and {len(theirs)} answers'
    other = [line for line, a, b in zip(lines, ours, theirs) if a != b]
    first = next(((a, b) for a, b in zip(ours, theirs) if a != b), None)
    assert not other, f'{len(other)} of {len(lines)} differ:\n{"".join(other[:5])}{first[0][0]}, {first[1][0]}\n{first[0][2]}{first[1][2]}'
    drawn = sum(1 for status, data, _ in ours if data)
    assert drawn > len(lines) / 3, f'only {drawn} of {len(lines)} are drawings'
    print(f'{len(lines)} requests, {drawn} drawings, all equal')


def test_imports_nothing(folder):
    ran = node(f'''import {{readFileSync}} from 'node:fs'
        console.log(WebAssembly.Module.imports(new WebAssembly.Module(readFileSync({json.dumps(str(PACKAGE / "atlasc.wasm"))}))).length)''')
    assert ran.stdout == '0\n', ran.stdout + ran.stderr


def test_the_package(folder):
    ran = subprocess.run(['node', HERE / 'api.mjs', PACKAGE, SOURCE], capture_output=True, text=True, timeout=PATIENCE)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-3000:]


def test_packs(folder):
    """npm takes what the package needs, and nothing else."""
    ran = subprocess.run(['npm', 'pack', '--dry-run', '--json', '--ignore-scripts'], cwd=PACKAGE, capture_output=True, text=True, timeout=PATIENCE,
                         env=each.environment('HOME') | {'NO_UPDATE_NOTIFIER': '1'})
    assert ran.returncode == 0, ran.stderr
    names = {file['path'] for file in json.loads(ran.stdout)[0]['files']}
    about = json.loads((PACKAGE / 'package.json').read_text())
    assert about['license'] == 'MIT', about['license']
    wanted = {'atlasc.wasm', 'README.md', 'LICENSE', 'NOTICE', 'package.json', *about['bin'].values()}
    for way in about['exports'].values():
        wanted |= {to.removeprefix('./') for to in ([way] if isinstance(way, str) else way.values())}
    wanted |= {f'licences/{name}.txt' for name in ('libyaml', 'jansson', 'unicode', 'wasi-libc')}
    wanted = {name.removeprefix('./') for name in wanted}
    assert wanted <= names, wanted - names
    for name in names - wanted:
        assert name.endswith('.js') or name.endswith('.d.ts'), f'{name} is packed'


def brought():
    """What npm brings for these tests; where it cannot, they are left out, which is said."""
    try:
        return npm_of_tests.packages(HERE, BUILD, SOURCE)
    except AssertionError as why:
        raise each.Skipped(str(why).splitlines()[0]) from None


def test_in_markdown(folder):
    """markdown-it, remark and MDX with the plug-ins."""
    ran = subprocess.run(['node', HERE / 'plugins.mjs', PACKAGE], cwd=brought(), capture_output=True, text=True, timeout=PATIENCE)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-3000:]


def test_for_kroki(folder):
    """The companion of Kroki, with a gateway that is played."""
    ran = subprocess.run(['node', HERE / 'kroki.mjs', PACKAGE], capture_output=True, text=True, timeout=PATIENCE)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-3000:]


def test_in_deno(folder):
    """The package as Deno has it, by fetch; where there is a Deno."""
    if not shutil.which('deno'):
        raise each.Skipped('no deno')
    (folder / 'draw.mjs').write_text(f"""import {{draw}} from {json.dumps(str(PACKAGE / 'browser.js'))}
console.log((await draw('nodes: {{a: {{label: Drawn, nodes: {{b: B}}}}}}')).drawing)""")
    ran = subprocess.run(['deno', 'run', '--no-prompt', f'--allow-read={PACKAGE}', folder / 'draw.mjs'], capture_output=True, text=True,
                         timeout=PATIENCE, env=each.environment() | {'HOME': str(folder), 'NO_COLOR': '1'})
    assert ran.returncode == 0 and 'Drawn' in ran.stdout, ran.stdout + ran.stderr


GOOD = """import {draw, drawSync, load, format, type Message} from 'atlasc'
import atlasc from 'atlasc/markdown-it'
import remark from 'atlasc/remark'
import {toFolder} from 'atlasc/to-folder'
const {drawing, messages}: {drawing: string | null, messages: Message[]} =
  await draw('nodes: {a: A}', {type: 'svg', width: 80, only: ['x'], files: (name) => name})
const said: string = drawSync(new Uint8Array(), {layout: 'nested'}).messages.map(format).join() + (await load()).draw('').status
atlasc({}, {write: toFolder('a', 'b'), strict: true})
remark({mdx: true, onMessage: (message) => message.line})
export {drawing, messages, said}
"""


def test_types(folder):
    """What the types say compiles, and what they forbid does not."""
    compiler = brought() / 'node_modules/typescript/bin/tsc'
    (folder / 'node_modules').mkdir()
    (folder / 'node_modules/atlasc').symlink_to(PACKAGE)
    (folder / 'good.mts').write_text(GOOD)
    (folder / 'bad.mts').write_text("import {draw} from 'atlasc'\ndraw('', {layout: 'treee'})\n")
    good, bad = (subprocess.run(['node', compiler, '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', name],
                                cwd=folder, capture_output=True, text=True, timeout=PATIENCE) for name in ('good.mts', 'bad.mts'))
    assert good.returncode == 0, good.stdout
    assert bad.returncode != 0 and 'treee' in bad.stdout, bad.stdout


if __name__ == '__main__':
    lacks = npm.lacking()
    if lacks:
        print(f'skipped: no {lacks}, which the preset wasm is built with')
        sys.exit(77)
    PACKAGE = npm.package()
    each.main(globals())
