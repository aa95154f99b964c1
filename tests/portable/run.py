#!/usr/bin/env python3
"""Pages of sites in the tools of others: HTML by the Nu Html Checker (vnu), pages of Markdown as MDX, by Sphinx with MyST,
and by MkDocs.

Of maps/, and of a few odd maps, every page has to be valid; every page of Markdown has to be taken without a word, and of
what is made of it, every link has to lead to a file and, behind #, to an id in it. A tool that is not there is named, and
nothing is claimed.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/portable/run.py [WORD...]
"""
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'site'), str(HERE.parent)]
import atlases
import npm

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent).resolve()
BUILD = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 300
MOST_SAID = 5
SKIPPED = 77
# What the checker says of any page that is read as a file: there is no 'self' that a policy could allow.
OF_FILES = 'violates Content Security Policy'
# What pages for other addresses lead to stands below the root of a server.
OF_SERVERS = '404.html'
# Pages lead to each other by themselves; whoever wants them in a tree of contents says so.
OF_TREES = "document isn't included in any toctree"


class Skipped(Exception):
    pass


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f'{program} is not there')


def run(*command, folder=None, status=0):
    done = subprocess.run([str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE, errors='replace')
    assert done.returncode == status, f'{command[0]}: exit {done.returncode}: {(done.stdout + done.stderr)[-600:]}'
    return done


def expect(faults, what):
    assert not faults, f'{len(faults)} {what}\n    ' + '\n    '.join(faults[:MOST_SAID])


def modules():
    need('npm', 'node')
    try:
        return npm.packages(HERE, BUILD, SOURCE)
    except AssertionError as error:
        raise Skipped(f'npm does not bring what is needed: {str(error).splitlines()[0]}') from None


# -- what others make of pages -------------------------------------------------------------------------------------------

class Made(html.parser.HTMLParser):
    """The ids and links of a page that somebody made of one of ours, within its text."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(path.read_text(encoding='utf-8'))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == 'id' or (name == 'name' and tag == 'a'):
                self.ids.add(value)
            elif name == 'href' and tag == 'a' and value:
                self.links.append(value)


def dead_links(folder):
    """What leads nowhere in a folder of pages, and how many links have an anchor."""
    known, faults, count = {path.resolve(): Made(path) for path in folder.rglob('*.html') if path.name != OF_SERVERS}, [], 0
    for path, page in known.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            to = path.parent / urllib.parse.unquote(parts.path) if parts.path else path
            to = (to / 'index.html' if to.is_dir() else to).resolve()
            anchor = urllib.parse.unquote(parts.fragment)
            count += bool(anchor)
            if not to.exists():
                faults.append(f'{path.relative_to(folder.resolve())}: {link} leads to no file')
            elif anchor and to in known and anchor not in known[to].ids:
                faults.append(f'{path.relative_to(folder.resolve())}: {link} leads to no id')
    return faults, count


def copied(site, work):
    """A folder with the pages of a site, and the names of those."""
    shutil.copytree(site, work)
    return sorted(str(path.relative_to(work)) for path in work.rglob('*.md'))


# -- checks: each of one site, in a folder of its own; gives figures -----------------------------------------------------

def vnu(pages, _, work):
    need('java')
    jar = next(modules().glob('node_modules/vnu-jar/build/dist/vnu.jar'), None)
    if not jar:
        raise Skipped('vnu is not in its package')
    done = subprocess.run(['java', '-Xss8m', '-jar', str(jar), '--format', 'json', '--skip-non-html', str(pages)], capture_output=True,
                          text=True, timeout=PATIENCE)
    said = [one for one in json.loads(done.stderr or '{"messages": []}')['messages'] if OF_FILES not in one['message']]
    expect([f"{urllib.parse.unquote(one.get('url', ''))}:{one.get('lastLine', 0)}: {one['message']}" for one in said], 'faults')
    return f'{len(list(pages.rglob("*.html")))} pages'


def mdx(_, pages, work):
    files = sorted(str(path) for path in pages.rglob('*.md'))
    expect(run('node', HERE / 'mdx.mjs', modules(), *files).stdout.splitlines(), 'pages are no MDX')
    return f'{len(files)} pages'


def is_encoded_picture(line, folder):
    """Sphinx takes the address of a picture for the name of a file, %20 and all; that file has to be there."""
    name = re.search(r'image file not readable: (.*%.*)$', line)
    return name and (folder / urllib.parse.unquote(name[1])).is_file()


def myst(_, pages, work):
    need('sphinx-build')
    python = pathlib.Path(shutil.which('sphinx-build')).read_text().splitlines()[0].removeprefix('#!').split()
    if subprocess.run([*python, '-c', 'import myst_parser'], capture_output=True).returncode:
        raise Skipped('myst-parser is not there')
    files = copied(pages, work / 'docs')
    (work / 'docs/conf.py').write_text("project = 'x'\nextensions = ['myst_parser']\nroot_doc = 'README'\nmyst_heading_anchors = 6\n")
    said = run('sphinx-build', '-q', '-b', 'html', work / 'docs', work / 'made').stderr
    expect([line for line in said.splitlines() if line and OF_TREES not in line and not is_encoded_picture(line, work / 'docs')], 'warnings')
    faults, count = dead_links(work / 'made')
    expect(faults, 'dead links')
    return f'{len(files)} pages, {count} anchored links'


def mkdocs(_, pages, work):
    need('mkdocs')
    files = copied(pages, work / 'docs')
    (work / 'mkdocs.yml').write_text('site_name: x\nplugins: []\n')
    run('mkdocs', 'build', '--strict', '-q', folder=work)
    faults, count = dead_links(work / 'site')
    expect(faults, 'dead links')
    return f'{len(files)} pages, {count} anchored links'


CHECKS = {'vnu': vnu, 'MDX': mdx, 'MyST': myst, 'MkDocs': mkdocs}


def main():
    words, faults, passed, lacking = sys.argv[1:], 0, 0, set()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        atlases.odd(work / 'odd')
        for site, maps in (('maps', SOURCE / 'maps'), ('odd', work / 'odd')):
            run(ATLASC, 'site', '--markdown', maps, '-o', work / f'{site}.md')
            done = subprocess.run([ATLASC, 'site', str(maps), '-o', str(work / f'{site}.html')], capture_output=True, text=True, timeout=PATIENCE)
            whole = done.returncode == 0 or 'without the scripts of sites' not in done.stderr
            assert done.returncode == 0 or not whole, done.stderr
            for name, check in CHECKS.items():
                if words and not any(word in f'{name} {site}' for word in words):
                    continue
                own = work / f'{name}-{site}'
                own.mkdir()
                try:
                    if check is vnu and not whole:
                        raise Skipped('this program is built without sites of HTML')
                    figures = check(work / f'{site}.html', work / f'{site}.md', own)
                except Skipped as why:
                    lacking.add(f'{name}: {why}')
                except AssertionError as fault:
                    faults += 1
                    print(f'not ok  {name}, {site}: {fault}')
                else:
                    passed += 1
                    print(f'ok  {name}, {site} ({figures})')
    for why in sorted(lacking):
        print(f'skipped  {why}')
    print(f'portable: {passed} checks passed, {faults} failed')
    return 1 if faults else SKIPPED if not passed and lacking else 0 if passed else 1


if __name__ == '__main__':
    sys.exit(main())
