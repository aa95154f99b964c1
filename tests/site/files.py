"""Sites as files: what is written and what is not, sizes, links, downloads. One function test_* a check."""
import base64
import gzip
import html
import os
import html.parser
import json
import pathlib
import re
import shutil
import struct
import urllib.parse
import xml.etree.ElementTree
import zlib

MOST_SITE = 1_500_000  # bytes of a site of maps/ without its PNG
MOST_FIRST = 110_000   # bytes of a page, with its drawings of both widths, its styles and its script, as they lie in the folder
MOST_SENT = 60_000     # the same, and the views, as servers send them: by gzip
LIST = '.atlasc-site'


class Page(html.parser.HTMLParser):
    """The ids of a page, and what it refers to."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.files, self.rel, self.crumbs = [], [], [], {}, []
        self.title = ''
        self.within = []
        self.feed(path.read_text(encoding='utf-8'))

    def handle_data(self, data):
        if self.within[-1:] == ['h1']:
            self.title += data
        elif 'crumbs' in self.within and self.within[-1] == 'a':
            self.crumbs[-1][1] += data

    def handle_endtag(self, tag):
        if tag in ('h1', 'a', 'nav'):
            self.within.pop()

    def handle_starttag(self, tag, attributes):
        if tag in ('h1', 'a', 'nav'):
            given = dict(attributes)
            self.within.append(given.get('class', 'nav') if tag == 'nav' else tag)
            if 'rel' in given:
                self.rel[given['rel']] = given['href']
            if tag == 'a' and 'crumbs' in self.within:
                self.crumbs.append([given['href'], ''])
        for name, value in attributes:
            if name == 'id':
                self.ids.append(value)
            elif name == 'href' and tag == 'a':
                self.links.append(value)
            elif name in ('href', 'src') and tag in ('link', 'script', 'img'):
                self.files.append(value)


def pages(folder):
    return {path: Page(path) for path in sorted(pathlib.Path(folder).rglob('*.html'))}


def content(folder):
    folder = pathlib.Path(folder)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob('*')) if path.is_file()}


class Check:
    """What a check may use; figures are printed with its name."""

    def __init__(self, sites, work, site, run):
        self.sites, self.work, self.site, self.run, self.figures = sites, work, site, run, ''

    def folder(self, name):
        return pathlib.Path(self.sites[name]['folder'])


# -- what stands in the pages ------------------------------------------------------------------------------------------

def test_links_lead_somewhere(c):
    count = 0
    for site in c.sites:
        known = pages(c.folder(site))
        for path, page in known.items():
            for link in page.links + page.files:
                parts = urllib.parse.urlsplit(link)
                if parts.scheme in ('http', 'https', 'mailto'):
                    continue
                assert not parts.scheme and not parts.netloc and not link.startswith('/'), f'{path}: {link} leaves the site'
                to = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
                assert to.is_file(), f'{path}: {link} leads to no file'
                assert to.is_relative_to(c.folder(site).resolve()), f'{path}: {link} leaves the folder'
                anchor = urllib.parse.unquote(parts.fragment)
                assert not anchor or anchor in known[to].ids, f'{path}: {link} leads to no id'
                count += 1
    c.figures = f'{count} links'
    assert count > 2000


def beside(path, link):
    return (path.parent / urllib.parse.unquote(link)).resolve()


def test_previous_and_next_lead_through_all_pages_and_back(c):
    for site in c.sites:
        known = {path.resolve(): page for path, page in pages(c.folder(site)).items()}
        told = {path for path in known if path.name not in ('a-z.html', 'glossary.html') and '.depth-' not in path.name}

        def walk(path, rel):
            seen = [path]
            while rel in known[seen[-1]].rel:
                seen.append(beside(seen[-1], known[seen[-1]].rel[rel]))
                assert seen.count(seen[-1]) == 1, f'{site}: round and round at {seen[-1]}'
            return seen
        forth = walk((c.folder(site) / 'index.html').resolve(), 'next')
        assert set(forth) == told, f'{site}: no way leads to {sorted(map(str, told - set(forth)))}'
        assert walk(forth[-1], 'prev') == forth[::-1], f'{site}: another way back'
        c.figures += f'{site} {len(forth)} '


def test_breadcrumbs_lead_up_to_the_front_page(c):
    for site in c.sites:
        front = (c.folder(site) / 'index.html').resolve()
        known = {path.resolve(): page for path, page in pages(c.folder(site)).items()}
        for path, page in known.items():
            way = [(beside(path, link), name) for link, name in page.crumbs]
            assert [known[to].title for to, _ in way] == [name for _, name in way], f'{path}: {way}'
            assert bool(way) == (path != front) and (not way or way[0][0] == front), f'{path}: {way}'
            for i, (to, _) in enumerate(way):
                assert [beside(to, link) for link, _ in known[to].crumbs] == [above for above, _ in way[:i]], f'{path}: {way}'


def test_ids_are_unique(c):
    count = 0
    for site in c.sites:
        for path, page in pages(c.folder(site)).items():
            double = {name for name in page.ids if page.ids.count(name) > 1} if len(set(page.ids)) < len(page.ids) else ()
            assert not double, f'{path}: {sorted(double)} more than once'
            count += len(page.ids)
    c.figures = f'{count} ids'


def test_nothing_from_elsewhere(c):
    """No page, style or script names anything that a browser would load from another place."""
    for site in c.sites:
        for path, page in pages(c.folder(site)).items():
            for link in page.files:
                assert not re.match(r'[a-z]+:|//', link), f'{path} loads {link}'
            assert ' style="' not in path.read_text() and '<style' not in path.read_text(), f'{path}: a style that a policy forbids'
        for path in c.folder(site).glob('assets/*.css'):
            assert not re.search(r'url\(|@import', path.read_text()), f'{path} loads something'


def test_every_node_has_its_entry(c):
    """Every label of every map stands on a page."""
    found = '\n'.join(path.read_text() for path in pages(c.folder('odd')))
    for label in ('&lt;main&gt; &amp; &quot;co&quot;', 'Größe 大きさ', 'ü &amp; 漢字', '&lt;&amp;&gt;', 'less &lt; more &amp; okapistone',
                  '<h1>A map called glossary</h1>', '<h1>A map called index</h1>', '<h1>Glossary</h1>', '<h1>Lonely</h1>'):
        assert label in found, f'{label} is nowhere'
    assert '<b>no tags' not in found and '<i>note' not in found, 'what an author wrote became HTML'


def test_large_map_has_pages_for_its_parts(c):
    known = pages(c.folder('large'))
    assert {f'cat-{n}.html' for n in range(15)} <= {path.name for path in known}, sorted(path.name for path in known)
    ids = sum(page.ids.count(f'p{n}') for page in known.values() for n in range(0, 2400, 100))
    assert ids == 24, f'{ids} of 24 items have an entry'
    most = 0
    for path in known:
        drawn = path.read_text().count('<text')
        most = max(most, drawn)
    c.figures = f'{len(known)} pages, at most {most} lines of text in a drawing'
    assert most <= 1000, most # 400 nodes and items with their notes


def test_long_chapter_has_pages_for_its_parts(c):
    """What is told at length is divided, though it could be drawn at once; each entry is told once, on the page of its part."""
    maps, out = c.work / 'long/maps', c.work / 'long/out'
    maps.mkdir(parents=True)

    def write(sentences):
        parts = '\n'.join(f'      part{p}:\n        label: Part {p}\n        nodes:\n' + '\n'.join(
            f'          n{p}-{n}: {{label: Node {p}.{n}, about: "{"This is told at length. " * sentences}", items: [A, B, C]}}' for n in range(9))
            for p in range(3))
        (maps / 'front.yaml').write_text('title: All\nnodes: {top: {label: All, nodes: {a: {label: Long, map: long.yaml}}}}\n')
        (maps / 'long.yaml').write_text(f'title: Long\nnodes:\n  long:\n    label: Long\n    nodes:\n{parts}\nlinks: [n0-1 -> n2-3]\n')
        c.site(maps, out)
        return pages(out)
    known = write(100)
    assert {f'long/part{p}.html' for p in range(3)} <= {str(path.relative_to(out)) for path in known}, sorted(known)
    whole = (out / 'long.html').read_text()
    assert 'told at length' not in whole and whole.count('+3 items') > 26, 'the page of the map is no overview'
    for p in range(3):
        page = known[out / f'long/part{p}.html']
        assert [name for name in page.ids if re.fullmatch(r'n\d-\d', name)] == [f'n{p}-{n}' for n in range(9)], page.ids
        assert [name for _, name in page.crumbs] == ['All', 'Long'], page.crumbs
        assert f'long/part{p}.html#n{p}-8' in known[out / 'long.html'].links, 'the page of the map does not lead to an entry of its part'
        side = re.search(r'<nav class="side".*?</nav>', (out / f'long/part{p}.html').read_text(), re.S)[0]
        assert all(f'"part{q}.html"' in side for q in range(3)), side
    assert '"part2.html#n2-3"' in (out / 'long/part0.html').read_text(), 'a link does not lead from part to part'
    known = write(10)
    assert not (out / 'long').exists() and 'n2-8' in known[out / 'long.html'].ids, 'a short map is divided'
    c.site(maps, c.work / 'long/md', '--markdown')
    assert not list((c.work / 'long/md').glob('*/*.md')), 'pages of Markdown are divided'


def test_styles_say_nothing_twice(c):
    """Two drawings that call different looks by one name would spoil each other."""
    for site in c.sites:
        seen = {}
        style = (c.folder(site) / 'assets/drawings.css').read_text().partition('@media screen and (prefers-color-scheme:dark){\nsvg.s0')[0]
        rules = re.findall(r'^((?:svg)?\.s\d[^{]*)\{([^}]*)\}$', style, re.M)
        for selector, rule in ((one, rule) for selectors, rule in rules for one in selectors.split(',')):
            assert seen.setdefault(selector, rule) == rule, f'{site}: {selector} is both {seen[selector]} and {rule}'
        assert len(seen) > 4, f'{site}: no rules of drawings'


# -- names -------------------------------------------------------------------------------------------------------------

def test_links_with_the_same_words_lead_to_the_same_place(c):
    """On a page, what leads elsewhere is called otherwise; drawings say where by their place, and twins may stand side by side."""
    count = 0
    for path in c.folder('atlas').rglob('*.html'):
        page, leads = re.sub(r'<figure.*?</figure>', '', path.read_text(), flags=re.S), {}
        for to, words in re.findall(r'<a (?:rel="[^"]*" )?href="([^"]*)"[^>]*>(.*?)</a>', page, re.S):
            file, _, anchor = to.partition('#')
            to = (os.path.normpath(path.parent / file) if file else str(path)) + '#' + anchor
            count += 1
            assert leads.setdefault(re.sub('<[^>]*>', '', words), to) == to, f'{path}: {words} leads to {leads[words]} and {to}'
    c.figures = f'{count} links'


def test_index_is_in_order_and_says_something(c):
    maps, out = c.work / 'index/maps', c.work / 'index/out'
    (maps / 'chapters').mkdir(parents=True)
    (maps / 'all.yaml').write_text('title: All\nnodes: {top: {label: All, nodes: {c2: {label: 2 Second, map: chapters/second.yaml}, '
                                   'c10: {label: 10 Tenth, map: chapters/tenth.yaml}}}}\n')
    for name in ('second', 'tenth'):
        (maps / f'chapters/{name}.yaml').write_text(f'title: {name.capitalize()}\nnodes: {{{name}: {{label: {name.capitalize()}, '
                                                    'items: [Empty, {label: Step 10, url: "https://example.org"}, '
                                                    '{label: Step 2, url: "https://example.org"}, {label: Step 02b, about: x}]}}\n')
    c.site(maps, out)
    page = (out / 'a-z.html').read_text()
    listed = [html.unescape(re.sub('<[^>]*>', '', one)) for one in re.findall(r'<a href="[^"]*">(.*?)</a>', page[page.index('class="a-z"'):])]
    assert listed == ['All', '2 Second', 'Step 2 2 Second', 'Step 2 10 Tenth', 'Step 02b 2 Second', 'Step 02b 10 Tenth', 'Step 10 2 Second',
                      'Step 10 10 Tenth', '10 Tenth'], listed
    for name, title in (('second', '2 Second'), ('tenth', '10 Tenth')): # one number everywhere
        assert f'<h1>{title}</h1>' in (out / f'chapters/{name}.html').read_text(), title
        assert f'>{title}</a>' in (out / 'index.html').read_text().partition('class="contents"')[2], title
    c.site(maps, c.work / 'index/md', '--markdown')
    text = (c.work / 'index/md/a-z.md').read_text()
    assert re.findall(r'- \[([^\]]*)\]', text) == [one if not one.startswith('Step') else re.sub(r'^(Step \w+) (.*)$', r'\1 (\2)', one)
                                                 for one in listed], text


def test_references_are_short(c):
    for path in c.folder('atlas').rglob('*.html'):
        for line in re.findall(r'<p><b>(?:Uses|Used by|See|Seen from|Opens)</b>(.*?)</p>', path.read_text(), re.S):
            assert line.count('<a ') <= 7, f'{path}: {line}'


def slug_of(heading, taken):
    """What GitHub, MyST and mdBook make of a heading."""
    words = html.unescape(re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', heading))
    slug = re.sub(r'[^\w\- ]', '', re.sub(r'\\(.)', r'\1', words).lower()).replace(' ', '-')
    name, n = slug, 0
    while name in taken:
        n += 1
        name = f'{slug}-{n}'
    taken.add(name)
    return name


def test_anchors_of_markdown_are_those_of_its_headings(c):
    count = 0
    for site in ('atlas', 'odd', 'large', 'deep', 'flat'):
        out = c.work / 'anchors' / site
        c.site(c.sites[site]['maps'], out, '--markdown')
        texts = {path: re.sub(r'^( *)(`{3,}).*?^\1\2$', '', path.read_text(), flags=re.S | re.M) for path in out.rglob('*.md')}
        made, named = {}, {}
        for path, text in texts.items():
            taken = set()
            made[path] = {slug_of(heading, taken) for heading in re.findall(r'^#+ (.*)$', text, re.M)}
            named[path] = set(re.findall(r'<a id="([^"]*)"></a>', text))
        for path, text in texts.items():
            for to in re.findall(r'\]\(([^()\s:]*#[^()\s]*)\)', text):
                file, _, anchor = urllib.parse.unquote(to).partition('#')
                page = (path.parent / file).resolve() if file else path
                page = next(one for one in texts if one.resolve() == page.resolve())
                count += 1
                assert anchor in named[page], f'{path.name}: {to} has no anchor'
                assert anchor in made[page] or not re.search(r'\w', anchor), f'{path.name}: {to} is no heading of {page.name}'
    c.figures = f'{count} links'


# -- texts -------------------------------------------------------------------------------------------------------------

def test_facts_stand_as_they_were_written(c):
    """Every fact of several lines, byte for byte."""
    try:
        import yaml
    except ImportError:
        c.figures = 'not compared: PyYAML is not there'
        return
    count = 0
    shown = {html.unescape(text) for page in c.folder('atlas').rglob('*.html')
             for text in re.findall(r'<pre><code>(.*?)</code></pre>', page.read_text(encoding='utf-8'), re.S)}
    for source in sorted(pathlib.Path(c.sites['atlas']['maps']).rglob('*.yaml')):
        wanted, todo = [], [yaml.load(source.read_text(encoding='utf-8'), yaml.BaseLoader)]
        while todo:
            value = todo.pop()
            for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
                todo.append(one)
                if key == 'facts':
                    wanted += [text.rstrip('\n') for name, text in one.items() if '\n' in text.rstrip('\n') or name == 'code']
        lost = [text for text in wanted if text not in shown]
        assert not lost, f'{source.name}: not as written: {lost[0]!r}'
        count += len(wanted)
    c.figures = f'{count} facts'
    assert count > 20, c.figures


# -- sizes -------------------------------------------------------------------------------------------------------------

def test_site_is_small(c):
    size = sum(len(data) for name, data in content(c.folder('atlas')).items() if not name.endswith('.png'))
    c.figures = f'{size:,} bytes of {MOST_SITE:,}'
    assert size < MOST_SITE, c.figures


def test_what_is_sent_for_a_page_is_small(c):
    folder = c.folder('atlas')

    def sent(*paths):
        return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths if path.exists())
    shared = sent(*(folder / 'assets' / name for name in ('site.css', 'site.js', 'drawings.css')))
    sizes = sorted((sent(path, path.with_name(path.name + '.js')) + shared, str(path.relative_to(folder))) for path in pages(folder))
    c.figures = f'at most {sizes[-1][0]:,} bytes, {sizes[-1][1]}, of {MOST_SENT:,}'
    assert sizes[-1][0] < MOST_SENT, c.figures


def test_first_paint_is_small(c):
    folder = c.folder('atlas')
    shared = sum((folder / 'assets' / name).stat().st_size for name in ('site.css', 'site.js'))
    rules = (folder / 'assets/drawings.css').stat().st_size
    sizes = sorted((path.stat().st_size + shared + rules * ('drawings.css' in path.read_text()), str(path.relative_to(folder)))
                   for path in pages(folder))
    c.figures = f'at most {sizes[-1][0]:,} bytes, {sizes[-1][1]}'
    large = [f'{name}: {size:,}' for size, name in sizes if size >= MOST_FIRST]
    assert not large, f'above {MOST_FIRST:,}: {", ".join(large)}'


# -- downloads ---------------------------------------------------------------------------------------------------------

def png(data):
    """Width and height; the chunks are whole."""
    assert data[:8] == b'\x89PNG\r\n\x1a\n', 'no PNG'
    at, size = 8, None
    while at < len(data):
        length, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack('>I', data[at + 8 + length:at + 12 + length])[0], 'a chunk is broken'
        size = struct.unpack('>II', body[:8]) if kind == b'IHDR' else size
        at += 12 + length
    assert kind == b'IEND' and size
    return size


def test_downloads_are_what_they_say(c):
    count = 0
    for site in ('atlas', 'odd', 'flat', 'single', 'wide', 'deep'):
        for path in pages(c.folder(site)):
            found = re.findall(r'<a download href="([^"]*)"', path.read_text())
            assert found or '<svg' not in path.read_text() or '.depth-' in path.name, f'{path} offers nothing'
            for link in found:
                to = path.parent / urllib.parse.unquote(html.unescape(link))
                count += 1
                if to.suffix == '.png':
                    png(to.read_bytes())
                    continue
                assert to.suffix == '.svg', link
                c.run('xmllint', '--noout', to)
                root = xml.etree.ElementTree.parse(to).getroot()
                assert root.tag == '{http://www.w3.org/2000/svg}svg' and float(root.get('width')) > 0, to
                if float(root.get('width')) > 32767:  # more than others draw
                    continue
                drawn = c.work / 'drawn.png'
                c.run('rsvg-convert', to, '-o', drawn)
                width, height = png(drawn.read_bytes())
                assert abs(width - float(root.get('width'))) < 2 and abs(height - float(root.get('height'))) < 2, (to, width, height)
    c.figures = f'{count} files'
    wide = {path.name for path in c.folder('wide').glob('*.png')}
    assert wide == {'wide.png', 'wider.png'}, wide  # trees of 390 leaves, which are arranged to be no wider than pictures can be


def test_svg_has_the_words_of_the_page(c):
    """The file to download and the drawing in the page say the same, at the same places."""
    def words(text):
        return [html.unescape(re.sub('<[^>]*>', '', word)) for word in re.findall(r'<text[^>]*>(.*?)</text>', text)]
    for path, parsed in pages(c.folder('atlas')).items():
        drawn = [link for link in parsed.links if link.endswith('.svg')]
        page = path.read_text()
        if not drawn:
            assert '<svg' not in page, path
            continue
        page = page[page.index('<svg'):page.index('</svg>')]
        assert words(page) == words(beside(path, drawn[0]).read_text()), path


# -- what is made when -------------------------------------------------------------------------------------------------

def test_twice_is_the_same(c):
    for site in ('atlas', 'odd'):
        c.site(c.sites[site]['maps'], c.work / 'twice' / site)
        assert content(c.folder(site)) == content(c.work / 'twice' / site), f'{site}: other bytes'
    shutil.rmtree(c.work / 'twice')


def test_what_is_gone_goes(c):
    maps, out = c.work / 'gone/maps', c.work / 'gone/out'
    shutil.copytree(c.sites['odd']['maps'], maps)
    c.site(maps, out)
    for name in ('mine.txt', 'sub dir/mine.html', 'assets/mine.css'):
        (out / name).write_text('mine')
    before = set(content(out))
    assert {'lonely.html', 'lonely.svg'} <= before
    (maps / 'lonely.yaml').unlink()
    layered = maps / 'other/layered.yaml'
    layered.write_text(layered.read_text().replace(', map: ../lonely.yaml', ''))
    c.site(maps, out)
    gone = before - set(content(out))
    assert gone == {'lonely.html', 'lonely.svg'}, f'gone is {sorted(gone)}'
    assert 'lonely' not in (out / LIST).read_text() and 'Lonely' not in (out / 'a-z.html').read_text()
    with open(out / LIST, 'a', encoding='utf-8') as listed:  # a list that was tampered with removes nothing elsewhere
        listed.write('../keep.txt\n/etc/none\n')
    (out.parent / 'keep.txt').write_text('keep')
    c.site(maps, out)
    assert (out.parent / 'keep.txt').exists(), 'a file outside the site was removed'


PLAYGROUND = ('index.html', 'playground.css', 'playground.js', 'module.js', 'example.svg', 'licences.txt')


def test_playground_is_copied_and_led_to(c):
    maps, out, built = c.work / 'play/maps', c.work / 'play/out', c.work / 'play/built'
    shutil.copytree(c.sites['odd']['maps'], maps)
    built.mkdir(parents=True)
    for name in PLAYGROUND[1:]:
        (built / name).write_text(f'of {name}')
    done = c.site(maps, out, '--playground-from', built, status=4)
    assert f"'{built}/index.html'" in done.stderr and not out.exists(), done.stderr
    (built / 'index.html').write_text('<!DOCTYPE html>')
    c.site(maps, out, '--playground-from', built)
    for name in PLAYGROUND:
        assert (out / 'assets/playground' / name).read_bytes() == (built / name).read_bytes(), name
    there = content(out)
    c.site(maps, out, '--playground-from', built)
    assert content(out) == there, 'made again it is another'
    shared = {}
    for path, page in pages(out).items():
        if path.is_relative_to(out / 'assets'):
            continue
        links = [link for link in page.links if (path.parent / link.partition('#')[0]).resolve() == (out / 'assets/playground/index.html').resolve()]
        assert links and '#' not in links[0], f'{path.name} leads there in its head'
        for link in links[1:]:
            packed = link.partition('#')[2]
            shared[str(path.relative_to(out))] = json.loads(zlib.decompress(base64.urlsafe_b64decode(packed + '=' * (-len(packed) % 4)), -15))
    assert shared['chain.html']['map'] == (maps / 'chain.yaml').read_text(), shared
    assert all(value.keys() <= {'map', 'width', 'style'} for value in shared.values()), shared
    assert 'other/layered.html' in there and 'other/layered.html' not in shared, 'a map whose style sheet is not there is not shared'
    mine = out / 'assets/playground/mine.js'
    mine.write_text('mine')
    c.site(maps, out)
    assert [path.name for path in (out / 'assets/playground').iterdir()] == ['mine.js'], 'what is not asked for any more goes'
    assert 'playground' not in (out / 'index.html').read_text()
    done = c.site(maps, out, '--playground', '--markdown', status=2)
    assert 'Markdown' in done.stderr, done.stderr


def test_bad_map_is_reported(c):
    maps, out = c.work / 'bad/maps', c.work / 'bad/out'
    shutil.copytree(c.sites['odd']['maps'], maps)
    (maps / 'broken.yaml').write_text('title: Broken\nnodes: {a: {label: A, colour: red}}\nlinks: [a -> nowhere]\n')
    done = c.site(maps, out, status=1)
    assert 'broken.yaml' in done.stderr and 'nowhere' in done.stderr, done.stderr
    left = set(content(c.folder('odd'))) - set(content(out))
    assert not left, f'not made: {sorted(left)}'


def test_empty_folder_is_reported(c):
    (c.work / 'empty').mkdir()
    done = c.site(c.work / 'empty', c.work / 'empty/out', status=1)
    assert 'there is no map in' in done.stderr, done.stderr


def check(sites, work, words, site, run):
    faults = passed = 0
    for name, test in list(globals().items()):
        if not name.startswith('test_'):
            continue
        name = name[len('test_'):].replace('_', ' ')
        if words and not any(word in name for word in words):
            continue
        c = Check(sites, work, site, run)
        try:
            test(c)
        except AssertionError as error:
            faults += 1
            print(f'not ok  {name}: {error}')
        else:
            passed += 1
            print(f'ok  {name}' + (f' ({c.figures})' if c.figures else ''))
    return faults, passed
