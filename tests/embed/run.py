#!/usr/bin/env python3
"""atlasc embed: documents keep every byte outside of the markers, and twice is once.

Documents of each format, as the reader of the format sees them; mistakes with their line; thousands of edits at random, in
documents whose line ends, quotes, lists and last lines differ (ATL_EMBED_N says how many); whole documents of others with
markers at random places (skipped where ATL_SHARED is not); writes that fail or are killed.

    ATLASC=build/release/atlasc ATL_EMBED_N=10000 tests/embed/run.py
"""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())
SHARED = os.environ.get('ATL_SHARED')
EDITS = int(os.environ.get('ATL_EMBED_N', '300'))
BATCH = 40  # documents a run of the program
MAP = 'title: Tea\nnodes:\n  tea: {label: Tea, nodes: {green: Green, black: Black}}\nviews:\n  part: {root: green}\n'
CARD = '┌───────────┐\n│    Tea    │\n│ +2 nodes  │\n└───────────┘\n'
faults = []


def fault(what):
    faults.append(what)
    print(what)


def atlasc(*args, cwd, stdin=b'', **more):
    return subprocess.run([ATLASC, *map(str, args)], cwd=cwd, input=stdin, capture_output=True, timeout=120, **more)


def fresh():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='atlas-embed-'))
    (folder / 'maps').mkdir()
    (folder / 'maps/tea.yaml').write_text(MAP)
    return folder


def embedded(folder, name, text, status=0, args=()):
    """What the document is after a run; what was printed."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    done = atlasc('embed', *args, name, cwd=folder)
    if done.returncode != status:
        fault(f'{name}: exit status {done.returncode}, not {status}: {done.stderr.decode()}\n{text}')
    return path.read_bytes().decode('utf-8', 'surrogateescape'), done


def twice(folder, name, text):
    once, _ = embedded(folder, name, text)
    again, _ = embedded(folder, name, once)
    if once != again:
        fault(f'{name}: twice is not once:\n{once}\n---\n{again}')
    return once


def card(prefix='', close=None):
    return ''.join(f'{prefix}{line}\n' for line in CARD.splitlines())


# -- formats: the document before and what has to stand between its markers ------------------------------------------------

def formats(folder):
    ask = 'maps/tea.yaml --depth 1'
    fence = '```text\n' + CARD + '```\n'
    cases = [
        ('a.md', f'x\n<!-- atlasc: {ask} -->\nold\n<!-- /atlasc -->\ny', f'\n{fence}\n'),
        ('b.mdx', f'{{/* atlasc: {ask} */}}\n{{/* /atlasc */}}\n', f'\n{fence}\n'),
        ('c.adoc', f'// atlasc: {ask}\n// /atlasc\n', f'\n....\n{CARD}....\n\n'),
        ('d.rst', f'A\n\n.. atlasc: {ask}\n.. /atlasc\n', '\n::\n\n' + card('   ') + '\n'),
        ('e.html', f'<p>\n  <!-- atlasc: {ask} -->\n  <!-- /atlasc -->\n', f'<pre>\n{CARD}</pre>\n'),
        ('f.py', f'  # atlasc: {ask}\n  # /atlasc\n', card('  # ')),
        ('g.c', f'/* A.\n *\n * atlasc: {ask}\n * /atlasc */\n', card(' * ')),
        ('h.rs', f'/// atlasc: {ask}\n/// /atlasc\n', '///\n/// ```text\n' + card('/// ') + '/// ```\n///\n'),
        ('h.go', f'// F does.\n//\n// atlasc: {ask}\n// /atlasc\nfunc F() {{}}\n', '//\n' + card('//\t') + '//\n'),
        ('h1.go', f'\ufeff// atlasc: {ask}\n// /atlasc\npackage x\n', '//\n' + card('//\t') + '//\n'),
        ('h2.cs', f'\ufeff// atlasc: {ask}\n// /atlasc\n', card('// ')),
        ('h3.css', f'\ufeff/* atlasc: {ask} */\n/* /atlasc */\n', '/*\n' + card(' * ') + ' */\n'),
        ('i.css', f'/* atlasc: {ask} */\n/* /atlasc */\n', '/*\n' + card(' * ') + ' */\n'),
        ('j.lua', f'-- atlasc: {ask}\n-- /atlasc\n', card('-- ')),
        ('k.md', f'> <!-- atlasc: {ask} -->\n> <!-- /atlasc -->\n', '>\n> ```text\n' + card('> ') + '> ```\n>\n'),
        ('l.md', f'1. <!-- atlasc: {ask} -->\n   <!-- /atlasc -->\n', '\n   ```text\n' + card('   ') + '   ```\n\n'),
        ('m.md', '<!-- atlasc: maps/tea.yaml as=svg -->\n<!-- /atlasc -->\n',
         '\n![Tea: Tea: Green, Black.](./tea.svg)\n\n'),
        ('n.md', '<!-- atlasc: maps/tea.yaml --view part link=svg alt="a [b] *" -->\n<!-- /atlasc -->\n',
         '\n[![a \\[b\\] \\*](./tea.part.svg)](./tea.part.svg)\n\n'),
        ('o.md', '<!-- atlasc: maps/tea.yaml as=picture -o ./img/t.svg -->\n<!-- /atlasc -->\n',
         '\n<picture>\n<source media="(prefers-color-scheme: dark)" srcset="./img/t-dark.svg" />\n'
         '<img src="./img/t.svg" alt="Tea: Tea: Green, Black." />\n</picture>\n\n'),
        ('p.adoc', '// atlasc: maps/tea.yaml as=svg alt=\'q " ]\'\n// /atlasc\n', '\nimage::./tea.svg["q \\" \\]"]\n\n'),
        ('q.rst', '.. atlasc: maps/tea.yaml as=svg link=svg\n.. /atlasc\n',
         '\n.. image:: ./tea.svg\n   :alt: Tea: Tea: Green, Black.\n   :target: ./tea.svg\n\n'),
        ('r.mdx', '{/* atlasc: maps/tea.yaml as=svg alt="{a} <b" */}\n{/* /atlasc */}\n', '\n![\\{a\\} \\<b](./tea.svg)\n\n'),
    ]
    for name, text, want in cases:
        got = twice(folder, name, text)
        first = re.search(r'atlasc:[^\n]*\n', text)
        last = re.search(r'[^\n]*/atlasc(?=[ \n])', text)
        if got != text[:first.end()] + want + text[last.start():]:
            fault(f'{name}: between the markers stands something else:\n{got}\nnot\n{want}')
    for name in ('tea.svg', 'tea.part.svg', 'img/t.svg', 'img/t-dark.svg'):
        if not (folder / name).exists():
            fault(f'{name} is not written')
    # within a page
    got = twice(folder, 's.md', '<!-- atlasc: maps/tea.yaml as=inline-svg -->\n<!-- /atlasc -->\n')
    if not re.search(r'-->\n\n<div>\n<svg .*</svg>\n</div>\n\n<!-- /', got, re.S) or '\n\n' in got[got.index('<svg'):got.index('</div>')]:
        fault(f'an SVG within a page: {got}')
    # both markers in one line; a fence that holds the map
    got = twice(folder, 't.md', f'<!-- atlasc: {ask} --><!-- /atlasc -->\n')
    if got != f'<!-- atlasc: {ask} -->\n\n{fence}\n<!-- /atlasc -->\n':
        fault(f'markers in one line: {got}')
    for end in ('\n', ''):
        text = '> ```atlasc -l list\n> nodes: {a: A, b: B}\n> ```' + end
        got = twice(folder, 'u.md', text)
        if got != text.rstrip('\n') + '\n>\n> <!-- atlasc -->\n>\n> ```text\n> A\n> B\n> ```\n>\n> <!-- /atlasc -->' + end:
            fault(f'a fence with a map: {got!r}')
    got = twice(folder, 'v.mdx', '```atlasc -l list\nnodes: {a: A}\n```\n\nx\n')
    if got != '```atlasc -l list\nnodes: {a: A}\n```\n\n{/* atlasc */}\n\n```text\nA\n```\n\n{/* /atlasc */}\n\nx\n':
        fault(f'a fence with a map in MDX: {got!r}')
    # what is no marker: code, other words, literal blocks
    for name, text in (('w.md', '    <!-- atlasc: no -->\n\n```\n<!-- atlasc: no -->\n```\n`<!-- atlasc: no -->` <!-- atlas -->\n'),
                       ('w.adoc', '----\n// atlasc: no\n----\n....\n// atlasc: no\n....\n'),
                       ('w.rst', '::\n\n   .. atlasc: no\n\n.. code-block:: rst\n\n   .. atlasc: no\n'),
                       ('w.html', '<script>"<!-- atlasc: no -->"</script><a title="<!-- atlasc: no -->">x</a>\n'),
                       ('w.mdx', '```\n{/* atlasc: no */}\n```\n'),
                       ('w.py', 'atlasc = 1 # atlasc: no\n# atlasc draws\n')):
        if twice(folder, name, text) != text:
            fault(f'{name}: something was taken for a marker')
    # a fence that is longer than the backticks in a label
    (folder / 'ticks.yaml').write_text('nodes: {a: "```` x"}\n')
    got = twice(folder, 'x.md', '<!-- atlasc: ticks.yaml -->\n<!-- /atlasc -->\n')
    if '\n`````text\n' not in got:
        fault(f'a fence is too short: {got}')


# A drawing with a row at the left edge and one that is indented: as prose they would be parted.
TREE = 'nodes: {a: {label: A, nodes: {b: B, c: {label: C, nodes: {d: D}}}}}\n'
GO = """// Package tea does.
//
// atlasc: tree.yaml -l list
// /atlasc
//
// More of it.
package tea

// F is told of at the edge.
// atlasc: maps/tea.yaml
// /atlasc
func F() {
\t// atlasc: maps/tea.yaml
\t// /atlasc
}

//atlasc: maps/tea.yaml -l list
// /atlasc

// G has a marker in code:
//
//\tatlasc: maps/tea.yaml
//\t/atlasc
func G() {}

// H has one that gofmt sets with a tab:
//
//   atlasc: maps/tea.yaml
//   /atlasc
func H() {}

/* atlasc: maps/tea.yaml */
/* /atlasc */
func I() {}

/*
 * J has stars.
 *
 * atlasc: maps/tea.yaml
 * /atlasc
 */
func J() {}

type (
\t// K is set in.
\t//
\t// atlasc: maps/tea.yaml
\t//
\t// /atlasc
\tK int
)

//
// atlasc: tree.yaml as=svg
// /atlasc
func L() {}
"""


def go(folder):
    """What is written into comments of Go stays as it is when gofmt has been over it."""
    (folder / 'tree.yaml').write_text(TREE)
    once = twice(folder, 'tea.go', GO)
    if '//\n//\tA\n//\t├── B\n//\t└── C\n//\t    └── D\n//\n// /atlasc\n' not in once:
        fault(f'Go: a list is not set in as code: {once}')
    crlf = twice(folder, 'crlf.go', GO.replace('\n', '\r\n').encode())
    if crlf.replace('\r\n', '\n') != once or crlf.count('\r\n') != crlf.count('\n'):
        fault(f'Go: other ends of lines, other blocks: {crlf!r}')
    if not shutil.which('gofmt'):
        print('embed: gofmt is not there: its part is skipped')
        return
    path = folder / 'tea.go'
    drawn = [block for block in re.findall(r'atlasc: [^\n]*\n(.*?)\n[^\n]*/atlasc', once, re.S)]
    for text in (once, GO):  # before and behind it
        path.write_text(text)
        subprocess.run(['gofmt', '-w', path], check=True, timeout=60)
        if text == GO:
            atlasc('embed', 'tea.go', cwd=folder)
        kept = path.read_text()
        after = re.findall(r'atlasc: [^\n]*\n(.*?)\n[^\n]*/atlasc', kept, re.S)
        for old, new in zip(drawn, after, strict=True):
            if old.replace('//   ', '//\t') != new:  # the one of H is set in as its marker is
                fault(f'Go: gofmt changes a drawing:\n{old}\n---\n{new}')
        done = atlasc('embed', '--check', 'tea.go', cwd=folder)
        if done.returncode or done.stdout or done.stderr:
            fault(f'Go: gofmt makes a drawing stale: {done.stdout.decode()}{done.stderr.decode()}')
        if subprocess.run(['gofmt', '-l', path], capture_output=True, timeout=60).stdout:
            fault(f'Go: gofmt would change what it has set: {kept}')


def line_ends(folder):
    for end in ('\n', '\r\n', '\r'):
        for bom in (b'', b'\xef\xbb\xbf'):
            text = bom + f'a{end}{end}<!-- atlasc: maps/tea.yaml --depth 1 -->{end}<!-- /atlasc -->{end}\x00\xff b'.encode('latin-1')
            name = 'ends.md'
            (folder / name).write_bytes(text)
            done = atlasc('embed', name, cwd=folder)
            got = (folder / name).read_bytes()
            e = end.encode()
            want = text.replace(b'-->' + e + b'<!-- /', b'-->' + e + e + b'```text' + e + CARD.encode().replace(b'\n', e) + b'```' + e + e + b'<!-- /')
            if got != want or done.returncode:
                fault(f'line ends {end!r}, {bom}: {got!r} {done.stderr}')


def mistakes(folder):
    (folder / 'bad.yaml').write_text('nodes: {a: {lable: A}}\n')
    (folder / 'end.yaml').write_text('nodes: {a: "*/ int x;"}\n')
    (folder / 'mark.yaml').write_text('layout: list\nnodes: {a: /atlasc}\n')
    cases = [
        ('m.md', 'a\n<!-- atlasc: none.yaml -->\n<!-- /atlasc -->\n', ["m.md:2:14: error: this block cannot be drawn", "cannot read 'none.yaml'"]),
        ('m.md', '<!-- atlasc: bad.yaml -->\n<!-- /atlasc -->\n', ["bad.yaml:1:13: error: unknown key 'lable'"]),
        ('m.md', '<!-- atlasc: maps/tea.yaml -->\n', ['m.md:1:1: error: the block that begins here has no end']),
        ('m.md', 'x\n\n<!-- /atlasc -->\n', ["m.md:3:1: error: '/atlasc' ends a block"]),
        ('m.md', 'a <!-- atlasc: maps/tea.yaml --> b\n\n<!-- /atlasc -->\n', ['m.md:1:3: error: the markers of a block have to stand']),
        ('m.md', '<!-- atlasc: maps/tea.yaml --detph 2 -->\n<!-- /atlasc -->\n', ["m.md:1:14: error: unknown option '--detph'; did you mean '--depth'?"]),
        ('m.md', '<!-- atlasc: maps/tea.yaml --color always -->\n<!-- /atlasc -->\n', ['--color is nothing that can be asked for']),
        ('m.md', '<!-- atlasc: maps/tea.yaml as=png -->\n<!-- /atlasc -->\n', ['as= takes text, svg, picture or inline-svg']),
        ('m.md', '<!-- atlasc: /etc/passwd -->\n<!-- /atlasc -->\n', ['no file that everybody has']),
        ('m.md', '<!-- atlasc: maps/tea.yaml -o ../x.svg -->\n<!-- /atlasc -->\n', ['below the folder of the document']),
        ('m.md', '<!-- atlasc: maps/tea.yaml --view no -->\n<!-- /atlasc -->\n', ["unknown view 'no'"]),
        ('m.md', '> ```atlasc\n> nodes:\n>   a: {lable: A}\n> ```\n', ["m.md:3:9: error: unknown key 'lable'"]),
        ('m.md', '<!-- atlasc -->\n<!-- /atlasc -->\n', ['m.md:1:1: error: this block names no map']),
        ('m.mdx', '{/* atlasc: maps/tea.yaml as=inline-svg */}\n{/* /atlasc */}\n', ['as=inline-svg does not work in MDX: ']),
        ('m.py', '# atlasc: maps/tea.yaml as=picture\n# /atlasc\n', ['as=picture does not work in source comments: ']),
        ('m.c', '/* x\n * atlasc: end.yaml\n * /atlasc */\n', ['m.c:2:12: error: the drawing cannot stand here: it holds what would end']),
        ('m.md', '<!-- atlasc: maps/tea.yaml -->\n```\n<!-- /atlasc -->\n\ntext\n```\n<!-- /atlasc -->\n', ['m.md:3:1: error: this marker is none']),
        ('m.py', '# atlasc: maps/tea.yaml\nx = 1\n# /atlasc\n', ['m.py:2:1: error: this line is no comment like the marker in line 1']),
        ('m.py', '# atlasc: mark.yaml\n# /atlasc\n', ['its blocks would begin or end elsewhere']),
    ]
    for name, text, wanted in cases:
        got, done = embedded(folder, name, text, status=4 if 'none.yaml' in text else 1)
        if got != text:
            fault(f'a document with a mistake was changed: {text!r}')
        for want in wanted:
            if want not in done.stderr.decode():
                fault(f'{want!r} is not said of {text!r}, but {done.stderr.decode()}')
    # a file of somebody else is not replaced, unless it is named
    (folder / 'tea.svg').write_text('mine')
    text = '<!-- atlasc: maps/tea.yaml as=svg -->\n<!-- /atlasc -->\n'
    embedded(folder, 'p.md', text, status=1)
    if (folder / 'tea.svg').read_text() != 'mine':
        fault('a picture of somebody else was replaced')
    embedded(folder, 'p.md', text.replace('as=svg', '-o tea.svg'))
    if (folder / 'tea.svg').read_text() == 'mine':
        fault('a picture that is named was not replaced')
    text = ('<!-- atlasc: maps/tea.yaml as=svg -o two.svg -->\n<!-- /atlasc -->\n'
            '<!-- atlasc: maps/tea.yaml as=svg --depth 1 -o two.svg -->\n<!-- /atlasc -->\n')
    _, done = embedded(folder, 'two.md', text, status=1)
    if 'two.md:3:14: error: another block writes' not in done.stderr.decode() or (folder / 'two.svg').exists():
        fault(f'two pictures of one name: {done.stderr.decode()}')


def check(folder):
    text = 'a\nb\nc\nd\n<!-- atlasc: maps/tea.yaml --depth 1 -->\nold\n<!-- /atlasc -->\ne'
    (folder / 'c.md').write_text(text)
    for args, status in ((('--check',), 3), (('-n',), 3), ((), 0), (('--check',), 0), (('-n',), 0)):
        done = atlasc('embed', *args, 'c.md', cwd=folder)
        if done.returncode != status:
            fault(f'embed {args}: exit status {done.returncode}, not {status}')
        if args == ('--check',) and status:
            diff = done.stdout
        if args and (folder / 'c.md').read_text() != text and status:
            fault(f'embed {args} wrote')
    new = (folder / 'c.md').read_text()
    if shutil.which('patch'):
        (folder / 'c.md').write_text(text)
        done = subprocess.run(['patch', '-s', '-p0'], cwd=folder, input=diff, capture_output=True)
        if done.returncode or (folder / 'c.md').read_text() != new:
            fault(f'patch does not make of the diff what embed does: {done.stdout} {diff.decode()}')
    # for programs, which read no diff: the block, and a picture that is not what it was
    (folder / 'r.md').write_text(text + '\n<!-- atlasc: maps/tea.yaml as=svg -->\n<!-- /atlasc -->\n')
    for words in ['--depth 1', 'as=svg'], ['as=svg'], []:
        lines = (folder / 'r.md').read_text().split('\n')
        want = [f'r.md:{at}:' for at, line in enumerate(lines, 1) if any(word in line for word in words)]
        done = atlasc('embed', '--check', '--format', 'gcc', 'r.md', cwd=folder)
        found = re.findall(r'^(r\.md:\d+:)\d+: error: .* is out of date', done.stderr.decode(), re.M)
        if list(dict.fromkeys(found)) != want or done.returncode != (3 if want else 0):
            fault(f'what is out of date is not reported: {done.returncode} {done.stderr.decode()}, not {want}')
        atlasc('embed', 'r.md', cwd=folder)
        if len(words) == 2:
            (folder / 'tea.svg').write_text('another')
    # a document from standard input, and a pattern that no shell has read
    done = atlasc('embed', '-', cwd=folder, stdin=text.encode())
    if done.stdout.decode() != new:
        fault(f'a filter: {done.stdout.decode()} {done.stderr.decode()}')
    (folder / 'c.md').write_text(text)
    atlasc('embed', 'c*.md', cwd=folder)
    if (folder / 'c.md').read_text() != new:
        fault('a pattern is not followed')


# -- edits ---------------------------------------------------------------------------------------------------------------

OUTSIDE = ['text', '', '# Title', '- item', '  more', '> quote', '```', '```sh', '~~~', '    code', '<div>', '</div>', '<details>',
           '| a | b |', '|---|---|', '\ttab', '日本語 🎉', '---', '<!-- comment -->', '<!--', '-->', '`code`', '1. one', '[a]: b', '&amp;',
           '{/* x */}', '....', '----', '.. note::', '::', '//', '\ufeff', '\x00', '\x0b', '<pre>', '<script>', '$$', '*/']
BLOCKS = ['maps/tea.yaml --depth 1', 'maps/tea.yaml -l list', 'maps/tea.yaml --view part', 'maps/tea.yaml as=inline-svg --depth 1']
MARKS = {'md': ('<!-- {} -->', '<!-- {} -->'), 'mdx': ('{{/* {} */}}', '{{/* {} */}}'), 'adoc': ('// {}', '// {}'), 'rst': ('.. {}', '.. {}'),
         'html': ('<!-- {} -->', '<!-- {} -->'), 'py': ('# {}', '# {}'), 'c': (' * {}', ' * {}')}


def parts_of(data, kind):
    """The bytes outside of blocks, with the markers; of a block that is found by its letters alone."""
    if kind in ('md', 'mdx', 'html'):
        a, b = (rb'\{/\*', rb'\*/\}') if kind == 'mdx' else (rb'<!--', rb'-->')
        return re.sub(rb'(%s *atlasc: *(?:(?!%s)[^\r\n])*%s).*?(?=[^\r\n]*%s */atlasc)' % (a, b, b, a), rb'\1', data, flags=re.S)
    mark = {'adoc': rb'//', 'rst': rb'\.\.', 'py': rb'#', 'c': rb'\*'}[kind]
    return re.sub(rb'(%s *atlasc: *[^\r\n]*).*?(?=[^\r\n]*%s */atlasc)' % (mark, mark), rb'\1', data, flags=re.S)


def document(r, kind):
    end = r.choice(['\n', '\n', '\r\n', '\r'])
    lines, careful = [], r.random() < 0.6  # nothing in it that has no end
    around = OUTSIDE[:6] + OUTSIDE[13:19] + OUTSIDE[21:30] if careful else OUTSIDE
    for _ in range(r.randrange(1, 5)):
        lines += [r.choice(around) for _ in range(r.randrange(0, 5))]
        prefix = r.choice(['', '', '', '  ', '> ', '   ']) if kind in ('md', 'mdx', 'html') else r.choice(['', '    ']) if kind == 'py' else ''
        lines += ['', prefix + MARKS[kind][0].format('atlasc: ' + r.choice(BLOCKS if kind in ('md', 'html') else BLOCKS[:3]))]
        lines += [r.choice(OUTSIDE[:12]) for _ in range(r.randrange(0, 3))]
        lines += [prefix + MARKS[kind][1].format('/atlasc'), '']
    text = end.join(lines) + r.choice(['', end])
    data = bytearray(text.encode('utf-8'))
    for _ in range(r.randrange(0, 2 if careful else 4)):  # what an editor, or a careless script, does
        at = r.randrange(0, len(data) + 1)
        if r.random() < 0.5:
            data[at:at] = r.choice(OUTSIDE).encode('utf-8')
        else:
            del data[at:at + r.randrange(1, 9)]
    return bytes(data)


def edits(folder):
    """Documents at random: what is outside stays, whether they are drawn or refused, and a second run changes nothing."""
    r = random.Random(7)
    drawn = refused = 0
    for first in range(0, EDITS, BATCH):
        docs = {}
        for i in range(first, min(first + BATCH, EDITS)):
            kind = r.choice(list(MARKS) + ['md', 'md', 'mdx'])
            docs[f'r/{i}.{kind}'] = (document(r, kind), kind)
        (folder / 'r').mkdir(exist_ok=True)
        (folder / 'r/maps').mkdir(exist_ok=True)
        (folder / 'r/maps/tea.yaml').write_text(MAP)
        for name, (data, _) in docs.items():
            (folder / name).write_bytes(data)
        done = atlasc('embed', '-q', *docs, cwd=folder)
        if done.returncode not in (0, 1, 4):
            fault(f'seed 7, from {first}: exit status {done.returncode}: {done.stderr.decode()[-500:]}')
        now = {name: (folder / name).read_bytes() for name in docs}
        atlasc('embed', '-q', *docs, cwd=folder)
        for name, (data, kind) in docs.items():
            drawn += now[name] != data
            refused += now[name] == data
            if parts_of(now[name], kind) != parts_of(data, kind):
                fault(f'{name}: bytes outside of markers changed:\n{data!r}\n{now[name]!r}')
            if (folder / name).read_bytes() != now[name]:
                fault(f'{name}: twice is not once')
        shutil.rmtree(folder / 'r')
    if EDITS >= 100 and not drawn > EDITS // 4:
        fault(f'only {drawn} of {EDITS} documents were drawn: the test is worth nothing')
    print(f'embed: {EDITS} documents at random, {drawn} drawn, {refused} as they were')


def others(folder):
    """Documents of others, with blocks put between their lines."""
    if not SHARED or not (pathlib.Path(SHARED) / 'data/docs').is_dir():
        print('embed: no documents of others here (ATL_SHARED): skipped')
        return
    r = random.Random(11)
    drawn = count = 0
    (folder / 'd').mkdir()
    shutil.copytree(folder / 'maps', folder / 'd/maps')
    for path in sorted((pathlib.Path(SHARED) / 'data/docs').iterdir()):
        data = path.read_bytes()
        kind = path.suffix[1:]
        lines = data.splitlines(keepends=True)
        end = b'\r\n' if lines and lines[0].endswith(b'\r\n') else b'\n'
        for at in sorted((r.randrange(0, len(lines) + 1) for _ in range(3)), reverse=True):
            marks = [mark.format(what).encode() + end for mark, what in zip(MARKS[kind], ('atlasc: maps/tea.yaml --depth 1', '/atlasc'))]
            if at and not lines[at - 1].endswith(b'\n'):
                continue
            lines[at:at] = [end, *marks, end]
        text = b''.join(lines)
        file = folder / 'd' / path.name
        file.write_bytes(text)
        done = atlasc('embed', '-q', file, cwd=folder)
        once = file.read_bytes()
        count += 1
        drawn += once != text
        if done.returncode not in (0, 1) or parts_of(once, kind) != parts_of(text, kind):
            fault(f'{path.name}: {done.returncode}, {done.stderr.decode()[:300]}')
        atlasc('embed', '-q', file, cwd=folder)
        if file.read_bytes() != once:
            fault(f'{path.name}: twice is not once')
    if drawn < count * 3 // 4:
        fault(f'only {drawn} of {count} documents of others were drawn')
    print(f'embed: {count} documents of others, {drawn} drawn')


def whole(folder):
    """A write that fails, or a program that is killed, leaves the old document or the new one."""
    old = ('x' * 79 + '\n') * 4000 + '\n<!-- atlasc: maps/tea.yaml --depth 1 -->\nold\n<!-- /atlasc -->\n'
    path = folder / 'w.md'
    path.write_text(old)
    atlasc('embed', '-q', 'w.md', cwd=folder)
    new = path.read_text()

    def limited():
        import resource
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))
    path.write_text(old)
    done = atlasc('embed', '-q', 'w.md', cwd=folder, preexec_fn=limited)
    if done.returncode != 4 or path.read_text() != old or b'it is as it was' not in done.stderr:
        fault(f'a full disk: {done.returncode}, {done.stderr.decode()}, {len(path.read_text())} bytes')
    if os.geteuid():  # root writes everywhere
        path.chmod(0o400)
        done = atlasc('embed', '-q', 'w.md', cwd=folder)
        if done.returncode != 4 or path.read_text() != old:
            fault('a document that may not be written was written')
        path.chmod(0o600)
    r = random.Random(3)
    for _ in range(12):
        path.write_text(old)
        process = subprocess.Popen([ATLASC, 'embed', '-q', 'w.md'], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(r.random() * 0.03)
        process.kill()
        process.wait()
        if path.read_text() not in (old, new):
            fault('a program that was killed left something else')
    for rest in folder.glob('w.md.*.tmp'):
        rest.unlink()


def large(folder):
    """A megabyte with a hundred blocks; how long it takes is printed, and only judged by hand."""
    text = ''.join(('word ' * 15 + '\n') * 135 + f'\n<!-- atlasc: maps/tea.yaml --depth {1 + i % 2} -->\n<!-- /atlasc -->\n\n' for i in range(100))
    (folder / 'large.md').write_text(text)
    began = time.monotonic()
    done = atlasc('embed', 'large.md', cwd=folder)
    print(f'embed: {len(text)} bytes with 100 blocks in {time.monotonic() - began:.3f} s')
    if done.returncode or (folder / 'large.md').read_text().count('```text') != 100:
        fault(f'a large document: {done.stderr.decode()[:300]}')


def main():
    if 'cmark-missing' in subprocess.run([ATLASC, 'embed', '--format', 'gcc', '-'], input='', capture_output=True, text=True).stderr:
        print('embed: cmark is not there: skipped')
        return 77
    for test in (formats, go, line_ends, mistakes, check, edits, others, whole, large):
        folder = fresh()
        try:
            test(folder)
        finally:
            shutil.rmtree(folder)
    print(f'embed: {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
