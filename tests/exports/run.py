#!/usr/bin/env python3
"""What is written for others is taken by those others, and says there what the map says: PDF by poppler, DOT by Graphviz,
flowcharts by Mermaid in Chromium, the outline by cmark, pages by Chromium, JSON by a validator. `odd.yaml` has labels and ids
that mean something to each of them. What is not installed is named, and what it would have read is not looked at.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/exports/run.py [WORD...]
"""
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import npm

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent).absolute()
BUILD = pathlib.Path(os.environ.get('ATL_BUILD') or SOURCE / 'build/release').resolve()
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
BROWSERS = ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
PATIENCE = 120
ODD = HERE / 'odd.yaml'
MAPS = {'odd': (ODD, []), 'odd-tree': (ODD, ['-l', 'tree']), 'odd-layered': (ODD, ['-l', 'layered']), 'odd-grid': (ODD, ['-l', 'grid']), 'odd-part': (ODD, ['--view', 'part']),
        'folded': (ODD, ['--depth', '1', '--direction', 'right']), 'platform': (SOURCE / 'examples/platform.yaml', []),
        'hub': (SOURCE / 'maps/hub.yaml', []), 'stack': (SOURCE / 'examples/stack.yaml', [])}
LARGEST_PAGE = 14400  # points


def run(*command, data=None, check=True):
    done = subprocess.run([str(word) for word in command], input=data, capture_output=True, timeout=PATIENCE,
                          env=dict(os.environ, LC_ALL='C.UTF-8'))
    assert not check or done.returncode == 0, f'{" ".join(map(str, command))}: exit {done.returncode}\n{done.stderr.decode()[:2000]}'
    return done


def export(name, kind, *more):
    file, options = MAPS[name]
    return run(ATLASC, file, '-T', kind, *options, *more).stdout.decode()


def nodes_of(name):
    """Labels of what is drawn: {path: (label, note, items)} from the drawing, and links."""
    drawing = json.loads(export(name, 'json'))
    if name == 'odd-grid':  # there items are tiles, which graphs have on a card
        items = {node['label'] for node in the_map()['nodes'] if node['item']}
        drawing['nodes'] = [node for node in drawing['nodes'] if node.get('frame') or node.get('label') not in items]
    return drawing


def squeezed(text):
    return re.sub(r'\s+', '', text)


def the_map(name='odd'):
    return json.loads(export(name, 'map.json'))


# -- PDF -------------------------------------------------------------------------------------------------------------------

def pdf(work):
    file = work / 'odd.pdf'
    plain = work / 'plain.yaml'
    plain.write_text('title: "A – title"\nnodes:\n  a: {label: "Ünïcode fi µ", url: "https://example.org/a?x=(1)&y=\'2\'", items: ['
                     '{label: Row, url: "sub/r w.html"}, Other row]}\n  b: {label: Second, note: with a note}\nlinks: [a -> b: leads]\n')
    run(ATLASC, plain, '-o', file)
    words = run('pdftotext', '-layout', file, '-').stdout.decode()
    for word in ('Ünïcode fi µ', 'Row', 'Other row', 'Second', 'with a note', 'leads'):
        assert word in words, f'"{word}" is not in the text of the PDF:\n{words}'
    info = run('pdfinfo', file).stdout.decode()
    assert re.search(r'^Title: +A – title$', info, re.M) and re.search(r'^Pages: +1$', info, re.M), info
    assert 'CreationDate' not in info and 'ModDate' not in info, f'it has the date of a clock:\n{info}'
    urls = re.findall(r'Annotation\s+(\S+)', run('pdfinfo', '-url', file).stdout.decode())
    assert urls == ['https://example.org/a?x=%281%29&y=%272%27', 'sub/r%20w.html'], urls
    drawing = json.loads(run(ATLASC, plain, '-T', 'json').stdout)
    size = [float(number) for number in re.search(r'Page size: +([\d.]+) x ([\d.]+) pts', info).groups()]
    assert size == [drawing['width'] * 0.75, drawing['height'] * 0.75], (size, drawing['width'], drawing['height'])
    again = run(ATLASC, plain, '-T', 'pdf').stdout
    assert again == file.read_bytes(), 'two runs differ'
    assert again != run(ATLASC, plain, '-T', 'pdf', '--scheme', 'dark').stdout, '--scheme dark changes nothing'
    # where the link is, it is on its box
    boxes = {node['id']: node for node in drawing['nodes']}
    found = re.search(rb'/Rect\s*\[\s*([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)', again)
    if found:  # it may stand in a packed object
        left, bottom, right, top = map(float, found.groups())
        want = boxes['a']
        assert abs(left - (want['x'] + .5) * .75) < 1 and abs(size[1] - top - (want['y'] + .5) * .75) < 1, (found.groups(), want)
        assert abs(right - left - want['width'] * .75) < 2 and abs(top - bottom - want['height'] * .75) < 2, (found.groups(), want)
    wide = work / 'wide.yaml'
    wide.write_text('nodes:\n  r: {label: Root, nodes: {' + ', '.join(f'n{i}: "A node with a label {i}"' for i in range(300)) + '}}\n')
    run(ATLASC, wide, '-l', 'tree', '--width', '60000', '-o', work / 'wide.pdf')
    info = run('pdfinfo', work / 'wide.pdf').stdout.decode()
    size = [float(number) for number in re.search(r'Page size: +([\d.]+) x ([\d.]+) pts', info).groups()]
    assert max(size) <= LARGEST_PAGE, f'a page of {size} points'
    return f'{len(words.split())} words, 2 links'


# -- DOT -------------------------------------------------------------------------------------------------------------------

def unescaped(text):
    return re.sub(r'\\(.)', lambda m: '\n' if m[1] == 'n' else m[1], text)


def dot(work):
    clusters = edges = 0
    for name in MAPS:
        text = export(name, 'dot')
        done = run('dot', '-Tjson', data=text.encode())
        assert not done.stderr.strip(), f'{name}: dot says {done.stderr.decode()[:400]}'
        graph = json.loads(done.stdout)
        frames = {one['name']: one for one in graph.get('objects', []) if one['name'].startswith('cluster_')}
        nodes = {one['name']: one for one in graph.get('objects', []) if 'nodes' not in one and 'subgraphs' not in one and 'pos' in one}
        drawing = nodes_of(name)
        framed = {'cluster_' + node['id'] for node in drawing['nodes'] if node.get('frame')}
        assert set(frames) == framed, f'{name}: clusters {set(frames)}, but frames {framed}'
        for node in drawing['nodes']:
            one = frames.get('cluster_' + node['id']) if node.get('frame') else nodes.get(node['id'])
            if node['id'] is None or one is None and node['parent'] in {n['id'] for n in drawing['nodes'] if n['role']} and not node.get('label'):
                continue
            assert one, f'{name}: {node["id"]} is not in the graph, which has {sorted(nodes)}'
            assert re.fullmatch('#[0-9a-f]{6}', one['fillcolor']), (name, one)
            if 'label' in node:
                assert squeezed(unescaped(one['label'])).startswith(squeezed(node['label'])), (name, node['label'], one['label'])
        want = sum(link['arrow'] is not None for link in drawing['links'])
        have = sum(edge.get('class') == 'link' for edge in graph.get('edges', []))
        assert have >= want, f'{name}: {have} links, the drawing has {want}'
        clusters += len(frames)
        edges += have
    assert 'constraint=false' in export('odd-tree', 'dot') and 'constraint=false' not in export('odd', 'dot')
    assert 'lhead=cluster_class' in export('odd', 'dot')
    return f'{len(MAPS)} graphs, {clusters} clusters, {edges} links'


# -- Mermaid ---------------------------------------------------------------------------------------------------------------

def browser():
    return next((name for name in BROWSERS if shutil.which(name)), None)


def shown(work, page, *more, time=1000):
    """The document as it is once its scripts have run."""
    file = work / 'page.html'
    file.write_text(page, encoding='utf-8')
    return run(browser(), '--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--window-size=900,600',
               f'--virtual-time-budget={time}', *more, '--dump-dom', file.as_uri()).stdout.decode()


MERMAID = '''<!DOCTYPE html><meta charset="utf-8"><body><div id="room"></div><script src="%s"></script><script>
const texts = %s, said = {};
mermaid.initialize({startOnLoad: false});
(async () => {
  for (const [name, text] of Object.entries(texts)) {
    try {
      await mermaid.parse(text);
      const drawn = await mermaid.render('m' + name.replace('-', ''), text);
      document.getElementById('room').innerHTML = drawn.svg;
      const words = (what) => [...document.querySelectorAll(what)].map((one) => one.textContent);
      said[name] = {nodes: words('.node'), frames: words('.cluster'), links: words('.edgeLabel').filter((word) => word.trim()),
        edges: document.querySelectorAll('path.flowchart-link, .edgePaths > path').length};
    } catch (error) { said[name] = String(error); }
  }
  document.getElementById('room').textContent = '';
  const pre = document.body.appendChild(document.createElement('pre'));
  pre.id = 'said';
  pre.textContent = JSON.stringify(said);
})();
</script>'''


def mermaid(work):
    folder = npm.packages(HERE, BUILD, SOURCE)
    texts = {name: export(name, 'mermaid') for name in MAPS}
    counts = 0
    for package in ('mermaid', 'mermaid-before'):
        script = (folder / 'node_modules' / package / 'dist/mermaid.tiny.js').as_uri()
        got = shown(work, MERMAID % (script, json.dumps(texts).replace('<', '\\u003c')), time=20000)
        found = re.search(r'<pre id="said">(.*?)</pre>', got, re.S)
        assert found, f'{package} has said nothing'
        for name, said in json.loads(html.unescape(found[1])).items():
            assert isinstance(said, dict), f'{package} refuses {name}: {said}\n{texts[name]}'
            drawing = nodes_of(name)
            frames = [node for node in drawing['nodes'] if node.get('frame')]
            assert len(said['frames']) == len(frames), (package, name, said['frames'])
            have = sorted(squeezed(word) for word in said['nodes'] + said['frames'])
            for node in drawing['nodes']:
                if node.get('label'):
                    want = squeezed(node['label'])
                    assert any(word.startswith(want) for word in have), f'{package}, {name}: no {node["label"]!r} in {have}'
            labels = sorted(squeezed(word) for word in said['links'])
            want = sorted(squeezed(link['label']) for link in drawing['links'] if link.get('label'))
            assert set(want) <= set(labels), (package, name, want, labels)
            lines = [line for line in texts[name].splitlines() if re.search(r' (<?-->|<?-\.->|<?==>|---|-\.-|===)', line)]
            assert said['edges'] == len(lines), (package, name, said['edges'], len(lines))
            counts += len(have)
    return f'2 versions, {len(texts)} flowcharts, {counts} labels read back'


# -- Markdown --------------------------------------------------------------------------------------------------------------

def text_of(element):
    space = '{http://commonmark.org/xml/1.0}'
    if element.tag in (space + 'softbreak', space + 'linebreak'):
        return ' '
    return (element.text or '') + ''.join(text_of(child) for child in element) if element.tag != space + 'list' else ''


def markdown(work):
    space = '{http://commonmark.org/xml/1.0}'
    rows = 0
    for name in MAPS:
        text = export(name, 'markdown')
        tree = xml.fromstring(run('cmark', '-t', 'xml', data=text.encode()).stdout)
        have = []

        def walk(list_, level):
            for item in list_.findall(space + 'item'):
                assert item.find(space + 'paragraph') is not None, (name, text)
                have.append((level, ' '.join(text_of(item.find(space + 'paragraph')).split())))
                for inner in item.findall(space + 'list'):
                    walk(inner, level + 1)
        for list_ in tree.findall(space + 'list'):
            walk(list_, 0)
        file, options = MAPS[name]
        options = [o for i, o in enumerate(options) if o not in ('-l', '--direction') and (not i or options[i - 1] not in ('-l', '--direction'))]
        listed = run(ATLASC, file, *options, '-l', 'list', '--width', '9999').stdout.decode().splitlines()
        want = [(len(re.match(r'^[│├└─ ]*', line)[0]) // 4, ' '.join(re.sub(r'^[│├└─ ]*', '', line).split())) for line in listed]
        want = [(level, re.sub(r'[\u2066-\u2069]', '', words)) for level, words in want]
        bare = [(level, re.sub(r'^[▤⛁⛃⬡◇○☁♟◖⇶▣📁✎]+ ', '', words)) for level, words in want]
        if name != 'odd' and not name.startswith('odd-') and name != 'folded':
            assert have == want, (name, [pair for pair in zip(have, want) if pair[0] != pair[1]][:3])
        else:  # a list marks shapes, and breaks labels where their author does
            assert len(have) >= len([1 for _, words in bare if words]) - text.count('Zwei') - 3, (name, len(have), len(want))
        rows += len(have)
    for label in (node['label'] for node in the_map()['nodes']):
        text = export('odd', 'markdown')
        assert squeezed(label) in squeezed(''.join(xml.fromstring(run('cmark', '-t', 'xml', data=text.encode()).stdout).itertext())), label
    return f'{len(MAPS)} outlines, {rows} rows'


# -- HTML ------------------------------------------------------------------------------------------------------------------

ACTS = '''<script>
const svg = document.querySelector('svg'), box = () => svg.getAttribute('viewBox').split(' ').map(Number), stage = document.querySelector('.stage');
const said = {on: document.documentElement.className, whole: box(), page: getComputedStyle(document.documentElement).backgroundColor};
const key = (name) => document.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true}));
key('+'); said.larger = box();
stage.dispatchEvent(new WheelEvent('wheel', {deltaY: -100, clientX: 0, clientY: 0, cancelable: true})); said.wheel = box();
key('ArrowRight'); said.right = box();
const pointer = (type, x, y) => stage.dispatchEvent(new PointerEvent(type, {pointerId: 1, pointerType: 'mouse', clientX: x, clientY: y, bubbles: true}));
stage.setPointerCapture = () => {};
pointer('pointerdown', 300, 300); pointer('pointermove', 320, 340); pointer('pointerup', 320, 340); said.dragged = box();
document.querySelector('[data-do=out]').click(); said.smaller = box();
key('0'); said.again = box();
said.asked = performance.getEntriesByType('resource').map((one) => one.name);
const pre = document.body.appendChild(document.createElement('pre')); pre.id = 'said'; pre.textContent = JSON.stringify(said);
</script></body>'''


def page(work):
    text = export('odd', 'html')
    addresses = set(re.findall(r'(?:src|srcset|data|action|poster)="|url\(|@import', text))
    assert not addresses, f'it asks for {addresses}'
    assert "default-src 'none'" in text and '<title>Läden &amp; &quot;Dinge&quot;' in text.replace('&#34;', '&quot;'), text[:900]
    for scheme, color in (('0', 'rgb(15, 20, 26)'), ('1', 'rgb(255, 255, 255)')):
        got = shown(work, text.replace('</body>', ACTS), f'--blink-settings=preferredColorScheme={scheme}')
        found = re.search(r'<pre id="said">(.*?)</pre>', got, re.S)
        assert found, 'its script has not run'
        said = json.loads(html.unescape(found[1]))
        assert said['on'] == 'on' and said['asked'] == [] and said['page'] == color, said
        near = lambda a, b: abs(a - b) < 1e-6 * max(1, abs(a))
        whole, larger, wheel, right, dragged, smaller, again = (said[name] for name in 'whole larger wheel right dragged smaller again'.split())
        assert near(larger[2] * 1.25, whole[2]) and near(larger[0] + larger[2] / 2, whole[0] + whole[2] / 2), 'a key does not zoom round the middle'
        assert wheel[2] < larger[2] and near(wheel[0], larger[0]) and near(wheel[1], larger[1]), 'the wheel does not zoom where the pointer is'
        assert right[0] > wheel[0] and near(right[1], wheel[1]), 'an arrow does not move'
        assert dragged[0] < right[0] and dragged[1] < right[1] and near((right[1] - dragged[1]) / (right[0] - dragged[0]), 2), 'a drag moves otherwise than the pointer'
        assert near(smaller[2], dragged[2] * 1.25) and again == whole, 'what is left of buttons and keys'
    dark = export('odd', 'html', '--scheme', 'dark')
    assert 'prefers-color-scheme' not in dark and 'content="dark"' in dark
    return 'light and dark, nothing asked for'


# -- JSON ------------------------------------------------------------------------------------------------------------------

def keys_of(schema):
    found = set()

    def walk(value):
        if isinstance(value, dict):
            found.update(value.get('properties', {}))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
    walk(schema)
    return found


def data(work):
    manual = (SOURCE / 'man/atlasc.1').read_text(encoding='utf-8')
    manual = re.search(r'^\.Ss Data$(.*?)^\.Sh ', manual, re.M | re.S)[1]
    words = set(re.findall(r'[a-z-]+', ' '.join(line for line in manual.splitlines() if line.startswith(('.Ql', '.It Ql')))))
    counts = []
    for kind, schema in (('json', 'drawing'), ('map.json', 'map-data')):
        path = SOURCE / f'schema/{schema}.schema.json'
        keys = keys_of(json.loads(path.read_text(encoding='utf-8')))
        assert keys <= words, f'{path.name}: the manual does not name {sorted(keys - words)}'
        instances = []
        others = {'radial': (ODD, ['-l', 'radial']), 'chain': (SOURCE / 'examples/evolution.yaml', ['-l', 'chain'])}
        others |= {f'golden-{file.parent.name}-{file.stem}': (file, []) for file in sorted((SOURCE / 'tests/golden').glob('*/*.yaml'))
                   if re.match('(ends|icons|link-styles|legend|kinds|shapes|grid|neighbours|links-with-more)', file.parent.name)
                   and re.search('^nodes:', file.read_text(encoding='utf-8'), re.M)}
        for name in [*MAPS, *others]:
            file, options = MAPS.get(name) or others[name]
            instances.append(work / f'{name}.{kind}')
            run(ATLASC, file, *options, '-o', instances[-1])
        bad = work / 'bad.json'
        bad.write_text(json.dumps(json.loads(instances[0].read_text(encoding='utf-8')) | {'unknown': 1}), encoding='utf-8')
        done = run('jsonschema', *[word for file in instances for word in ('-i', file)], path, check=False)
        assert done.returncode == 0, f'{kind}: {done.stdout.decode()[:600]}{done.stderr.decode()[:1500]}'
        assert run('jsonschema', '-i', bad, path, check=False).returncode != 0, f'{schema}: the validator takes everything'
        counts.append(f'{len(keys)} keys of {kind}')
    map_ = the_map()
    end = next(node for node in map_['nodes'] if node.get('path') == 'end')
    assert end['facts'] == [{'name': 'one', 'text': '1. no list'}, {'name': 'two', 'text': '#hash'}] and end['tags'] == ['t', 'u'], end
    assert the_map('odd-part') == map_, 'a view changes the map'
    assert {link['to'] for link in map_['links']} >= {'other/thing', 'class.named', 'class'}, map_['links']
    return ', '.join(counts)


CHECKS = [('pdf', pdf, ['pdftotext', 'pdfinfo']), ('dot', dot, ['dot']), ('mermaid', mermaid, ['npm', 'chromium']), ('markdown', markdown, ['cmark']),
          ('html', page, ['chromium']), ('json', data, ['jsonschema'])]


def main():
    wanted, failed, passed, skipped = sys.argv[1:], 0, 0, []
    with tempfile.TemporaryDirectory(prefix='atlas-exports-') as folder:
        for name, check, needs in CHECKS:
            if wanted and not any(word in name for word in wanted):
                continue
            lacks = [tool for tool in needs if not (browser() if tool == 'chromium' else shutil.which(tool))]
            if lacks:
                skipped.append(f'{name} ({", ".join(lacks)} not there)')
                continue
            try:
                print(f'ok  {name} ({check(pathlib.Path(folder))})')
                passed += 1
            except AssertionError as fault:
                failed += 1
                print(f'not ok  {name}: {fault}')
    print(f'exports: {passed} checks passed, {failed} failed' + (f'; skipped: {", ".join(skipped)}' if skipped else ''))
    return 1 if failed else 77 if skipped and not passed else 0


if __name__ == '__main__':
    sys.exit(main())
