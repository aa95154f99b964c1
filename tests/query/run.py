#!/usr/bin/env python3
"""`atlasc query`, and what `atlasc check` says of a folder: answers, lints, and what is silent.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/query/run.py [WORD...]

Each function test_* gets an empty folder of its own. Every lint has a case in which it fires and one beside it, as like as
can be, in which it does not; and the project's own atlas is silent.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import each

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 120


def run(folder, *args, status=0):
    done = subprocess.run([ATLASC, *map(str, args)], cwd=folder, env=each.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, encoding='utf-8', timeout=PATIENCE)
    assert done.returncode == status, f'{args}: exit {done.returncode}, not {status}\n{done.stdout}{done.stderr}'
    return done


def query(folder, *args, status=0):
    return run(folder, 'query', *args, status=status)


def asked(folder, *args, status=0):
    """The answer to one question, as JSON."""
    return json.loads(query(folder, *args, '--format', 'json', status=status).stdout)


def write(folder, files):
    for name, text in files.items():
        path = folder / 'maps' / (name if '.' in name else name + '.yaml')
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding='utf-8')


def same(got, expected):
    assert got == expected, f'got {got!r}, not {expected!r}'


# -- query ---------------------------------------------------------------------------------------------------------------

TOWN = {
    'town': '''title: Town
about: A town.
nodes:
  town:
    label: Town
    nodes:
      school: {label: School, kind: service, url: https://example.org/school, map: rooms/school.yaml}
      library: {label: Library, note: "books, maps", facts: {opens: at nine on school days}, see: town.school}
      park: {label: Park, nodes: {pond: {label: Pond}, tree: {label: Old tree}}}
links:
  - {from: town.school, to: library, label: lends from, kind: use}
  - {from: park, to: rooms/school/yard, label: joins}
  - pond <-> tree: mirrors
glossary:
  pupil: {text: Who learns at a school., aka: learner, see: rooms/school/class}
  PTA: {text: Parents and teachers., see: pupil}
''',
    'rooms/school': '''title: School
about: Its rooms.
nodes:
  class: {label: Classroom, note: thirty pupils, items: [Desks, {label: Board, about: Pupils write on it}]}
  yard: {label: Yard, see: town/library}
  attic: {label: Attic, nodes: {trunk: Trunk}}
''',
    'rooms/odd': '''title: Odd
nodes: {here: {label: Here, see: ../town/park}, twin: {label: T1}, deep: {label: Deep, nodes: {twin: {label: T2}}}}
''',
}


def test_find(folder):
    write(folder, TOWN)
    same(query(folder, 'find', 'SCHOOL').stdout, '''School  town/town.school
School  rooms/school
Library  town/town.library
    opens: at nine on school days
pupil  (term)
    means: Who learns at a school.
''')
    got = asked(folder, 'find', 'pup', 'thirty')
    same((got['query'], got['words'], got['count']), ('find', ['pup', 'thirty'], len(got['results'])))
    hit = got['results'][0]
    same((hit['entry']['name'], hit['field'], hit['text'][hit['at']:hit['at'] + hit['length']]),
         ('rooms/school/class', 'note', 'thirty'))
    same([hit['entry']['name'] for hit in asked(folder, 'find', 'boa')['results']], ['rooms/school/class.board'])
    same(asked(folder, 'find', 'school days')['results'][0]['fact'], 'opens')  # one operand may have blanks
    assert len(asked(folder, 'find', 'a', '--limit', '2')['results']) == 2 < asked(folder, 'find', 'a', '--limit', '2')['count']
    assert '... and ' in query(folder, 'find', 'a', '--limit', '2').stdout


def test_find_nothing(folder):
    write(folder, TOWN)
    done = query(folder, 'find', 'libary')
    same((done.stdout.split('\n')[0], done.stderr),
         ('Library  town/town.library', "atlasc: note: 'libary' stands nowhere in these maps; this is of 'Library'\n"))
    same(query(folder, 'find', 'libzzzzary', status=1).stderr,
         "atlasc: error: 'libzzzzary' stands nowhere in these maps; did you mean 'Library'?\n")
    same(query(folder, 'find', 'zzz', status=1).stderr, "atlasc: error: 'zzz' stands nowhere in these maps\n")
    done = query(folder, 'find', 'pond', 'qqq')
    same((done.stdout, done.stderr), (query(folder, 'find', 'pond').stdout, "atlasc: note: 'qqq' stands nowhere in these maps\n"))
    same(query(folder, 'find', '?!', status=1).stderr, 'atlasc: error: there is no word to look for\n')
    found = query(folder, 'find', 'pond', 'attic').stdout  # each of them is somewhere
    assert 'Pond' in found and 'attic' in found.lower(), found
    done = query(folder, 'find', 'zzz', '--format', 'json', status=1)
    same(json.loads(done.stdout), {'query': 'find', 'words': ['zzz'], 'count': 0, 'results': []})
    same(json.loads(done.stderr)['code'], 'nothing-found')


def test_uses(folder):
    write(folder, TOWN)
    same(query(folder, 'uses', 'town/town').stdout, '''Town  town/town (node, 5 below) uses:
    link: joins  Yard    rooms/school/yard  through park
    opens        School  rooms/school       through school
    4 within it are not listed
''')
    same(query(folder, 'uses', 'attic', 'PTA').stdout,
         'Attic  rooms/school/attic (node, 1 below) uses nothing\nPTA (term) uses:\n    see  pupil  (term)\n')
    got = asked(folder, 'uses', 'school')  # a term of the same name there is none of, but a map and a node
    same(got['entry']['name'], 'rooms/school')
    same([(r['how'], r['entry']['name'], r['through']) for r in got['relations']],
         [('see', 'town/town.library', ['rooms/school/yard']),
          ('term', 'pupil', ['rooms/school/class', 'rooms/school/class.board'])])


def test_used_by(folder):
    write(folder, TOWN)
    same(query(folder, 'used-by', 'learner').stdout, '''pupil (term) is used by:
    see   PTA        (term)
    term  Classroom  rooms/school/class
    term  Board      rooms/school/class.board
''')
    got = asked(folder, 'used-by', 'library')
    same([(r['how'], r.get('label'), r.get('kind'), r['entry']['name']) for r in got['relations']],
         [('link', 'lends from', 'use', 'town/town.school'), ('see', None, None, 'rooms/school/yard')])
    same((got['entry']['file'], got['entry']['line'], got['entry']['column']), ('maps/town.yaml', 8, 7))
    same((got['below'], got['within'], got['count']), (0, 0, 2))


def test_path(folder):
    write(folder, TOWN)
    same(query(folder, 'path', 'school.yaml', 'town.park').stdout, '''                School  rooms/school
↓  contains     Yard    rooms/school/yard
←  link: joins  Park    town/town.park
''')
    got = asked(folder, 'path', 'tree', 'pond')  # a link with two heads leads both ways
    same([(s['how'], s['backwards'], s['label']) for s in got['steps']], [('link', False, 'mirrors')])
    same(asked(folder, 'path', 'pond', 'pond')['steps'], [])
    write(folder, {'alone': 'nodes: {island: Island}\n'})
    same(query(folder, 'path', 'island', 'pond', status=1).stderr,
         "atlasc: error: nothing leads from 'island' to 'pond'\n")


def test_orphans(folder):
    write(folder, TOWN)
    same(query(folder, 'orphans').stdout, '''Odd    rooms/odd           a map that nothing opens
T1     rooms/odd/twin
Deep   rooms/odd/deep      and 1 below
Attic  rooms/school/attic  and 1 below
''')
    same([(o['entry']['name'], o['entry']['type'], o['below']) for o in asked(folder, 'orphans')['orphans']],
         [('rooms/odd', 'map', 4), ('rooms/odd/twin', 'node', 0), ('rooms/odd/deep', 'node', 1), ('rooms/school/attic', 'node', 1)])
    write(folder, {'rooms/odd': 'nodes: {a: A}\n', 'town': 'nodes: {x: {label: X, see: rooms/school/attic}}\n'})
    (folder / 'maps/rooms/odd.yaml').unlink()
    (folder / 'maps/rooms/school.yaml').write_text('nodes: {attic: A}\n')
    done = query(folder, 'orphans')
    same((done.stdout, done.stderr), ('', 'atlasc: note: nothing stands alone in these maps\n'))


def test_stats(folder):
    write(folder, TOWN)
    got = asked(folder, 'stats')
    same([one['name'] for one in got['maps']], ['rooms/odd', 'rooms/school', 'town'])
    town = got['maps'][2]
    same({key: town[key] for key in ('nodes', 'items', 'links', 'sees', 'opens', 'terms', 'facts', 'views')},
         {'nodes': 6, 'items': 0, 'links': 3, 'sees': 3, 'opens': 1, 'terms': 2, 'facts': 1, 'views': 0})
    same(town['words'], 3 + 7 + 2 + 6 + 4 + 6 + 4)  # head, labels, note, fact, links, two terms
    for key in town:
        if key not in ('name', 'label'):
            same(sum(one[key] for one in got['maps']), got['total'][key])
    same(got['total']['maps'], 3)
    rows = [line.split() for line in query(folder, 'stats').stdout.splitlines()]
    same([row[-1] for row in rows[1:]], [str(one['words']) for one in got['maps'] + [got['total']]])
    assert len({len(line) for line in query(folder, 'stats').stdout.splitlines()}) == 1  # aligned at the right


def test_names(folder):
    """Every name that is printed means what it was printed for, in this project's atlas as well."""
    write(folder, TOWN)
    write(folder, {'PTA': 'nodes: {a: A}\n'})
    for where in (folder, SOURCE):
        names = query(where, 'names').stdout.splitlines()
        same(asked(where, 'names')['names'], names)
        lines = query(where, 'uses', *names, '--format', 'json').stdout.splitlines()
        same([json.loads(line)['entry']['name'] for line in lines], names)
    assert 'PTA' in query(folder, 'names').stdout.splitlines() and 'PTA.yaml' in query(folder, 'names').stdout.splitlines()


def test_what_is_meant(folder):
    write(folder, TOWN)
    name = lambda given: asked(folder, 'uses', given)['entry']['name']
    for given in ('town/town.library', 'library', 'town.library', 'Library', 'maps/town/library', './maps/town/town.library'):
        same(name(given), 'town/town.library')
    for given in ('rooms/school', 'maps/rooms/school.yaml', 'rooms/school.yaml'):
        same(name(given), 'rooms/school')
    same(name('board'), 'rooms/school/class.board')
    done = query(folder, 'uses', 'twin', status=1)
    same((done.stdout, done.stderr), ('', '''atlasc: error: 'twin' may mean 2 things; write the whole name of one of them:
atlasc: note: rooms/odd/twin (T1)
atlasc: note: rooms/odd/deep.twin (T2)
'''))
    for given, meant in (('libary', 'town/town.library'), ('town/libary', 'town/town.library'), ('twon/library', 'town/town.library'),
                         ('rooms/scool', 'rooms/school'), ('PTS', 'PTA'), ('class.bord', 'rooms/school/class.board')):
        same(query(folder, 'uses', given, status=1).stderr,
             f"atlasc: error: these maps have no '{given}'; did you mean '{meant}'?\n")
    same(query(folder, 'uses', 'xyzzy', status=1).stderr, "atlasc: error: these maps have no 'xyzzy'\n")
    got = query(folder, 'uses', 'xyzzy', 'library', status=1)  # one that is unknown hides no other
    assert got.stdout.startswith('Library')


def test_bad_map(folder):
    write(folder, TOWN | {'bad': 'nodes: {a: {lable: A}}\n'})
    done = query(folder, 'find', 'pond', status=1)
    same(done.stdout, 'Pond  town/town.park.pond\n')
    assert done.stderr.startswith("maps/bad.yaml:1:13: error: unknown key 'lable'"), done.stderr
    (folder / 'maps/bad.yaml').write_text('style: nothing-like-it.yaml\nnodes: {a: A}\n')
    same(query(folder, 'find', 'pond', status=1).stdout, 'Pond  town/town.park.pond\n')
    for name in ('town', 'rooms/school', 'rooms/odd'):
        (folder / f'maps/{name}.yaml').unlink()
    same(query(folder, 'stats', status=1).stdout, '')


def test_folders(folder):
    write(folder, TOWN)
    same(asked(folder / 'maps', 'stats')['total']['maps'], 3)  # no maps/ here: this folder
    same(asked(folder, '--maps', 'maps/rooms', 'stats')['total']['maps'], 2)
    same(asked(folder, '-m', 'maps/town.yaml', 'stats')['total']['maps'], 1)
    (folder / 'empty').mkdir()
    assert "there is no map in 'empty'" in query(folder, '-m', 'empty', 'stats', status=1).stderr
    assert 'cannot read' in query(folder, '-m', 'nowhere', 'stats', status=4).stderr


def test_usage(folder):
    write(folder, TOWN)
    for args, said in (([], 'no question'), (['fnd', 'x'], "did you mean 'find'?"), (['find'], "'atlasc query find WORD...'"),
                       (['path', 'a'], "'atlasc query path ID ID'"), (['path', 'a', 'b', 'c'], 'path ID ID'),
                       (['stats', 'x'], "'atlasc query stats' takes no 'x'"), (['find', ''], 'none of them empty'),
                       (['stats', '-l', 'list'], 'it takes no --layout'), (['stats', '-o', 'x.txt'], 'takes no -o'),
                       (['find', 'a', '--limit', '0'], 'from 1 to'), (['stats', '--allow', 'contrast'], "--allow is of 'atlasc check'")):
        assert said in query(folder, *args, status=2).stderr, (args, said)
    for args in (['check', '-m', 'maps', 'maps'], ['maps/town.yaml', '--limit', '3']):
        assert "is of 'atlasc query'" in run(folder, *args, status=2).stderr


def test_looks(folder):
    write(folder, TOWN)
    plain = query(folder, 'find', 'school').stdout
    colored = query(folder, 'find', 'school', '--color', 'always', '--links', 'osc8').stdout
    assert '\033' not in plain and '\033[1mSchool\033[0m' in colored and '\033]8;;https://example.org/school\033\\' in colored
    same(re.sub(r'\033\[\d*m|\033\]8;;[^\033]*\033\\', '', colored), plain)
    assert '\033]8' not in query(folder, 'find', 'school', '--color', 'always', '--links', 'never').stdout
    wide = query(folder, 'used-by', 'pupil', '--width', '40').stdout.splitlines()
    assert max(map(len, wide)) <= 40, wide
    write(folder, {'long': 'nodes: {a: {label: A, about: "%s needle %s"}}\n' % ('left ' * 50, 'right ' * 50)})
    line = query(folder, 'find', 'needle', '--width', '60').stdout.splitlines()[1]
    assert len(line) <= 60 and ' needle ' in line and line.startswith('    about: …left') and line.endswith('…'), line


# -- check of a folder ---------------------------------------------------------------------------------------------------

ABOUT = 'about: What it shows.\n'
ROOT = ABOUT + 'nodes: {r: {label: R, map: %s}}\n'
ROW = ABOUT + '%snodes:\n  top:\n    label: Top\n    nodes: {%s}\n'
CARD = ABOUT + 'nodes:\n  top:\n    label: Top\n    items: [%s]\n'
PALE = 'extends: atlas\nroles: {leaf: {text: "#888888", fill: "#ffffff"}}\n'
LINTS = {  # code: what it says of maps that have the fault; maps beside it that have not
    'dangling-link': (
        {'a': ABOUT + 'nodes: {x: X}\nlinks: [x -> b/twoo]\n', 'b': ABOUT + 'nodes: {two: T}\n'},
        ["maps/a.yaml:3:14: error: link to 'b/twoo', which leads nowhere; did you mean 'b/two'? [dangling-link]"],
        {'a': ABOUT + 'nodes: {x: X}\nlinks: [x -> b/two]\n', 'b': ABOUT + 'nodes: {two: T}\n'}),
    'dangling-see': (
        {'a': ABOUT + 'nodes: {x: {label: X, see: [beds/two, y, hub, wrod]}, y: Y}\nglossary: {word: It says.}\n',
         'bed': ABOUT + 'nodes: {two: T}\n', 'd/hub': ABOUT + 'nodes: {h: H}\n', 'e/hub': ABOUT + 'nodes: {h: {label: H, see: a/x}}\n'},
        ["maps/a.yaml:2:29: error: see 'beds/two', which leads nowhere; did you mean 'bed/two'? [dangling-see]",
         "maps/a.yaml:2:42: error: see 'hub', which may mean more than one thing: d/hub, e/hub [dangling-see]",
         "maps/a.yaml:2:47: error: see 'wrod', which leads nowhere; did you mean 'word'? [dangling-see]"],
        {'a': ABOUT + 'nodes: {x: {label: X, see: [b/two, y, d/hub, word, b]}, y: Y}\nglossary: {word: It says.}\n',
         'b': ABOUT + 'nodes: {two: T}\n', 'd/hub': ABOUT + 'nodes: {h: H}\n', 'e/hub': ABOUT + 'nodes: {h: {label: H, see: a/x}}\n'}),
    'dangling-map': (
        {'a': ROOT % 'd/bb.yaml', 'd/b': ABOUT + 'nodes: {two: {label: T, map: ../aa.yaml}}\n'},
        ["maps/a.yaml:2:9: error: opens 'd/bb.yaml', which is no map here; did you mean 'd/b.yaml'? [dangling-map]",
         "maps/d/b.yaml:2:9: error: opens '../aa.yaml', which is no map here; did you mean '../a.yaml'? [dangling-map]"],
        {'a': ROOT % 'd/b.yaml', 'd/b': ABOUT + 'nodes: {two: {label: T, map: notes.txt}}\n', 'd/notes.txt': 'a file\n'}),
    'unreachable-map': (
        {'a': ROOT % 'b.yaml', 'b': ABOUT + 'nodes: {two: T}\n', 'd/c': ABOUT + 'nodes: {two: T}\n'},
        ["maps/d/c.yaml:1:1: warning: no way of 'map:' leads to this map from the root of the folder [unreachable-map]"],
        {'a': ABOUT + 'nodes: {r: R}\n', 'b': ABOUT + 'nodes: {two: T}\n', 'd/c': ABOUT + 'nodes: {two: T}\n'}),
    'orphan-node': (
        {'a': ABOUT + 'nodes: {x: X, y: {label: Y, nodes: {z: Z}}, w: {label: W, items: [I]}}\nlinks: [x -> w]\n'},
        ["maps/a.yaml:2:15: warning: no link, 'see' or 'map:' leads to or from 'Y', what is below it or what is above it [orphan-node]"],
        {'a': ABOUT + 'nodes: {x: X, y: {label: Y, nodes: {z: Z}}, w: {label: W, items: [I]}}\nlinks: [x -> z, y -> w]\n'}),
    'duplicate-label': (
        {'a': ABOUT + 'nodes: {x: {label: Same, items: [One, Two, ONE]}, y: same, k: {label: K, nodes: {p: {label: P, kind: model}}},'
                      ' p: {label: P, kind: model}}\n'},
        ["maps/a.yaml:2:44: warning: its sibling is called 'ONE', too [duplicate-label]",
         'maps/a.yaml:2:34: note: the first is here [duplicate-label]',
         "maps/a.yaml:2:51: warning: its sibling is called 'same', too [duplicate-label]",
         'maps/a.yaml:2:9: note: the first is here [duplicate-label]',
         "maps/a.yaml:2:112: warning: another node of this kind and note is called 'P', too [duplicate-label]",
         'maps/a.yaml:2:82: note: the first is here [duplicate-label]'],
        {'a': ABOUT + 'nodes: {x: {label: Same, items: [One, Two]}, y: {label: Y, items: [One, Same]}, k: {label: K, nodes: {p: '
                      '{label: P, kind: model, note: the first}}}, p: {label: P, kind: model}}\n'}),
    'undefined-term': (
        {'a': ABOUT + 'nodes:\n  x: {label: X, about: An LLM.}\n  y: {label: The Y, note: LLMs again, status: new}\nglossary: {PII: Private.}\n',
         'b': ABOUT + 'nodes:\n  z: {label: Z, facts: {what: the LLM}}\n'},
        ["maps/a.yaml:3:27: warning: 'LLM' stands in 3 entries, and no glossary says what it means [undefined-term]"],
        {'a': ABOUT + 'nodes:\n  x: {label: X, about: "An LLM, HF_HOME, XIV, CLIPs."}\n  y: {label: "The Y, a PII", note: "HF_HOME, XIV, CLIPs", status: new}\n'
              '  c: {label: OPEN IT, note: NOT NOW, status: new}\n  d: {label: OPEN IT NOW, status: new}\n  e: {label: HOW TO OPEN, about: NOT NOW}\n'
              'glossary: {PII: Private., image model: {text: A model., aka: CLIP}}\n',
         'b': ABOUT + 'nodes:\n  z: {label: Z, facts: {what: "no LLMish, HF_HOME, XIV, a CLIP, LLM twice, LLM"}}\n'}),
    'long-row': (
        {'a': ROW % ('', ', '.join(f'n{i}: N {i}' for i in range(10))),
         'b': ABOUT + 'title: B\nnodes: {%s}\n' % ', '.join(f'n{i}: N {i}' for i in range(11))},
        ['maps/a.yaml:3:3: warning: 10 boxes below this one stand in one row; more than 9 are hard to take in: group them, or choose '
         'another layout [long-row]',
         'maps/b.yaml:1:1: warning: 11 boxes at the top of the map stand in one row; more than 9 are hard to take in: group them, or '
         'choose another layout [long-row]'],
        {'a': ROW % ('', ', '.join(f'n{i}: N {i}' for i in range(9))),
         'b': ROW % ('direction: right\n', ', '.join(f'n{i}: N {i}' for i in range(12))),
         'c': ROW % ('layout: list\n', ', '.join(f'n{i}: N {i}' for i in range(12))),
         'd': ROW % ('layout: nested\n', ', '.join(f'n{i}: N {i}' for i in range(12))),
         'e': CARD % ', '.join(f'N {i}' for i in range(12))}),
    'contrast': (
        {'a': 'style: pale.yaml\n' + ABOUT + 'nodes: {x: X}\n', 'b': 'style: pale.yaml\n' + ABOUT + 'nodes: {x: X}\n', 'pale': PALE},
        ["maps/pale.yaml:2:9: warning: the text of role 'leaf' has a contrast of 3.5:1 in the light scheme; 4.5:1 is the least that all "
         'can read [contrast]'],
        {'a': 'style: pale.yaml\n' + ABOUT + 'nodes: {x: X}\n', 'pale': PALE.replace('text: "#888888"', 'text: "#111111", note: "#333333"')}),
    'missing-about': (
        {'a': '# A comment.\n\n---\ntitle: A\nnodes: {x: X}\n', 'b': ABOUT + 'nodes: {x: X}\n'},
        ["maps/a.yaml:4:1: warning: the map has no 'about:', a sentence on what it shows, for those who cannot see it [missing-about]"],
        {'a': '# A comment.\n\n---\ntitle: A\nabout: X.\nnodes: {x: X}\n', 'b': ABOUT + 'nodes: {x: X}\n'}),
    'empty-entry': (
        {'a': ABOUT + 'nodes:\n  x: {label: X, facts: {what: It.}, items: [One, Two: and a note, {id: i, label: Three, tags: t}, Four]}\n',
         'b': ABOUT + 'nodes: {x: {label: X, about: It.}, y: Y}\n'},
        ["maps/a.yaml:3:45: warning: 4 entries have a name and nothing else to read: 'One', 'Two', 'Three' and 1 more [empty-entry]",
         "maps/b.yaml:2:36: warning: 1 entry has a name and nothing else to read: 'Y' [empty-entry]"],
        {'a': ABOUT + 'nodes:\n  x: {label: X, items: [One, Two: and a note, {id: i, label: Three, tags: t}, Four]}\n',  # a drawing
         'b': ABOUT + 'nodes:\n  x: {label: X, about: It., map: a.yaml, items: [{label: U, url: "https://example.org"}, {label: S, see: x},'
                      ' {label: M, map: c.yaml}, {label: N, since: "2020"}, {label: T, status: new}, {label: F, facts: {what: It.}},'
                      ' {id: to, label: L}, {id: by, label: W}, {id: from, label: K}]}\nlinks: [from -> to]\nglossary: {word: A word.}\n',
         'c': ABOUT + 'nodes: {x: {label: X, see: b/by}}\n'}),
    'old-fact': (
        {'a': ABOUT + 'nodes:\n  x: {label: X, facts: {now: It is., as of: 2025-10}}\n  y: {label: Y, facts: {As Of: 2024-01-31}}\n'
                      '  z: {label: Z, facts: {as of: in August}}\n  w: {label: W, items: [{label: N, facts: {now: It is.}}]}\n'},
        ["maps/a.yaml:3:38: warning: what is said of 'X' is as of 2025-10, 13 months before 2026-11: look whether it still holds [old-fact]",
         "maps/a.yaml:4:25: warning: what is said of 'Y' is as of 2024-01-31, 34 months before 2026-11: look whether it still holds [old-fact]",
         "maps/a.yaml:5:25: warning: 'as of' of 'Z' is no date such as 2026-08 or 2026-08-20 [old-fact]",
         "maps/a.yaml:6:44: warning: 'now' of 'N' has no 'as of' beside it, a date from which its age can be told [old-fact]"],
        {'a': ABOUT + 'nodes:\n  x: {label: X, facts: {now: It is., as of: 2025-11-01}}\n  y: {label: Y, facts: {as of: 2027-02, was: 1990-01}}\n'}),
}
ASKED = {'old-fact': ['--as-of', '2026-11-30']}  # what is not said unless it is asked for


def check(folder, *args, status=0):
    return run(folder, 'check', *args, status=status).stderr.splitlines()


def lint_test(code):
    def test(folder):
        bad, said, good = LINTS[code]
        error, asked = int('error' in said[0]), ASKED.get(code, [])
        write(folder, bad)
        lines = check(folder, *asked, '--format', 'gcc', 'maps', status=error)
        if code == 'contrast':  # the sheet says so for each scheme; once, though two maps have it
            same(len(lines), len(set(lines)))
            lines = [line for line in lines if "'leaf'" in line and 'light' in line]
        same(lines, said)
        same(check(folder, *asked, '--allow', code, 'maps'), [])
        same(check(folder, *asked, '--allow', f'contrast,{code}', '--allow', 'long-row', 'maps'), [])
        got = [json.loads(line) for line in check(folder, *asked, '--format', 'json', 'maps', status=error)]
        assert all(one['code'] == code for one in got) and got[0]['endColumn'] > got[0]['column'], got
        assert f'title={code}::' in check(folder, *asked, '--format', 'github', 'maps', status=error)[0]
        human = check(folder, *asked, 'maps', status=error)
        assert human[1].split(' | ', 1)[1] and re.fullmatch(r' +\| *\^~*', human[2]), human
        if asked:
            same(check(folder, 'maps'), [])
        for path in sorted((folder / 'maps').rglob('*.*')):
            path.unlink()
        write(folder, good)
        same(check(folder, *asked, '--format', 'gcc', 'maps'), [])
    return test


for lint in LINTS:
    globals()[f'test_lint_{lint}'] = lint_test(lint)


def test_every_lint(folder):
    """Each that help lists has a case here, and each is an --allow."""
    text = run(folder, 'check', '--help').stdout
    codes = set(re.findall(r'^  (?:([a-z]+-[a-z]+)(?=[ ,])|(contrast))', text, re.M))
    listed = {word for pair in codes for word in pair if word} | {'dangling-see', 'dangling-map'}
    same(listed, set(LINTS))
    assert "did you mean 'long-row'?" in run(folder, 'check', '--allow', 'long-rows', 'maps', status=2).stderr
    assert '--help' in run(folder, 'check', '--allow', 'contrast,', 'maps', status=2).stderr


def test_ages(folder):
    """No clock is asked: without a date no fact is old, and how many months are not is said."""
    write(folder, {'a': ABOUT + 'nodes: {x: {label: X, facts: {as of: 2026-08}}}\n'})
    same(len(check(folder, '--as-of', '2026-10', '--fresh', '1', '--format', 'gcc', 'maps')), 1)
    same(check(folder, '--as-of', '2026-09', '--fresh', '1', 'maps'), [])
    same(len(check(folder, '--as-of', '2027-09', '--format', 'gcc', 'maps')), 1)
    same(check(folder, '--as-of', '2027-08', 'maps'), [])
    same(check(folder, 'maps'), [])
    for date in ('2026', '2026-13', '2026-00', '2026-08-32', '2026-08-00', '2026-8', '26-08', '2026/08', '2026-08-1x', '', '0000-01'):
        done = run(folder, 'check', '--as-of', date, 'maps', status=2)
        assert f"--as-of takes a date such as 2026-08 or 2026-08-20, not '{date}'" in done.stderr, done.stderr
    assert '--fresh takes a number' in run(folder, 'check', '--as-of', '2026-08', '--fresh', '0', 'maps', status=2).stderr


AS_OF = '2026-11'  # when the atlas was read through last


def test_the_atlas_is_silent(_):
    done = run(SOURCE, 'check', '--as-of', AS_OF, 'maps')
    same((done.stdout, done.stderr), ('', ''))


def test_files_alone(folder):
    """A file is checked as it ever was, and folders beside it."""
    write(folder, {'a': 'nodes: {x: {label: X, see: no/thing}}\n', 'd/b': 'nodes: {y: {lable: Y}}\n'})
    same(check(folder, 'maps/a.yaml'), [])
    lines = check(folder, '--format', 'gcc', 'maps/a.yaml', 'maps/d', status=1)
    same(lines, ["maps/d/b.yaml:1:13: error: unknown key 'lable'; did you mean 'label'? [unknown-key]"])
    lines = check(folder, 'maps', 'maps/a.yaml', status=1)
    same(lines[-1], 'atlasc: 2 errors, 1 warning in 3 files')
    (folder / 'empty').mkdir()
    same(check(folder, 'empty', status=1), ["atlasc: error: there is no map in 'empty': no .yaml file there has 'nodes:' at its top"])
    same(run(folder, 'check', 'maps/none.yaml', status=4).stderr.count('cannot read'), 1)


def test_bad_maps_hide_no_faults_and_make_none(folder):
    """What a map has that cannot be read is not known: nothing is said of references to it, and of who opens whom."""
    write(folder, {'a': ABOUT + 'nodes: {r: {label: R, map: bad.yaml}, s: {label: S, map: c.yaml}}\n', 'c': ABOUT + 'nodes: {x: X}\n',
                   'b': ABOUT + 'nodes: {x: {label: X, see: [bad/y, bad, worse/y]}}\n',
                   'bad': 'nodes: {y: {lable: Y, map: b.yaml}}\n'})
    lines = check(folder, '--format', 'gcc', 'maps', status=1)
    same(lines, ["maps/b.yaml:2:41: error: see 'worse/y', which leads nowhere [dangling-see]",
                 "maps/bad.yaml:1:13: error: unknown key 'lable'; did you mean 'label'? [unknown-key]"])
    write(folder, {'a.yml': ABOUT + 'nodes: {x: X}\n', 'bad': ABOUT + 'nodes: {y: {label: Y, map: b.yaml}}\n'})
    assert any('of one name [same-name]' in line for line in check(folder, '--format', 'gcc', 'maps', status=1))


def test_many(folder):
    """As many faults as may be: the first hundred of each map are said, and nothing takes long."""
    write(folder, {'a': ABOUT + 'nodes:\n' + ''.join(f'  n{i}: {{label: Same, see: [m{i}/x, no{i}]}}\n' for i in range(20000))})
    lines = check(folder, '--format', 'gcc', 'maps', status=1)
    same(len([line for line in lines if ': note: ' not in line]) <= 100 and len(lines) >= 100, True)


if __name__ == '__main__':
    each.main(globals())
