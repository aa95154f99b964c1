#!/usr/bin/env python3
"""Titles and legends on generated maps: they take nothing from the drawing, and say what is there.

The maps are those of tests/prop/linked.py with a kind on most nodes and links. In text, the drawing with a title and a
legend has the one without in it, row by row, title above and legend below, so what is read back is the same; the legend
by itself reads as nothing, no box, no line that leads somewhere, no fault. In pictures all boxes are moved alike, and the
words stand on free ground, within the width that the drawing had. The names in the legend are those of the kinds that
are drawn, each once.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/legend/run.py [SEED]       ATL_PROP_N: how many maps (120)
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
import outer                                                   # noqa: E402

SHAPES = ('box rounded cylinder queue person cloud document hexagon diamond circle stadium component folder note '
          'boundary').split()
LINES, HEADS = 'solid dashed dotted thick double'.split(), 'arrow open triangle diamond circle crow none'.split()
NODES = {f'K{shape}': f'{{shape: {shape}, label: Kind of {shape}}}' for shape in SHAPES}
NODES.update(Kplain='{}', Kblue='{color: blue, label: Blue ones}')
LINKS = {f'L{line}{head}': f'{{line: {line}, head: {head}, label: Links {line} {head}}}' for line in LINES for head in HEADS}
LAYOUTS = 'tree layered nested chain'.split()


def label(kind):
    looks = {**NODES, **LINKS}[kind]
    named = re.search(r'label: ([^}]*)', looks)
    return named.group(1) if named else kind


def write(seed):
    """The source of a map, without what stands beside the drawing; the kinds of its nodes and of its links."""
    the_map, links, _, _ = linked.make(seed)
    rng = random.Random(f'legend {seed}')
    for node in the_map.nodes():
        node.kind = rng.choice([*NODES]) if rng.random() < 0.7 else None
    source = gen.write(the_map) + 'kinds:\n' + ''.join(f'  {kind}: {looks}\n' for kind, looks in (NODES | LINKS).items())
    of_links = set()
    if links:
        source += 'links:\n'
    arrows = {'->': 'forward', '<->': 'both', '--': 'none'}
    for one in links:
        kind = rng.choice([*LINKS]) if rng.random() < 0.7 else ''
        of_links |= {kind} - {''}
        source += f'  - {{from: {one.tail}, to: {one.head}, arrow: {arrows[one.arrow]}' + (f', kind: {kind}' if kind else '') + '}\n'
    return source, {node.kind for node in the_map.nodes() if node.kind}, of_links


def run(folder, *args):
    done = subprocess.run([ATLASC, *args], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def names(words, kinds, faults):
    """The kinds that are drawn are named, and no other."""
    said = ' '.join(words.split())
    for kind in NODES | LINKS:
        if (label(kind) in said) != (kind in kinds):
            faults.append(f'the legend {"names" if label(kind) in said else "does not name"} {label(kind)}')


def text(folder, layout, kinds, boxread, faults):
    status, bare, said = run(folder, 'map.yaml', '-l', layout)
    status2, full, said2 = run(folder, 'full.yaml', '-l', layout)
    if status or status2:
        return faults.append(f'exit status {status}, {status2}: {said}{said2}')
    rows, within = full.split('\n')[:-1], bare.split('\n')[:-1]
    at = next((y for y, row in enumerate(rows) if not row), len(rows)) + 1
    part = rows[at:at + len(within)]
    shift = len(part[0]) - len(part[0].lstrip()) - (len(within[0]) - len(within[0].lstrip())) if part else 0
    if part != [' ' * shift + row if row else row for row in within]:
        return faults.append('the drawing with a title and a legend has not the one without in it')
    if rows[0] != 'Title of the map' or rows[1:at - 1] != ['and more']:
        faults.append(f'the title is {rows[:at]}')
    legend = rows[at + len(within):]
    if legend and legend[0]:
        faults.append('no row is free above the legend')
    words = re.sub(r'\([^)]*\)', '', ' '.join(legend))
    names(re.sub(r'(?:[^\x20-\x7e]|<)+', '  ', words), kinds, faults)
    widest = max(map(len, within))
    if any(len(row) > max(widest, 28) for row in legend):
        faults.append(f'the legend is broader than the drawing, {widest}: {max(legend, key=len)}')
    if boxread and legend:
        got = boxread.Drawing('\n'.join(legend) + '\n').result()
        if got['boxes'] or got['edges'] or got['faults']:
            faults.append(f'the legend reads as {len(got["boxes"])} boxes, {len(got["edges"])} edges, {got["faults"][:2]}')
    return None


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def rect(thing):
    return thing['x'], thing['y'], thing['x'] + thing['width'], thing['y'] + thing['height']


def picture(folder, layout, kinds, of_links, faults):
    status, bare, _ = run(folder, 'map.yaml', '-l', layout, '-T', 'json')
    status2, full, _ = run(folder, 'full.yaml', '-l', layout, '-T', 'json')
    if status or status2:
        return faults.append(f'exit status {status}, {status2} of pictures')
    bare, full = json.loads(bare), json.loads(full)
    moved = {(one['x'] - two['x'], one['y'] - two['y'], one['width'], one['height']) == (
        full['nodes'][0]['x'] - bare['nodes'][0]['x'], full['nodes'][0]['y'] - bare['nodes'][0]['y'], two['width'], two['height'])
        for one, two in zip(full['nodes'], bare['nodes'])}
    if moved != {True} or len(full['nodes']) != len(bare['nodes']):
        faults.append('boxes are not moved alike')
    asides = full.get('asides', [])
    if [word['text'] for aside in asides[:2] for word in aside['text']] != ['Title of the map', 'and more']:
        faults.append(f'the title is {[word["text"] for aside in asides[:2] for word in aside["text"]]}')
    if len(asides) != 2 + bool(kinds | of_links):
        faults.append(f'{len(asides)} asides')
    names(' '.join(word['text'] for aside in asides[2:] for word in aside['text']), kinds | of_links, faults)
    for aside in asides:
        if any(meet(rect(aside), rect(node)) for node in full['nodes']):
            faults.append('words beside the drawing stand on a box')
        if aside['x'] < 0 or aside['x'] + aside['width'] > full['width'] or aside['y'] + aside['height'] > full['height']:
            faults.append('words beside the drawing stand outside')
    if full['width'] > max(bare['width'], 310):
        faults.append(f'{bare["width"]} px are {full["width"]} px with a title and a legend')
    return None


def check(seed, folder, boxread):
    source, kinds, of_links = write(seed)
    (folder / 'map.yaml').write_text(source, encoding='utf-8')
    said = 'title: {text: Title of the map, show: true}\nsubtitle: and more\nlegend: true\n'
    rest = ''.join(line for line in source.splitlines(True) if not re.match(r'(sub)?title:', line))
    (folder / 'full.yaml').write_text(said + rest, encoding='utf-8')
    faults = []
    layout = LAYOUTS[int(seed) % len(LAYOUTS)]
    text(folder, layout, kinds | of_links, boxread, faults)
    picture(folder, layout, kinds, of_links, faults)
    return [f'{layout}: {fault}' for fault in faults]


def main():
    seeds = sys.argv[1:] or [str(seed) for seed in range(int(os.environ.get('ATL_PROP_N', 120)))]
    boxread, failed = outer.boxread(), 0
    if not boxread:
        print('the second reader is not there: legends are not read')
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            faults = check(seed, pathlib.Path(folder), boxread)
            failed += bool(faults)
            for fault in faults[:5]:
                print(f'seed {seed}: {fault}')
    print(f'legend: {len(seeds)} maps, {failed} fail')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
