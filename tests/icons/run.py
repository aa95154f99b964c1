#!/usr/bin/env python3
"""Icons from files of SVG: what is drawn of them is what others draw, and what is refused is refused with its place.

Icons are made at random of all commands of paths, shapes, transforms and strokes; each is drawn by our PNG, by librsvg from
our SVG, and by librsvg from the file itself in the same place, and the three look alike. What an icon may not have is
an error in its own line; no name and no symbolic link leads out of the folder; `build` draws anew what an icon changed for;
pages have no ids of them.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_PROP_N=40 tests/icons/run.py [SEED]
"""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ['ATLASC']).absolute())
COUNT = int(os.environ.get('ATL_PROP_N', '40'))
FIRST = int(os.environ.get('ATL_PROP_SEED', '1'))
PATIENCE, ZOOM = 60, 8
FAR = 0.02  # of all grey: how far two pictures of one icon are apart at most; edges of a quarter of a pixel are half of it
sys.path.insert(0, str(SOURCE / 'tests/prop'))
sys.dont_write_bytecode = True
import picture                                                 # noqa: E402

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 24 24">'
PATH = '<path d="M2 2h20v20z"/>'
# What is in the icon, and what is said of it; its place is where the \a is.
REFUSED = {
    'script': (f'{ROOT}\n\a<script>x()</script>{PATH}</svg>', 'holds a script'),
    'event': (f'{ROOT}\n\a<path onload="x()" d="M2 2h20v20z"/></svg>', "'onload' is a script"),
    'image': (f'{ROOT}\n\a<image href="x.png"/>{PATH}</svg>', 'holds a picture'),
    'paint': (f'{ROOT}\n\a<path fill="url(http://example.org/x.svg#a)" d="M2 2h20v20z"/></svg>', "refers to 'http://example.org"),
    'style': (f'{ROOT}\n\a<style>path {{fill: red}}</style>{PATH}</svg>', 'has a style sheet'),
    'property': (f'{ROOT}\n\a<path style="fill:url(x.svg#a)" d="M2 2h20v20z"/></svg>', "refers to 'x.svg#a"),
    'use': (f'{ROOT}\n\a<use xlink:href="other.svg#a"/></svg>', '<use>'),
    'gradient': (f'{ROOT}<defs>\n\a<linearGradient xlink:href="x.svg#a"/></defs>{PATH}</svg>', "refers to 'x.svg#a'"),
    'link': (f'{ROOT}\n\a<a href="https://example.org/">{PATH}</a></svg>', 'leads somewhere'),
    'letters': (f'{ROOT}\n\a<text>A</text></svg>', 'holds text'),
    'foreign': (f'{ROOT}\n\a<foreignObject/>{PATH}</svg>', 'another document'),
    'moving': (f'{ROOT}<path d="M2 2h20v20z">\n\a<animate attributeName="x"/></path></svg>', 'moves'),
    'mask': (f'{ROOT}\n\a<g mask="url(#m)">{PATH}</g></svg>', 'has a mask'),
    'clip': (f'{ROOT}\n\a<g clip-path="url(#c)">{PATH}</g><clipPath id="c"><rect width="5" height="24"/></clipPath></svg>',
             'cut out by a clip-path'),
    'sheet': (f'\a<?xml-stylesheet href="x.css"?>{ROOT}{PATH}</svg>', 'names a style sheet'),
    'entity': (f'<!DOCTYPE svg \a[<!ENTITY a "M2 2h20v20z">]>{ROOT}<path d="&a;"/></svg>', 'declares entities'),
    'unknown': (f'{ROOT}\n\a<blink/>{PATH}</svg>', '<blink> is nothing'),
    'transform': (f'{ROOT}\n\a<path transform="turn(3)" d="M2 2h20v20z"/></svg>', "transform 'turn(3)'"),
    'data': (f'{ROOT}\n\a<path d="2 2h20"/></svg>', 'begins with no M'),
    'nothing': (f'\a{ROOT}<path fill="none" d="M2 2h20v20z"/></svg>', 'nothing is seen'),
    'size': (f'\a<svg xmlns="http://www.w3.org/2000/svg">{PATH}</svg>', 'needs a viewBox'),
    'page': ('\a<html></html>', 'no SVG: its first element is <html>'),
    'broken': (f'{ROOT}<g></\asvg></g>', 'mismatched tag'),
    'empty': ('\a', 'no element found'),
    'steps': (f'{ROOT}\n\a<path d="M2 2{"h1v1" * 2500}z"/></svg>', 'more than 4000'),
    'deep': (ROOT + '<g>' * 99 + '\n\a<g>' + '</g>' * 100 + '</svg>', 'more than 100 deep'),
}
faults, farthest = [], [0]


def fault(what):
    faults.append(what)
    print(f'icons: {what}')


def run(*args, folder):
    return subprocess.run([ATLASC, *map(str, args)], cwd=folder, capture_output=True, timeout=PATIENCE,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8'})


def the_map(icon, folder):
    (folder / 'map.yaml').write_text(f'nodes: {{a: {{label: A, icon: {icon}}}}}\n', encoding='utf-8')


# -- what is refused ---------------------------------------------------------------------------------------------------

def refuses(folder):
    (folder / 'icons').mkdir()
    for name, (text, said) in REFUSED.items():
        before, after = text.split('\a')
        (folder / f'icons/{name}.svg').write_text(before + after, encoding='utf-8')
        the_map(f'icons/{name}.svg', folder)
        done = run('check', 'map.yaml', folder=folder)
        err = done.stderr.decode() + done.stdout.decode()
        line, column = before.count('\n') + 1, len(before) - (before.rfind('\n') + 1) + 1
        where = f'icons/{name}.svg:{line}:{column}: error: '
        if done.returncode != 1 or where not in err or said not in err or 'map.yaml:1:' not in err:
            fault(f'{name}: expected {where!r} and {said!r}, exit 1: exit {done.returncode}, {err}')
    big = f'{ROOT}<!--{"x" * 70000}-->{PATH}</svg>'
    (folder / 'icons/big.svg').write_text(big, encoding='utf-8')
    outside = folder.parent / 'outside'
    outside.mkdir()
    (outside / 'fine.svg').write_text(f'{ROOT}{PATH}</svg>', encoding='utf-8')
    (folder / 'icons/led.svg').symlink_to(outside / 'fine.svg')
    os.mkfifo(folder / 'icons/pipe.svg')
    for icon, said in (('icons/big.svg', 'may have 65536'), ('../outside/fine.svg', 'leads elsewhere'),
                       (outside / 'fine.svg', 'leads elsewhere'), ('icons/led.svg', 'there is no icon'),
                       ('icons/pipe.svg', 'there is no icon'), ('none.svg', 'there is no icon'),
                       ('"https://example.org/x.svg"', 'fetches nothing'), ('logo.png', 'picture of points'),
                       ('databse', "did you mean 'database'")):
        the_map(icon, folder)
        done = run('map.yaml', folder=folder)
        if done.returncode != 1 or said not in done.stderr.decode():
            fault(f'{icon}: expected {said!r}, exit 1: exit {done.returncode}, {done.stderr.decode()}')


# -- what is drawn -----------------------------------------------------------------------------------------------------

def number(rng, low, high):
    value = rng.uniform(low, high)
    return rng.choice([f'{value:.0f}', f'{value:.2f}', f'{value:.1f}', f'{value:.3f}'.replace('0.', '.', 1) if 0 <= value < 1 else f'{value:g}',
                       f'{value * 100:.1f}e-2'])


def numbers(rng, count, low, high):
    return rng.choice([' ', ',', ' , ']).join(number(rng, low, high) for _ in range(count))


def points(rng, count):
    return numbers(rng, count, 2, 22).replace(' ,', ',')       # librsvg reads no further than a blank before a comma


def path(rng):
    """Path data, absolute and relative, of every command."""
    out = [f'M{numbers(rng, 2, 4, 20)}']
    for _ in range(rng.randint(2, 6)):
        kind = rng.choice('lhvcsqtazm')
        near = rng.random() < .5
        low, high = (-7, 7) if near else (3, 21)
        count = {'l': 2, 'h': 1, 'v': 1, 'c': 6, 's': 4, 'q': 4, 't': 2, 'z': 0, 'm': 2}.get(kind)
        if kind == 'a':
            flags = rng.choice(['{} {} ', '{},{},', '{}{}']).format(rng.randint(0, 1), rng.randint(0, 1))
            values = f'{numbers(rng, 2, 1, 9)} {number(rng, -90, 90)} {flags}{numbers(rng, 2, low, high)}'
        else:
            values = numbers(rng, count, low, high)
            if count and rng.random() < .2 and kind != 'm':
                values += ' ' + numbers(rng, count, low, high)
        out.append((kind if near else kind.upper()) + values)
    return rng.choice(['', ' ', '\n']).join(out)


def attributes(rng):
    pen = rng.choice(['', '', 'fill-rule="evenodd"', 'fill="none" stroke="currentColor"', 'style="fill: none; stroke: currentColor"',
                      'stroke="currentColor" fill="none" stroke-linecap="round" stroke-linejoin="round"',
                      'fill="none" stroke="currentColor" stroke-linejoin="bevel" stroke-linecap="square"'])
    if 'stroke' in pen:
        pen += f' stroke-width="{number(rng, 1, 3)}"'
    turn = rng.choice(['', '', f'translate({numbers(rng, 2, -3, 3)})', f'rotate({number(rng, -40, 40)} 12 12)', 'scale(.8 .9)',
                       f'matrix(1 .1 -.1 1 {numbers(rng, 2, -2, 2)})', f'translate(2) rotate({number(rng, 0, 20)}),skewX(10)', 'skewY(-8)'])
    return pen + (f' transform="{turn}"' if turn else '')


def shape(rng):
    return rng.choice([
        f'<path d="{path(rng)}" {attributes(rng)}/>', f'<path d="{path(rng)}" {attributes(rng)}/>',
        f'<circle cx="{number(rng, 6, 18)}" cy="{number(rng, 6, 18)}" r="{number(rng, 1, 6)}" {attributes(rng)}/>',
        f'<ellipse cx="12" cy="12" rx="{number(rng, 2, 9)}" ry="{number(rng, 2, 9)}" {attributes(rng)}/>',
        f'<rect x="{number(rng, 1, 9)}" y="{number(rng, 1, 9)}" width="{number(rng, 4, 12)}" height="{number(rng, 4, 12)}" '
        f'{rng.choice(["", "rx=%s" % chr(34) + "2.5" + chr(34), "ry=%s" % chr(34) + "9" + chr(34)])} {attributes(rng)}/>',
        f'<polygon points="{points(rng, 8)}" {attributes(rng)}/>',
        f'<polyline points="{points(rng, 6)}" {attributes(rng)}/>',
        f'<line x1="2" y1="{number(rng, 2, 22)}" x2="22" y2="{number(rng, 2, 22)}" stroke="currentColor" stroke-width="2"/>'])


def icon(rng):
    inner = ''.join(shape(rng) for _ in range(rng.randint(1, 4)))
    if rng.random() < .4:
        inner = f'<g {attributes(rng)}><title>group</title>{inner}</g>'
    inner += rng.choice(['', '<path d="M0 0h24v24H0z" fill="none"/>', '<desc>none of it</desc>', '<g display="none"><path d="M0 0h24v24z"/></g>',
                         '<defs><path id="p" d="M0 0h24v24z"/></defs>'])
    return rng.choice(['0 0 24 24', '0 0 24 24', '-2 -2 28 28', '0 0 36 24', '2 0 20 26']), inner


def drawn(svg, folder):
    (folder / 'drawn.svg').write_text(svg, encoding='utf-8')
    done = subprocess.run(['rsvg-convert', '-z', str(ZOOM), 'drawn.svg'], cwd=folder, capture_output=True, timeout=PATIENCE)
    if done.returncode:
        raise ValueError(done.stderr.decode())
    return picture.decode(done.stdout)


def cut(whole, x, y, side):
    rows = [row[x:x + side] for row in whole.grey[y:y + side]]
    return picture.Picture(side, side, rows)


def apart(one, two):
    return sum(abs(a - b) for x, y in zip(one.grey, two.grey) for a, b in zip(x, y)) / (255 * one.width * one.height)


def draws(folder, seed):
    rng = random.Random(f'icon {seed}')
    box, inner = icon(rng)
    file = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inner}</svg>\n'
    (folder / f'icon{seed}.svg').write_text(file, encoding='utf-8')
    the_map(f'icon{seed}.svg', folder)
    done = run('map.yaml', '--scheme', 'light', '-T', 'svg', folder=folder)
    if done.returncode or done.stderr:
        fault(f'{seed}: {done.stderr.decode()} of {file}')
        return
    svg = done.stdout.decode()
    used = re.search(r'<use (?:class="atl-i" )?xlink:href="#(icon:\w+)" x="([\d.]+)" y="([\d.]+)" width="18" height="18"[^/]*/>', svg)
    if not used or f'id="{used.group(1)}"' not in svg:
        fault(f'{seed}: no icon is used: {svg}')
        return
    png = picture.decode(run('map.yaml', '-T', 'png', '--scale', ZOOM, folder=folder).stdout)
    itself = svg.replace(used.group(), f'<svg x="{used.group(2)}" y="{used.group(3)}" width="18" height="18" viewBox="{box}" '
                         f'color="#18212e">{inner}</svg>')
    x, y = (round((float(used.group(k)) + .5) * ZOOM) for k in (2, 3))
    three = [cut(each, x, y, 18 * ZOOM) for each in (png, drawn(svg, folder), drawn(itself, folder))]
    for name, one, two in (('the PNG and the file', three[0], three[2]), ('the SVG and the file', three[1], three[2])):
        far = apart(one, two)
        farthest[0] = max(farthest[0], far)
        if far > FAR:
            fault(f'{seed}: {name} are {far:.3f} apart: {file}')


# -- where else they stand ---------------------------------------------------------------------------------------------

def stands(folder):
    """Shared by kinds, found above, drawn once, known to `build`, without ids in pages."""
    (folder / 'atlas.yaml').write_text('', encoding='utf-8')
    (folder / 'logo.svg').write_text(f'{ROOT}{PATH}</svg>', encoding='utf-8')
    (folder / 'maps').mkdir()
    (folder / 'maps/kinds.yaml').write_text('tool: {icon: logo.svg, color: teal}\n', encoding='utf-8')
    (folder / 'maps/map.yaml').write_text(
        'kinds: kinds.yaml\nnodes:\n' + ''.join(f'  n{i}: {{label: N{i}, kind: tool}}\n' for i in range(5)) +
        '  own: {label: Own, icon: logo.svg, items: [One]}\n', encoding='utf-8')
    svg = run('map.yaml', '-l', 'nested', '-T', 'svg', folder=folder / 'maps').stdout.decode()
    if svg.count('<symbol') != 2 or svg.count('<use') != 6:
        fault(f'{svg.count("<symbol")} symbols and {svg.count("<use")} uses for two names of one file and six nodes')
    text = run('map.yaml', folder=folder / 'maps')
    if text.returncode or text.stderr:
        fault(f'text: {text.stderr.decode()}')
    first = run('build', 'maps', '-o', 'out', folder=folder)
    again = run('build', '-n', 'maps', '-o', 'out', folder=folder)
    (folder / 'logo.svg').write_text(f'{ROOT}<path d="M2 2h20v19z"/></svg>', encoding='utf-8')
    stale = run('build', '-n', 'maps', '-o', 'out', folder=folder)
    if (first.returncode, again.returncode, stale.returncode) != (0, 0, 3):
        fault(f'build: {first}, {again}, {stale}')
    site = run('site', 'maps', '-o', 'site', folder=folder)
    pages = ''.join(each.read_text(encoding='utf-8') for each in (folder / 'site').rglob('*.html'))
    if site.returncode == 0 and ('<symbol' in pages or '<use' in pages or 'M2 2H22V21z' not in pages):
        fault('pages have icons by reference, or not the one of the file')


def told(folder):
    """What tells of a map tells of icons by the names of their files."""
    for name in ('one.svg', 'two.svg'):
        (folder / name).write_text(f'{ROOT}<path d="M2 2h20v20z"/></svg>', encoding='utf-8')
    old = 'nodes:\n  a: {label: A, icon: one.svg, kind: k}\n  b: {label: B, icon: database}\nkinds: {k: {icon: two.svg}}\n'
    (folder / 'old.yaml').write_text(old, encoding='utf-8')
    (folder / 'new.yaml').write_text(old.replace('one.svg', 'two.svg').replace('database', 'one.svg'), encoding='utf-8')
    data = run('old.yaml', '-T', 'map.json', folder=folder)
    found = sorted(re.findall(r'"icon": "([^"]*)"', data.stdout.decode()))
    if found != ['database', 'one.svg', 'two.svg']:
        fault(f'map.json: {found}, {data.stderr}')
    listed = run('diff', '--list', 'old.yaml', 'new.yaml', folder=folder)
    if 'icon: one.svg -> two.svg' not in listed.stdout.decode() or 'icon: database -> one.svg' not in listed.stdout.decode():
        fault(f'diff --list: {listed}')
    words = run('diff', '--textconv', 'new.yaml', folder=folder).stdout.decode()
    if words.count('icon: two.svg') != 2 or words.count('icon: one.svg') != 1:
        fault(f'diff --textconv: {words}')
    both = run('diff', 'old.yaml', 'new.yaml', '-T', 'svg', '-o', 'both.svg', folder=folder)
    if both.returncode or (folder / 'both.svg').read_text(encoding='utf-8').count('<use') != 2:
        fault(f'the drawing of two maps: {both}')


def main():
    with tempfile.TemporaryDirectory(prefix='atlas-icons-') as name:
        folder = pathlib.Path(name)
        for part in ('refused', 'drawn', 'stands', 'told'):
            (folder / part).mkdir()
        if len(sys.argv) < 2:
            refuses(folder / 'refused')
            stands(folder / 'stands')
            told(folder / 'told')
        if run('--version', folder=folder).returncode == 0 and shutil.which('rsvg-convert'):
            seeds = [sys.argv[1]] if len(sys.argv) > 1 else range(FIRST, FIRST + COUNT)
            for seed in seeds:
                draws(folder / 'drawn', seed)
        else:
            print('icons: rsvg-convert is missing: how they are drawn is not compared')
    print(f'icons: {len(REFUSED)} refused, {COUNT} drawn, at most {farthest[0]:.4f} apart, {len(faults)} fail')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
