#!/usr/bin/env python3
"""A machine that lacks what is only asked for now and then: everything else works, and what is missing is said.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/absent/run.py

A library is missing where the loader finds a file of its name first that is none; fonts, where an empty folder is mounted
over theirs (unshare, which not every machine allows: that is said then). Promised: drawing opens no library of Graphviz,
and -T dot and --engine dot do; without them -T dot and --dump=graph write the same bytes, for every map here, with a note,
and --engine dot draws what --engine own does, with a warning. PNG names what it lacks, and a site is made without its
pictures. Where no sanitizer slows it down, the program is built once more without Graphviz and without sites
(-DATL_GRAPHVIZ=OFF -DATL_SITE=OFF -DATL_SERVE=OFF), where pkg-config knows nothing of Graphviz: it passes all goldens, and the tests of
sites skip or leave out what it cannot do.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or pathlib.Path(__file__).resolve().parents[2]).resolve()
BUILD = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE, PATIENCE_OF_BUILD, SKIPPED = 120, 900, 77
VERSIONS = range(6, 11)
CGRAPH = [f'libcgraph.so.{n}' for n in VERSIONS]
GVC = [f'libgvc.so.{n}' for n in VERSIONS]
NO_FONTS = '''for folder in /usr/share/fonts /usr/local/share/fonts /System/Library/Fonts /run/current-system/sw/share/X11/fonts; do
  if [ -d "$folder" ]; then mount -t tmpfs none "$folder" || exit 99; fi
done
exec "$@"'''
NO_GRAPHVIZ = '''#!/bin/sh
case " $* " in *" libgvc"* | *" libcgraph"*) exit 1 ;; esac
exec pkg-config "$@"
'''
faults = []


def check(what, good, seen=''):
    if not good:
        faults.append(what)
        print(f'absent: {what}: {str(seen)[-600:]}')


def cached(name):
    found = re.search(rf'^{name}:\w+=(.*)$', (BUILD / 'CMakeCache.txt').read_text(), re.M)
    return found.group(1) if found else ''


def run(*command, without=None, folder=SOURCE, **more):
    env = {**os.environ, 'LC_ALL': 'C.UTF-8', **more}
    env.pop('ATLASC_FONT_DIR', None)
    if without:
        env['LD_LIBRARY_PATH'] = str(without)
    return subprocess.run([str(word) for word in command], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=PATIENCE)


def said(done):
    return done.stderr.decode('utf-8', 'replace')


def lacking(folder, *names):
    """A folder in which these libraries are none."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text('no library\n')
    return folder


def opened(*args):
    """Names of the libraries that the loader has initialised."""
    return set(re.findall(r'calling init: \S*/(lib[\w+-]+)\.', said(run(ATLASC, *args, LD_DEBUG='files'))))


def graphs(folder, there):
    """DOT, the layers of Graphviz, and what is opened for them."""
    none = lacking(folder / 'no-graphviz', *CGRAPH, *GVC)
    maps = [*SOURCE.glob('maps/**/*.yaml'), *SOURCE.glob('examples/*.yaml'), *SOURCE.glob('tests/golden/*/*.yaml')]
    noted = 0
    for path in sorted(maps)[::5 if cached('ATL_SANITIZE') else 1]:
        ours, theirs = run(ATLASC, path, '-T', 'dot', without=none), run(ATLASC, path, '-T', 'dot')
        same = ours.stdout == theirs.stdout and ours.returncode == theirs.returncode
        check(f'{path.relative_to(SOURCE)}: DOT without Graphviz is not what its library writes', same, said(ours))
        noted += 'graph itself' in said(ours)
    check('no note says that Graphviz is missing', noted > len(maps) / 10 or not there, noted)
    stack = SOURCE / 'examples/stack.yaml'
    dump = run(ATLASC, stack, '--dump=graph', without=none)
    check('--dump=graph without Graphviz', dump.returncode == 0 and dump.stdout == run(ATLASC, stack, '--dump=graph').stdout, said(dump))

    draw = lambda engine, path=None: run(ATLASC, stack, '-l', 'layered', '-T', 'text', '--width', '100', *engine, without=path)
    own = draw(['--engine', 'own'])
    for engine in ('own', 'auto', 'dot'):
        done = draw(['--engine', engine], none)
        check(f'--engine {engine} without Graphviz', done.returncode == 0 and done.stdout == own.stdout, said(done))
        check(f'--engine {engine} without Graphviz: what is said', ('warning' in said(done)) == (engine == 'dot'), said(done))
    check('our own engine is not the default', draw([]).stdout == own.stdout and not said(draw([])))
    if not there:
        return
    check('--engine dot warns where Graphviz is', not said(draw(['--engine', 'dot'])), said(draw(['--engine', 'dot'])))
    for args in (['-T', 'text'], ['-T', 'svg'], ['-l', 'layered', '-T', 'svg'], ['-l', 'list'], ['-T', 'json']):
        check(f'{args} opens Graphviz', not opened(stack, *args) & {'libcgraph', 'libgvc', 'libcdt'}, opened(stack, *args))
    check('-T dot does not ask Graphviz', 'libcgraph' in opened(stack, '-T', 'dot'))
    check('--engine dot does not ask Graphviz', 'libgvc' in opened(stack, '-l', 'layered', '--engine', 'dot'))


def pictures(folder, sites):
    """PNG and sites without what only they need."""
    picture, one = folder / 'hub.png', folder / 'maps'
    one.mkdir()
    (one / 'a.yaml').write_text('title: A\nnodes: {a: {label: Ape, items: [Bee]}}\n')
    (one / 'b.yaml').write_text('title: B\nnodes: {b: Bear}\n')
    lacks = {'cairo': ['libcairo.so.2'], 'libdeflate': ['libdeflate.so.0']}
    cases = [(name, run, {'without': lacking(folder / name, *files)}, 'cairo and libdeflate') for name, files in lacks.items()]
    try:
        alone = run('unshare', '-rm', 'sh', '-c', NO_FONTS, 'sh', 'true').returncode == 0
    except FileNotFoundError:
        alone = False
    if not alone:
        print('absent: no folder can be mounted over that of the fonts here, so their absence is not tried')
    else:
        bare = lambda *command, **more: run('unshare', '-rm', 'sh', '-c', NO_FONTS, 'sh', *command, HOME=str(folder), **more)
        cases.append(('fonts', bare, {}, 'install fonts-liberation'))
        cases.append(('fonts and pango', bare, {'without': lacking(folder / 'pango', 'libpangocairo-1.0.so.0')}, 'install fonts-liberation'))
    for name, how, more, advice in cases:
        done = how(ATLASC, SOURCE / 'maps/hub.yaml', '-o', picture, **more)
        check(f'PNG without {name}', done.returncode == 1 and advice in said(done) and not picture.exists(), said(done))
        check(f'PNG without {name} is said once', said(done).count('error') == 1, said(done))
        svg = how(ATLASC, SOURCE / 'maps/hub.yaml', '-T', 'svg', **more)
        check(f'SVG without {name}', svg.returncode == 0 and svg.stdout.startswith(b'<svg') and not svg.stderr, said(svg))
        if not sites:
            continue
        made = folder / f'site-{name}'
        done = how(ATLASC, 'site', one, '-o', made, **more)
        check(f'a site without {name}', done.returncode == 0 and (made / 'index.html').exists(), said(done))
        check(f'a site without {name} has nothing to say: it makes no PNG by itself', not said(done), said(done))
        pages = ''.join(path.read_text() for path in made.glob('*.html'))
        check(f'a site without {name} offers PNG', '.svg' in pages and '.png' not in pages and not list(made.rglob('*.png')))
        done = how(ATLASC, 'site', one, '-T', 'png', '-o', made, **more)
        check(f'a site whose pictures are asked for without {name}', done.returncode == 1 and 'error' in said(done) and advice in said(done),
              said(done))
    if sites:
        done = run(ATLASC, 'site', one, '-T', 'svg,png', '-o', folder / 'whole')
        check('a site has its pictures', done.returncode == 0 and list((folder / 'whole').rglob('*.png')), said(done))


def without_both(folder):
    """Builds the program without Graphviz and without sites, and tests it."""
    where = BUILD / 'absent'
    (folder / 'pkg-config').write_text(NO_GRAPHVIZ)
    (folder / 'pkg-config').chmod(0o755)
    flags = [f'-DCMAKE_C_COMPILER={cached("CMAKE_C_COMPILER")}', f'-DPKG_CONFIG_EXECUTABLE={folder}/pkg-config', '-DATL_SITE=OFF', '-DATL_SERVE=OFF',
             '-DCMAKE_BUILD_TYPE=Debug', '-DATL_WERROR=ON', '--log-level=WARNING']
    configure = lambda *more: subprocess.run(['cmake', '-G', 'Ninja', '-S', SOURCE, '-B', where, *flags, *more], capture_output=True,
                                             timeout=PATIENCE)
    done = configure('-DATL_GRAPHVIZ=ON')
    check('the headers of Graphviz are missing, and it is not said', done.returncode and b'-DATL_GRAPHVIZ=OFF' in done.stderr, said(done))
    done = configure('-DATL_GRAPHVIZ=OFF')
    check('it cannot be configured without Graphviz', not done.returncode, said(done))
    done = subprocess.run(['cmake', '--build', where, '--target', 'atlasc'], capture_output=True, timeout=PATIENCE_OF_BUILD)
    check('it cannot be built without Graphviz', not done.returncode, done.stdout.decode())
    program = where / 'atlasc'
    if not program.exists():
        return
    env = {**os.environ, 'ATLASC': str(program), 'ATL_SOURCE': str(SOURCE), 'ATL_BUILD': str(where)}
    for test, status in (('golden', 0), ('site', SKIPPED), ('markdown', 0), ('manual', 0)):
        done = subprocess.run([sys.executable, SOURCE / 'tests' / test / 'run.py'], env=env, capture_output=True, text=True, timeout=600)
        check(f'without Graphviz and sites: the test {test} ends with {done.returncode}', done.returncode == status, done.stdout + done.stderr)
    done = run(program, SOURCE / 'examples/stack.yaml', '-l', 'layered', '--engine', 'dot')
    check('--engine dot, built without Graphviz', done.returncode == 0 and 'built without Graphviz' in said(done), said(done))
    done = run(program, SOURCE / 'examples/stack.yaml', '-T', 'dot')
    check('-T dot, built without Graphviz', done.returncode == 0 and not done.stderr, said(done))
    check('it is linked with Graphviz', b'libcgraph' not in run('ldd', program).stdout)


def main():
    sites = 'built without' not in said(run(ATLASC, 'site', '/nonexistent'))
    there = 'libcgraph' in opened(SOURCE / 'examples/stack.yaml', '-T', 'dot')
    if not there:
        print('absent: Graphviz is not here, or this program is built without it: what it writes is not compared')
    with tempfile.TemporaryDirectory(prefix='atlas-absent-') as folder:
        folder = pathlib.Path(folder)
        graphs(folder, there)
        pictures(folder, sites)
        if cached('ATL_SANITIZE'):
            print('absent: built without Graphviz: left to the presets without sanitizers')
        else:
            without_both(folder)
    print(f'absent: {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
