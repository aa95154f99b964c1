#!/usr/bin/env python3
"""`atlasc diff`: what was done to a map at random is what the list says, and nothing else; the drawing of both maps shows it, in
every layout; and real git shows maps with it, whatever folder it puts its copies in.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/diff/run.py [WORD...]
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

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent).absolute()
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
MAPS = int(os.environ.get('ATL_DIFF_N', 40))
PATIENCE = 120
WORDS = ('Web Shop Orders Billing Search Basket Catalogue Payment Login Metrics Alerts Queue Cache Gateway Mobile Reports Invoices Stock '
         'Shipping Returns Reviews Ratings Profile Sessions Tokens Secrets Vault Backup Restore Archive').split()


def run(*command, folder, status=0, data=None):
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, timeout=PATIENCE, input=data,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'HOME': str(folder), 'GIT_CONFIG_NOSYSTEM': '1', 'NO_COLOR': '1',
                               'PATH': f'{pathlib.Path(ATLASC).parent}:{os.environ["PATH"]}', 'GIT_PAGER': 'cat'})
    text = done.stdout.decode(errors='replace')
    assert status is None or done.returncode == status, f'{" ".join(map(str, command))}: exit {done.returncode}\n{text[-1500:]}{done.stderr.decode()[-1500:]}'
    return text, done.stderr.decode()


# -- maps that somebody changed ------------------------------------------------------------------------------------------

class Node:
    def __init__(self, id, label):
        self.id, self.label, self.note, self.kind, self.items, self.nodes = id, label, '', '', [], []

    def data(self):
        said = {'label': self.label}
        for key in ('note', 'kind', 'items'):
            if getattr(self, key):
                said[key] = getattr(self, key)
        if self.nodes:
            said['nodes'] = {node.id: node.data() for node in self.nodes}
        return said


class Map:
    """A tree of nodes whose ids are all different, and links between them."""
    def __init__(self, chance):
        self.top, self.count = Node('', ''), 0
        for _ in range(chance.randint(4, 14)):
            self.add(chance, chance.choice(self.all() or [self.top]) if chance.random() < .7 else self.top)
        nodes = self.all()
        self.links = []
        for _ in range(chance.randint(0, 8)):
            a, b = chance.sample(nodes, 2)
            self.links.append([a.id, b.id, chance.choice(['', f'does {len(self.links)}'])])

    def add(self, chance, parent):
        self.count += 1
        node = Node(f'{chance.choice("pqxyz")}{self.count * 7919 % 1000:03}', f'{chance.choice(WORDS)} {chance.choice(WORDS)} {self.count}')
        node.note = chance.choice(['', '', 'a note'])
        node.kind = chance.choice(['', '', 'database', 'service'])
        node.items = [f'Row {self.count}{letter}' for letter in 'abc'[:chance.choice([0, 0, 1, 3])]]
        parent.nodes.append(node)
        return node

    def all(self, top=None):
        found = []
        for node in (top or self.top).nodes:
            found += [node] + self.all(node)
        return found

    def parent(self, child):
        return next(node for node in [self.top] + self.all() if child in node.nodes)

    def path(self, node):
        above = self.parent(node)
        return node.id if above is self.top else f'{self.path(above)}.{node.id}'

    def text(self):
        nodes = {node.id: node for node in self.all()}
        links = [{'from': self.path(nodes[a]), 'to': self.path(nodes[b]), **({'label': label} if label else {})} for a, b, label in self.links]
        return json.dumps({'nodes': {node.id: node.data() for node in self.top.nodes}, 'links': links}, indent=1)


def change(chance, map_):
    """Does one thing, and says what the list has to say: {(what, id or ends): set of changes}."""
    nodes = map_.all()
    node = chance.choice(nodes)
    what = chance.choice(['add', 'remove', 'rename', 'id', 'move', 'note', 'item', 'link', 'unlink', 'relabel'])
    held = {one.id for one in map_.all(node)} | {node.id}
    if what == 'add':
        map_.count += 50
        return {('node', map_.add(chance, chance.choice([node, map_.top])).id): {'added'}}, what
    if what == 'remove':
        gone = {('node', id): {'removed'} for id in held}
        map_.parent(node).nodes.remove(node)
        if not map_.top.nodes:
            return None, what
        lost = [link for link in map_.links if {link[0], link[1]} & held]
        map_.links = [link for link in map_.links if link not in lost]
        return gone | {('link', (a, b)): {'removed'} for a, b, _ in lost}, what
    if what == 'rename':
        node.label = node.label + ' ' + chance.choice(WORDS)
        return {('node', node.id): {'renamed'}}, what
    if what == 'id':
        old, node.id = node.id, 'w' + node.id
        for link in map_.links:
            link[:2] = [node.id if end == old else end for end in link[:2]]
        return {('node', node.id): {'renamed'}}, what
    if what == 'move':
        targets = [one for one in [map_.top] + nodes if one.id not in held and node not in one.nodes]
        if not targets:
            return None, what
        map_.parent(node).nodes.remove(node)
        chance.choice(targets).nodes.append(node)
        return {('node', node.id): {'moved'}}, what
    if what == 'note':
        node.note = 'something else'
        return {('node', node.id): {'changed'}}, what
    if what == 'item':
        node.items = node.items + ['Quite another row']
        return {('item', 'Quite another row'): {'added'}}, what
    if what == 'link':
        a, b = chance.sample(nodes, 2) if len(nodes) > 1 else (node, node)
        if any(link[:2] == [a.id, b.id] for link in map_.links):
            return None, what
        map_.links.append([a.id, b.id, 'is new'])
        return {('link', (a.id, b.id)): {'added'}}, what
    link = chance.choice(map_.links) if map_.links else None
    if not link or sum(other[:2] == link[:2] for other in map_.links) > 1:
        return None, what
    if what == 'unlink':
        map_.links.remove(link)
        return {('link', tuple(link[:2])): {'removed'}}, what
    link[2] = 'another label'
    return {('link', tuple(link[:2])): {'renamed'}}, what


def listed(said):
    found = {}
    for node in said['nodes']:
        found['item' if node['item'] else 'node', node['label'] if node['item'] else node['path'].split('.')[-1]] = set(node['change'])
    for link in said['links']:
        found['link', (link['from'].split('.')[-1], link['to'].split('.')[-1])] = set(link['change'])
    return found


MARK = {'added': '+', 'removed': '-', 'renamed': '~', 'moved': '>', 'changed': '*'}


def random_changes(work):
    made = {}
    for seed in range(MAPS):
        chance = random.Random(seed)
        map_ = Map(chance)
        (work / 'old.yaml').write_text(map_.text(), encoding='utf-8')
        want, what = change(chance, map_)
        if want is None:
            continue
        made[what] = made.get(what, 0) + 1
        (work / 'new.yaml').write_text(map_.text(), encoding='utf-8')
        text, _ = run(ATLASC, 'diff', '--list', '--format', 'json', 'old.yaml', 'new.yaml', folder=work)
        said = json.loads(text)
        have = listed(said)
        if what == 'remove':  # items of what is gone are gone
            have = {key: value for key, value in have.items() if key[0] != 'item'}
        if what == 'add':
            have = {key: value for key, value in have.items() if key[0] != 'item'}
        assert have == want and not said['same'], f'seed {seed}, {what}: the list says {have}, not {want}\n{text}'
        back = json.loads(run(ATLASC, 'diff', '--list', '--format', 'json', 'new.yaml', 'old.yaml', folder=work)[0])
        turned = {'added': 'removed', 'removed': 'added'}
        assert sorted(turned.get(word, word) for one in back['nodes'] for word in one['change']) == \
            sorted(word for one in said['nodes'] for word in one['change']), f'seed {seed}, {what}: the other way round it is {listed(back)}'
        layout = ('tree', 'layered', 'list')[seed % 3]
        drawn, noise = run(ATLASC, 'diff', '-l', layout, '--width', '400', 'old.yaml', 'new.yaml', folder=work, status=None)
        for node in said['nodes']:
            mark = ''.join(MARK[word] for word in ('moved', 'renamed') if word in node['change']) or MARK[node['change'][0]]
            first = node['label'].split()[0]
            assert f'{mark} {first}' in drawn, f'seed {seed}, {what}, {layout}: no "{mark} {first}" in\n{drawn}'
        if not seed % 4:
            svg, _ = run(ATLASC, 'diff', '-T', 'svg', 'old.yaml', 'new.yaml', folder=work, status=None)
            for node in said['nodes']:
                assert f'{MARK[node["change"][0]]} {node["label"].split()[0]}'.replace('>', '&gt;') in svg, (seed, node)
        assert run(ATLASC, 'diff', 'new.yaml', 'new.yaml', folder=work)[0] == '', f'seed {seed}: a map differs from itself'
    missing = {'add', 'remove', 'rename', 'move', 'note', 'link'} - set(made)
    assert not missing or MAPS < 30, f'{missing} never happened'
    return f'{sum(made.values())} changes of {len(made)} sorts'


# -- what is the same ----------------------------------------------------------------------------------------------------

CASES = [
    # (old, new, [the list]): one after the other
    ('nodes: {shop: {label: Shop, nodes: {a: A, b: B, c: C}}}', 'nodes: {store: {label: Store, nodes: {a: A, b: B, c: C}}}',
     ['~   store: Store, was Shop (id shop)', 'nodes: 1 renamed']),
    ('nodes: {a: {label: A, nodes: {x: X}}, b: B}', 'nodes: {a: A, b: {label: B, nodes: {x: X}}}', ['>   b.x: X, from a', 'nodes: 1 moved']),
    ('nodes: {a: {label: A, nodes: {x: Xylophone}}, b: B}', 'nodes: {a: A, b: {label: B, nodes: {x: Xylophones}}}',
     ['>~  b.x: Xylophones, was Xylophone, from a', 'nodes: 1 renamed, 1 moved']),
    ('nodes: {a: {items: [One, Two, Three]}}', 'nodes: {a: {items: [One, Two and a half, Three]}}', ['~   a.Two and a half, was Two', 'nodes: 1 renamed']),
    ('nodes: {a: {items: [Same, Same]}}', 'nodes: {a: {items: [Same, Same, Same]}}', ['+   a.Same', 'nodes: 1 added']),
    ('nodes: {a: A, b: B}', 'nodes: {b: B, a: A}', []),
    ('nodes: {x: {label: X}, a: {items: [{id: x, label: X}]}}', 'nodes: {a: {items: [{id: x, label: X}]}, x: {label: X}}', []),
    ('nodes: {a: {nodes: {x: Node}}}', 'nodes: {a: {items: [{id: x, label: Item}]}}', ['-   a.x-was: Node', '+   a.x: Item', 'nodes: 1 added, 1 removed']),
    ('nodes: {a: {nodes: {x: Node, x-was: Other}}}', 'nodes: {a: {items: [{id: x, label: Item}]}}',
     ['-   a.x-was2: Node', '-   a.x-was: Other', '+   a.x: Item', 'nodes: 1 added, 2 removed']),
    ('nodes: {a: {nodes: {%s: Node}}}' % ('x' * 200), 'nodes: {a: {items: [{id: %s, label: Item}]}}' % ('x' * 200),
     ['-   a.%s-was: Node' % ('x' * 184), '+   a.%s: Item' % ('x' * 200), 'nodes: 1 added, 1 removed']),
    ('nodes: {a: {items: [{id: i, label: Item}]}, b: B}\nlinks: [b -> i]', 'nodes: {a: {items: [Item]}, b: B}',
     ['~   a.i: Item, was i', '-   b -> a.i', 'nodes: 1 renamed', 'links: 1 removed']),
    ('nodes: {a: A, b: B, c: C}\nlinks: ["a -> b: calls"]', 'nodes: {a: A, b: B, c: C}\nlinks: ["a -> c: calls"]',
     ['>   a -> c: calls, was a -> b', 'links: 1 moved']),
    ('nodes: {a: A, b: B}\nlinks: [a -> b, a -> b, a -> other/x]', 'nodes: {a: A, b: B}\nlinks: [a -> b, a -> other/y]',
     ['+   a -> other/y', '-   a -> b', '-   a -> other/x', 'links: 1 added, 2 removed']),
    ('nodes: {a: {label: A, kind: database, facts: {port: 1}}}', 'nodes: {a: {label: A, tags: [t], facts: {port: 2}}}',
     ['*   a: A', '      kind: database (gone)', '      tags: (new) t', '      facts: port: 1 -> port: 2', 'nodes: 1 changed']),
    ('nodes: {a: {items: [One, Two], columns: 2}}', 'nodes: {a: {items: [One, Two], columns: auto}}',
     ['*   a: a', '      columns: 2 -> auto', 'nodes: 1 changed']),
    ('kinds: {k: {color: red}, l: teal}\nnodes: {a: {label: A, kind: k}, b: {label: B, kind: l}, c: {label: C, kind: m}}\nlinks: [{from: a, to: b, kind: k}]',
     'kinds: {k: {color: blue, about: x}, m: {like: k}}\nnodes: {a: {label: A, kind: k}, b: {label: B, kind: l}, c: {label: C, kind: m}}\nlinks: [{from: a, to: b, kind: k}]',
     ['*   a: A', '      look: color red -> color blue', '*   b: B', '      look: color teal (gone)', '*   c: C', '      look: (new) like k, color blue',
      '*   a -> b', '      look: color red -> color blue', '*   kind k', '      about: (new) x', '      color: red -> blue', '+   kind m', '-   kind l',
      'nodes: 3 changed', 'links: 1 changed', 'kinds: 1 added, 1 removed, 1 changed']),
    ('kinds: {k: {like: l}, l: {shape: cylinder, border: thick, line: "#111111"}}\nnodes: {a: {label: A, kind: k}}',
     'kinds: {k: {like: l}, l: {shape: queue, icon: lock, line: ["#111111", "#eeeeee"]}}\nnodes: {a: {label: A, kind: k}}',
     ['*   a: A', '      look: like l, line #111111, shape cylinder, border thick -> like l, line #111111, #eeeeee, shape queue, icon lock', '*   kind l',
      '      line: #111111 -> #111111, #eeeeee', '      shape: cylinder -> queue', '      border: thick (gone)', '      icon: (new) lock',
      'nodes: 1 changed', 'kinds: 1 changed']),
    ('nodes: {a: A, b: B}\nviews: {v: {root: a, depth: 1}, w: {only: [x, y]}}', 'nodes: {a: A, b: B}\nviews: {u: {}, v: {root: b, legend: auto, title: {text: T, show: true}}}',
     ['+   view u', '*   view v', '      title: (new) T', '      show: (new) true', '      root: a -> b', '      depth: 1 (gone)', '      legend: (new) auto', '-   view w',
      'views: 1 added, 1 removed, 1 changed']),
    ('nodes: {a: A}\nglossary: {LLM: A model., RAG: {text: R., aka: [r]}, Old: O.}', 'nodes: {a: A}\nglossary: {Language model: {text: A model., aka: [llm]}, RAG: {text: R!, see: [a]}, New: N.}',
     ['~   term Language model, was LLM', '      aka: (new) llm', '*   term RAG', '      text: R. -> R!', '      aka: r (gone)', '      see: (new) a', '+   term New', '-   term Old',
      'terms: 1 added, 1 removed, 1 renamed, 2 changed']),
    ('nodes: {a: {label: A, icon: lock}, b: B}\nlinks: [{from: a, to: b, from-label: 1, to-label: n, style: thick}]',
     'legend: true\nnodes: {a: {label: A, icon: key}, b: B}\nlinks: [{from: a, to: b, from-label: 0..1, style: [thick, crow]}]',
     ['      legend: (new) true', '*   a: A', '      icon: lock -> key', '*   a -> b', '      style: thick -> thick, crow', '      from-label: 1 -> 0..1', '      to-label: n (gone)',
      'nodes: 1 changed', 'links: 1 changed']),
    ('title: One\nnodes: {a: A}', 'title: Two\nnodes: {a: A}', ['      title: One -> Two']),
]


def cases(work):
    for old, new, want in CASES:
        (work / 'a.yaml').write_text(old + '\n', encoding='utf-8')
        (work / 'b.yaml').write_text(new + '\n', encoding='utf-8')
        have = run(ATLASC, 'diff', '--list', 'a.yaml', 'b.yaml', folder=work)[0].splitlines()
        assert have == want, f'{old}\n{new}\n' + '\n'.join(have)
        run(ATLASC, 'diff', '--check', 'a.yaml', 'b.yaml', folder=work, status=3 if want else 0)
        run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '-T', 'svg', '-o', 'x.svg', folder=work, status=None)
    (work / 'bad.yaml').write_text('nodes: {a: {lable: A}}\n')
    run(ATLASC, 'diff', 'bad.yaml', 'b.yaml', folder=work, status=1)
    run(ATLASC, 'diff', 'none.yaml', 'b.yaml', folder=work, status=4)
    run(ATLASC, 'diff', 'b.yaml', folder=work, status=2)
    run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '-o', 'a.yaml', '-T', 'text', folder=work, status=2)
    (work / 'c.yaml').write_text('nodes: {a: A, b: B}\nlinks: [{from: a, to: b, from-label: 1, to-label: n}]\nviews: {v: {depth: 1}}\n')
    (work / 'd.yaml').write_text('nodes: {a: A, b: B}\nlinks: [{from: a, to: b, from-label: 1, to-label: m}]\nkinds: {k: red}\n')
    text, noise = run(ATLASC, 'diff', 'c.yaml', 'd.yaml', folder=work)
    assert ' m ' in text or 'm\n' in text, text
    assert noise == 'atlasc: note: what differs of kinds, views is not drawn; --list names it\n', noise
    (work / 'e.yaml').write_text('nodes: {a: {label: A, icon: lock}}\nlinks: [{from: a, to: a, to-label: n, style: [thick, crow]}]\nkinds: {k: {color: red, shape: box}}\n'
                                 'views: {v: {root: a, neighbours: 2}}\nglossary: {T: {text: Text., aka: [U]}}\n')
    lines = run(ATLASC, 'diff', '--textconv', 'e.yaml', folder=work)[0].splitlines()
    assert lines == ['A [a]', '  icon: lock', 'a -> a', '  to-label: n', '  line: thick', '  head: crow', 'kind k', '  color: red', '  shape: box', 'view v', '  root: a',
                     '  neighbours: 2', 'term T', '  text: Text.', '  aka: U'], lines
    text, _ = run(ATLASC, 'diff', '/dev/null', 'b.yaml', '-l', 'list', folder=work)
    assert text.startswith('+ A'), text
    if shutil.which('jsonschema'):
        for number, (old, new, _) in enumerate(CASES):
            (work / 'a.yaml').write_text(old + '\n', encoding='utf-8')
            (work / 'b.yaml').write_text(new + '\n', encoding='utf-8')
            (work / f'{number}.json').write_text(run(ATLASC, 'diff', '--format', 'json', 'a.yaml', 'b.yaml', folder=work)[0], encoding='utf-8')
        files = [word for number in range(len(CASES)) for word in ('-i', f'{number}.json')]
        run('jsonschema', *files, SOURCE / 'schema/diff.schema.json', folder=work)
    else:
        print('jsonschema is not there: the list is not held against its schema')
    return f'{len(CASES)} pairs'


# -- what is drawn -------------------------------------------------------------------------------------------------------

def drawn(work):
    (work / 'a.yaml').write_text('kinds: {store: {shape: cylinder, color: "#123456"}}\nnodes: {all: {label: All, nodes: {x: {label: X, kind: store}, '
                                 'y: {label: "Y", kind: queue}, z: Z}}}\nlinks: [{from: x, to: y, kind: use, label: fills}, y -> z]\n')
    (work / 'b.yaml').write_text('kinds: {store: {shape: cylinder, color: "#123456"}}\nnodes: {all: {label: All, nodes: {x: {label: X, kind: store}, '
                                 'w: {label: W, kind: store}, z: Z}}}\nlinks: [{from: x, to: w, kind: use, label: fills}]\n'
                                 'views: {stores: {only: store, layout: list}, quiet: {without-links: use, layout: layered}}\n')
    svg = run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '-T', 'svg', folder=work)[0]
    assert '#123456' not in svg, 'what is the same has the colour that its kind has'
    roles = set(re.findall(r'class="atl-([\w-]+)"', svg))
    assert 'green-leaf' in roles and len([role for role in roles if role.endswith('-leaf')]) == 3, roles
    text = run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '-l', 'nested', '--border', 'ascii', folder=work)[0]
    assert '+ W' in text and '- Y' in text and text.isascii(), text
    view = run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '--view', 'stores', folder=work)[0]
    assert '+ W' in view and 'Z' not in view, view
    assert 'fills' not in run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '--view', 'quiet', folder=work)[0]
    data = json.loads(run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '-T', 'map.json', folder=work)[0])
    kinds = {node['label']: node['kind'] for node in data['nodes']}
    assert kinds == {'All': 'same', 'X': 'same store', '- Y': 'removed queue', '+ W': 'added store', 'Z': 'same'}, kinds
    deep = '{"nodes": ' + '{"a": {"nodes": ' * 900 + '{"b": "B"}' + '}}' * 900 + '}'
    (work / 'a.yaml').write_text(deep)
    (work / 'b.yaml').write_text(deep.replace('"B"', '"C"'))
    text = run(ATLASC, 'diff', 'a.yaml', 'b.yaml', '-l', 'list', folder=work)[0]
    assert '~ C (was B)' in text, text[-300:]
    return 'colours, shapes, ASCII, views, a thousand levels'


# -- git -----------------------------------------------------------------------------------------------------------------

def git(work):
    folder = work / 'repository'
    (folder / 'maps').mkdir(parents=True)
    def call(*words, status=0):
        return run('git', '-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', *words, folder=folder, status=status)
    call('init', '-q', '-b', 'main')
    (folder / '.gitattributes').write_text('*.yaml diff=atlasc\nkinds.yaml -diff\nsheet.yaml -diff\n')
    (folder / 'maps/kinds.yaml').write_text('store: {shape: cylinder, color: teal}\n')
    (folder / 'maps/sheet.yaml').write_text('extends: atlas\nborder: round\n')
    head = 'style: sheet.yaml\nkinds: kinds.yaml\n'
    versions = [head + 'nodes: {web: Web, db: {label: DB, kind: store}}\nlinks: [web -> db]\n',
                head + 'nodes: {web: Storefront, db: {label: DB, kind: store}}\nlinks: ["web -> db: reads"]\n',
                'nodes: {web: [this is no map}\n',
                head + 'nodes: {web: Storefront, api: API, db: {label: DB, kind: store, about: All that is kept.}}\nlinks: [web -> api, api -> db]\n']
    for version in versions:
        (folder / 'maps/hub.yaml').write_text(version)
        call('add', '-A')
        call('commit', '-qm', 'A version')
    # lines, in a log that goes on to its end over a version that is no map
    call('config', 'diff.atlasc.textconv', 'atlasc diff --textconv')
    log, noise = call('log', '-p', '--', 'maps/hub.yaml')
    assert log.count('commit ') == 4 and '-Web [web]' in log and '+Storefront [web]' in log and '+  about: All that is kept.' in log, log
    assert '+nodes: {web: [this is no map}' in log, log
    assert "cannot" not in noise, noise
    # drawings, where the files that the map names stand beside the map and not beside the copies of git
    call('config', 'diff.atlasc.command', 'atlasc diff --git')
    shown, noise = call('diff', 'HEAD~3', 'HEAD~2', '--', 'maps/hub.yaml')
    assert '~ Storefront' in shown and 'was Web' in shown and '\u256d' in shown, shown + noise
    assert 'warning' not in noise, noise
    call('diff', 'HEAD~2', 'HEAD~1')  # a version that is no map
    log, _ = call('log', '-p', '--ext-diff')
    assert log.count('commit ') == 4 and '~ Storefront' in log, log
    assert '+ Web' in log, log  # the first version, whose other side is /dev/null
    # away from there, git's copies are all there is: it does without, and says so
    bare = work / 'bare.git'
    run('git', 'clone', '-q', '--bare', folder, bare, folder=work)
    run('git', 'config', 'diff.atlasc.command', 'atlasc diff --git', folder=bare)
    (bare / 'info').mkdir(exist_ok=True)
    (bare / 'info/attributes').write_text('*.yaml diff=atlasc\n')
    shown, noise = run('git', 'diff', 'main~3', 'main~2', '--', 'maps/hub.yaml', folder=bare)
    assert '~ Storefront' in shown and noise.count('warning') >= 2 and 'sheet.yaml' in noise and 'kinds.yaml' in noise, shown + noise
    # one map after the other
    shown, noise = call('difftool', '-y', '--extcmd', 'atlasc diff', 'HEAD~3', 'HEAD~2', '--', 'maps/hub.yaml')
    assert '~ Storefront' in shown, shown + noise
    (folder / 'maps/hub.yaml').write_text(versions[1])
    shown, noise = call('difftool', '-y', '--extcmd', 'atlasc diff', 'HEAD', '--', 'maps/hub.yaml')
    assert '- API' in shown and '\u256d' in shown and 'warning' not in noise, shown + noise
    return 'log -p, diff, difftool, a version that is no map, files beside the map'


CHECKS = [('random', random_changes, []), ('cases', cases, []), ('drawn', drawn, []), ('git', git, ['git'])]


def main():
    wanted, failed, skipped = sys.argv[1:], 0, []
    with tempfile.TemporaryDirectory(prefix='atlas-diff-') as folder:
        for name, check, needs in CHECKS:
            if wanted and not any(word in name for word in wanted):
                continue
            if [tool for tool in needs if not shutil.which(tool)]:
                skipped.append(f'{name} ({" ".join(needs)} not there)')
                continue
            work = pathlib.Path(folder) / name
            work.mkdir()
            try:
                print(f'ok  {name} ({check(work)})')
            except AssertionError as fault:
                failed += 1
                print(f'not ok  {name}: {fault}')
    print(f'diff: {failed} of {len(CHECKS)} checks failed' + (f'; skipped: {", ".join(skipped)}' if skipped else ''))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
