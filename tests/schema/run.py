#!/usr/bin/env python3
"""Keeps reader, manual and schema equal, and holds the project's own maps and sheets against the schema.

The reader tells its words itself: `atlasc --dump=vocabulary` prints "scope key" lines. The manual has them as `.It Ic`
entries of the lists marked `vocabulary: scope`, the schema as properties. Without python3-yaml no file is validated.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/schema/run.py
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from manual import manpage
from schema.validate import faults

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()

# (a file, as JSON, which is YAML; whether it is right). Schema and reader must both say so.
MAPS = [
    ('{"nodes": {"a": "A", "b": null, "c": 1.0, "d_1-é": {"label": true}}}', True),
    ('{"nodes": {"a": {"items": ["X", {"X": "note"}, {"label": "X", "note": "n", "tags": ["b", "c"]}, 3]}}}', True),
    ('{"nodes": {"a": {"nodes": {"b": "B"}, "facts": {"x": 1}, "since": 2020, "divide": false, "layout": "list"}}}', True),
    ('{"nodes": {"a": "A", "b": "B"}, "links": ["a -> b", "a<->b", "a -- b", "a -> b: c", {"a -> b": "c"}]}', True),
    ('{"nodes": {"a": "A"}, "links": ["a -> other/b", {"from": "a", "to": "a", "arrow": "none"}]}', True),
    ('{"nodes": {"a": {"tags": "t"}}, "views": {"v": {"title": 1, "about": "x", "root": "a", "depth": 2, "only": "t", "without": ["k"], "layout": "list", "style": "print"}}}', True),
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
    ('{"nodes": {"a": {"items": [{"note": "without a label"}]}}}', False),
    ('{"nodes": {"a": "A"}, "links": ["a a"]}', False),
    ('{"nodes": {"a": "A"}, "links": ["a--a"]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a"}]}', False),
    ('{"nodes": {"a": "A"}, "links": [{"from": "a", "to": "a", "arrow": "back"}]}', False),
    ('{"nodes": {"a": "A"}, "views": {"v": {"depth": 0}}}', False),
    ('{"nodes": {"a": "A"}, "views": {"v": {"layout": "spiral"}}}', False),
    ('{"nodes": {"a": "A"}, "glossary": ["T"]}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": ["Text."]}}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": {"see": "a"}}}', False),
    ('{"nodes": {"a": "A"}, "glossary": {"T": {"text": "Text.", "note": "n"}}}', False),
    ('{"nodes": {"a": "A"}, "layout": "spiral"}', False),
    ('{"nodes": {"a": {"layout": "spiral"}}}', False),
    ('{"nodes": {"a": "A"}, "direction": "north"}', False),
]
SHEETS = [
    ('{"roles": {"root": {"fill": ["#fff", "#000000"], "size": 14.5, "ansi": "bright-blue"}}, "kinds": {"a": "root"}}', True),
    ('{"about": "x", "font": "mono", "border": "round", "page": "#fff", "wire": ["#000", "#FFF"]}', True),
    ('{"page": ["#fff"]}', False),
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


def reader_takes(text, sheet):
    """Whether `atlasc check` finds no error in a map, or in a sheet that extends the default one."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'map.yaml').write_text('nodes: {a: A}' if sheet else text, encoding='utf-8')
        (folder / 'sheet.yaml').write_text('{"extends": "atlas", ' + text[1:], encoding='utf-8')
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
        reader.setdefault(scope, []).append(key)
    page = (SOURCE / 'man/atlasc-map.5').read_text(encoding='utf-8').splitlines()
    manual, kinds = manpage.vocabulary(page), manpage.kinds(page)
    defs = map_schema['$defs']
    schema = {scope: list(part['properties']) for scope, part in (
        ('map', map_schema), ('node', defs['node']), ('item', defs['item-node']), ('link', defs['link-node']),
        ('view', defs['view']), ('term', defs['term']), ('sheet', style_schema), ('role', style_schema['$defs']['role']))}
    for scope in sorted({*reader, *manual, *schema}):
        for name, words in (('man/atlasc-map.5', manual), ('schema', schema)):
            here, there = set(words.get(scope, [])), set(reader.get(scope, []))
            said += [f'{scope} {key}: the reader takes it, {name} has it not' for key in sorted(there - here)]
            said += [f'{scope} {key}: {name} has it, the reader does not take it' for key in sorted(here - there)]
    pair = defs['item']['anyOf'][2]['propertyNames']['not']['enum']
    if sorted(pair) != sorted(schema['item']):
        said.append('map.schema.json: a "label: note" pair of an item excludes other words than the keys of an item')

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

    print('\n'.join(said), end='\n' if said else '')
    sys.exit(1 if said else 0)


if __name__ == '__main__':
    main()
