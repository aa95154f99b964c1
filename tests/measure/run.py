#!/usr/bin/env python3
"""What `atlasc measure` says of drawings, against the definition.

naive.py counts the same by looking at every pair of segments. Both measure generated drawings, which are as bad as
drawings get, and our own: every map as tree and as list, in px and in cells. What is written with --paths and read with
--drawing has the same measures, and its paths lead from the border of the tail to the border of the head. In generated
radial drawings no link lies on another, or on a wire, nor so near to it for a stretch that they are seen as one line.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/measure/run.py
"""
import collections
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import naive  # noqa: E402

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()
DRAWINGS = int(os.environ.get('ATL_MEASURE_N', 400))
LAYOUTS = subprocess.run([ATLASC, 'layouts', '--names'], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
NOT_MEASURED = {'file', 'layout', 'unit', 'nodes', 'edges', 'labels', 'titles'}
RADIAL = max(20, DRAWINGS // 4)
STEP, AS_ONE, STRETCH = 2, 1.4, 45  # px: points of paths are compared; those are one line; and for that much
NEAR = {'px': 8, 'cell': 2}  # how far from its box a wire may end: half a stroke, or the air before words of a list
faults = 0


def fault(text):
    global faults
    faults += 1
    print(text)


def atlasc(*arguments):
    done = subprocess.run([ATLASC, 'measure', '--format', 'json', *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=120)
    if done.returncode not in (0, 1):
        fault(f'measure {arguments}: exit status {done.returncode}\n{done.stderr}')
    return [json.loads(line) for line in done.stdout.splitlines()]


def generated(seed):
    """A drawing on a small grid: wires run into each other, along each other and through boxes."""
    rng = random.Random(seed)
    side, step = rng.choice((6, 12, 30)), rng.choice((1, 1, 0.5))
    boxes = []
    for _ in range(rng.randint(2, 8)):
        boxes.append({'x': rng.randint(0, side), 'y': rng.randint(0, side), 'width': rng.randint(1, 6), 'height': rng.randint(1, 6)})
    cells = rng.random() < 0.4
    nets = rng.random() < 0.5
    edges = []
    for _ in range(rng.randint(0, 12)):
        x, y = rng.randint(0, side), rng.randint(0, side)
        points = [[x, y]]
        for _ in range(rng.randint(1, 6)):
            if rng.random() < 0.5:
                x = rng.randint(0, side)
            else:
                y = rng.randint(0, side)
            points.append([x, y] if cells else [x * step, y * step])
        if not cells:
            points[0] = [points[0][0] * step, points[0][1] * step]
        edge = {'tail': rng.randrange(len(boxes)), 'head': rng.randrange(len(boxes)), 'points': points}
        edges.append(edge | {'net': rng.randint(0, 4)} if nets else edge)
    return {'unit': 'cell' if cells else 'px', 'undrawn': rng.randint(0, 2), 'nodes': boxes, 'edges': edges}


def differences(name, got, wanted, most=1e-6):
    for key in wanted:
        a, b = got.get(key), wanted[key]
        pairs = list(zip(a, b)) if isinstance(b, list) else [(a, b)]
        if any(x is None or abs(x - y) > most * max(1, abs(y)) for x, y in pairs):
            fault(f'{name}: {key} is {b}, not {a}')


def check_generated(folder):
    drawings = [generated(seed) for seed in range(DRAWINGS)]
    files = []
    for seed, drawing in enumerate(drawings):
        files.append(folder / f'{seed}.json')
        files[-1].write_text(json.dumps(drawing))
    seen = {}
    for seed, got in enumerate(atlasc('--drawing', *files)):
        wanted = naive.measure(drawings[seed])
        differences(f'seed {seed}', got, wanted)
        for key in ('crossings', 'bends', 'throughBoxes', 'overlaps', 'touches'):
            seen[key] = seen.get(key, 0) + (wanted[key] > 0)
    for key, count in seen.items():
        if DRAWINGS >= 100 and count < DRAWINGS / 10:
            fault(f'only {count} generated drawings have {key}: they prove nothing')


def away(box, point, cells):
    on = 1 if cells else 0
    return (max(box['x'] - point[0], point[0] - box['x'] - box['width'] + on, 0) +
            max(box['y'] - point[1], point[1] - box['y'] - box['height'] + on, 0))


def check_map(path, layout, cells, folder):
    name = f'{path.name} -l {layout}{" --cells" if cells else ""}'
    (drawing,) = atlasc('--paths', '-l', *layout.split(), *(['--cells'] if cells else []), path)
    curved = any('curved' in edge for edge in drawing['edges'])
    if not curved:
        differences(name, drawing, naive.measure(drawing))
    hierarchy = 'tree', 'layered --groups lines', 'list'
    if layout in hierarchy and drawing['drawn'] < len(drawing['nodes']) - 1:
        fault(f'{name}: {drawing["drawn"]} edges for {len(drawing["nodes"])} nodes')
    for edge in drawing['edges']:
        for end, point in (('tail', edge['points'][0]), ('head', edge['points'][-1])):
            if away(drawing['nodes'][edge[end]], point, cells) > NEAR[drawing['unit']]:
                fault(f'{name}: the path {edge} does not reach its {end}')
    for what in ('undrawn', 'throughBoxes', 'overlaps', 'touches'):
        if drawing[what] and layout != 'list':  # the stubs of a list end before the words, not at them
            fault(f'{name}: {drawing[what]} {what}')
    for what in ('titlesStruck', 'ambiguousLabels'):
        if drawing[what] and layout in ('tree', 'nested', 'chain'):
            fault(f'{name}: {drawing[what]} {what}')
    file = folder / 'drawing.json'
    file.write_text(json.dumps(drawing))
    (again,) = atlasc('--drawing', file)
    # Points of curves are rounded, more finely when they are read: lengths differ a little, and two crossings in one place
    # may be two places.
    wanted = {key: drawing[key] for key in drawing.keys() - NOT_MEASURED}
    crossings = {key: wanted.pop(key) for key in ('crossings', 'crossingPairs') if key in wanted}
    differences(f'{name}, read again', again, wanted, 0.01 if curved else 1e-9)
    differences(f'{name}, read again', again, crossings, 0.02 if curved else 1e-9)


def radial_map(seed):
    """20 to 60 nodes, and up to 30 links between any two of them."""
    rng = random.Random(f'radial {seed}')
    n = rng.randint(20, 60)
    below, lines = {}, ['nodes:']
    for i in range(1, n):
        below.setdefault(rng.randrange(max(0, i - rng.choice((3, 8, 60))), i), []).append(i)
    stack = [(0, 1)]
    while stack:
        i, level = stack.pop()
        pad = '  ' * (2 * level - 1)
        label = 'x' * rng.randint(1, rng.choice((6, 16, 30)))
        if i not in below:
            lines.append(f'{pad}n{i}: {label}')
            continue
        lines += [f'{pad}n{i}:', f'{pad}  label: {label}', f'{pad}  nodes:']
        stack += [(kid, level + 1) for kid in reversed(below[i])]
    lines.append('links:')
    for _ in range(rng.randint(1, 30)):
        label = ': ' + 'l' * rng.randint(2, 12) if rng.random() < 0.3 else ''
        lines.append(f'  - n{rng.randrange(n)} {rng.choice(("->", "->", "<->", "--"))} n{rng.randrange(n)}{label}')
    return '\n'.join(lines) + '\n'


def seen_as_one(drawing):
    """The longest stretch over which a link is seen as one line with something else; and what they are."""
    places, paths = collections.defaultdict(list), []
    for i, edge in enumerate(drawing['edges']):
        paths.append([])
        for (x, y), (u, v) in zip(edge['points'], edge['points'][1:]):
            pieces = max(1, int(math.hypot(u - x, v - y) / STEP))
            for k in range(pieces):
                px, py = x + (u - x) * k / pieces, y + (v - y) * k / pieces
                paths[i].append((px, py))
                places[int(px) // STEP, int(py) // STEP].append((px, py, i))
    together = collections.Counter()
    for i, edge in enumerate(drawing['edges']):
        if edge['net'] < len(drawing['nodes']):
            continue
        for px, py in paths[i]:
            cx, cy = int(px) // STEP, int(py) // STEP
            near = {k for x in (cx - 1, cx, cx + 1) for y in (cy - 1, cy, cy + 1) for u, v, k in places.get((x, y), ())
                    if math.hypot(u - px, v - py) <= AS_ONE and drawing['edges'][k]['net'] != edge['net']}
            for k in near:
                together[i, k] += STEP
    return max(((length, *pair) for pair, length in together.items()), default=(0,))


def check_radial(folder):
    files = []
    for seed in range(RADIAL):
        files.append(folder / f'radial-{seed}.yaml')
        files[-1].write_text(radial_map(seed))
    worst = 0
    for seed, drawing in enumerate(atlasc('--paths', '-l', 'radial', *files)):
        for what in ('undrawn', 'throughBoxes', 'overlaps'):
            if drawing[what]:
                fault(f'radial {seed}: {drawing[what]} {what}')
        length, *pair = seen_as_one(drawing)
        worst = max(worst, length)
        if length > STRETCH:
            ends = ['{tail} to {head}'.format(**drawing['edges'][i]) for i in pair]
            fault(f'radial {seed}: {" and ".join(ends)} are one line over {length} px')
    print(f'{RADIAL} radial drawings, at most {worst} px seen as one line')


# A link that a layout draws in its own wire, which runs the other way; links that end within a frame they lead to.
BACKWARDS = 'nodes: {a: A, b: B, c: C}\nlinks: [b <-> a, c -> b, c -- a]\n'
WITHIN = 'nodes: {a: {nodes: {b: {nodes: {c: C, d: D}}, e: E}}}\nlinks: [e -> a, e -> b, e -> c, d -> a]\n'


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        check_generated(folder)
        check_radial(folder)
        for name, text in (('backwards', BACKWARDS), ('within', WITHIN)):
            (folder / f'{name}.yaml').write_text(text)
            for layout in ('tree', 'layered', 'nested', 'grid', 'chain', 'radial'):
                for cells in (False, True):
                    check_map(folder / f'{name}.yaml', layout, cells, folder)
        for path in sorted((SOURCE / 'maps').glob('*.yaml')):
            for layout in (*LAYOUTS, 'layered --groups lines'):
                for cells in (False, True):
                    check_map(path, layout, cells, folder)
    print(f'{DRAWINGS} generated drawings, {faults} faults')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
