#!/usr/bin/env python3
"""SVG as it lives in other people's pages and programs: every sheet, in several layouts, is drawn; each drawing is opened
alone, among all others in one page with classes and rules of its own, after svgo has rewritten it, and as an image;
in Chromium, light and dark, colours are compared element by element (check.mjs). Programs that know no schemes have to draw it
as it is drawn for the light one: rsvg-convert, and LibreOffice and Inkscape where they are installed.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/pages/run.py [WORD...]

With words, only checks whose names have one of them are made.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import npm

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
BUILD = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 300
BROWSERS = ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
LAYOUTS = ('tree', 'nested', 'grid', 'list', 'layered', 'chain', 'radial')
MOST_HUB, MOST_LIBRARIES = 9000, 6000 # bytes
SKIPPED = 77

# Kinds of every sheet, boxes and cards with notes, frames in frames, links with labels, addresses, blanks in a row.
MAP = '''title: A page's guest
{style}nodes:
  hub:
    label: Hub
    note: holds all
    url: https://example.org/hub
    nodes:
      models: {{label: Models, kind: model, note: "1M+", items: [Plain, {{label: Linked, note: with a note, url: https://example.org/linked}}]}}
      data: {{label: "Data  sets", kind: dataset, items: [Plain, Other]}}
      spaces: {{label: Spaces, kind: space, nodes: {{a: {{label: App, kind: service, note: one}}, b: Other}}}}
      code: {{label: Code, kind: library, nodes: {{c: {{label: Core, kind: library}}, d: {{label: Docs, kind: workflow, items: [A: b]}}}}}}
  side: {{label: "{more}", note: "stands   alone"}}
links:
  - {{from: models, to: data, label: are made of, kind: use}}
  - {{from: a, to: models, label: shows, kind: flow}}
  - b -> c
'''
# Two files of one name, in two folders, that say different things.
OWN = {'one': ('#ffffff', '#101010', '#123456', '#abcdef'), 'two': ('#fffdf0', '#201005', '#402000', '#ffddaa')}

PLACES = '''nodes:
  docs:
    label: Docs
    url: https://example.org/docs
    items:
      - {label: Install, url: https://example.org/install}
      - {label: Tutorial, note: ten minutes, url: https://example.org/tutorial}
  plain:
    label: Plain
    items:
      - {label: One, url: https://example.org/one}
      - Two
'''
BLANKS = {'key      value': 'a', 'two  spaces   kept': 'b', 'one blank': 'c', '  before': 'd'}


def environment(work):
    keep = ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'PATH', 'TMPDIR', 'ATLASC_FONT_DIR')
    return {name: os.environ[name] for name in keep if name in os.environ} | {'LC_ALL': 'C.UTF-8', 'HOME': str(work)}


class Test:
    def __init__(self, work, words):
        self.work, self.words, self.passed, self.faults, self.skipped = work, words, 0, 0, []

    def run(self, *command, folder=None):
        done = subprocess.run([str(word) for word in command], cwd=folder or self.work, env=environment(self.work),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, f'{command}: exit {done.returncode}\n{done.stdout}{done.stderr}'
        return done.stdout

    def check(self, name, make):
        if self.words and not any(word in name for word in self.words):
            return
        try:
            figures = make()
        except AssertionError as error:
            self.faults += 1
            print(f'not ok  {name}: {error}')
        else:
            self.passed += 1
            print(f'ok  {name}' + (f' ({figures})' if figures else ''))

    # -- what is drawn --------------------------------------------------------------------------------------------------

    def draw(self, name, sheet, layout, *options, folder=None, map_name='map.yaml'):
        """A drawing that follows the reader's scheme, and the same for each scheme."""
        for scheme in ('auto', 'light', 'dark'):
            file = self.work / f'{name}{"" if scheme == "auto" else "." + scheme}.svg'
            self.run(ATLASC, map_name, '-l', layout, *(('--style', sheet) if sheet else ()), '--scheme', scheme, '-o', file,
                     *options, folder=folder)
        return {'name': name, 'sheet': sheet or folder.name, 'layout': layout}

    def drawings(self):
        made = []
        (self.work / 'map.yaml').write_text(MAP.format(style='', more='other'))
        sheets = [line.split()[0] for line in self.run(ATLASC, 'styles').splitlines() if line.strip()]
        assert len(sheets) >= 5, sheets
        for sheet in sheets:
            for layout in LAYOUTS:
                prefix = ('--id-prefix', f'{sheet}-{layout}-') if layout in ('tree', 'nested') else ()
                made.append(self.draw(f'{sheet}-{layout}', sheet, layout, *prefix))
        for own, (page, dark_page, ink, dark_ink) in OWN.items():
            folder = self.work / own
            folder.mkdir()
            roles = '\n'.join(f'  {role}: {{fill: ["{page}", "{dark_page}"], line: ["{ink}", "{dark_ink}"], text: ["{ink}", "{dark_ink}"], '
                              f'note: ["{ink}", "{dark_ink}"]}}' for role in ('root', 'branch', 'leaf', 'card'))
            (folder / 'brand.yaml').write_text(f'extends: atlas\npage: ["{page}", "{dark_page}"]\nroles:\n{roles}\n')
            (folder / 'map.yaml').write_text(MAP.format(style='style: brand.yaml\n', more='other'))
            for layout in ('tree', 'nested'):
                made.append(self.draw(f'own-{own}-{layout}', None, layout, folder=folder))
        made.append(self.draw('outlines', 'atlas', 'tree', '--text', 'paths'))
        made.append(self.draw('fonts', 'atlas', 'tree', '--text', 'embed'))
        made.append(self.draw('fonts-mono', 'mono', 'tree', '--text', 'embed'))
        return made

    def downloads(self):
        """The drawings that pages of a site offer, which have their rules within."""
        made = []
        for sheet in ('print', 'blueprint'):
            folder = self.work / f'maps-{sheet}'
            folder.mkdir()
            (folder / 'guest.yaml').write_text(MAP.format(style=f'style: {sheet}\nlayout: tree\n', more='other'))
            done = subprocess.run([ATLASC, 'site', folder, '-o', self.work / f'site-{sheet}', '-T', 'svg', '--width', '2000'], env=environment(self.work),
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
            if done.returncode == 2: # built without sites
                return []
            assert done.returncode == 0, done.stderr
            shutil.copy(self.work / f'site-{sheet}/guest.svg', self.work / f'download-{sheet}.svg')
            made.append({'name': f'download-{sheet}', 'sheet': sheet, 'layout': 'tree'})
        return made

    # -- what files say -------------------------------------------------------------------------------------------------

    def classes(self, made):
        count = 0
        for drawing in made:
            text = (self.work / f'{drawing["name"]}.svg').read_text()
            for name in re.findall(r'\sclass="([^"]*)"', text):
                for one in name.split():
                    count += 1
                    assert re.match('atl-|atlas-', one), f'{drawing["name"]}: class {one}'
            style = ''.join(re.findall(r'<style>(.*?)</style>', text, re.S))
            for rule in re.findall(r'(?:^|[{}\n])([^@{}\n][^{}]*)\{', re.sub(r'@font-face\{.*\}', '', style)):
                assert all(re.match(r'\.atl(as)?-[\w-]+(>| )\.atl-', one) for one in rule.strip().split(',')), f'{drawing["name"]}: rule {rule}'
        return f'{count} names'

    def sizes(self):
        figures = []
        for name, most in (('hub', MOST_HUB), ('libraries', MOST_LIBRARIES)):
            size = len(self.run(ATLASC, SOURCE / f'maps/{name}.yaml', '-T', 'svg').encode())
            assert size < most, f'maps/{name}.yaml: {size} bytes, at most {most}'
            figures.append(f'{name} {size:,} bytes')
        return ', '.join(figures)

    def written(self, label, layout):
        (self.work / 'diff.yaml').write_text(MAP.format(style='', more=label))
        return self.run(ATLASC, 'diff.yaml', '-l', layout, '-T', 'svg').splitlines()

    def one_label(self):
        """A label of equal width in place of another changes at most six lines."""
        most = 0
        for layout in LAYOUTS:
            before, after = self.written('other', layout), self.written('rothe', layout)
            assert len(before) == len(after), layout
            changed = sum(a != b for a, b in zip(before, after))
            assert 1 <= changed <= 6, f'{layout}: {changed} lines'
            most = max(most, changed)
        return f'at most {most} lines'

    def texts(self):
        """Addresses of items are links of a terminal in every layout."""
        for layout in LAYOUTS:
            text = self.run(ATLASC, 'places.yaml', '-l', layout, '-T', 'text', '--links', 'osc8')
            found = set(re.findall(r'\033\]8;;([^\033]+)\033', text))
            assert found == {f'https://example.org/{end}' for end in ('docs', 'install', 'tutorial', 'one')}, f'{layout}: {sorted(found)}'

    # -- other programs -------------------------------------------------------------------------------------------------

    def alike(self, made, convert):
        """A program that knows no schemes draws what is drawn for the light one."""
        files = [self.work / f'{drawing["name"]}{scheme}.svg' for drawing in made for scheme in ('', '.light')]
        out = convert(files)
        for drawing in made:
            auto, light = ((out / f'{drawing["name"]}{scheme}.png').read_bytes() for scheme in ('', '.light'))
            assert auto == light, f'{drawing["name"]} is not drawn as for the light scheme'
        return f'{len(made)} drawings'

    def each(self, name, *command):
        """A folder of what a program makes of each file; {} and {out} stand for the file and what is made of it."""
        def convert(files):
            out = self.work / name
            out.mkdir()
            for file in files:
                self.run(*(str(word).format(file, out=out / f'{file.stem}.png') for word in command))
            return out
        return convert

    def libreoffice(self, files):
        out = self.work / 'libreoffice'
        self.run('soffice', f'-env:UserInstallation=file://{self.work}/profile', '--headless', '--convert-to', 'png', '--outdir', out, *files)
        return out

    def in_programs(self, made):
        few = [drawing for drawing in made if drawing['layout'] in ('tree', 'nested')]
        programs = (('rsvg-convert', made, self.each('rsvg', 'rsvg-convert', '{}', '-o', '{out}')),
                    ('soffice', few, self.libreoffice),
                    ('inkscape', few[::6], self.each('inkscape', 'inkscape', '{}', '-o', '{out}')))
        for program, some, convert in programs:
            if shutil.which(program):
                self.check(f'{program} draws the light scheme', lambda: self.alike(some, convert))
            else:
                self.skipped.append(program)

    def in_browser(self, browser, made, downloads):
        modules = npm.packages(HERE, BUILD, SOURCE)
        task = {'browser': browser, 'modules': str(modules), 'work': str(self.work), 'words': self.words, 'drawings': made,
                'downloads': downloads, 'layouts': LAYOUTS, 'blanks': BLANKS}
        (self.work / 'task.json').write_text(json.dumps(task))
        for layout in LAYOUTS:
            self.run(ATLASC, 'places.yaml', '-l', layout, '-o', f'places-{layout}.svg')
        (self.work / 'blanks.yaml').write_text('nodes:\n' + ''.join(f'  {key}: {{label: "{text}"}}\n' for text, key in BLANKS.items()))
        self.run(ATLASC, 'blanks.yaml', '-o', 'blanks.svg')
        checks = subprocess.Popen(['node', str(HERE / 'check.mjs'), str(self.work / 'task.json')], env=environment(self.work),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for line in checks.stdout:
            print(line, end='', flush=True)
            self.passed += line.startswith('ok ')
            self.faults += line.startswith('not ')
        if checks.wait() and not self.faults:
            print(f'not ok  the browser: exit {checks.returncode}')
            self.faults += 1


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    lacks = [name for name in ('npm', 'node', 'rsvg-convert') if not shutil.which(name)] + ([] if browser else ['chromium'])
    if lacks:
        print(f'pages: skipped, because {", ".join(lacks)} is not there')
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix='atlas-pages-') as folder:
        test = Test(pathlib.Path(folder), sys.argv[1:])
        (test.work / 'places.yaml').write_text(PLACES)
        made = test.drawings()
        downloads = test.downloads()
        test.check('names have a prefix, rules a root', lambda: test.classes(made + downloads))
        test.check('files are small', test.sizes)
        test.check('one label changes few lines', test.one_label)
        test.check('addresses are links in text', test.texts)
        if os.environ.get('ATL_SITE_BROWSER') == 'no': # drawings are the same bytes by any compiler: one look is enough
            print('pages: the browser and other programs look at drawings of another build')
        else:
            test.in_programs(made)
            test.in_browser(browser, made, downloads)
    without = f'; {", ".join(test.skipped)} is not there' if test.skipped else ''
    print(f'pages: {test.passed} checks passed, {test.faults} failed{without}')
    sys.exit(1 if test.faults or not test.passed else 0)


if __name__ == '__main__':
    main()
