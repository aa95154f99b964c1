#!/usr/bin/env python3
"""Cards in columns, on generated maps: every row of theirs is seen, in the order of the items, and none on another.

In every layout that has cards all lines of a card lie within its box in px, those of a column begin at one place, and no
two are on each other; item i stands in column i modulo how many there are, row by row, never more of them than were asked
for; an address is that of its item in every row of it. In text every item is seen, and what the reader of box drawings
sees of a tree has no fault.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/columns/run.py [SEED]       ATL_PROP_N: how many maps (60)
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ['ATLASC']).absolute())
COUNT = int(os.environ.get('ATL_PROP_N', '60'))
FIRST = int(os.environ.get('ATL_PROP_SEED', '1'))
sys.path.insert(0, str(SOURCE / 'tests/prop'))
sys.dont_write_bytecode = True
import reader                                                  # noqa: E402

LAYOUTS = 'tree nested layered chain'.split()
WORDS = 'ant bee cicada dragonfly earwig flea gnat hornet ibis jackal kite lark mole newt owl'.split()
CARDS = ['a', 'b', 'c']


def items_of(rng, card):
    items = []
    for k in range(rng.randint(1, 17)):
        label = f'{card}{k}' + ''.join(f' {rng.choice(WORDS)}' for _ in range(rng.choice([0, 0, 1, 2, 7])))
        note = f'n{card}{k} {rng.choice(WORDS)}' if rng.random() < rng.choice([0, .3]) else None
        items.append((label, note, f'https://example.org/{card}{k}' if rng.random() < .3 else None))
    return items


def write(rng):
    cards = {card: (items_of(rng, card), rng.choice([1, 2, 2, 3, 4, 9, 'auto']), rng.choice([None, True, False])) for card in CARDS}
    out = ['nodes:', '  root:', '    label: Root', '    nodes:']
    for card, (items, columns, divide) in cards.items():
        out += [f'      {card}:', f'        label: Card {card}', f'        columns: {columns}']
        out += [f'        divide: {str(divide).lower()}'] if divide is not None else []
        out += ['        items:']
        for label, note, url in items:
            parts = [f'label: {label}'] + ([f'note: {note}'] if note else []) + ([f'url: "{url}"'] if url else [])
            out.append(f'          - {{{", ".join(parts)}}}')
    links = [f'  - a -> {rng.choice("bc")}: to'] if rng.random() < .5 else []
    return '\n'.join(out + (['links:'] + links if links else [])) + '\n', cards


def run(folder, *args):
    return subprocess.run([ATLASC, *args], cwd=folder, capture_output=True, timeout=100)


def rows_of(node, of_card):
    """The words of a card, of its items: those of a titled box come behind its title."""
    words = node['text']
    first = next((k for k, word in enumerate(words) if word['text'].startswith(f'{of_card}0')), None)
    return words[first:] if first is not None else []


def judge(node, items, columns, card, fault):
    words = rows_of(node, card)
    said = ' '.join(word['text'] for word in words).split()
    wanted = sorted(' '.join(f'{label} {note or ""}' for label, note, _ in items).split())
    if sorted(said) != wanted:
        fault(f'card {card} says {sorted(said)}, not {wanted}')
        return
    taken = {}
    for word in words:
        x, y, w = word['x'], word['baseline'], word['width']
        if x < node['x'] or x + w > node['x'] + node['width'] or not node['y'] <= y <= node['y'] + node['height']:
            fault(f'card {card}: {word} leaves its box')
        for other_x, other_w in taken.setdefault(y, []):
            if x < other_x + other_w and other_x < x + w:
                fault(f'card {card}: {word} lies on another')
        taken[y].append((x, w))
    heads = {}
    for word in words:
        name = word['text'].split()[0]
        if name[:1] == card and name[1:].isdigit() and not word['note']:
            heads[int(name[1:])] = word
    if sorted(heads) != list(range(len(items))):
        fault(f'card {card}: items begin {sorted(heads)}')
        return
    lines = [heads[k]['baseline'] for k in range(len(items))]
    wide = next((k for k in range(1, len(items)) if lines[k] != lines[0]), len(items))
    if columns != 'auto' and wide > columns:
        fault(f'card {card}: {wide} columns of {columns}')
    if wide == 1:
        return
    begins = [heads[k]['x'] for k in range(wide)]
    for k in range(len(items)):
        if heads[k]['x'] != begins[k % wide] or lines[k] != lines[k - k % wide]:
            fault(f'card {card}: item {k} of {wide} columns stands at {heads[k]["x"]}, {lines[k]}, not {begins[k % wide]}, {lines[k - k % wide]}')
    owner = None
    for word in words:
        name = word['text'].split()[0].lstrip('n')
        owner = int(name[1:]) if name[:1] == card and name[1:].isdigit() else owner
        told = items[owner][2]
        if name[1:].isdigit() and word.get('href') != told:
            fault(f'card {card}: {word} leads to {word.get("href")}, not {told}')


def one(folder, seed):
    rng = random.Random(f'columns {seed}')
    text, cards = write(rng)
    (folder / 'map.yaml').write_text(text, encoding='utf-8')
    faults = []
    for layout in LAYOUTS:
        for unit in ('px', 'cells'):
            fault = lambda what: faults.append(f'{seed}: {layout}, {unit}: {what}')  # noqa: E731
            width = rng.choice([[], [], ['--width', '70' if unit == 'cells' else '600']])
            done = run(folder, 'map.yaml', '-l', layout, '-T', 'json' if unit == 'px' else 'text', *width)
            if done.returncode:
                fault(done.stderr.decode())
                continue
            if unit == 'cells':
                drawing = done.stdout.decode()
                if layout == 'tree':
                    for what in reader.Reading(drawing, linked='links:' in text).faults:
                        fault(f'{what}\n{drawing}')
                for items, _, _ in cards.values():
                    for label, note, _ in items:
                        for word in (label.split()[0], note.split()[0] if note else label.split()[0]):
                            if drawing.count(word) < 1:
                                fault(f'{word} is not seen\n{drawing}')
                continue
            nodes = {node['id']: node for node in json.loads(done.stdout)['nodes']}
            for card, (items, columns, _) in cards.items():
                node = nodes.get(f'root.{card}:items') or nodes[f'root.{card}']
                judge(node, items, columns, card, fault)
    return faults


def main():
    faults = []
    with tempfile.TemporaryDirectory(prefix='atlas-columns-') as name:
        for seed in [sys.argv[1]] if len(sys.argv) > 1 else range(FIRST, FIRST + COUNT):
            faults += one(pathlib.Path(name), seed)
    for fault in faults[:20]:
        print('columns:', fault)
    print(f'columns: {COUNT} maps, {len(faults)} faults')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
