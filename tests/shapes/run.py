#!/usr/bin/env python3
"""Shapes of nodes on generated maps: text is read back as if all were boxes, and in pictures wires end on outlines.

The maps are those of tests/prop/linked.py, whose nodes get kinds with a shape or a border each. In text a shape is told by
its own characters or by a mark of one cell before its label; plain() takes both away, and then the readers of tests/prop
must find the boxes, links and labels of the map in a tree, as with boxes. So a shape costs no port and hides no letter.
In pictures, in every layout and direction, each arrowhead's tip and each end of a wire at a shaped box is held against the
outline in the SVG, flattened here.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/shapes/run.py [SEED]       ATL_PROP_N: how many maps (500)
"""
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()
sys.path.insert(0, str(SOURCE / 'tests/prop'))
sys.dont_write_bytecode = True
import gen                                                     # noqa: E402
import linked                                                  # noqa: E402
import outer                                                   # noqa: E402
import reader                                                  # noqa: E402

SHAPES = ('box rounded cylinder queue person cloud document hexagon diamond circle stadium component folder note '
          'boundary').split()
BORDERS = 'dashed dotted thick double'.split()
KINDS = [f'k-{shape}' for shape in SHAPES] + [f'b-{border}' for border in BORDERS]
DECLARED = 'kinds:\n' + ''.join(f'  k-{shape}: {{shape: {shape}, color: teal}}\n' for shape in SHAPES) + ''.join(
    f'  b-{border}: {{border: {border}}}\n' for border in BORDERS)
MARKS = dict(person='☻@', cloud='≋~', document='▯#', hexagon='⬡%', circle='⚬o', component='⊞&', folder='▱$', note='◹*')
LIKE_A_BOX = str.maketrans('╭╮╰╯╒╕╘╛╓╖╙╜┏┓┗┛╔╗╚╝═━┈║┃┊╤╧╪┯┷┿╟╢╫┠┨╂',
                           '┌┐└┘┌┐└┘┌┐└┘┌┐└┘┌┐└┘───│││┬┴┼┬┴┼├┤┼├┤┼')
PX, NEAR = 8, 0.5                                              # units of one px; px that an end may be off


def grid(line):
    """The line by cells: the second one of a wide letter is empty."""
    return [part for cluster, cells in reader.clusters(line) for part in (cluster, *[''] * (cells - 1))]


def plain(drawing, ascii_lines):
    """The drawing with boxes for shapes: slanting corners, bowed, dashed and doubled sides are those of a box."""
    rows = [grid(line.translate(LIKE_A_BOX)) for line in drawing.split('\n')]

    def at(y, x):
        return (rows[y][x] if 0 <= y < len(rows) and 0 <= x < len(rows[y]) else ' ') or ' '

    def runs(y, x, step):
        """Whether a border goes on that way, for two cells at least."""
        return all(at(y, x + k * step) in ('-=+' if ascii_lines else '─┄┬┴┼├┤') for k in (1, 2))

    for y, row in enumerate(rows):
        for x, char in enumerate(row):
            above = at(y - 1, x)
            if not ascii_lines and char in '╱╲' and char:
                below_a_side = above in '│├┤┼┆'
                row[x] = {('╱', False): '┌', ('╱', True): '┘', ('╲', False): '┐', ('╲', True): '└'}[char, below_a_side]
            elif ascii_lines and char and char in ".'/\\" and (runs(y, x, 1) or runs(y, x, -1)):
                row[x] = '+'
            elif ascii_lines and char == '=' and at(y, x - 1) in '+-':
                row[x] = '-'
            elif char and char in '():' and above in ('+|' if ascii_lines else '┌┐│├┤┼'):
                row[x] = '|' if ascii_lines else '│'
            elif char and char in '┄┆':                        # a dashed border; wires of a tree are dashed, too
                row[x] = '─' if char == '┄' else '│'
    return '\n'.join(''.join(row) for row in rows)


def unmarked(drawing, ascii_lines):
    """Marks become blanks: they stand before the id of a label, which starts with n and a number."""
    marks = ''.join(pair[ascii_lines] for pair in MARKS.values())
    return re.sub(rf'[{re.escape(marks)}](?= x?n\d)', ' ', drawing)


# -- pictures ----------------------------------------------------------------------------------------------------------

NUMBER = re.compile(r'-?\d*\.?\d+')


def flatten(data):
    """The lines of a path, as pairs of points."""
    x = y = bx = by = 0.0
    found = []
    for command, rest in re.findall(r'([MLHVCQzl])([^MLHVCQzl]*)', data):
        n = [float(number) for number in NUMBER.findall(rest)]
        if command == 'M':
            x, y = bx, by = n[0], n[1]
        elif command == 'z':
            found.append(((x, y), (bx, by)))
            x, y = bx, by
        elif command == 'C':
            last = (x, y)
            for k in range(1, 65):
                t, u = k / 64, 1 - k / 64
                now = tuple(u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d
                            for a, b, c, d in zip((x, y), n[0:2], n[2:4], n[4:6]))
                found.append((last, now))
                last = now
            x, y = n[4], n[5]
        else:
            to = (n[0], y) if command == 'H' else (x, n[0]) if command == 'V' else (n[0], n[1])
            found.append(((x, y), to))
            x, y = to
    return found


def distance(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = max(0, min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy or 1)))
    return math.hypot(a[0] + t * dx - p[0], a[1] + t * dy - p[1])


def outlines(svg):
    """[(x, y, w, h, lines, shaped)] of the boxes of an SVG."""
    found = []
    for tag, rest in re.findall(r'<(rect|path) class="atl-b"([^>]*)>', svg):
        value = dict(re.findall(r'([a-z-]+)="([^"]*)"', rest))
        if tag == 'path':
            lines = flatten(value['d'])
            xs, ys = [p[0] for line in lines for p in line], [p[1] for line in lines for p in line]
            found.append((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), lines, True))
        else:
            x, y, w, h = (float(value[key]) for key in ('x', 'y', 'width', 'height'))
            found.append((x, y, w, h, flatten(f'M{x} {y}H{x + w}V{y + h}H{x}z'), False))
    return found


def off(point, boxes, shaped_alone):
    """How far a point is from the outline of the boxes that it lies in or at; None where there is none."""
    near = [box for box in boxes if (box[5] or not shaped_alone) and box[0] - 2 <= point[0] <= box[0] + box[2] + 2
            and box[1] - 2 <= point[1] <= box[1] + box[3] + 2]
    return min((distance(point, *line) for box in near for line in box[4]), default=None)


def picture(svg, scene):
    boxes, faults = outlines(svg), []
    for group in re.findall(r'<g class="atl-(?:[a-z0-9]+-)?head".*?</g>', svg, re.S):
        for x, y in re.findall(r'M(-?[\d.]+) (-?[\d.]+)', group):
            far = off((float(x), float(y)), boxes, False)
            if far is None or far > 2:                         # before a border, a head stops half a stroke short of it
                faults.append(f'a head ends at {x},{y}, {far} px off')
    for line in scene.splitlines():
        if line.startswith('route '):
            points = [tuple(int(number) / PX for number in pair.split(',')) for pair in line.split()[1:] if ',' in pair]
            for point in (points[0], points[-1]):
                far = off(point, boxes, True)
                if far is not None and far > NEAR:
                    faults.append(f'a wire ends at {point}, {far:.2f} px off the outline')
    return faults


def run(folder, *args):
    done = subprocess.run([ATLASC, *args], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check(seed, folder, boxread):
    the_map, links, _, direction = linked.make(seed)
    rng = random.Random(f'shapes {seed}')
    for node in the_map.nodes():
        node.kind = rng.choice(KINDS) if rng.random() < 0.8 else None
    source = gen.write(the_map) + DECLARED
    if links:
        source += 'links:\n' + ''.join(f'  - {one.tail} {one.arrow} {one.head}' + (f': {one.label}' if one.label else '') + '\n'
                                       for one in links)
    (folder / 'map.yaml').write_text(source, encoding='utf-8')
    faults = []
    for ascii_lines in (False, True):
        status, drawing, said = run(folder, 'map.yaml', '-l', 'tree', '--direction', direction, '--width', '10000',
                                    *(['--border', 'ascii'] if ascii_lines else []))
        if status or said:
            faults.append(f'tree: exit status {status}: {said}')
        else:
            read = unmarked(plain(drawing, ascii_lines), ascii_lines)
            faults += [f'text{" in ASCII" if ascii_lines else ""}: {fault}'
                       for fault in linked.text(the_map, links, read, boxread, ascii_lines)]
    for layout in ('tree', 'layered', 'nested', 'grid', 'chain', 'radial'):
        way = rng.choice(['down', 'right', 'up', 'left'])
        turned = [] if layout in ('nested', 'grid', 'radial') else ['--direction', way]
        status, svg, said = run(folder, 'map.yaml', '-l', layout, *turned, '-T', 'svg')
        status2, scene, _ = run(folder, 'map.yaml', '-l', layout, *turned, '-T', 'svg', '--dump=scene')
        if status or status2:
            faults.append(f'{layout} {way}: exit status {status}, {status2}: {said}')
        else:
            faults += [f'{layout} {way}: {fault}' for fault in picture(svg, scene)]
    return faults


def main():
    seeds = sys.argv[1:] or [str(seed) for seed in range(int(os.environ.get('ATL_PROP_N', 500)))]
    boxread, failed = outer.boxread(), 0
    if not boxread:
        print('the second reader is not there: one reader reads the text')
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            faults = check(seed, pathlib.Path(folder), boxread)
            failed += bool(faults)
            for fault in faults[:5]:
                print(f'seed {seed}: {fault}')
    print(f'shapes: {len(seeds)} maps, {failed} fail')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
