#!/usr/bin/env python3
"""Labels at the ends of links, on generated maps: each stands at its own end, and on nothing else.

The maps are those of tests/prop/linked.py, most of whose links have something at one end or both. In every layout that
draws wires, in text and in px, all of them are there; each is next to the border of the box at that end, where a wire
of the link ends; none lies on a box, a wire or another label, nor leaves the drawing; and what `measure` counts of wires
through boxes or, in px, titles, and of labels that are nearer to another wire than to their own is no more than without
them.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/ends/run.py [SEED]       ATL_PROP_N: how many maps (150)
"""
import json
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

WORDS = '1 n 0..1 1..n * owner parent belongs'.split() + ['is part of']
LAYOUTS = 'tree layered nested chain'.split()
ARROWS = {'->': 'forward', '<->': 'both', '--': 'none'}
FAR = {True: (2, 2), False: (30 * 8, 30 * 8)}                  # by cells: from a label to where its wire ends


def write(seed):
    """Two sources, without labels at ends and with them; and what is to be seen: a set of (link, end)."""
    the_map, links, _, _ = linked.make(seed)
    rng = random.Random(f'ends {seed}')
    bare, wanted = gen.write(the_map) + ('links:\n' if links else ''), set()
    full = bare
    for number, one in enumerate(links):
        entry = f'from: {one.tail}, to: {one.head}, arrow: {ARROWS[one.arrow]}' + (f', label: {one.label}' if one.label else '')
        ends = ''
        for end, key in enumerate(('from-label', 'to-label')):
            if rng.random() < 0.6:
                ends += f', {key}: "{rng.choice(WORDS)}"'
                wanted.add((number, end))
        bare += f'  - {{{entry}}}\n'
        full += f'  - {{{entry}{ends}}}\n'
    return bare, full, wanted


def run(folder, *args):
    done = subprocess.run([ATLASC, *args], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def fields(words):
    return {key: int(value) for key, value in (word.split('=') for word in words if re.fullmatch(r'\w+=-?\d+', word))}


def rect(got):
    return got['x'], got['y'], got['x'] + got['w'], got['y'] + got['h']


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def within(a, b):
    return b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3]


def away(a, b):
    """How far two rectangles are from each other, along the axes."""
    return max(b[0] - a[2], a[0] - b[2], 0), max(b[1] - a[3], a[1] - b[3], 0)


def judge(order, place, wanted):
    edges, boxes, routes, labels, size, cells = [], [], [], [], (0, 0), 'unit=cell' in place
    for line in order.splitlines():
        if line.startswith('edge '):
            _, tail, _, head, link = line.split()
            edges.append((int(tail), int(head), int(link.split('=')[1])))
    for line in place.splitlines():
        words, got = line.split(), fields(line.split())
        if words[0] == 'place':
            size = got['w'], got['h']
        elif words[0] == 'box':
            boxes.append(rect(got))
        elif words[0] == 'route':
            routes.append([tuple(map(int, word.split(','))) for word in words if re.fullmatch(r'-?\d+,-?\d+', word)])
        elif words[0] == 'label':
            labels.append((got['edge'], 'at-tail' in words and 1 or 2 * ('at-head' in words), rect(got)))
    on = 1 if cells else 0
    seen = {(edges[edge][2], end - 1) for edge, end, _ in labels if end}
    there = {(link, end) for link, end in wanted if link in {edge[2] for edge in edges}}
    for link, end in there - seen:
        yield f'link {link} has nothing at its {"head" if end else "tail"}'
    for number, (edge, end, r) in enumerate(labels):
        if not end:
            continue
        name = f'the label at the {"head" if end == 2 else "tail"} of edge {edge}'
        inner = (r[0] + 1, r[1], r[2] - 1, r[3]) if cells else r # a blank at either side
        if not within(r, (0, 0, *size)):
            yield f'{name} leaves the drawing'
        if any(meet(inner, b) and not within(inner, b) for b in boxes):
            yield f'{name} lies on a box'
        if any(meet(inner, other) for k, (_, _, other) in enumerate(labels) if k != number):
            yield f'{name} lies on a label'
        for points in routes:
            for a, b in zip(points, points[1:]):
                if meet(inner, (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]) + on, max(a[1], b[1]) + on)):
                    yield f'{name} lies on a wire at {a} {b}'
        box = boxes[edges[edge][1 if end == 2 else 0]]
        border = [p for points in routes for p in (points[0], points[-1])
                  if all(d <= (0 if cells else 8) for d in away((*p, p[0] + on, p[1] + on), box))]
        if not any(away((*p, p[0] + on, p[1] + on), r) <= FAR[cells] and all(
                d <= far for d, far in zip(away((*p, p[0] + on, p[1] + on), r), FAR[cells])) for p in border):
            yield f'{name} is far from where its wire ends'


def check(seed, folder):
    bare, full, wanted = write(seed)
    (folder / 'bare.yaml').write_text(bare, encoding='utf-8')
    (folder / 'full.yaml').write_text(full, encoding='utf-8')
    rng, faults = random.Random(f'ways {seed}'), []
    for layout in LAYOUTS:
        way = rng.choice(['down', 'right', 'up', 'left'])
        args = ['-l', layout] + ([] if layout == 'nested' else ['--direction', way])
        if layout == 'layered' and rng.random() < 0.25:
            args += ['--groups', 'lines']
        for kind in ('text', 'svg'):
            status, place, said = run(folder, 'full.yaml', *args, '-T', kind, '--dump=place')
            _, order, _ = run(folder, 'full.yaml', *args, '-T', kind, '--dump=order')
            if status or 'no room' in said:
                faults.append(f'{" ".join(args)} {kind}: exit status {status}: {said}')
                continue
            faults += [f'{" ".join(args)} {kind}: {fault}' for fault in judge(order, place, wanted)]
            cells = ['--cells'] if kind == 'text' else []
            counts = []
            for name in ('bare.yaml', 'full.yaml'):
                _, counted, _ = run(folder, 'measure', name, *args, *cells, '--format', 'json')
                counts.append(json.loads(counted)[0] if counted.startswith('[') else json.loads(counted))
            counted = ['ambiguousLabels', 'throughBoxes', 'undrawn', 'overlaps']
            counted += [] if cells else ['titlesStruck']        # in text a wire may end at a frame where its title is
            for what in counted:
                if counts[1].get(what, 0) > counts[0].get(what, 0):
                    faults.append(f'{" ".join(args)} {kind}: {what} are {counts[0].get(what)}, with labels {counts[1].get(what)}')
    return faults


def main():
    seeds = sys.argv[1:] or [str(seed) for seed in range(int(os.environ.get('ATL_PROP_N', 150)))]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            faults = check(seed, pathlib.Path(folder))
            failed += bool(faults)
            for fault in faults[:5]:
                print(f'seed {seed}: {fault}')
    print(f'ends: {len(seeds)} maps, {failed} fail')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
