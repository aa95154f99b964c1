"""The folders of maps that sites are made of to be tested: each function writes one."""
import pathlib

CATEGORIES, SUBCATEGORIES, ITEMS = 15, 80, 2400
KINDS = ('library', 'service', 'dataset')


def put(path, text):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')


# Words that are searched are made up, so that each is found once, in what it says it is in.
HANDBOOK = '''\
title: Tom & "Jerry" <handbook>
subtitle: 1 < 2 & 'so on'
about: A paragraph with <b>no tags</b> & a zebrafinch.
nodes:
  main:
    label: <main> & "co"
    note: quaggamire <i>note</i>
    facts: {what & why: "less < more & okapistone", when: always}
    nodes:
      found: {label: Found, see: Fjord}
      found-1: {label: Found 1}
      drawing: {label: Drawing, about: The drawing of a Fjord.}
      contents: {label: Contents}
      letter-A: {label: Letter A}
      größe: {label: "Größe 大きさ", note: "ü & 漢字", see: [found, "sub dir/plain/deep"]}
      plain: {label: The plain one, map: "sub dir/plain.yaml"}
      chain: {label: The chain, map: chain.yaml}
      twin: {label: Twin}
      pair:
        label: Pair
        nodes:
          twin: {label: Twin}
          card:
            label: Card
            items:
              - Twin
              - {label: Twin, note: the other}
              - "大きさ"
              - "<&>": "angle \\"brackets\\""
              - {label: Letters, note: to mirabelle, url: "https://example.org/?a=1&b=<2>"}
              - {label: Open glossary map, map: glossary.yaml}
  other: {label: Other, since: "1999", status: beta, url: "mailto:someone@example.org"}
links:
  - found -> other: asks <why>
  - other <-> main
glossary:
  Fjord: {text: "A long narrow inlet & a tapirword.", aka: [inlet, ö-fjord], see: [größe]}
  "<term> & co": Words with marks.
  main: A term that is called like a part of the page.
'''

PLAIN = '''\
style: look.yaml
nodes:
  a:
    label: Alpha
    nodes: {b: {label: Beta, nodes: {c: {label: Gamma, nodes: {d: {label: Delta, nodes: {deep: Deep down}}}}}}}
'''

CHAIN = 'title: A chain of things\nlayout: chain\nnodes: {one: 1 One, two: 2 Two, three: {label: 3 Three, map: other/layered.yaml}}\n'
LAYERED = 'title: Layers\nstyle: look.yaml\nlayout: layered\nnodes: {w: Web, x: {label: Store, map: ../lonely.yaml}, y: Queue}\nlinks: [w -> x, "x -> y: fills", y -> w]\n'
# Sheets of one name in two folders.
LOOK = 'extends: atlas\nborder: %s\nroles: {leaf: {line: "%s"}}\n'
GLOSSARY = 'title: A map called glossary\nlayout: nested\nnodes: {g: {label: Words, nodes: {h: {label: Inner, map: INDEX.yaml}}}}\n'
INDEX = 'title: A map called index\nlayout: list\nnodes: {i: {label: Entry, items: [one, two]}}\n'
LONELY = 'title: Lonely\nnodes: {l: {label: "Only one, with a label that is quite long and is broken into lines", url: "https://example.org/"}}\n'


def odd(folder):
    put(folder / 'hand book.yaml', HANDBOOK)
    put(folder / 'sub dir/plain.yaml', PLAIN)
    put(folder / 'other/look.yaml', LOOK % ('round', '#224488'))
    put(folder / 'sub dir/look.yaml', LOOK % ('double', '#882244'))
    put(folder / 'chain.yaml', CHAIN)
    put(folder / 'other/layered.yaml', LAYERED)
    put(folder / 'glossary.yaml', GLOSSARY)
    put(folder / 'INDEX.yaml', INDEX)
    put(folder / 'lonely.yaml', LONELY)


def flat(folder):
    """No map opens another: the front page is a list of contents."""
    for name in ('b-side', 'a-side', 'deep/c side'):
        put(folder / f'{name}.yaml', f'title: Map {name[0]}\nsubtitle: About {name[0]}\nnodes: {{r: {{label: Root {name[0]}, items: [x, y]}}}}\n')


def single(folder):
    put(folder / 'only.yaml', 'nodes: {a: {label: Alone, nodes: {b: B, c: C}}}\n')


def large(folder):
    """As large as a landscape of projects, in one map."""
    lines = ['title: A large landscape', 'layout: nested', 'nodes:']
    first = 0
    for category in range(CATEGORIES):
        lines += [f'  cat-{category}:', f'    label: Category {category}', '    nodes:']
        end = SUBCATEGORIES * (category + 1) // CATEGORIES
        for sub in range(first, end):
            lines += [f'      sub-{sub}:', f'        label: Subcategory {sub} of things', '        items:']
            for n in range(ITEMS // SUBCATEGORIES):
                item = sub * (ITEMS // SUBCATEGORIES) + n
                facts = f', facts: {{licence: Apache-2.0, stars: {item * 7919 % 50000} of them}}' if item % 3 == 0 else ''
                tags = ', tags: [graduated, big one]' if item % 5 == 0 else ''
                lines += [f'          - {{id: p{item}, label: Project {word(item)}, note: kind {item % 17}, kind: {KINDS[item % 3]}{tags}{facts}}}']
        first = end
    put(folder / 'landscape.yaml', '\n'.join(lines) + '\n')


def wide(folder):
    """As many leaves as a page draws, with short names and long ones."""
    leaves = ''.join(f'      n{n}: Leaf number {n}\n' for n in range(390))
    put(folder / 'wide.yaml', 'title: A wide tree\nnodes:\n  top:\n    label: Top\n    nodes:\n' + leaves)
    put(folder / 'wider.yaml', ('title: A wider tree\nnodes:\n  top:\n    label: Top\n    nodes:\n' + leaves).replace('Leaf', 'A leaf with a name that is quite long and has a'))


def deep(folder):
    """Too large to be drawn in one, and several levels deep."""
    lines = ['title: A deep map', 'nodes:', '  top:', '    label: The top', '    nodes:']
    for a in range(8):
        lines += [f'      a{a}:', f'        label: Part {a}', '        nodes:']
        for b in range(8):
            lines += [f'          b{a}{b}:', f'            label: Part {a}.{b}', '            nodes: {'
                      + ', '.join(f'c{a}{b}{c}: Part {a}.{b}.{c}' for c in range(8)) + '}']
    put(folder / 'deep.yaml', '\n'.join(lines) + '\n')


def word(number):
    """A name as projects have: three syllables."""
    syllables = ['ka', 'be', 'lo', 'mi', 'ru', 'zen', 'tor', 'vix', 'pa', 'dro', 'qui', 'sha', 'nel', 'fu', 'gra', 'hy']
    return ''.join(syllables[number // 16 ** k % 16] for k in range(3)).capitalize()
