#!/usr/bin/env python3
"""What depends on who reads standard output, and nothing else: a terminal, a pager, a pipe, the locale.

A terminal is a pseudo-terminal; the pagers are scripts that leave marks, and less where it is installed. Each promise is
asked both ways: on a terminal and in a pipe, in a file.

    ATLASC=build/release/atlasc tests/terminal/run.py
"""
import fcntl
import os
import pathlib
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())
KEPT = ('PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS')
MAP = 'nodes:\n  a: {label: Über, nodes: {b: שלום, c: "مرحبا"}}\n'
ISOLATES = '\u2068\u2069'
PATIENCE = 60
faults = []


def fault(what):
    faults.append(what)
    print(what)


def environment(folder, **more):
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {'HOME': str(folder), 'TERM': 'xterm'} | more


def piped(folder, *args, **env):
    done = subprocess.run([ATLASC, *args], cwd=folder, env=environment(folder, **env), capture_output=True, timeout=PATIENCE)
    return done.stdout.decode()


def on_terminal(folder, *args, columns=80, rows=24, act=None, **env):
    """What stands on the terminal in the end, and the exit status. `act` is called with the process and the descriptor
    when something is there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    process = subprocess.Popen([ATLASC, *args], cwd=folder, env=environment(folder, **env), stdin=theirs, stdout=theirs, stderr=theirs,
                               start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
    os.close(theirs)
    seen, until = b'', time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                more = os.read(ours, 65536)
            except OSError:  # nobody has it open any more
                break
            if not more:
                break
            seen += more
        if act and seen:
            act(process, ours, seen)
    else:
        fault(f'{args}: still there after {PATIENCE} s')
        process.kill()
    os.close(ours)
    return seen.decode(errors='replace').replace('\r\n', '\n'), process.wait(PATIENCE)


def script(folder, name, text):
    path = folder / name
    path.write_text(f'#!/bin/sh\n{text}\n')
    path.chmod(0o755)
    return str(path)


def locales(folder):
    lines = lambda text: not set('┌─┐│└┘') & set(text) and '+---' in text
    cases = [({'LC_ALL': 'C'}, True), ({'LC_ALL': 'POSIX', 'LANG': 'en_GB.UTF-8'}, True), ({'LANG': 'C'}, True),
             ({'LC_ALL': '', 'LC_CTYPE': 'C', 'LANG': 'C.UTF-8'}, True), ({'LC_ALL': 'C.UTF-8', 'LANG': 'C'}, False),
             ({'LC_CTYPE': 'en_GB.UTF-8', 'LANG': 'C'}, False), ({'LC_MESSAGES': 'C', 'LC_COLLATE': 'C'}, False), ({}, False)]
    for env, ascii_only in cases:
        for how, text in (('a pipe', piped(folder, 'map.yaml', **env)), ('a terminal', on_terminal(folder, 'map.yaml', **env)[0])):
            if lines(text) != ascii_only:
                fault(f'{env}, {how}: {"no " if ascii_only else ""}lines of ASCII:\n{text}')
        if 'Über' not in text:
            fault(f'{env}: a label has changed:\n{text}')
        for args in (['-o', '-'], ['--border', 'round'], ['-o', '-', '-T', 'text']):
            if lines(piped(folder, 'map.yaml', *args, **env)):
                fault(f'{env}, {args}: lines of ASCII')
    made = []
    for env in ({'LC_ALL': 'C'}, {'LC_ALL': 'C.UTF-8'}):
        piped(folder, 'map.yaml', '-o', 'a.txt', '-o', 'a.svg', **env)
        made.append([(folder / name).read_bytes() for name in ('a.txt', 'a.svg')])
    if made[0] != made[1]:
        fault('a file depends on the locale')


def bidi(folder):
    has = lambda text: any(c in text for c in ISOLATES)
    piped(folder, 'map.yaml', '-o', 'file.txt')
    piped(folder, 'map.yaml', '-o', 'always.txt', '--bidi', 'always')
    (folder / 'doc.md').write_text('<!-- atlasc: map.yaml -->\n<!-- /atlasc -->\n\n<!-- atlasc: map.yaml --bidi always -->\n<!-- /atlasc -->\n')
    piped(folder, 'embed', 'doc.md')
    blocks = (folder / 'doc.md').read_text().split('<!-- /atlasc -->')
    piped(folder, 'build', 'map.yaml', '-o', 'out', '-T', 'text')
    for what, text, wanted in (('a terminal', on_terminal(folder, 'map.yaml')[0], True), ('a pipe', piped(folder, 'map.yaml'), False),
                               ('a terminal, never', on_terminal(folder, 'map.yaml', '--bidi', 'never')[0], False),
                               ('a pipe, always', piped(folder, 'map.yaml', '--bidi=always'), True),
                               ('a pager', on_terminal(folder, 'map.yaml', '--pager', PAGER='sed s/^/P/')[0], True),
                               ('a file', (folder / 'file.txt').read_text(), False),
                               ('a file, always', (folder / 'always.txt').read_text(), True),
                               ('a file by build', (folder / 'out/map.txt').read_text(), False),
                               ('a document', blocks[0], False), ('a document, always', blocks[1], True)):
        if has(text) != wanted:
            fault(f'{what}: {"no" if wanted else "some"} isolates:\n{text!r}')
        if 'שלום' not in text:
            fault(f'{what}: the word is not there:\n{text}')


def pagers(folder):
    def is_paged(what, wanted, args, **env):
        text, status = on_terminal(folder, *args, **env)
        marked = [line for line in text.splitlines() if line.startswith('P')]
        if bool(marked) != wanted or (wanted and len(marked) != len(text.splitlines())):
            fault(f'{what}: {"not all is" if wanted else "something is"} paged:\n{text}')
        return text, status

    mark = script(folder, 'mark', 'exec sed s/^/P/')
    nothing = script(folder, 'nothing', 'cat')
    draw = ['map.yaml', '--pager']
    is_paged('without --pager', False, draw[:1], PAGER=mark)
    is_paged('PAGER', True, draw, PAGER=mark)
    is_paged('ATLASC_PAGER before PAGER', True, draw, PAGER=nothing, ATLASC_PAGER=mark)
    is_paged('an empty ATLASC_PAGER', False, draw, PAGER=mark, ATLASC_PAGER='')
    is_paged('cat', False, draw, PAGER=mark, ATLASC_PAGER='cat')
    is_paged('a command of the shell', True, draw, PAGER="cat | sed 's/^/P/'")
    text, _ = is_paged('a pager that is not there', False, draw, PAGER='no-such-pager')
    if 'Über' not in text:
        fault(f'a pager that is not there: nothing is drawn:\n{text}')
    text, _ = is_paged('LESS and LV', True, draw, PAGER='cat >/dev/null; echo "P$LESS,$LV"')
    if 'PFRX,-c' not in text:
        fault(f'LESS and LV are not as they should be: {text}')
    text, _ = is_paged('LESS of the reader', True, draw, PAGER='cat >/dev/null; echo "P$LESS"', LESS='M')
    if text.strip() != 'PM':
        fault(f'LESS of the reader is not kept: {text}')
    text, status = is_paged('a mistake', True, ['bad.yaml', '--pager'], PAGER=mark)
    if status != 1 or 'lable' not in text:
        fault(f'a mistake: exit status {status}:\n{text}')
    text, _ = is_paged('questions', True, ['query', '-m', '.', '--pager', 'find', 'Über'], PAGER=mark)
    if 'Über' not in text:
        fault(f'questions: no answer:\n{text}')
    if 'P' in piped(folder, *draw, PAGER=mark):
        fault('a pipe is paged')
    if '\033[' not in on_terminal(folder, *draw, PAGER=mark)[0] or '\033[' in on_terminal(folder, *draw, PAGER=mark, NO_COLOR='1')[0]:
        fault('colours are not those of the terminal')
    wide = lambda columns: on_terminal(folder, 'wide.yaml', '--pager', PAGER=mark, NO_COLOR='1', columns=columns)[0]
    if max(map(len, wide(60).splitlines())) > 61 or max(map(len, wide(120).splitlines())) < 70:
        fault('the width is not that of the terminal')
    text, status = on_terminal(folder, 'tall.yaml', '--pager', '-l', 'list', PAGER='head -n 1')
    if status or len(text.splitlines()) != 1:
        fault(f'a pager that leaves early: exit status {status}:\n{text[:500]}')


def interrupted(folder):
    """A signal waits for the pager, which has the terminal."""
    slow = script(folder, 'slow', "trap '' INT\ncat\nsleep 0.3\necho PAGER-LEFT")
    sent = []

    def act(process, _, seen):
        if not sent and 'Über'.encode() in seen:
            sent.append(os.kill(process.pid, signal.SIGINT))
    text, status = on_terminal(folder, 'map.yaml', '--pager', PAGER=slow, act=act)
    if not sent or 'PAGER-LEFT' not in text or status != -signal.SIGINT:
        fault(f'interrupted: {len(sent)} signals, exit status {status}:\n{text}')


def real(folder):
    if not shutil.which('less'):
        print('less is not there: not tried')
        return
    text, _ = on_terminal(folder, 'map.yaml', '--pager', LC_ALL='C.UTF-8')  # it fits: less ends by itself
    if 'Über' not in text:
        fault(f'less: {text!r}')

    def quit(process, terminal, seen):
        if not quit.sent and b':' in seen[-8:]:
            quit.sent = True
            os.write(terminal, b'q')
    quit.sent = False
    text, status = on_terminal(folder, 'tall.yaml', '--pager', '-l', 'list', LC_ALL='C.UTF-8', act=quit)
    if not quit.sent or status or 'n199' in text:
        fault(f'less did not stop at the first screen (status {status}): {text[-200:]!r}')


def main():
    with tempfile.TemporaryDirectory(prefix='atlas-terminal-') as name:
        folder = pathlib.Path(name)
        (folder / 'map.yaml').write_text(MAP)
        (folder / 'bad.yaml').write_text('nodes:\n  a: {lable: A}\n')
        (folder / 'wide.yaml').write_text('nodes:\n  top:\n    nodes:\n' + ''.join(f'      n{i}: A node {i}\n' for i in range(12)))
        (folder / 'tall.yaml').write_text('nodes:\n' + ''.join(f'  n{i}: Node n{i}\n' for i in range(200)))
        for part in (locales, bidi, pagers, interrupted, real):
            part(folder)
    print(f'{len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
