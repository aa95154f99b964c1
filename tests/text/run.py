#!/usr/bin/env python3
"""Drawings in SVG that look the same for every reader: --text=paths and --text=embed.

The bytes depend on the fonts of the machine, so none are expected: what is promised is checked. Nothing of the text
is lost, the dark scheme reaches every letter, an embedded font has all characters, and a picture of the outlines is
that of the text. Skipped (77) where there is no font file.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/text/run.py
"""
import base64
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from prop import picture

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()
SVG = '{http://www.w3.org/2000/svg}'
LEAST_SIMILAR = 0.95      # of the windows that differ at all, on average; letters a px aside give 0.8, without kerning 0.92
faults = 0

# Latin beyond ASCII, signs that only the fallback has, rules, counts, notes beside labels, markup.
MIXED = '''title: Types
nodes:
  top:
    label: AVA To. Łódź <&>
    note: naïve café — €5
    nodes:
      signs: {label: "✓ done → ☐ left"}
      card: {label: Card, items: [One, Two: a note, "fi ffl"]}
      deep: {label: Deep, nodes: {a: A, b: B}}
'''
FOREIGN = 'nodes:\n  top: {label: Top, nodes: {tokyo: 東京 Tokyo, salam: مرحبا, wave: Hi 👋🏽, latin: Latin}}\n'


def fault(text):
    global faults
    faults += 1
    print(text)


def run(folder, source, *options):
    """The drawing, and what was said as JSON."""
    (folder / 'map.yaml').write_text(source, encoding='utf-8')
    done = subprocess.run([ATLASC, '-T', 'svg', '--format=json', *options, 'map.yaml'], cwd=folder, capture_output=True, timeout=120)
    said = done.stderr.decode()
    if done.returncode != (1 if '"error"' in said else 0) or done.returncode < 0 or not done.stdout:
        fault(f'{options}: exit status {done.returncode}: {said}')
    return done.stdout.decode(), said


def classes(element):
    return element.get('class', '').split()


def dark_rules(svg):
    """(class of the node, class of what is inside it or "", property) of every rule of the dark scheme."""
    style = re.search(r'@media\(prefers-color-scheme:dark\)\{(.*?)\n\}', svg, re.S)
    return {(outer, inner, prop) for outer, inner, body in re.findall(r'>\.([\w-]+)(?: \.([\w-]+))?\{([^}]*)\}', style.group(1))
            for prop in re.findall(r'([a-z-]+):', body)}


def is_rule(path):
    return bool(re.fullmatch(r'M[\d.-]+ ?[\d.-]+h[\d.]+', path.get('d')))


def check_safe(name, svg):
    if re.search(r'<(script|foreignObject|image|use)\b|@import|url\((?!data:)|href="(?!https?:|mailto:|#)', svg):
        fault(f'{name}: something that an SVG of ours has not')
    if re.search(r'[^<>\n]<(?!/|tspan)', svg.replace('<a href', '\n')):
        fault(f'{name}: two elements on a line')


def check_paths(name, svg, text_left=()):
    check_safe(name, svg)
    root = ET.fromstring(svg)
    left = [''.join(t.itertext()) for t in root.iter(SVG + 'text')]
    if sorted(left) != sorted(text_left):
        fault(f'{name}: <text> of {left}, not {list(text_left)}')
    rules, letters = dark_rules(svg), 0
    for group in root.iter(SVG + 'g'):
        for path in group.iter(SVG + 'path'):
            if any(kind.endswith(('wire', 'head')) for kind in classes(group)):
                continue
            kind = ' '.join(classes(path))  # of words: none, they have the colour of their node
            if kind not in ('', 'atl-n', 'atl-r') or (kind == 'atl-r') != is_rule(path):
                fault(f'{name}: a path of class {classes(path)}: {path.get("d")[:40]}')
                continue
            letters += kind != 'atl-r'
            hit = {prop for outer, inner, prop in rules if outer in classes(group) and inner == kind}
            wanted = {'stroke'} if kind == 'atl-r' else {'fill'}
            if hit != wanted:
                fault(f'{name}: the dark scheme sets {sorted(hit)} of a path of class {kind!r} in {classes(group)}')
            if kind != 'atl-r' and re.search(r'\.\d{3}|[^MmzlhvqcHVQ0-9 .-]|nan|inf', path.get('d')):
                fault(f'{name}: odd data: {path.get("d")[:80]}')
    if not letters:
        fault(f'{name}: no outlines')
    return letters


def characters_of(font):
    """What the cmap of a TrueType font has a glyph for; raises where it is none."""
    version, count = struct.unpack('>IH', font[:6])
    if version not in (0x00010000, 0x4f54544f):
        raise ValueError('no TrueType font')
    tables = {}
    for i in range(count):
        tag, _, offset, size = struct.unpack('>4sIII', font[12 + 16 * i:28 + 16 * i])
        if offset + size > len(font):
            raise ValueError(f'table {tag} is cut')
        tables[tag] = font[offset:offset + size]
    for tag in (b'head', b'hhea', b'hmtx', b'maxp', b'cmap', b'OS/2', b'name', b'post'):
        if tag not in tables:
            raise ValueError(f'no table {tag}')
    cmap, found = tables[b'cmap'], set()
    for i in range(struct.unpack('>H', cmap[2:4])[0]):
        at = struct.unpack('>I', cmap[8 + 8 * i:12 + 8 * i])[0]
        kind = struct.unpack('>H', cmap[at:at + 2])[0]
        if kind == 4:
            n = struct.unpack('>H', cmap[at + 6:at + 8])[0] // 2
            ends = struct.unpack(f'>{n}H', cmap[at + 14:at + 14 + 2 * n])
            starts = struct.unpack(f'>{n}H', cmap[at + 16 + 2 * n:at + 16 + 4 * n])
            found |= {c for a, b in zip(starts, ends) if a != 0xffff for c in range(a, b + 1)}
        elif kind == 12:
            for k in range(struct.unpack('>I', cmap[at + 12:at + 16])[0]):
                a, b = struct.unpack('>II', cmap[at + 16 + 12 * k:at + 24 + 12 * k])
                found |= set(range(a, b + 1))
    return found


def check_embed(name, svg, all_of=lambda c: True):
    check_safe(name, svg)
    root = ET.fromstring(svg)
    faces = re.findall(r'@font-face\{font-family:([\w-]+);font-weight:([47]00);src:url\(data:font/ttf;base64,'
                       r'([A-Za-z0-9+/=]+)\)\}', svg)
    if not faces or len(faces) != svg.count('@font-face'):
        fault(f'{name}: no font, or one written otherwise')
        return
    have = {'400': set(), '700': set()}
    for family, weight, data in faces:
        if family not in [part.strip() for part in root.get('font-family').split(',')][:2]:
            fault(f'{name}: {family} is not among the first of {root.get("font-family")}')
        try:
            have[weight] |= characters_of(base64.b64decode(data, validate=True))
        except (ValueError, struct.error) as error:
            fault(f'{name}: the font {family} {weight}: {error}')
    for text in root.iter(SVG + 'text'):
        weight = text.get('font-weight', '400')
        pieces = [(weight, text.text or '')]
        for span in text:
            pieces += [(span.get('font-weight', weight), span.text or ''), (weight, span.tail or '')]
        for piece_weight, piece in pieces:
            lost = {c for c in piece if all_of(c) and ord(c) not in have[piece_weight]}
            if lost:
                fault(f'{name}: the font of weight {piece_weight} lacks {"".join(sorted(lost))!r}')


def rendered(folder, svg):
    (folder / 'a.svg').write_text(svg, encoding='utf-8')
    subprocess.run(['rsvg-convert', '-z', '2', 'a.svg', '-o', 'a.png'], cwd=folder, check=True, timeout=120)
    return picture.decode((folder / 'a.png').read_bytes())


def check_alike(name, folder, auto, paths):
    one, two = rendered(folder, auto), rendered(folder, paths)
    windows = picture.similarity(one, two)
    mean = sum(window[0] for window in windows) / max(1, len(windows))
    if (one.width, one.height) != (two.width, two.height) or mean < LEAST_SIMILAR:
        fault(f'{name}: outlines look as text does by {mean:.3f} only')
    return mean


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if 'text-unavailable' in run(folder, MIXED, '--text=embed')[1]:
            print('no font file, or no HarfBuzz: skipped')
            return 77
        maps = {path.stem: path.read_text(encoding='utf-8') for path in sorted((SOURCE / 'maps').glob('*.yaml'))}
        maps['mixed'] = MIXED
        liberation = any(pathlib.Path('/usr/share/fonts').rglob('LiberationSans-Regular.ttf'))
        for name, source in maps.items():
            for options in ((), ('-l', 'list'), ('--depth', '2', '--style', 'mono')):
                if '--style' in options and b'mono' not in subprocess.run([ATLASC, 'styles', '--names'],
                                                                          capture_output=True).stdout.split():
                    options = ('--depth', '2')
                what = ' '.join((name,) + options)
                auto = run(folder, source, *options)[0]
                if auto != run(folder, source, '--text=auto', *options)[0]:
                    fault(f'{what}: --text=auto is not what is written without it')
                paths, said = run(folder, source, '--text=paths', *options)
                check_paths(what, paths)
                embed, said_too = run(folder, source, '--text=embed', *options)
                check_embed(what, embed)
                if '"text-' in said + said_too:
                    fault(f'{what}: {said}{said_too}')
                if run(folder, source, '--text=paths', *options)[0] != paths or \
                        run(folder, source, '--text=embed', *options)[0] != embed:
                    fault(f'{what}: twice, and not the same bytes')
                if shutil.which('rsvg-convert') and liberation and not os.environ.get('ATLASC_FONT_DIR') and not options:
                    print(f'{what}: outlines and text alike by {check_alike(what, folder, auto, paths):.3f}')
        for how in ('paths', 'embed'):
            fixed = run(folder, MIXED, f'--text={how}', '--scheme=dark')[0]
            if 'prefers-color-scheme' in fixed or ('@font-face' in fixed) != (how == 'embed'):
                fault(f'--text={how} --scheme=dark: a style that is none of it')

        svg, said = run(folder, FOREIGN, '--text=paths')
        check_paths('foreign', svg, ('東京 Tokyo', 'مرحبا', 'Hi 👋🏽'))
        if said.count('text-not-outlined') != 1 or '東京 Tokyo' not in said:
            fault(f'foreign: wanted one warning that names the first, got: {said}')
        svg, said = run(folder, FOREIGN, '--text=embed')
        check_embed('foreign', svg, lambda c: ord(c) < 0x250)
        if said.count('text-not-embedded') != 1 or '東京 Tokyo' not in said:
            fault(f'foreign: wanted one warning that names the first, got: {said}')

        strace = shutil.which('strace')
        if strace:
            done = subprocess.run([strace, '-f', '-e', 'trace=open,openat', ATLASC, '-T', 'svg', 'map.yaml'], cwd=folder,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if re.search(rb'libfreetype|libharfbuzz|\.ttf', done.stderr):
                fault('plain SVG opens fonts')
    print(f'{len(maps)} maps, {faults} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
