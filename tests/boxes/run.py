#!/usr/bin/env python3
"""atlasc boxes: what does not line up is named and mended; words stay; what is right, or no drawing, is left alone.

Kinds of faults as people make them, each with what it should be; drawings of this program itself, damaged at random
(ATL_BOXES_N says how many), which are mended or left, but lose nothing; drawings of others, where ATL_SHARED has them.

    ATLASC=build/release/atlasc ATL_SHARED=../shared tests/boxes/run.py
"""
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())
SHARED = os.environ.get('ATL_SHARED')
WIDEST = 4000  # ATL_BOXES_WIDEST
TIMES = int(os.environ.get('ATL_BOXES_N', '150'))
ADOPTS = int(os.environ.get('ATL_ADOPT_N', '20'))
FALSE_ALARMS, MENDED = 0, 26  # of the drawings of others: at most, and at least
faults = []


def fault(what):
    faults.append(what)
    print(what)


def boxes(*args, cwd, stdin=b''):
    return subprocess.run([ATLASC, 'boxes', *map(str, args)], cwd=cwd, input=stdin, capture_output=True, timeout=120)


def words(text):
    """All that is no blank and no piece of a line."""
    return [c for c in text if not c.isspace() and not 0x2500 <= ord(c) < 0x2580 and c not in '-=+|']


def mend(text, folder, name='x.txt'):
    path = folder / name
    path.write_bytes(text.encode())
    done = boxes('--fix', name, cwd=folder)
    return path.read_bytes().decode(), done


# -- kinds: a fault, and what it should be -------------------------------------------------------------------------------

KINDS = [
    ('a border pushed out by a long label', '''
┌──────────┐
│ one       │
│ two      │
└──────────┘
''', '''
┌──────────┐
│ one      │
│ two      │
└──────────┘
'''),
    ('a label that needs more room', '''
┌───────┐
│ longer label │
│ b     │
└───────┘
''', None),
    ('a label that needs more room, and pushes what is beside it', '''
┌────────┐   ┌───┐
│ longname │──▶│ b │
│ c      │   │   │
└────────┘   └───┘
''', '''
┌──────────┐   ┌───┐
│ longname │──▶│ b │
│ c        │   │   │
└──────────┘   └───┘
'''),
    ('wide characters counted as one', '''
┌────────────┐
│ 日本語     │
│ 分析師   │
│ 🎉 ok      │
└────────────┘
''', '''
┌────────────┐
│ 日本語     │
│ 分析師     │
│ 🎉 ok      │
└────────────┘
'''),
    ('a wire beside its tee', '''
┌─────┐
│  a  │
└──┬──┘
    │
    ▼
 ┌─────┐
 │  b  │
 └─────┘
''', '''
┌─────┐
│  a  │
└───┬─┘
    │
    ▼
 ┌─────┐
 │  b  │
 └─────┘
'''),
    ('a row that is pushed as a whole', '''
┌─────┐  ┌─────┐  ┌─────┐
│  a   │  │  b  │  │  c  │
│     │  │     │  │     │
└─────┘  └─────┘  └─────┘
''', '''
┌─────┐  ┌─────┐  ┌─────┐
│  a  │  │  b  │  │  c  │
│     │  │     │  │     │
└─────┘  └─────┘  └─────┘
'''),
    ('a head far beside its wire', '''
      │
      │
┌───▼────────┐
│  b         │
└────────────┘
   │
┌─────┐
│ long  │
└─────┘
''', '''
      │
      │
┌─────▼──────┐
│  b         │
└────────────┘
   │
┌──────┐
│ long │
└──────┘
'''),
    ('corners of ASCII', '''
+--------+
| one     |
| two    |
+--------+
''', '''
+--------+
| one    |
| two    |
+--------+
'''),
    ('an open corner', '''
+--------+
| one    |
+------- +
''', '''
+--------+
| one    |
+--------+
'''),
    ('a bottom that is too long', '''
╭────╮
│ a  │
│ b  │
╰─────╯
''', '''
╭────╮
│ a  │
│ b  │
╰────╯
'''),
    ('rows of words that were put in later', '''
+------------------+  +------------------+
| name             |  | name             |
| x  |  | y  |
| rest             |  | rest             |
+------------------+  +------------------+
''', '''
+------------------+  +------------------+
| name             |  | name             |
| x                |  | y                |
| rest             |  | rest             |
+------------------+  +------------------+
'''),
    ('boxes below each other of one width', '''
┌────┐
│ one │
│ six │
└────┘
   │
┌────┐
│ b  │
└────┘
''', '''
┌─────┐
│ one │
│ six │
└─────┘
   │
┌─────┐
│ b   │
└─────┘
'''),
]

KINDS += [
    ('words beside it with quotes in them', '''
┌─────┐
│ one  │ → say("x")
│ two │
└─────┘
''', '''
┌─────┐
│ one │ → say("x")
│ two │
└─────┘
'''),
]

# What has marks on it is a letter, whatever is below the marks.
KINDS += [
    ('a mark on a dash', '''
+-------+
| a -----\u0308|
| b     |
+-------+
''', '''
+--------+
| a -----\u0308|
| b      |
+--------+
'''),
    ('a mark on a blank', '''
┌─────┐
│ a    \u0308│
│ bbb │
└─────┘
''', '''
┌──────┐
│ a    \u0308│
│ bbb  │
└──────┘
'''),
]

KINDS += [
    ('a row that pushes a corner of a wire', '''
    ┌──────────────┐
    │              ▼
┌───┴───┐      ┌───────┐
│ Starting │      │ State │──┐
└───────┘      └───┬───┘  │
                   ▲      │
                   └──────┘
''', '''
    ┌──────────────┐
    │              ▼
┌───┴──────┐   ┌───────┐
│ Starting │   │ State │──┐
└──────────┘   └───┬───┘  │
                   ▲      │
                   └──────┘
'''),
    ('a line that is pushed past the box it points at', '''
┌───┐         ┌───┐
│ a │         │ b │
└─┬─┘         └─┬─┘
  │ a long label   │ c
  ▼             ▼
┌───┐         ┌───┐
│ d │         │ e │
└───┘         └───┘
''', '''
┌───┐         ┌────┐
│ a │         │ b  │
└─┬─┘         └──┬─┘
  │ a long label │ c
  ▼              ▼
┌───┐         ┌────┐
│ d │         │ e  │
└───┘         └────┘
'''),
    ('a letter of a word below a corner, which is no head', '''
┌─────────────┐
│ 用户th Resolve│ x
└─────────────┘
''', '''
┌───────────────┐
│ 用户th Resolve│ x
└───────────────┘
'''),
    ('a box in the side of which a line ends', '''
            +----------+
            |  +----+  |
            |  |    |  |
   +---------->+ wide |  |
   |        |  |    |  |
+--+--+     |  +----+  |
|  a  |     +----------+
+-----+
''', '''
            +-----------+
            |  +------+ |
            |  |      | |
   +---------->+ wide | |
   |        |  |      | |
+--+--+     |  +------+ |
|  a  |     +-----------+
+-----+
'''),
]

KINDS += [
    ('a wire beside a joint and a head that stand in one column', '''
┌───┐      ┌───┐
│ a │      │ b │
└─┬─┘      └─┬─┘
   │         │
┌─▼─┐      ┌─▼─┐
│ c │      │ d │
└───┘      └───┘
''', '''
┌───┐      ┌───┐
│ a │      │ b │
└─┬─┘      └─┬─┘
  │          │
┌─▼─┐      ┌─▼─┐
│ c │      │ d │
└───┘      └───┘
'''),
]

# What is right, or open as people leave it, or no drawing of boxes.
RIGHT = ['''
    "+---+---+\\n"
    "| a | b  |\\n"
    "+---+---+\\n"
''', '''
    want = "+---+\\
            \\n| a |\\
            \\n+---+"
''', '''
┌─────┐
│  a  │ ← words
└─────┘
   │
   ▼
┌─────┐   ┌─ title ─┐
│  b  │──▶│    c    │
└─────┘   └─────────┘
''', '''
dir/
├── a
│   └── b
└── c
''', '''
      │
┌────▼────┐
│    b    │
└─────────┘
''', '''
| a | b |
|---|---|
 | c | d |
''', '''
  x = a || b;
   y = c | d;  /* + - | */
  z = "+---+";
   w = "|   |";
''', '''
┌──────┐
│ Idle │
└──┬───┘
   ▲  │
   │  │ Done
   │  ▼
''', '''
┌──────┐
│ a\t│ b
│ c\t │ d
└──────┘
''']


def kinds(folder):
    for what, text, want in KINDS:
        got, done = mend(text, folder)
        if want is not None and got != want:
            fault(f'{what}: mended as{got}and not{want}{done.stderr.decode()}')
        if words(got) != words(text):
            fault(f'{what}: words are lost:{got}')
        again, after = mend(got, folder)
        if again != got or (want is not None and after.returncode):
            fault(f'{what}: a second run is not silent: {after.stderr.decode()}{again}')
        found = boxes('x.txt', cwd=folder, stdin=b'')
        if want is not None and found.returncode:
            fault(f'{what}: --check is not silent after --fix')
    for text in RIGHT:
        got, done = mend(text, folder)
        if got != text or done.returncode or done.stderr:
            fault(f'this was right:{text}{done.stderr.decode()}{got}')


def collected(folder):
    """right.txt, and wrong.txt with what each should be."""
    def each(name):
        text = (SOURCE / 'tests/boxes' / name).read_text(encoding='utf-8')
        return [part.split('\n', 1) for part in re.split(r'^%%% ', text, flags=re.M)[1:]]
    cases = [('right.txt', what, text, text) for what, text in each('right.txt')]
    cases += [('wrong.txt', what, *text.split('%%%%\n')) for what, text in each('wrong.txt')]
    for i, (_, _, text, _) in enumerate(cases):
        (folder / f'{i}.txt').write_bytes(text.encode())
    files = [f'{i}.txt' for i in range(len(cases))]
    right = boxes('--check', *files[:len(each('right.txt'))], cwd=folder)
    if right.returncode or right.stderr:
        fault(f'right.txt: {right.stderr.decode()}')
    for run in ('--fix', '--fix', '--check'):  # twice is once, and nothing is left
        done = boxes(run, *files, cwd=folder)
        if done.returncode:
            fault(f'right.txt and wrong.txt, {run}: {done.stderr.decode()}')
        for i, (file, what, _, want) in enumerate(cases):
            got = (folder / f'{i}.txt').read_bytes().decode()
            if got != want:
                fault(f'{file}, {what}: {run} makes of it{got}')


def documents(folder):
    """Blocks of code of a document, in quotes and lists; the rest of it stays."""
    bad = '┌───┐\n│ a  │\n│ b │\n└───┘\n'
    good = '┌───┐\n│ a │\n│ b │\n└───┘\n'

    def put(prefix, box):
        return ''.join(prefix + line + '\n' for line in box.splitlines())
    cases = [('a.md', '# x\n\n```\n{}```\n\n' + bad + '\n> ~~~text\n{}> ~~~\n\n- y\n\n      {}', ['', '> ', '      ']),
             ('b.mdx', '```\n{}```\n', ['']), ('c.adoc', '....\n{}....\n' + bad, ['']), ('d.rst', 'x::\n\n{}\ny\n\n' + bad, ['   ']),
             ('e.c', '/*\n{} */\n', [' * ']), ('f.py', '{}', ['# ']), ('g.txt', '\ufeffx\n{}', [''])]
    for name, text, prefixes in cases:
        before, after = text, text
        for prefix in prefixes:
            before = before.replace('{}', put(prefix, bad).removeprefix(prefix if '- y' in text and prefix == '      ' else ''), 1)
            after = after.replace('{}', put(prefix, good).removeprefix(prefix if '- y' in text and prefix == '      ' else ''), 1)
        for end in ('\n', '\r\n'):
            got, done = mend(before.replace('\n', end), folder, name)
            if got != after.replace('\n', end) or done.returncode:
                fault(f'{name}: {got!r}\nnot {after!r} {done.stderr.decode()}')
    (folder / 'm.md').write_text('x\n\n> ```\n' + put('> ', bad) + '> ```\n')
    for form, want in (('human', "m.md:5:8: error: '│' stands 1 column too far to the right: column 7 would line up, as in line 4\n"),
                       ('gcc', "m.md:5:10: error: '│' stands 1 column too far to the right: column 7 would line up, as in line 4 [misaligned]\n"),
                       ('github', '::error file=m.md,line=5,col=8,title=misaligned::')):
        done = boxes('--format', form, 'm.md', cwd=folder)
        if not done.stderr.decode().startswith(want) or done.returncode != 1:
            fault(f'--format {form}: {done.stderr.decode()}')
    done = boxes('--format', 'json', 'm.md', cwd=folder)
    if json.loads(done.stderr.decode().splitlines()[0]).get('code') != 'misaligned':
        fault(f'--format json: {done.stderr.decode()}')
    done = boxes('--fix', '-', cwd=folder, stdin=bad.encode())
    if done.stdout.decode() != good:
        fault(f'a filter: {done.stdout.decode()}')
    if boxes('none.md', cwd=folder).returncode != 4 or boxes(cwd=folder).returncode != 2:
        fault('a file that is not there, or no file')


def own(folder):
    """Drawings of this program, which are right, and then damaged as an editor does it."""
    r = random.Random(5)
    drawings = []
    for path in sorted((SOURCE / 'maps').glob('*.yaml')):
        for args in (['-l', 'tree'], ['-l', 'nested'], ['-l', 'layered'], ['-l', 'nested', '--border', 'ascii']):
            done = subprocess.run([ATLASC, path, '--width', '100', *args], capture_output=True, timeout=60)
            text = done.stdout.decode()
            drawings.append(text)
            got, looked = mend(text, folder)
            if got != text or looked.returncode:
                fault(f'{path.name} {args} is right, but: {looked.stderr.decode()[:600]}')
    back = left = 0
    for _ in range(TIMES):
        text = r.choice(drawings)
        lines = text.split('\n')
        rows = [i for i, line in enumerate(lines) if any(c in line for c in '│|')]
        for _ in range(r.randrange(1, 4)):
            i = r.choice(rows)
            bars = [k for k, c in enumerate(lines[i]) if c in '│|']
            if not bars:
                continue
            at = r.choice(bars)
            if r.random() < 0.6:
                lines[i] = lines[i][:at] + ' ' * r.randrange(1, 3) + lines[i][at:]
            elif lines[i][at - 1:at] == ' ':
                lines[i] = lines[i][:at - 1] + lines[i][at:]
        damaged = '\n'.join(lines)
        got, done = mend(damaged, folder)
        if words(got) != words(damaged):
            fault(f'words are lost:\n{damaged}\n{got}')
        again, after = mend(got, folder)
        if again != got:
            fault(f'twice is not once:\n{damaged}\n{got}\n{again}')
        if got != damaged and after.returncode:
            left += 1
        back += got == text or done.returncode == 0
    print(f'boxes: {TIMES} damaged drawings, {back} whole again, {left} in part')
    if back < TIMES * 3 // 4:
        fault(f'only {back} of {TIMES} damaged drawings are whole again')


def others(folder):
    base = pathlib.Path(SHARED or '/nonexistent') / 'data'
    if not (base / 'drawings.json').exists():
        print('boxes: no drawings of others here (ATL_SHARED): skipped')
        return
    alarms, mended, wrong = [], [], []
    for row in json.loads((base / 'drawings.json').read_text(encoding='utf-8')):
        text = (base / row['file']).read_bytes().decode()
        got, done = mend(text, folder)
        again, after = mend(got, folder)
        if row['alignment'] == 'aligned':
            alarms += [row['id']] if got != text or done.returncode else []
            continue
        mended += [row['id']] if got != text and not after.returncode else []
        wrong += [row['id']] if words(got) != words(text) or again != got else []
    lost = 0
    for number, line in enumerate((base / 'drawings-more.jsonl').read_text(encoding='utf-8').splitlines()):
        text = json.loads(line)['text']
        got, _ = mend(text, folder)
        again, _ = mend(got, folder)
        if words(got) != words(text) or again != got:
            fault(f'drawing {number} of others is harmed')
        lost += 1
    print(f'boxes: {len(alarms)} false alarms, {len(mended)} mended, {lost} more kept')
    if len(alarms) > FALSE_ALARMS or len(mended) < MENDED or wrong:
        fault(f'of others: false alarms {alarms}, mended {len(mended)}, harmed {wrong}')


# -- adopting: the graph of a drawing ------------------------------------------------------------------------------------

ADOPTED = [
    ('a tree whose trunk has a label', """
┌───────┐
│ Main  │
│ (one) │
└───┬───┘
    │ routes
 ┌──┴───┐
 ▼      ▼
┌───┐ ┌───┐
│ A │ │ B │
└───┘ └───┘
""", [('Main (one)', ''), ('A', ''), ('B', '')], [('Main (one)', '->', 'A', 'routes'), ('Main (one)', '->', 'B', 'routes')]),
    ('frames, a line over their border, and one without heads', """
┌─ Outer ─────────┐
│ ┌───┐    ┌───┐  │   ┌───┐
│ │ A ├────┤ B ├──┼──▶│ C │
│ └───┘    └───┘  │   └───┘
└─────────────────┘
""", [('Outer', ''), ('A', 'Outer'), ('B', 'Outer'), ('C', '')], [('A', '--', 'B', ''), ('B', '->', 'C', '')]),
    ('labels beside branches, cells, sections', """
┌───┬───┐
│ A │ B │
└─┬─┴─┬─┘
  │ x │ y
  ▼   ▼
┌───────┐
│ C     │
├───────┤
│ D     │
└───────┘
""", [('A B', ''), ('C D', '')], [('A B', '->', 'C D', 'x'), ('A B', '->', 'C D', 'y')]),
    ('heads at both ends, a bridge, words that a line leads to', """
        │
┌───┐   │    ┌───┐
│ A │◀──│───▶│ B │
└───┘   │    └───┘
        ▼
     the end
""", None, None),
    ('ASCII, a head in a border, words in a line', """
+---+           +---+
| a |-- goes -->| b |
+-+-+           +---+
  |
+-v-+
| c |
+---+
""", [('a', ''), ('b', ''), ('c', '')], [('a', '->', 'b', 'goes'), ('a', '->', 'c', '')]),
    ('single heads between boxes, and what is beside', """
┌────┐
│ 一 │  note
└────┘
  ↓
┌────┐
│ 二 │
└────┘
""", [('一', ''), ('二', '')], [('一', '->', '二', '')]),
    ('a title in a border, a line that starts without a joint', """
┌─ Top ─┐
│ x     │
└───────┘
    │
    v
   end
""", [('Top x', ''), ('end', '')], [('Top x', '->', 'end', '')]),
]


ADOPTED += [
    ('a line behind one that it goes under', """
┌─ F ────────────────────┐
│ ┌───┐ ┌───┐ ┌───┐┌───┐ │
│ │ a │ │ b │ │ c ││ d │ │
│ └───┘ └───┘ └─┬─┘└─┬─┘ │
│   ▲     ▲     │    │   │
│   └─────│─────┘    │   │
│         └──────────┘   │
└────────────────────────┘
""", [('F', ''), ('a', 'F'), ('b', 'F'), ('c', 'F'), ('d', 'F')], [('c', '->', 'a', ''), ('d', '->', 'b', '')]),
    ('a rule of a frame, words above a line in it, boxes without a gap', """
+- F ---------------------+
|      +---------+        |
|      v         |        |
|   +-----+   +--+--+     |
|   |  a  |   |  b  |     |
|   +-----+   +-----+     |
|   +-----+               |
|   |  c  |               |
|   +-----+               |
+-------------------------+
|  the rest               |
+-------------------------+
""", [('F', ''), ('a', 'F'), ('b', 'F'), ('c', 'F')], [('b', '->', 'a', '')]),
    ('joints and heads that meet without a line, and heads beside their line', """
┌─────┐
│  a  │
└──┬──┘
┌──▼──┐     ┌─────┐
│  b  ├──┬──┤  c  │
└──▲──┘  │  └─────┘
┌──┴──┐  │
│  d  │  │
└─────┘  │
     ┌─▼─────────┐
     │ e         │
     └───────────┘
""", [('a', ''), ('b', ''), ('c', ''), ('d', ''), ('e', '')],
     [('a', '->', 'b', ''), ('b', '->', 'e', ''), ('c', '->', 'e', ''), ('d', '->', 'b', '')]),
    ('a line that ends at the side of another, heads that leave a line, blanks between a line and a box', """
┌───┐   ┌───┐
│ a │   │ b │
└───┘   └───┘
  │       │
  └───────┘
    │
    ▼
  ┌───┐
  │ c │
  └───┘

    │
    └──▶   ┌───┐
           │ d │
           └───┘
""", [('a', ''), ('b', ''), ('c', ''), ('d', '')], [('a', '->', 'c', ''), ('b', '->', 'c', ''), ('c', '->', 'd', '')]),
    ('arrows of letters with blanks at both ends', """
+---+     +---+     +---+      +---+
| a | --> | b | <-- | c | <==> | d |
+---+     +---+     +---+      +---+
""", [('a', ''), ('b', ''), ('c', ''), ('d', '')], [('a', '->', 'b', ''), ('c', '->', 'b', ''), ('c', '<->', 'd', '')]),
    ('arrows of dashes with blanks between them, and with words in them', """
┌─────┐         ┌─────┐       ┌───┐
│  A  │── gRPC ▶│  B  │- - - >│ c │
│     │<-- x -- │     │       │   │
└─────┘         └─────┘       └───┘
""", [('A', ''), ('B', ''), ('c', '')], [('A', '->', 'B', 'gRPC'), ('B', '->', 'A', 'x'), ('B', '->', 'c', '')]),
    ('dashes between boxes of Unicode, a lambda for a head, a title above its frame', """
  Group
┌───────────────┐
│ ┌───┐   ┌───┐ │
│ │ a │-->│ b │ │
│ └───┘   └───┘ │
│   Λ       │   │
│   └───────┘   │
└───────────────┘
""", [('Group', ''), ('a', 'Group'), ('b', 'Group')], [('a', '->', 'b', ''), ('b', '->', 'a', '')]),
    ('a tree without heads', """
    ┌───┐
    │ a │
    └─┬─┘
  ┌───┴───┐
┌─┴─┐   ┌─┴─┐
│ b │   │ c │
└───┘   └───┘
""", [('a', ''), ('b', ''), ('c', '')], [('a', '--', 'b', ''), ('a', '--', 'c', '')]),
]


def random_map(r):
    """A map with what is to be read of its drawing: nodes with their frames, links."""
    names = r.sample('api gateway auth users orders billing cache queue worker search index store mail admin web'.split(), r.randrange(3, 11))
    label = {name: name.capitalize() + r.choice(['', '', ' Service', '\n(v2)']) for name in names}
    frame, links = {name: '' for name in names}, []
    layout = r.choice(['tree', 'layered', 'layered', 'nested', 'nested', 'chain'])
    lines = ['layout: ' + layout] + (['direction: right'] if layout == 'layered' and r.random() < 0.4 else []) + ['nodes:']

    def node(name, depth):
        lines.extend(['  ' * depth + name + ':', '  ' * (depth + 1) + 'label: ' + json.dumps(label[name])])
    if layout == 'tree':
        children = {name: [] for name in names}
        for i, name in enumerate(names[1:], 1):
            children[names[r.randrange(0, max(1, i // 2))]].append(name)

        def subtree(name, depth):
            node(name, depth)
            lines.extend(['  ' * (depth + 1) + 'nodes:'] if children[name] else [])
            for child in children[name]:
                links.append((name, '->', child, ''))
                subtree(child, depth + 2)
        subtree(names[0], 1)
    elif layout == 'nested':
        frames, inner = names[:r.randrange(1, 4)], []
        for name in frames:
            label[name] = label[name].split('\n')[0]
        for name in names[len(frames):]:
            frame[name] = r.choice(frames)
        for name in frames:
            node(name, 1)
            inner = [other for other in names if frame[other] == name]
            lines.extend(['    nodes:'] if inner else [])
            for other in inner:
                node(other, 3)
        inner = [name for name in names if frame[name]]
    else:
        for name in names:
            node(name, 1)
        inner = names
    if layout == 'chain':
        links = [(a, '->', b, '') for a, b in zip(names, names[1:])]
    elif layout != 'tree':
        for i, name in enumerate(inner[1:], 1):
            if r.random() < 0.6:
                links.append((inner[r.randrange(0, i)], r.choice(['->', '->', '--', '<->']), name, r.choice(['', '', 'calls', 'on error'])))
    text = '\n'.join(lines) + '\n'
    if links and layout != 'tree':
        text += 'links:\n' + ''.join(f'  - {a} {arrow} {b}' + (f': {words_}' if words_ else '') + '\n' for a, arrow, b, words_ in links)
    says = lambda name: label[name].replace('\n', ' ') if name else ''
    return text, [(says(name), says(frame[name])) for name in names], [(says(a), arrow, says(b), words_) for a, arrow, b, words_ in links]


def any_way(links):
    """Links without a direction in one order of their ends, without blanks."""
    ends = lambda a, arrow, b, label: (b, arrow, a, label) if arrow != '->' and a > b else (a, arrow, b, label)
    return sorted(ends(*(''.join(word.split()) for word in link)) for link in links)


def own_graphs(folder):
    """Drawings of maps at random are read as these maps, and so is a drawing of what was read (ATL_ADOPT_N says how many)."""
    r = random.Random(9)
    exact = same = 0
    for i in range(ADOPTS):
        text, nodes, links = random_map(r)
        border = r.choice(['single', 'single', 'round', 'heavy', 'double', 'ascii'])
        drawn = subprocess.run([ATLASC, '-', '--width', '110', '--border', border], input=text.encode(), capture_output=True, timeout=60)
        done = boxes('--adopt', '-', cwd=folder, stdin=drawn.stdout)
        got = graph_of(done.stdout.decode())
        exact += sorted(got[0]) == sorted(nodes) and any_way(got[1]) == any_way(links)
        drawn_again = subprocess.run([ATLASC, '-', '--width', '110'], input=done.stdout, capture_output=True, timeout=60)
        again = graph_of(boxes('--adopt', '-', cwd=folder, stdin=drawn_again.stdout).stdout.decode())
        same += squeezed([again[0]]) == squeezed([got[0]]) and any_way(again[1]) == any_way(got[1])
    print(f'boxes: of {ADOPTS} maps, {exact} are read exactly from their drawings, {same} once more from drawings of those')
    if min(exact, same) * 100 < ADOPTS * 97:
        fault(f'only {exact} and {same} of {ADOPTS} maps are read from their drawings')


def graph_of(text):
    """Nodes (words, words of the frame) and links (words, arrow, words, label) of a map as --adopt writes it."""
    says = lambda word: json.loads(word) if word.startswith('"') else word
    nodes, open_, links = {}, [], []
    for line in text.splitlines():
        if line.startswith('#') or not line.strip():
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        if match := re.match(r'  - (\S+) (->|<->|--) (\S+?)(?:: (.*))?$', line):
            links.append((match[1], match[2], match[3], says(match[4] or '')))
        elif match := re.match(r' +(label|note|- label): (.*)$', line):
            words_ = says(match[2]).split() if match[1] != 'note' else ['(' + says(match[2]) + ')']
            nodes[open_[-1][1]][0].extend(words_)
        elif match := re.match(r' +([^ :]+):$', line):
            if match[1] in ('nodes', 'items'):
                continue
            while open_ and open_[-1][0] >= depth:
                open_.pop()
            nodes[match[1]] = ([], open_[-1][1] if open_ else '')
            open_.append((depth, match[1]))
    name = {key: ' '.join(value[0]) for key, value in nodes.items()} | {'': ''}
    return (sorted((name[key], name[value[1]]) for key, value in nodes.items()),
            sorted((name[a], arrow, name[b], label) for a, arrow, b, label in links))


def squeezed(graph):
    return [sorted(tuple(''.join(word.split()) for word in row) for row in part) for part in graph]


def adopt(folder):
    for what, text, nodes, links in ADOPTED:
        done = boxes('--adopt', '-', cwd=folder, stdin=text.encode())
        if nodes is None:
            if done.returncode != 1 or b'leads nowhere' not in done.stderr:
                fault(f'{what}: is not refused: {done.stdout.decode()}{done.stderr.decode()}')
            continue
        got = graph_of(done.stdout.decode())
        if done.returncode or got != (sorted(nodes), sorted(links)):
            fault(f'{what}: {got}\n{done.stdout.decode()}{done.stderr.decode()}')
            continue
        drawn = subprocess.run([ATLASC, '-'], input=done.stdout, capture_output=True, timeout=60)
        again = boxes('--adopt', '-', cwd=folder, stdin=drawn.stdout)
        if drawn.returncode or squeezed(graph_of(again.stdout.decode())) != squeezed(got):
            fault(f'{what}: drawn, it is another graph:\n{drawn.stdout.decode()}{drawn.stderr.decode()}{again.stdout.decode()}')
    done = boxes('--adopt', '-', cwd=folder, stdin=b".---.\n| a |\n'---'\n")
    if done.returncode != 1 or b'there is no box' not in done.stderr or done.stdout:
        fault(f'a drawing without a box is adopted, or in silence: {done.stdout.decode()}{done.stderr.decode()}')
    # a document: the fence becomes a map, and its drawing stands behind it
    box = '┌───┐\n│ a │\n└───┘\n'
    (folder / 'a.md').write_text('x\n\n> ```text\n' + ''.join('> ' + line + '\n' for line in box.splitlines()) +
                                 '> ```\n\n```sh\nls | wc\n```\n')
    done = boxes('--adopt', 'a.md', cwd=folder)
    want = ('x\n\n> ```atlasc\n> layout: layered\n> nodes:\n>   a:\n>     label: a\n> ```\n>\n> <!-- atlasc -->\n>\n> ```text\n> ┌───┐\n'
            '> │ a │\n> └───┘\n> ```\n>\n> <!-- /atlasc -->\n\n```sh\nls | wc\n```\n')
    got = (folder / 'a.md').read_text()
    if got != want or done.returncode:
        fault(f'a document is adopted as\n{got}{done.stderr.decode()}')
    if boxes('--adopt', 'a.md', cwd=folder).returncode or (folder / 'a.md').read_text() != want:
        fault('a document that was adopted is adopted again')
    (folder / 'a.py').write_text('# ' + box.replace('\n', '\n# '))
    done = boxes('--adopt', 'a.py', cwd=folder)
    if done.returncode != 1 or b'no fences that hold a map' not in done.stderr:
        fault(f'a source comment is adopted: {done.stderr.decode()}')


def truths(folder):
    """Graphs of drawings of others, written by hand. One of them has no head where the drawing has one."""
    base = pathlib.Path(SHARED or '/nonexistent') / 'data'
    files = sorted((base / 'truth').glob('*.json')) if SHARED else []
    exact = []
    for path in files:
        truth = json.loads(path.read_text(encoding='utf-8'))
        name = {node['id']: ' '.join(node['lines']) for node in truth['nodes']}
        want = sorted((name[edge['from']], {'forward': '->', 'none': '--', 'both': '<->'}[edge['arrow']], name[edge['to']],
                       ' '.join(edge.get('label', []))) for edge in truth['edges'])
        done = boxes('--adopt', '-', cwd=folder, stdin=(base / truth['drawing']).read_bytes())
        nodes, links = graph_of(done.stdout.decode())
        exact += [truth['id']] if sorted(name.values()) == [node[0] for node in nodes] and want == links else []
    if files:
        print(f'boxes: {len(exact)} of {len(files)} graphs exactly')
    if len(exact) < len(files) - 1:
        fault(f'of {len(files)} graphs only these are read exactly: {exact}')


def large(folder):
    text = ''.join(f'# {i}\n\n```\n' + KINDS[i % len(KINDS)][1].strip('\n') + '\n```\n\n' for i in range(9000))
    (folder / 'large.md').write_text(text)
    began = time.monotonic()
    boxes('--fix', 'large.md', cwd=folder)
    print(f'boxes: {len(text.encode())} bytes in {time.monotonic() - began:.3f} s')
    wide = '│' * 3000 + '\n'
    (folder / 'wide.txt').write_text('┌─┐\n│ │\n' + (wide + ' ' + wide) * 20)
    if boxes('--fix', 'wide.txt', cwd=folder).returncode not in (0, 1):
        fault('rows of strokes')
    text = '┌─────┐ ' + 'x' * (WIDEST - 8) + '\n│ longer │\n└─────┘\n'
    (folder / 'wide.txt').write_text(text)
    done = boxes('--fix', 'wide.txt', cwd=folder)
    if done.returncode != 1 or (folder / 'wide.txt').read_text() != text:
        fault(f'a row that would become too wide: exit status {done.returncode}')


def main():
    for test in (kinds, collected, documents, own, others, adopt, own_graphs, truths, large):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='atlas-boxes-'))
        try:
            test(folder)
        finally:
            shutil.rmtree(folder)
    print(f'boxes: {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
