#!/usr/bin/env python3
"""Runs the examples of the manual. (Its words are held equal to the program's by tests/vocabulary.)

Every literal display of man/*.[0-9] is marked with a comment that says what it is (see manpage.py); a display without a
mark is a failure, so no example goes untested. Pages are linted by mandoc where it is there. `--accept` writes what the
program printed into the pages; it is refused under CI, where nobody would look at the difference.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/manual/run.py [--accept]
"""
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from manual import manpage

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()
faults = 0


def fault(text):
    global faults
    faults += 1
    print(text)


def environment(**more):
    """What an example may see: nothing that changes colour, width or language."""
    keep = ('HOME', 'TMPDIR', 'ATLASC_FONT_DIR', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'LD_LIBRARY_PATH')
    env = {name: os.environ[name] for name in keep if name in os.environ}
    return {**env, 'LC_ALL': 'C.UTF-8', 'PATH': os.environ.get('PATH', '/usr/bin:/bin'), **more}


def makes_sites():
    """Whether the program was built with the scripts of sites (ATL_SITE)."""
    return 'built without' not in subprocess.run([ATLASC, 'site', '/nonexistent'], capture_output=True, text=True).stderr


def run_session(display, folder, env, at):
    """The display as it would be if the program wrote it."""
    commands = [line for line in display.text.splitlines() if line.startswith('$ ')]
    if any('atlasc site ' in line and '--markdown' not in line for line in commands) and not makes_sites():
        print(f'{at}: not run, because this program is built without sites')
        return display.text
    if not commands:
        fault(f'{at}: no line starts with "$ "')
        return display.text
    session = ''
    for command in commands:
        done = subprocess.run(['sh', '-c', command[2:]], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        session += command + '\n' + manpage.fold(done.stdout.decode('utf-8', 'replace'), display.fold)
        expected = display.exit if command is commands[-1] else 0
        if done.returncode != expected:
            fault(f'{at}: exit status {done.returncode}, not {expected}: {command[2:]}')
    return session


def run_page(page, accept):
    lines = page.read_text(encoding='utf-8').splitlines()
    edits = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'bin').mkdir()
        (folder / 'bin/atlasc').symlink_to(ATLASC)
        (folder / 'work').mkdir()
        env = environment()
        env['PATH'] = f'{folder}/bin:{env["PATH"]}'
        for display in manpage.displays(lines):
            at = f'{page.relative_to(SOURCE)}:{display.begin}'
            if display.what == '':
                fault(f'{at}: nothing says what this display is (see tests/manual/manpage.py)')
            elif display.what == 'file':
                path = folder / 'work' / display.argument
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(display.text, encoding='utf-8')
            elif display.what == 'run':
                printed = run_session(display, folder / 'work', env, at)
                if printed != display.text:
                    edits.append((display, printed))
                    fault(f'{at}: the program prints something else')
                    sys.stdout.writelines(difflib.unified_diff(display.text.splitlines(True), printed.splitlines(True),
                                                               'manual', 'program'))
    if accept and edits:
        for display, printed in reversed(edits):
            lines[display.begin:display.end] = [manpage.encode(line) for line in printed.splitlines()]
        page.write_text('\n'.join(lines) + '\n', encoding='utf-8')
        print(f'{page.relative_to(SOURCE)}: {len(edits)} rewritten; read them before you commit')


def main():
    accept = '--accept' in sys.argv[1:]
    if accept and os.environ.get('CI', '') not in ('', '0', 'false'):
        sys.exit('--accept is refused under CI')
    if not os.access(ATLASC, os.X_OK):
        sys.exit(f'{ATLASC}: no such program')
    for page in sorted((SOURCE / 'man').glob('*.[0-9]')):
        run_page(page, accept)
        if shutil.which('mandoc') and subprocess.run(['mandoc', '-Tlint', '-Wwarning', page]).returncode:
            fault(f'{page.relative_to(SOURCE)}: mandoc warns')
    if not shutil.which('mandoc'):
        print('mandoc is not there: the pages are not linted')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
