#!/usr/bin/env python3
"""Keeps reader, manual and schema equal, and holds the project's own maps and sheets against the schema.

The reader tells its words itself: `atlasc --dump=vocabulary` prints "scope key" lines, among others. The manual has them as `.It Ic`
entries of the lists marked `vocabulary: scope`, the schema as properties. Without python3-yaml no file is validated.
What people see of the schema is what their editor makes of it, so it is shown to yaml-language-server, too, which npm
brings; without node that is left out.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/schema/run.py
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import npm
from manual import manpage
from schema.editor import Editor
from schema.validate import faults

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()

KEYS = {'map', 'title', 'node', 'item', 'link', 'kind', 'view', 'term', 'sheet', 'role'}  # the scopes of YAML

# (a file, as JSON, which is YAML; whether it is right). Schema and reader must both say so.
MAPS = [
    ('{"nodes": {"a": "A", "b": null, "c": 1.0, "d_1-é": {"label": true}}}', True),
    ('{"nodes": {"a": {"items": ["X", {"X": "note"}, {"label": "X", "note": "n", "tags": ["b", "c"]}, 3]}}}', True),
    ('{"nodes": {"a": {"nodes": {"b": "B"}, "facts": {"x": 1}, "since": 2020, "divide": false, "layout": "list"}}}', True),
    ('{"nodes": {"a": "A", "b": "B"}, "links": ["a -> b", "a<->b", "a -- b", "a -> b: c", {"a -> b": "c"}]}', True),
    ('{"nodes": {"a": "A"}, "links": ["a -> other/b", {"from": "a", "to": "a", "arrow": "none"}]}', True),
    ('{"nodes": {"a": {"tags": "t"}}, "views": {"v": {"title": 1, "about": "x", "root": "a", "depth": 2, "only": "t", "without": ["k"], "layout": "list", "style": "print"}}}', True),
    ('{"nodes": {"a": "A", "b": "B"}, "links": [{"from": "a", "to": "b", "kind": "k"}], "kinds": {"k": "red"}, "views": {"v": {"root": "a", "neighbours": true}, "w": {"focus": ["a", "b"], "neighbours": 2, "without-links": "k"}, "x": {"neighbours": false, "focus": "a"}}}', True),
    ('{"nodes": {"a": "A"}, "views": {"v": {"root": "a", "neighbours": 0}}}', False),
    ('{"nodes": {"a": "A"}, "views": {"v": {"root": "a", "neighbours": 100}}}', False),
    ('{"nodes": {"a": "A"}, "views": {"v": {"root": "a", "neighbours": "all"}}}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": "Text.", "C/D d": {"text": "X", "aka": ["cd", "c-d"], "see": ["t", "a", "other/b"]}, "n": 3}}', True),
    ('{"nodes": {"a": {"url": "https://x.org"}, "b": {"url": "#b"}, "c": {"url": "c/d.html"}, "d": {"url": "mailto:d"}}}', True),
    ('{"nodes": {"a": {"url": "javascript:x"}}}', False),
    ('{"nodes": {"a": {"url": "//x.org"}}}', False),
    (r'{"nodes": {"a": {"url": "/\\x.org"}}}', False),
    (r'{"nodes": {"a": {"url": "\\\\x.org"}}}', False),
    (r'{"nodes": {"a": {"url": " /\t/x.org"}}}', False),
    (r'{"nodes": {"a": {"url": "dir\\page"}}}', True),
    ('{"title": "no nodes"}', False),
    ('{"nodes": {}}', False),
    ('{"nodes": {"a": {"lable": "A"}}}', False),
    ('{"nodes": {"a": {"divide": "yes"}}}', False),
    ('{"nodes": {"a": {"note": ["A"]}}}', False),
    ('{"nodes": {"a b": "A"}}', False),
    ('{"nodes": {"a.b": "A"}}', False),
    ('{"nodes": {"a/b": "A"}}', False),
    ('{"nodes": {"a": ["A"]}}', False),
    ('{"nodes": {"a": {"items": "X"}}}', False),
    ('{"nodes": {"a": {"items": [{"X": "one", "Y": "two"}]}}}', False),
    ('{"nodes": {"a": {"label": "A", "columns": 2, "items": [{"same-as": "b"}, {"id": "x", "same-as": "b", "note": "n"}]}, "b": {"same-as": "c", "columns": "auto"}, "c": "C"}}', True),
    ('{"nodes": {"a": {"items": [{"note": "without a label", "kind": "x"}]}}}', False),
    ('{"nodes": {"a": "A"}, "links": ["a a"]}', False),
    ('{"nodes": {"a": "A"}, "links": ["a--a"]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a"}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "arrow": "back"}]}', False),
    ('{"nodes": {"a": "A"}, "views": {"v": {"depth": 0}}}', False),
    ('{"nodes": {"a": "A"}, "views": {"v": {"layout": "spiral"}}}', False),
    ('{"nodes": {"a": "A"}, "links": ["a -> a, a", "a -> a -> a", "a, a -> [a, a]", "a --> a", "a <- a", "a => a", "a --- a", "a⇒a"]}', True),
    ('{"nodes": {"a": "A"}, "links": [{"source": "a", "target": "a"}, {"from": ["a", "a"], "target": "a"}]}', True),
    ('{"nodes": {"a": {"links": ["-> a", "a", {"-> a": "x"}, {"to": "a", "kind": "use"}, "<- a", "-- a"]}}}', True),
    ('{"nodes": {"a": {"links": "-> a"}}, "x-any": [1], "links": [{"from": "a", "to": "a", "x-y": {}}]}', True),
    ('{"nodes": {"a": {"items": [{"id": "uuid PK"}, {"url": "text"}, {"label": "x", "x-y": 1}], "x-z": null}}}', True),
    ('{"kinds": {"a": {"color": "green", "shape": "cylinder", "border": "dashed", "label": "A", "about": "x"}, "b": "#2a7", "c": "a", "x-d": 1}, "nodes": {"a": {"kind": "a"}}}', True),
    ('{"kinds": {"a": {"fill": "#fff", "line": ["#000", "red"], "text": "teal"}, "b": {"line": "dashed", "head": "open"}, "c": {"like": "a"}}, "nodes": {"a": "A"}}', True),
    ('{"kinds": [{"a": "red"}, {"b": {}}], "nodes": {"a": "A"}}', True),
    ('{"kinds": ["a"], "nodes": {"a": "A"}}', False),
    ('{"kinds": "../kinds.yaml", "nodes": {"a": "A"}}', False),
    ('{"kinds": {"a": {"shape": "blob"}}, "nodes": {"a": "A"}}', False),
    ('{"kinds": {"a": {"line": "#12"}}, "nodes": {"a": "A"}}', False),
    ('{"kinds": {"a": {"color": ["red"]}}, "nodes": {"a": "A"}}', False),
    ('{"kinds": {"a": {"colour": "red"}}, "nodes": {"a": "A"}}', False),
    ('{"kinds": {"a": ["red"]}, "nodes": {"a": "A"}}', False),
    ('{"implicit": true, "links": ["a -> b"]}', True),
    ('{"implicit": false, "links": ["a -> b"]}', False),
    ('{"implicit": "yes", "nodes": {"a": "A"}}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "style": "dashed"}, {"from": "a", "to": "a", "style": ["thick", "crow"]}]}', True),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "style": "wavy"}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "style": {"line": "dashed"}}]}', False),
    ('{"nodes": {"a": {"links": [{"-> a": {"kind": "use"}}]}}, "links": [{"a -> a": {"label": "x", "kind": "y", "arrow": "both", "style": ["thick", "crow"], "from-label": 1, "to-label": "n", "x-z": 1}}, {"a -- a": {}}]}', True),
    ('{"nodes": {"a": "A"}, "links": [{"a -> a": {"from": "a"}}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"a -> a": {"labl": "x"}}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"a -> a": {"style": "wavy"}}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"a -> a": ["x"]}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"source": "a"}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": []}]}', False),
    ('{"nodes": {"a": {"links": {"to": "a"}}}}', False),
    ('{"nodes": {"a": {"items": [{"tags": ["x"]}]}}}', False),
    ('{"nodes": {"a": "A"}, "glossary": ["T"]}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": ["Text."]}}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": {"see": "a"}}}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": {"text": "Text.", "note": "n"}}}', False),
    ('{"nodes": {"a": "A"}, "layout": "spiral"}', False),
    ('{"nodes": {"a": {"layout": "spiral"}}}', False),
    ('{"nodes": {"a": "A"}, "direction": "north"}', False),
    ('{"title": {"text": "T", "show": true}, "legend": true, "nodes": {"a": "A"}, "views": {"v": {"title": {"show": false}, "legend": "auto"}}}', True),
    ('{"title": {"text": "T", "show": "yes"}, "nodes": {"a": "A"}}', False),
    ('{"title": {"txt": "T"}, "nodes": {"a": "A"}}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "from-label": 1, "to-label": "0..n"}]}', True),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "from-label": ["1"]}]}', False),
    ('{"kinds": {"k": {"icon": "lock"}}, "nodes": {"i0": {"icon": "person"}, "i1": {"icon": "team"}, "i2": {"icon": "database"}, "i3": {"icon": "queue"}, "i4": {"icon": "cloud"}, "i5": {"icon": "lock"}, "i6": {"icon": "key"}, "i7": {"icon": "server"}, "i8": {"icon": "globe"}, "i9": {"icon": "function"}, "i10": {"icon": "model"}, "i11": {"icon": "dataset"}, "i12": {"icon": "file"}, "i13": {"icon": "folder"}, "i14": {"icon": "storage"}, "i15": {"icon": "code"}, "i16": {"icon": "gear"}, "i17": {"icon": "browser"}, "i18": {"icon": "mobile"}, "i19": {"icon": "mail"}, "i20": {"icon": "chart"}, "i21": {"icon": "search"}, "i22": {"icon": "bell"}, "i23": {"icon": "clock"}, "i24": {"icon": "shield"}}}', True),
    ('{"nodes": {"a": {"icon": "elephant"}}}', False),
    ('{"nodes": {"a": {"icon": ["lock"]}}}', False),
    ('{"nodes": {"a": {"icon": "logo.png"}}}', False),
    ('{"legend": "below", "nodes": {"a": "A"}}', False),
    ('{"legend": {"a": "A"}, "nodes": {"a": "A"}}', False),
]
SHEETS = [
    ('{"roles": {"root": {"fill": ["#fff", "#000000"], "size": 14.5, "ansi": "bright-blue"}}, "kinds": {"a": "root"}}', True),
    ('{"about": "x", "font": "mono", "border": "round", "page": "#fff", "wire": ["#000", "#FFF"]}', True),
    ('{"page": ["#fff"]}', False),
    ('{"page": "none"}', True),
    ('{"page": "white"}', False),
    ('{"page": "#12345"}', False),
    ('{"font": "serif"}', False),
    ('{"roles": {"root": {"bold": "yes"}}}', False),
    ('{"roles": {"root": {"size": "large"}}}', False),
    ('{"roles": {"root": {"stroke": 17}}}', False),
    ('{"roles": {"root": {"ansi": "pink"}}}', False),
    ('{"roles": {"Root": {"bold": true}}}', False),
    ('{"roles": {"root": {"colour": "#fff"}}}', False),
]

# YAML as it is typed, and what an editor says of it: (line, column, part of the message). Where it says nothing the
# reader must take the map, and where it says something the reader must refuse it.
SHOWN = [
    ('nodes: {2024: X, 2025: {label: Y}, true: Z, no: N, 0x1f: hex, -5: minus}', []),
    ('nodes: {a: A}\nviews: {2024: {depth: 1}}\nglossary: {2024: A year.}', []),
    ('nodes: {a: {kind: 3, tags: [1, true], since: 2024, note: 1.0, status: no, about: null}}', []),
    ('nodes: {2024: A, 2025: B}\nlinks: [2024 -> 2025, {from: 2024, to: 2025, kind: 7}]', []),
    ('nodes: {1.5: X}', [(1, 9, 'no dot')]),
    ('nodes:\n  a b: X', [(2, 3, "An id has letters, digits, '-' and '_' only")]),
    ('nodes:\n  a.b: X', [(2, 3, "An id has letters")]),
    ('nodes: {a: {lable: X}}', [(1, 13, 'Property lable is not allowed')]),
    ('nodes:\n  a:\n    lable: X', [(3, 5, 'Property lable is not allowed')]),
    ('nodes:\n  a:\n    lable: X\n    kind: y', [(3, 5, 'Property lable is not allowed')]),
    ('nodes: {a: {nodes: {b: {colour: red}}}}', [(1, 25, 'Property colour is not allowed')]),
    ('nodes: {a: {items: [{label: x, nots: y}]}}', [(1, 32, 'Property nots is not allowed')]),
    ('nodes: {a: {items: [{note: x, kind: y}]}}', [(1, 21, 'Missing property "label"')]),
    ('nodes: {a: A}\nlinks:\n  - a ~> b', [(3, 5, 'A link is written a -> b')]),
    ('nodes: {a: A}\nlinks:\n  - {form: a, to: a}', [(3, 5, 'Missing property "from"'), (3, 6, 'Property form is not allowed')]),
    ('nodes: {a: A}\nlinks:\n  - {from: a, to: a, labl: x}', [(3, 22, 'Property labl is not allowed')]),
    ('nodes: {a: A}\nlinks:\n  - a -> a: {kind: async, labl: x}', [(3, 27, 'Property labl is not allowed')]),
    ('nodes: {a: A}\nlinks:\n  - a -> a:\n      kind: async\n      label: x', []),
    ('nodes: {a: A}\nlinks: {a: b}', [(2, 8, 'Links are a list')]),
    ('nodes: {a: A}\nviews: {v: {dept: 1}}', [(2, 13, 'Property dept is not allowed')]),
    ('nodes: {a: A}\nviews: {v: {depth: x}}', [(2, 20, 'a number from 1')]),
    ('nodes: {a: A}\nglossary: {x: {txt: a}}', [(2, 12, 'Missing property "text"'), (2, 16, 'Property txt is not allowed')]),
    ('nodes: {a: {url: "javascript:x"}}', [(1, 18, 'An address starts with')]),
    ('nodes: {a: {divide: maybe}}', [(1, 21, 'true or false')]),
    ('nodes: {a: {items: x}}', [(1, 20, 'Items are a list')]),
    ('nodes: {a: {label: [Draft] }}', [(1, 20, 'one text')]),
    ('x-k: &k {kind: model}\nx-n: &n {note: n}\nnodes: {a: &a {<<: *k}, b: {<<: [*a, *n], label: B}}', []),
    ('nodes: {a: {links: [-> a: reads, <- a, a]}}', []),
    ('nodes: [a, b]', [(1, 8, "Nodes are 'id: label' lines")]),
    ('nodes: {a: [x]}', [(1, 12, 'A node is its label')]),
    ('title: x', [(1, 1, 'Missing property "nodes"')]),
    ('nodes: {a: A}\ntitel: x', [(2, 1, 'Property titel is not allowed')]),
]
SHOWN_SHEETS = [
    ('extends: atlas\nroles: {leaf: {fill: "#dfd"}}', []),
    ('extends: atlas\nroles: {leaf: {fill: green}}', [(2, 22, 'A colour is')]),
    ('extends: atlas\nroles: {leaf: {fill: ["#fff", black]}}', [(2, 31, 'A colour is')]),
    ('extends: atlas\nroles: {Leaf: {bold: true}}', [(2, 9, 'small letters')]),
    ('extends: atlas\nroles: {leaf: {colour: "#fff"}}', [(2, 16, 'Property colour is not allowed')]),
    ('extends: atlas\nroles: {leaf: {size: 2}}', [(2, 22, 'minimum')]),
]
# What is offered behind a text, among others.
OFFERED = [
    ('', {'nodes', 'links', 'layout'}),
    ('nodes:\n  a:\n    ', {'label', 'items', 'kind'}),
    ('nodes:\n  a:\n    items:\n      - label: x\n        ', {'note', 'url'}),
    ('links:\n  - from: a\n    ', {'to', 'arrow'}),
    ('links:\n  - a -> b:\n      ', {'label', 'kind', 'style'}),
    ('views:\n  a:\n    ', {'root', 'without'}),
    ('glossary:\n  x:\n    ', {'text', 'aka'}),
    ('layout: ', {'nested', 'radial'}),
    ('nodes:\n  a:\n    kind: ', {'database', 'queue', 'person'}),
    ('kinds:\n  a:\n    ', {'color', 'shape'}),
    ('kinds:\n  a:\n    shape: ', {'cylinder', 'person'}),
]
# Words of validators, which say nothing to who writes a map.
JARGON = re.compile(r'pattern of|schema|Matches|Object has more|Incorrect type')


def reader_takes(text, sheet):
    """Whether `atlasc check` finds no error in a map, or in a sheet that extends the default one."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'map.yaml').write_text('nodes: {a: A}' if sheet else text, encoding='utf-8')
        (folder / 'sheet.yaml').write_text(text if text[:1] != '{' else '{"extends": "atlas", ' + text[1:], encoding='utf-8')
        done = subprocess.run([ATLASC, 'check', *(['--style', 'sheet.yaml'] if sheet else []), 'map.yaml'], cwd=folder,
                              stderr=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        raise SystemExit(f'atlasc check: exit status {done.returncode} for {text}')
    return done.returncode == 0


def text_loader(yaml):
    """A loader with the words of YAML 1.2 (no and on are texts, a date is a text), whose keys are texts."""
    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {}

        def construct_mapping(self, node, deep=False):
            self.flatten_mapping(node)
            return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

        def flatten_mapping(self, node):
            for key, _ in node.value:
                if key.value == '<<':
                    key.tag = 'tag:yaml.org,2002:merge'
            super().flatten_mapping(node)

    for tag, form, first in (('bool', 'true|false', 'tf'), ('null', '~|null|', ['~', 'n', '']),
                             ('int', '[-+]?[0-9]+', '-+0123456789'), ('float', r'[-+]?[0-9]*\.[0-9]+', '-+.0123456789')):
        Loader.add_implicit_resolver('tag:yaml.org,2002:' + tag, re.compile(f'^(?:{form})$'), list(first))
    Loader.add_constructor('tag:yaml.org,2002:map', lambda loader, node: loader.construct_mapping(node))
    return Loader


def typed(source):
    """The inputs of tests/errors: what people got wrong. Not those against limits, which an editor has none of."""
    for path in sorted((source / 'tests/errors').glob('*.test')):
        if path.stem == 'limits':
            continue
        for case in re.split(r'^%% .*\n', path.read_text(encoding='utf-8'), flags=re.M)[1:]:
            head, verdict, _ = re.split(r'^(%%(?:OK|PARTLY|FAIL).*)\n?', case, maxsplit=1, flags=re.M)
            if '%%eval' not in head and len(head) < 2000:
                yield re.sub(r'^%%args .*\n', '', head)


def in_editor():
    """What is wrong with what an editor makes of the schemas."""
    build = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
    map_schema, style_schema = ((SOURCE / 'schema' / name).resolve() for name in ('map.schema.json', 'style.schema.json'))
    with Editor(npm.packages(pathlib.Path(__file__).resolve().parent, build, SOURCE)) as editor:
        for cases, against in ((SHOWN, map_schema), (SHOWN_SHEETS, style_schema)):
            for text, wanted in cases:
                told = editor.mistakes(text, against)
                if len(told) != len(wanted) or any(one[:2] != other[:2] or other[2] not in one[2]
                                                   for one, other in zip(told, wanted)):
                    yield f'an editor says {told} of {text!r}, not {wanted}'
                if reader_takes(text, cases is SHOWN_SHEETS) == bool(wanted):
                    yield f'the reader {"takes" if wanted else "refuses"} {text!r}'
        for text in typed(SOURCE):
            yield from (f'an editor says {message!r} of {text!r}' for _, _, message in editor.mistakes(text, map_schema)
                        if JARGON.search(message) and not message.endswith('Expected "A map for atlasc".'))
        for folder, against in (('maps', map_schema), ('examples', map_schema), ('styles', style_schema)):
            for path in sorted((SOURCE / folder).rglob('*.yaml')):
                yield from (f'an editor says {told} of {path.relative_to(SOURCE)}'
                            for told in editor.mistakes(path.read_text(encoding='utf-8'), against))
        for text, wanted in OFFERED:
            offered = editor.words(text, map_schema)
            if not wanted <= offered:
                yield f'an editor offers {sorted(offered)} behind {text!r}, not {sorted(wanted)}'


def main():
    said = []
    map_schema, style_schema = (json.loads((SOURCE / 'schema' / name).read_text(encoding='utf-8'))
                                for name in ('map.schema.json', 'style.schema.json'))

    reader = {}
    dump = subprocess.run([ATLASC, '--dump=vocabulary'], stdout=subprocess.PIPE, encoding='utf-8')
    if dump.returncode:
        said.append(f'atlasc --dump=vocabulary: exit status {dump.returncode}')
    for line in dump.stdout.splitlines():
        scope, key = line.split()
        if scope in KEYS or scope.startswith('known-'):  # the words of the command line are held equal by tests/vocabulary
            reader.setdefault(scope, []).append(key)
    page = (SOURCE / 'man/atlasc-map.5').read_text(encoding='utf-8').splitlines()
    manual, kinds = manpage.vocabulary(page), manpage.kinds(page)
    defs = map_schema['$defs']
    schema = {scope: list(part['properties']) for scope, part in (
        ('map', map_schema), ('title', defs['title']), ('node', defs['node']), ('item', defs['item-node']), ('link', defs['link-fields']),
        ('kind', defs['kind-look']), ('view', defs['view']), ('term', defs['term']), ('sheet', style_schema), ('role', style_schema['$defs']['role']))}
    for scope in sorted(({*reader} & KEYS) | {*manual, *schema}):
        for name, words in (('man/atlasc-map.5', manual), ('schema', schema)):
            here, there = set(words.get(scope, [])), set(reader.get(scope, []))
            said += [f'{scope} {key}: the reader takes it, {name} has it not' for key in sorted(there - here)]
            said += [f'{scope} {key}: {name} has it, the reader does not take it' for key in sorted(here - there)]
    sheet_kinds = {'node': kinds['atlas'][:6], 'link': kinds['atlas'][6:]}  # the page says so
    offered = {'node': defs['kind'], 'link': defs['link-fields']['properties']['kind']}
    for what in ('node', 'link'):
        told, known = manpage.vocabulary(page, 'known').get(what, []), reader.get('known-' + what, [])
        if told != known:
            said.append(f'man/atlasc-map.5 lists the kinds {told} of a {what}, the program knows {known}')
        if sorted(offered[what]['anyOf'][0]['enum']) != sorted({*known, *sheet_kinds[what]}):
            said.append(f'map.schema.json offers other kinds of a {what} than {sorted({*known, *sheet_kinds[what]})}')
    pair = defs['item']['then']['if']['propertyNames']['not']['enum']
    if sorted(pair) != ['<<', 'label', 'same-as']:
        said.append('map.schema.json: a "label: note" pair of an item excludes other words than the reader does')

    for cases, against in ((MAPS, map_schema), (SHEETS, style_schema)):
        for text, good in cases:
            wrong = faults(json.loads(text), against, against)
            if bool(wrong) == good:
                said.append(f'the schema {"refuses" if good else "takes"} {text} {wrong}')
            if reader_takes(text, cases is SHEETS) != good:
                said.append(f'the reader {"refuses" if good else "takes"} {text}')

    try:
        import yaml
    except ImportError:
        print('python3-yaml is not there: maps/ and styles/ are not validated')
    else:
        loader = text_loader(yaml)
        for folder, against in (('maps', map_schema), ('styles', style_schema)):
            for path in sorted((SOURCE / folder).rglob('*.yaml')):
                value = yaml.load(path.read_text(encoding='utf-8'), Loader=loader)
                said += [f'{path.relative_to(SOURCE)}: {wrong}' for wrong in faults(value, against, against)]
                if folder == 'styles' and path.stem in kinds and sorted(kinds[path.stem]) != sorted(value['kinds']):
                    said.append(f'styles/{path.name} knows the kinds {sorted(value["kinds"])}, '
                                f'the manual says {sorted(kinds[path.stem])}')

    if shutil.which('node'):
        said += in_editor()
    else:
        print('node is not there: no editor is asked')

    print('\n'.join(said), end='\n' if said else '')
    sys.exit(1 if said else 0)


if __name__ == '__main__':
    main()
