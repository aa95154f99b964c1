#!/usr/bin/env python3
"""`atlasc site`: what it writes, and how that looks and behaves in a browser.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/site/run.py [WORD...]

Makes sites of maps/ and of the folders in atlases.py, then checks the files (files.py), and in Chromium what is shown
(check.mjs and what it loads). With words, only checks whose names have one of them are made. What npm brings is put
into $ATL_BUILD once.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import atlases
import files
import npm

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
BUILD = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 600
BROWSERS = ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
SKIPPED = 77


def environment():
    keep = ('ATL_TIMES', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'LD_LIBRARY_PATH', 'PATH', 'HOME', 'TMPDIR', 'ATLASC_FONT_DIR')
    return {name: os.environ[name] for name in keep if name in os.environ} | {'LC_ALL': 'C.UTF-8'}


def run(*command, folder=None, status=0, env=None):
    done = subprocess.run([str(word) for word in command], cwd=folder, env=env or environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == status, f'{command}: exit {done.returncode}, not {status}\n{done.stdout}{done.stderr}'
    return done


def site(maps, out, *options, status=0):
    return run(ATLASC, 'site', maps, '-o', out, *options, status=status)


def make(work):
    """All sites: name -> where it is, its maps, and what its drawings say as text, by page."""
    sites = {}
    for name in ('atlas', 'odd', 'flat', 'single', 'wide', 'deep', 'large'):
        maps = SOURCE / 'maps' if name == 'atlas' else work / 'maps' / name
        if name != 'atlas':
            getattr(atlases, name)(maps)
        pictures = {'single': ('-T', 'svg,png'), 'wide': ('-T', 'svg,png', '--width', '1000000')}.get(name, ())
        done = site(maps, work / name, *pictures)
        assert not done.stdout and not done.stderr, f'a site of {name} is made in silence:\n{done.stdout}{done.stderr}'
        sites[name] = {'maps': str(maps), 'folder': str(work / name)}
    for name, page, path in (('atlas', 'chapters/transformers.html', 'chapters/transformers.yaml'), ('atlas', 'index.html', 'atlas.yaml'),
                             ('odd', 'index.html', 'hand book.yaml'), ('odd', 'sub dir/plain.html', 'sub dir/plain.yaml')):
        text = run(ATLASC, '-T', 'text', pathlib.Path(sites[name]['maps']) / path).stdout
        sites[name].setdefault('text', {})[page] = text
    return sites


def main():
    words = sys.argv[1:]
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    lacks = [name for name in ('npm', 'node', 'xmllint', 'rsvg-convert') if not shutil.which(name)] + ([] if browser else ['chromium'])
    if lacks:
        print(f'site: skipped, because {", ".join(lacks)} is not there')
        sys.exit(SKIPPED)
    if subprocess.run([ATLASC, 'site', '/nonexistent'], capture_output=True, env=environment()).returncode == 2:
        print('site: skipped, because this program is built without it')
        sys.exit(SKIPPED)
    modules = npm.packages(HERE, BUILD, SOURCE)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        sites = make(work)
        faults, checks = files.check(sites, work, words, site, run)
        if os.environ.get('ATL_SITE_BROWSER') == 'no': # pages are the same bytes by any compiler: one look is enough
            print(f'site: {checks} checks of files passed, {faults} failed; pages are looked at with another build')
            sys.exit(1 if faults or not checks else 0)
        task = work / 'task.json'
        task.write_text(json.dumps({'browser': browser, 'modules': str(modules), 'sites': sites, 'words': words,
                                    'work': str(work)}))
        in_browser = subprocess.Popen(['node', str(HERE / 'check.mjs'), str(task)], env=environment(),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        found = []
        for line in in_browser.stdout:
            print(line, end='', flush=True)
            found.append(line.split(' ')[0])
        checks += found.count('ok')
        faults += found.count('not')
        if in_browser.wait() and 'not' not in found:
            print(f'not ok  the browser: exit {in_browser.returncode}')
            faults += 1
    print(f'site: {checks} checks passed, {faults} failed')
    sys.exit(1 if faults or not checks else 0)


if __name__ == '__main__':
    main()
