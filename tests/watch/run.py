#!/usr/bin/env python3
"""atlasc watch: what is there in the end is the drawing of what was saved last, however it was saved.

Editors that write in place, that rename a new file over the old one, that move the old one away first; sheets and files of
kinds that a map uses, there or not yet; links; a folder of maps with what comes, goes and moves in it; two hundred saves in
a second; mistakes, which leave the last good drawing. And how long it takes from the change of a map of 60 nodes to its
picture, where no sanitizer slows it down.

    ATLASC=build/release/atlasc tests/watch/run.py
"""
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
BUILD = pathlib.Path(os.environ.get('ATL_BUILD', SOURCE / 'build/release'))
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())
PATIENCE = 10    # seconds for a drawing to come, on a busy machine
AT_MOST = 0.1    # seconds from change to picture: the median of some
SKIPPED = 77
faults = []


def fault(what):
    faults.append(what)
    print(what)


def is_sanitized():
    cache = BUILD / 'CMakeCache.txt'
    return cache.exists() and any(line.startswith('ATL_SANITIZE') and line.split('=')[1] for line in cache.read_text().split('\n'))


class Watch:
    """The program at work in a folder; its messages go to a file."""

    def __init__(self, folder, *args, **more):
        self.folder, self.log = folder, folder / 'log'
        self.process = subprocess.Popen([ATLASC, 'watch', *map(str, args)], cwd=folder, stderr=open(self.log, 'w'), **{'stdout': subprocess.DEVNULL, **more})
        self.wait('it does not begin', lambda: 'waiting for changes' in self.log.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        status = self.process.poll()
        if status is not None:
            fault(f'{self.process.args}: ended by itself with {status}: {self.log.read_text()}')
        else:
            self.process.send_signal(signal.SIGINT)
            if self.process.wait(PATIENCE) != -signal.SIGINT:
                fault(f'{self.process.args}: ends with {self.process.returncode}')
        self.log.unlink()

    def wait(self, what, good):
        until = time.monotonic() + PATIENCE
        while not good():
            if time.monotonic() > until or self.process.poll() is not None:
                fault(f'{self.process.args}: {what}\n{self.log.read_text()[-800:]}')
                return False
            time.sleep(0.002)
        return True

    def shows(self, what, word, name='a.txt'):
        path = self.folder / name
        return self.wait(what, lambda: path.exists() and word in path.read_text())


def one(label):
    return f'nodes: {{a: {{label: {label}, nodes: {{b: B}}}}}}\n'


def saves(folder):
    """Ways to save a file."""
    path = folder / 'map.yaml'

    def in_place(text):
        path.write_text(text)

    def renamed(text):
        (folder / 'map.yaml.tmp~').write_text(text)
        (folder / 'map.yaml.tmp~').rename(path)

    def moved_away(text):
        path.rename(folder / 'map.yaml~')
        time.sleep(0.02)
        path.write_text(text)

    def removed(text):
        path.unlink()
        path.write_text(text)

    def in_two(text):
        with open(path, 'w') as file:
            file.write(text[:5])
            file.flush()
            time.sleep(0.05)
            file.write(text[5:])

    def emptied(text):  # closed while it is empty, as some editors do over a network
        path.write_text('')
        time.sleep(0.06)
        path.write_text(text)

    def in_halves(text):
        path.write_text(text[:25])
        time.sleep(0.06)
        path.write_text(text)

    def linked(text):
        (folder / 'new').write_text(text)
        path.unlink()
        os.link(folder / 'new', path)
        (folder / 'new').unlink()

    def left_open(text):
        linked.file = open(path, 'w')  # never closed
        linked.file.write(text)
        linked.file.flush()
    return in_place, renamed, moved_away, removed, in_two, emptied, in_halves, linked, left_open


def editors(folder):
    (folder / 'map.yaml').write_text(one('first'))
    with Watch(folder, 'map.yaml', '-o', 'a.txt', '-o', 'a.svg') as watch:
        watch.shows('no drawing at the start', 'first')
        for round in range(2):
            for save in saves(folder):
                word = f'{save.__name__} {round}'.replace('_', '-')
                save(one(word))
                watch.shows(f'saved {word}: not drawn', word)
                watch.shows(f'saved {word}: no picture', word, 'a.svg')
        if 'error' in watch.log.read_text():
            fault(f'half of a file is a mistake: {watch.log.read_text()}')
        (folder / 'map.yaml').write_text('nodes: {a: [}\n')
        watch.wait('a mistake is not said', lambda: 'error' in watch.log.read_text())
        if 'left-open 1' not in (folder / 'a.txt').read_text():
            fault('a mistake does not leave the last good drawing')
        (folder / 'map.yaml').unlink()
        watch.wait('a map that is gone is not said', lambda: 'cannot read' in watch.log.read_text())
        (folder / 'map.yaml').write_text(one('back'))
        watch.shows('a map that is back is not drawn', 'back')


def used(folder):
    """What a map is made of beside itself."""
    (folder / 'sub').mkdir()
    (folder / 'map.yaml').write_text('style: sub/house.yaml\nkinds: kinds.yaml\nnodes: {a: {label: A, kind: store}}\n')
    (folder / 'kinds.yaml').write_text('store: {label: Store}\n')
    (folder / 'sub/house.yaml').write_text('extends: base.yaml\n')
    (folder / 'sub/base.yaml').write_text('extends: atlas\nborder: single\n')
    (folder / 'elsewhere').mkdir()
    with Watch(folder, 'map.yaml', '-o', 'a.txt') as watch:
        watch.shows('a map with a sheet is not drawn', '┌')
        (folder / 'sub/base.yaml').write_text('extends: atlas\nborder: double\n')
        watch.shows('a sheet that a sheet extends has changed', '╔')
        (folder / 'sub/base.yaml').unlink()
        watch.wait('a sheet is gone', lambda: 'base.yaml' in watch.log.read_text())
        (folder / 'sub/base.yaml').write_text('extends: atlas\nborder: heavy\n')
        watch.shows('a sheet is back', '┏')
        (folder / 'sub').rename(folder / 'gone')
        watch.wait('a folder is gone', lambda: watch.log.read_text().count('error') > 1)
        (folder / 'sub').mkdir()
        (folder / 'sub/house.yaml').write_text('extends: atlas\nborder: round\n')
        watch.shows('a folder is back', '╭')
        (folder / 'map.yaml').unlink()
        (folder / 'elsewhere/real.yaml').write_text(one('behind'))
        (folder / 'map.yaml').symlink_to('elsewhere/real.yaml')
        watch.shows('a link instead of the map', 'behind')
        (folder / 'elsewhere/new').write_text(one('farther'))
        (folder / 'elsewhere/new').rename(folder / 'elsewhere/real.yaml')
        watch.shows('what the link leads to has changed', 'farther')


def folders(folder):
    (folder / 'maps/deep').mkdir(parents=True)
    (folder / 'maps/a.yaml').write_text(one('A1'))
    (folder / 'maps/deep/b.yaml').write_text('style: house.yaml\nnodes: {b: B1}\n')
    (folder / 'maps/deep/house.yaml').write_text('extends: atlas\nborder: single\n')
    with Watch(folder, 'maps', '-o', 'out', '-T', 'text', '--prune') as watch:
        watch.shows('a folder is not drawn', 'B1', 'out/deep/b.txt')
        made = (folder / 'out/a.txt').stat().st_mtime_ns
        (folder / 'maps/deep/house.yaml').write_text('extends: atlas\nborder: double\n')
        watch.shows('a sheet in the folder has changed', '╔', 'out/deep/b.txt')
        if (folder / 'out/a.txt').stat().st_mtime_ns != made:
            fault('what has not changed is drawn anew')
        (folder / 'maps/new/er').mkdir(parents=True)
        (folder / 'maps/new/er/c.yaml').write_text(one('C1'))
        watch.shows('a map in a new folder', 'C1', 'out/new/er/c.txt')
        (folder / 'maps/a.yaml').rename(folder / 'maps/z.yaml')
        watch.shows('a map has a new name', 'A1', 'out/z.txt')
        watch.wait('the old name is still there', lambda: not (folder / 'out/a.txt').exists())
        (folder / 'maps/deep').rename(folder / 'maps/deeper')
        watch.shows('a folder has a new name', 'B1', 'out/deeper/b.txt')
        (folder / 'maps/deeper/b.yaml').write_text(one('B2'))
        watch.shows('a map in a folder that has a new name', 'B2', 'out/deeper/b.txt')
        (folder / 'maps/z.yaml').write_text('nodes: {a: {')
        time.sleep(0.1)
        (folder / 'maps/z.yaml').write_text(one('A1'))
        watch.wait('half of a file is not mended', lambda: 'z.yaml' in watch.log.read_text())
        time.sleep(0.3)
        if 'error' in watch.log.read_text():
            fault(f'half of a file in a folder is a mistake: {watch.log.read_text()}')
        (folder / 'maps/z.yaml').write_text('nodes: [\n')
        watch.wait('a mistake is not said', lambda: 'z.yaml failed' in watch.log.read_text())
        if 'A1' not in (folder / 'out/z.txt').read_text():
            fault('a mistake does not leave the last good drawing')
        time.sleep(0.3)
        said = watch.log.read_text()
        (folder / 'maps/notes.txt').write_text('no map\n')
        time.sleep(0.3)
        if watch.log.read_text() != said:
            fault(f'a file that is no map is not passed over: {watch.log.read_text()[len(said):]}')


def terminal(folder):
    """Without -o: on standard output, until nobody reads it."""
    (folder / 'map.yaml').write_text(one('first'))
    process = subprocess.Popen([ATLASC, 'watch', '-q', 'map.yaml'], cwd=folder, stdout=subprocess.PIPE)
    lines = iter(process.stdout.readline, b'')
    for word in (b'first', b'second'):
        if not any(word in line for line in lines):
            fault(f'standard output: {word} does not come')
        (folder / 'map.yaml').write_text(one('second'))
    process.stdout.close()
    (folder / 'map.yaml').write_text(one('third'))
    try:
        if process.wait(PATIENCE):
            fault(f'without a reader it ends with {process.returncode}')
    except subprocess.TimeoutExpired:
        fault('without a reader it does not end')
        process.kill()
    for args, status in ((['nothing.yaml'], 4), (['-'], 2), (['map.yaml', 'map.yaml'], 2), (['map.yaml', '-T', 'svg,png'], 2),
                         (['map.yaml', '--prune'], 2), (['map.yaml', '--dump=map'], 2), (['.', '--view', 'x'], 2)):
        done = subprocess.run([ATLASC, 'watch', *args], cwd=folder, capture_output=True, timeout=PATIENCE)
        if done.returncode != status or not done.stderr:
            fault(f'{args}: exit status {done.returncode}, not {status}: {done.stderr.decode()}')


def many(folder):
    """Sixty nodes: how long a change takes; and many of them."""
    def text(word):
        groups = ''.join(f'      g{g}: {{label: Group {g}, nodes: {{' + ', '.join(f'n{g}-{i}: Node {g} {i}' for i in range(9)) + '}}\n' for g in range(6))
        return f'nodes:\n  top:\n    label: {word}\n    nodes:\n{groups}'
    (folder / 'map.yaml').write_text(text('first'))
    with Watch(folder, 'map.yaml', '-o', 'a.svg') as watch:
        took = []
        for i in range(15):
            begun = time.monotonic()
            (folder / 'map.yaml').write_text(text(f'change {i}.'))
            if not watch.shows(f'change {i} is not drawn', f'change {i}.', 'a.svg'):
                return
            took.append(time.monotonic() - begun)
            time.sleep(0.02)
        print(f'from change to picture: {statistics.median(took) * 1000:.0f} ms, {max(took) * 1000:.0f} ms at most')
        if statistics.median(took) > AT_MOST and not is_sanitized():
            fault(f'from change to picture: {statistics.median(took) * 1000:.0f} ms')
        begun = time.monotonic()
        for i in range(200):
            (folder / 'map.yaml').write_text(text(f'save {i}.'))
            time.sleep(max(0, begun + i * 0.005 - time.monotonic()))
        watch.shows('200 saves: the last one is not drawn', 'save 199.', 'a.svg')
        time.sleep(0.3)
        if 'save 199.' not in (folder / 'a.svg').read_text():
            fault('200 saves: it is not the last one that is drawn')


def main():
    if not sys.platform.startswith('linux'):
        print('watch: there is no inotify here')
        return SKIPPED
    for part in (editors, used, folders, terminal, many):
        with tempfile.TemporaryDirectory(prefix='atlas-watch-') as name:
            part(pathlib.Path(name))
    print(f'{len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
