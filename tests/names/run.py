#!/usr/bin/env python3
"""Names that mean something to who reads them: every command, over every name of corpus.py.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/names/run.py [WORD...]

What is written is given to those who read it: make, ninja, sh, a JSON parser, an HTML parser. Each function test_* gets
an empty folder of its own.
"""
import base64
import html
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = str(HERE), str(HERE.parent)
import corpus
import each

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 300
STATE, LIST = '.atlasc-build', '.atlasc-site'
MAP = b'about: x\nnodes: {a: {label: A}}\nviews: {top: {depth: 1}}\n'
TICK = 0.02  # file systems count in ticks
SLOW = os.environ.get('ATL_SITE_BROWSER') == 'no'  # a build with sanitizers, where each process takes long to begin
SOME = corpus.SHOWN[::12] if SLOW else corpus.SHOWN
# Of the commands that are tried on each file by itself every so many is: all of them by ATL_NAMES_SPARE=1.
SPARE = int(os.environ.get('ATL_NAMES_SPARE') or (20 if SLOW else 4))


def environment():
    return each.environment('TMPDIR', locale='C.UTF-8')


def run(folder, *command, status=0):
    """Bytes in, bytes out; any of the statuses, where there are several."""
    words = [word if isinstance(word, bytes) else os.fsencode(str(word)) for word in command]
    done = subprocess.run(words, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    wanted = status if isinstance(status, tuple) else (status,)
    assert done.returncode in wanted, f'{words}: exit {done.returncode}, not {wanted}\n{done.stdout[-2000:]}{done.stderr[-2000:]}'
    return done


def atlasc(folder, *words, status=0):
    return run(folder, ATLASC, *words, status=status)


def path(folder, *parts):
    return b'/'.join([os.fsencode(folder), *parts])


def put(where, text=MAP):
    os.makedirs(os.path.dirname(where), exist_ok=True)
    with open(where, 'wb') as file:
        file.write(text)


def maps(folder, names=corpus.SHOWN):
    for name in names:
        put(path(folder, b'maps', name + b'.yaml'))


def found(folder):
    """The files below a folder: name -> bytes."""
    top = os.fsencode(folder)
    return {os.path.relpath(os.path.join(where, name), top): open(os.path.join(where, name), 'rb').read()
            for where, _, names in os.walk(top) for name in names}


def lists(folder):
    return {name for name in found(folder) if os.path.basename(name) not in (STATE.encode(), LIST.encode())}


def very(text):
    """The bytes that a string of JSON stands for."""
    return os.fsencode(text)


def tool(name):
    if not shutil.which(name):
        raise each.Skipped(f'{name} is not there')
    return name


# -- terminals and logs ------------------------------------------------------------------------------------------------

ACTS = re.compile('[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]')


def fault_of(output, github=False):
    """What would act on a terminal, or in the log of a build."""
    try:
        text = output.decode()
    except UnicodeDecodeError as fault:
        return f'no UTF-8: {fault}'
    if ACTS.search(text):
        at = ACTS.search(text).start()
        return f'{text[max(0, at - 60):at + 20]!r}'
    for line in text.split('\n'):
        if line.lstrip().startswith('::') and not (github and re.match(r'::(error|warning|notice) (file=[^:,]*,line=\d+,col=\d+,)?title=[\w-]+::', line)):
            return f'a command of GitHub: {line!r}'
        if '##[' in line and not github:
            return f'a command of a log: {line!r}'
    return None


def quiet(done, what, github=False):
    for output in (done.stdout, done.stderr):
        fault = fault_of(output, github)
        assert not fault, f'{what}: {fault}'


def test_nothing_acts_on_a_terminal(folder):
    maps(folder, SOME)
    put(path(folder, b'maps', b'twice\x1b[31m.yaml'), b'nodes: {a: A, a: B}\n')
    put(path(folder, b'maps', b'::stop::\n::twice.yaml'), b'nodes: {a: A, a: "##[error]x"}\n')
    any_status = (0, 1, 2, 3, 4)
    for words in (['build', 'maps', '-o', 'out', '-T', 'text'], ['build', 'maps', '-o', 'out', '-T', 'text'], ['build', 'maps', '-n'],
                  ['build', 'maps', '-o', 'out', '-T', 'json', '-n'], ['build', 'maps', '-o', 'out', '-T', 'dot', '--deps', 'd.mk'],
                  ['build', 'maps', '-o', 'out', '-T', 'dot', '--prune'], ['build', '-o', 'out', '--clean', '-n'],
                  ['build', 'maps', '--plan', 'ninja'], ['build', 'maps', '--plan', 'json'],
                  ['site', 'maps', '-o', 'site'], ['site', 'maps', '-o', 'pages', '--markdown'], ['site', 'maps', '-o', 'pages', '--markdown'],
                  ['query', '-m', 'maps', 'stats'], ['query', '-m', 'maps', 'names'], ['query', '-m', 'maps', 'find', 'A'],
                  ['query', '-m', 'maps', 'find', 'owned'], ['query', '-m', 'maps', 'orphans'], ['query', '-m', 'maps', 'uses', 'a'],
                  ['query', '-m', 'maps', 'used-by', 'e:f/a'], ['query', '-m', 'maps', 'path', 'e:f/a', 'k|l/a']):
        formats = [[]] + [['--format', name] for name in ('json', 'gcc', 'github') if words[0] != 'query' or name == 'json']
        for given in formats:
            quiet(atlasc(folder, *words, *given, status=any_status), words + given, given[1:] == ['github'])
    for name in ('human', 'json', 'gcc', 'github'):
        quiet(atlasc(folder, 'check', 'maps', '--format', name, status=1), name, name == 'github')
    every = corpus.NAMES + [b'twice\x1b[31m', b'::stop::\n::twice']
    os.chdir(path(folder, b'maps'))  # so that a name begins the line
    maps(folder)
    for number, name in enumerate(every):
        file = b'./' + name + b'.yaml' if name.startswith(b'-') else name + b'.yaml'
        here = path(folder, b'maps')
        for turn, words in enumerate((['check'], ['check', '--format', 'gcc'], ['check', '--format', 'github'], ['views'], ['measure'], ['measure', '--format', 'json'],
                      ['--dump=map'], ['--dump=style', '--style', b'./' + name], ['-T', 'text'], ['-o', name + b'.txt'], ['-o', name], ['--view', name],
                      ['--root', name], ['build', '-n'], [b'--' + name], ['-l', name])):
            if (number + turn) % SPARE:
                continue
            quiet(atlasc(here, *words, file, status=any_status), (words, file), 'github' in words)
    os.chdir(HERE)


def test_names_stand_in_messages_for_editors(folder):
    """What gcc's form has a way to say, it says: a name that stands in its message opens the file."""
    for name in corpus.SHOWN:
        put(path(folder, name + b'.yaml'), b'nodes: {a: A, a: B}\n')
        said = atlasc(folder, 'check', '--format', 'gcc', b'./' + name + b'.yaml', status=1).stderr.splitlines()[0]
        where = re.match(rb'(.*):1:15: error: ', said).group(1)
        plain = all(32 <= byte < 127 for byte in name) and b'##[' not in name
        assert not plain or os.path.exists(path(folder, where)), (name, said)
        said = atlasc(folder, 'check', '--format', 'github', b'./' + name + b'.yaml', status=1).stderr.splitlines()
        assert len(said) == 2 and said[0].startswith(b'::error file='), said
        of_github = urllib.parse.unquote_to_bytes(re.match(rb'::error file=([^,]*),', said[0]).group(1))
        assert not plain or of_github == b'./' + name + b'.yaml', (name, said)
        os.unlink(path(folder, name + b'.yaml'))


# -- JSON --------------------------------------------------------------------------------------------------------------

def test_json_holds_the_very_names(folder):
    maps(folder)
    files = {b'maps/' + name + b'.yaml' for name in corpus.SHOWN}
    for name in corpus.SHOWN:
        put(path(folder, b'bad', name + b'.yaml'), b'nodes: {a: A, a: B}\n')
    said = [json.loads(line) for line in atlasc(folder, 'check', '--format', 'json', 'bad', status=1).stderr.splitlines()]
    assert {very(one['file']) for one in said if one['severity'] == 'error'} == {b'bad' + name[4:] for name in files}
    said = json.loads(atlasc(folder, 'query', '-m', 'maps', 'stats', '--format', 'json').stdout)
    assert {very(one['name']) for one in said['maps']} == set(corpus.SHOWN)
    said = json.loads(atlasc(folder, 'query', '-m', 'maps', 'names', '--format', 'json').stdout)
    assert {very(name) for name in said['names']} >= set(corpus.SHOWN) | {name + b'/a' for name in corpus.SHOWN}
    said = json.loads(atlasc(folder, 'query', '-m', 'maps', 'find', 'A', '--format', 'json').stdout)
    assert {very(one['entry']['file']) for one in said['results'] if one['field'] == 'label' and one['entry']['type'] == 'node'} == files
    for one in (b'bad\xff', b'new\nline', b'\xed\xa0\x80'):
        said = json.loads(atlasc(folder, 'measure', '--format', 'json', b'maps/' + one + b'.yaml').stdout)
        assert very(said['file']) == b'maps/' + one + b'.yaml', said
        said = json.loads(atlasc(folder, 'query', '-m', 'maps', 'uses', one + b'/a', '--format', 'json').stdout)
        assert very(said['entry']['name']) == one + b'/a', said


def test_plan_in_json_can_be_run(folder):
    maps(folder, SOME)
    atlasc(folder, 'build', 'maps', '-o', 'out', '-T', 'text', status=(0, 4))  # names of 250 bytes have no room for a view
    plan = json.loads(atlasc(folder, 'build', 'maps', '-o', 'json', '-T', 'text', '--plan', 'json').stdout)
    assert {very(step['map']) for step in plan['steps']} == {b'maps/' + name for name in found(path(folder, b'maps'))}
    for name in plan['folders']:
        os.makedirs(path(folder, very(name)), exist_ok=True)
    for step in plan['steps']:
        done = run(folder, *map(very, step['command']), status=(0, 4))
        there = [os.path.exists(path(folder, very(name))) for name in step['outputs']]
        assert all(there) == (done.returncode == 0), (step, done.stderr)
        assert all(os.path.exists(path(folder, very(name))) for name in step['inputs']), step
    out = found(path(folder, b'out'))
    out.pop(STATE.encode())
    assert out == found(path(folder, b'json')) and len(out) >= len(found(path(folder, b'maps')))


# -- ninja -------------------------------------------------------------------------------------------------------------

def test_ninja_builds_a_plan(folder):
    tool('ninja')
    names = [name for name in SOME if name not in corpus.BREAKS and len(name) < 240 and b'\t' not in name]
    maps(folder, names)
    for sub in corpus.FOLDERS:
        if b'\t' in sub:
            continue
        put(path(folder, b'maps', sub, b'm.yaml'), b'style: ./s;$ |.yaml\n' + MAP)
        put(path(folder, b'maps', sub, b's;$ |.yaml'), b'extends: atlas\n')
    args = '-T', 'text', '--prefix', '$| :"\''
    atlasc(folder, 'build', 'maps', '-o', 'out', *args)
    put(path(folder, b'build.ninja'), atlasc(folder, 'build', 'maps', '-o', "o $|:'t", *args, '--plan', 'ninja').stdout)
    done = run(folder, 'ninja')
    quiet(done, 'ninja says')
    assert b'no work to do' in run(folder, 'ninja').stdout
    out = found(path(folder, b'out'))
    out.pop(STATE.encode())
    made = found(path(folder, b"o $|:'t"))
    assert out == made, [name for name in {*out, *made} if out.get(name) != made.get(name)]
    assert not os.path.exists(path(folder, b'PWNED'))
    time.sleep(TICK)
    for name in [b'k|l', b'd$x', b'e:f', b'a b', b'bad\xff', b'; touch PWNED'] if not SLOW else names[:2]:
        os.utime(path(folder, b'maps', name + b'.yaml'))
        assert b'[2/2]' in run(folder, 'ninja').stdout, name
        os.utime(path(folder, b'maps', name + b'.yaml'), (1, 1))
    os.utime(path(folder, b'maps', b'k|l', b's;$ |.yaml'))
    assert b'[2/2]' in run(folder, 'ninja').stdout, 'a style sheet'


def test_ninja_has_no_way(folder):
    maps(folder, [b'tab\tname'])
    said = atlasc(folder, 'build', 'maps', '--plan', 'ninja', '-T', 'text', '-o', 'out')
    assert b"remember a name with a tab, as 'out/tab name.txt'" in said.stderr, said
    put(path(folder, b'build.ninja'), said.stdout)
    for _ in range(2):
        run(folder, 'ninja')
        assert set(found(path(folder, b'out'))) == {b'tab\tname.txt', b'tab\tname.top.txt'}
    shutil.rmtree(path(folder, b'maps'))
    for name in corpus.BREAKS:
        maps(folder, [name, b'good'])
        said = atlasc(folder, 'build', 'maps', '--plan', 'ninja', status=1)
        assert said.stdout == b'' and b'ninja has no way' in said.stderr and name[:1] in said.stderr, said
        os.unlink(path(folder, b'maps', name + b'.yaml'))


# -- make --------------------------------------------------------------------------------------------------------------

def rule(folder, *words):
    command = b' '.join([b"'" + os.fsencode(ATLASC) + b"'", b'build', *words, b'--deps', b'd.mk'])
    put(path(folder, b'Makefile'), b'out/' + STATE.encode() + b':\n\t' + command + b'\nclean:\n\techo cleaned\n-include d.mk\n')


def test_make_rebuilds(folder):
    """Each map that changes makes make build again, once; that it goes, too."""
    tool('make')
    every = [name for name in SOME if name not in corpus.BREAKS]
    for begin in range(0, len(every), 8):
        shutil.rmtree(path(folder, b'maps'), ignore_errors=True)
        shutil.rmtree(path(folder, b'out'), ignore_errors=True)
        names = every[begin:begin + 8]
        for name in names:
            put(path(folder, b'maps', name + b'.yaml'), b'nodes: {a: A}\n')
        rule(folder, b'maps', b'-T', b'dot', b'-q')
        run(folder, 'make')
        again = run(folder, 'make')
        assert b'up to date' in again.stdout, (names, again)
        for name in names if not SLOW else names[:1]:
            time.sleep(TICK)
            put(path(folder, b'maps', name + b'.yaml'), b'nodes: {a: B}\n')
            time.sleep(TICK)
            first, second = run(folder, 'make'), run(folder, 'make')
            assert b'build' in first.stdout and b'up to date' in second.stdout, (name, first, second)
            with open(path(folder, b'out', name + b'.dot'), 'rb') as drawn:
                assert re.search(rb'\bB\b', drawn.read()), name
        time.sleep(TICK)
        for name in names:
            os.unlink(path(folder, b'maps', name + b'.yaml'))
        put(path(folder, b'maps/other.yaml'))
        run(folder, 'make')
        assert not os.path.exists(path(folder, b'PWNED'))


def test_make_reads_folders_and_sheets(folder):
    tool('make')
    for sub in corpus.FOLDERS:
        put(path(folder, b'maps', sub, b'm.yaml'), b'nodes: {a: A}\n')
    for i, name in enumerate(corpus.SHEETS):
        put(path(folder, b'maps', name), b'extends: atlas\n')
        put(path(folder, b'maps', b'with%d.yaml' % i), b'style: "./' + name + b'"\nnodes: {a: A}\n')
    rule(folder, b'maps', b'-T', b'dot', b'-q')
    run(folder, 'make')
    assert b'up to date' in run(folder, 'make').stdout
    for sub in corpus.FOLDERS if not SLOW else corpus.FOLDERS[::5]:
        time.sleep(TICK)
        put(path(folder, b'maps', sub, b'new.yaml'), b'nodes: {a: A}\n')
        time.sleep(TICK)
        first, second = run(folder, 'make'), run(folder, 'make')
        assert b'build' in first.stdout and b'up to date' in second.stdout, (sub, first, second)
    for name in corpus.SHEETS if not SLOW else corpus.SHEETS[:2]:
        time.sleep(TICK)
        put(path(folder, b'maps', name), b'extends: atlas\nborder: round\n')
        time.sleep(TICK)
        first, second = run(folder, 'make'), run(folder, 'make')
        assert b'build' in first.stdout and b'up to date' in second.stdout, (name, first, second)


def test_make_has_no_way(folder):
    """No line is wrong where a name has one too many; it is said, and every run tries again."""
    tool('make')
    maps(folder, [*corpus.BREAKS, b'good'])
    rule(folder, b'maps', b'-T', b'dot', b'-q')
    for _ in range(2):
        done = run(folder, 'make', status=2)
        assert done.stderr.count(b'make has no way to write') == len(corpus.BREAKS), done
    assert b'maps/new?line.yaml' in done.stderr
    assert b'cleaned' in run(folder, 'make', 'clean').stdout
    assert not os.path.exists(path(folder, b'PWNED')) and not run(folder, 'make', '-n', 'clean').stderr
    shutil.rmtree(path(folder, b'maps'))
    maps(folder, [b'good'])
    for out in (b'n\nx', b'tab\t', b'a*'):
        said = atlasc(folder, 'build', 'maps', '-o', out, '-T', 'dot', '--deps', 'e.mk', status=1).stderr
        assert b'no way to write the target' in said, (out, said)
        assert b'has no way' not in run(folder, 'make', '-f', 'e.mk', status=(0, 2)).stderr
    for out in (b'o b', b'n=1', b'k|l', b'50%', b'c:x', b'a;b', b'd$'):
        said = atlasc(folder, 'build', 'maps', '-o', out, '-T', 'dot', '-q', '--deps', 'e.mk')
        assert b'up to date' in run(folder, 'make', '-f', 'e.mk').stdout or b'Nothing to be done' in run(folder, 'make', '-f', 'e.mk').stdout, out


def test_dependencies_replace_no_map(folder):
    maps(folder, [b'a'])
    os.symlink(b'maps/a.yaml', path(folder, b'd.mk'))
    for name in ('maps/a.yaml', 'd.mk'):
        said = atlasc(folder, 'build', 'maps', '-T', 'dot', '-q', '--deps', name, status=2).stderr
        assert b'is what is drawn' in said and found(path(folder, b'maps')) == {b'a.yaml': MAP}, said


def test_ninja_reads_dependencies(folder):
    """Those it can read; of the others it is said that it would not."""
    tool('ninja')
    put(path(folder, b'build.ninja'), b"rule r\n  command = '" + os.fsencode(ATLASC) + b"' build maps -o out -T dot -q --deps d.mk\n"
        b'  depfile = d.mk\nbuild out/' + STATE.encode() + b': r\n')
    for name in SOME:
        if name in corpus.BREAKS:
            continue
        shutil.rmtree(path(folder, b'maps'), ignore_errors=True)
        shutil.rmtree(path(folder, b'out'), ignore_errors=True)
        for old in (b'.ninja_log', b'.ninja_deps', b'd.mk'):
            if os.path.exists(path(folder, old)):
                os.unlink(path(folder, old))
        put(path(folder, b'maps', name + b'.yaml'), b'nodes: {a: A}\n')
        done = run(folder, 'ninja', status=(0, 1))
        if b'ninja reads' in done.stdout:
            continue
        assert done.returncode == 0, (name, done)
        assert b'no work to do' in run(folder, 'ninja').stdout, name
        time.sleep(TICK)
        put(path(folder, b'maps', name + b'.yaml'), b'nodes: {a: B}\n')
        time.sleep(TICK)
        assert b'no work to do' not in run(folder, 'ninja').stdout and b'no work to do' in run(folder, 'ninja').stdout, name


# -- pages -------------------------------------------------------------------------------------------------------------

class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ('href', 'src', 'xlink:href', 'data-top')]


def leads_to(page, link):
    """The file that a browser asks for, as bytes; a fragment alone leads to the page."""
    assert re.match(r'#|[^/:?#]+([/?#]|$)', link), f'{page}: {link!r}' # no scheme, no other host, no root
    assert not re.search('[\x00-\x20\x7f\\\\]', link), f'{page}: {link!r}'
    name = urllib.parse.unquote_to_bytes(link.partition('#')[0].partition('?')[0])
    return os.path.normpath(os.path.join(os.path.dirname(page), name)) if name else page


def odd_maps(folder):
    maps(folder)
    for sub in corpus.FOLDERS:
        put(path(folder, b'maps', sub, b'm.yaml'))
    opens = b''.join(b'  n%d: {map: "%s.yaml"}\n' % (i, name) for i, name in
                     enumerate((b'e:f', b'k|l', b'a b', b'50%', b'#hash', b'javascript:alert(1)', b'a&b', b'<b>', b'](x)', b'n=1')))
    put(path(folder, b'maps/top.yaml'), b'title: Top\nnodes:\n' + opens + b'glossary: {A: a letter}\n')


def test_every_link_of_a_site_leads_to_its_file(folder):
    odd_maps(folder)
    atlasc(folder, 'site', 'maps', '-o', 'site', '-T', 'svg')
    site = found(path(folder, b'site'))
    count, reached = 0, {b'index.html'}
    for page, text in site.items():
        if page.endswith((b'.html', b'.svg')):
            for link in Links(text.decode()).found:
                if page.endswith(b'.svg') and link.startswith('http'):
                    continue
                to = leads_to(page, link)
                assert to in site or link in ('./', '../', '../../'), (page, link, to)
                reached.add(to)
                count += 1
    assert not {page for page in site if page.endswith((b'.html', b'.svg', b'.css', b'search.js'))} - reached - {b'assets/search.js'}
    packed = re.fullmatch(rb'atlasSearch\("(.*)"\)\n', site[b'assets/index.js']).group(1)
    pages = json.loads(zlib.decompress(base64.b64decode(packed)))['pages']
    assert {leads_to(b'x', './' + file) for file, _ in pages} == {page for page in site if page.endswith(b'.html')} - {b'a-z.html'}
    assert count > 1000, count
    for page, text in site.items():
        if page.endswith(b'.html'):
            assert not ACTS.sub('', text.decode()) or not [c for c in ACTS.findall(text.decode()) if c != '\n'], page


def test_every_link_of_markdown_leads_to_its_file(folder):
    odd_maps(folder)
    atlasc(folder, 'site', 'maps', '-o', 'pages', '--markdown')
    pages = found(path(folder, b'pages'))
    reached = {b'README.md'}
    for page, text in pages.items():
        if page.endswith(b'.md'):
            for link in re.findall(r'(?<!\\)(?:\\\\)*\]\(([^()\s]*)\)', re.sub(r'```.*?```', '', text.decode(), flags=re.S)):
                to = leads_to(page, link)
                assert to in pages, (page, link, to)
                reached.add(to)
    assert {page for page in pages if page.endswith((b'.md', b'.svg'))} == reached, {page for page in pages if page.endswith(b'.md')} - reached
    assert not os.path.exists(path(folder, b'PWNED'))


def test_addresses(folder):
    for url in corpus.BAD_URLS:
        put(path(folder, b'm.yaml'), b'nodes: {a: {label: A, url: "%s"}}\n' % url.encode())
        said = atlasc(folder, 'check', 'm.yaml', status=1).stderr
        assert b'a url starts with' in said or (b'\\x00' in url.encode() and b'error' in said), (url, said)
    for url in corpus.GOOD_URLS:
        put(path(folder, b'm.yaml'), b'about: x\nnodes: {a: {label: A, url: "%s"}}\n' % url.encode())
        said = atlasc(folder, 'check', 'm.yaml').stderr
        assert not said, (url, said)


# -- what is removed, and what is not ----------------------------------------------------------------------------------

def hash_of(folder, text):
    """The hash of some bytes, as the program writes it."""
    where = path(folder, b'hash')
    put(where + b'/maps/m.yaml', text)
    atlasc(where, 'build', 'maps', '-T', 'dot', status=(0, 1, 4))
    digits = re.search(rb'^map ([0-9a-f]{32}) ', open(where + b'/out/' + STATE.encode(), 'rb').read(), re.M).group(1)
    shutil.rmtree(where)
    return digits


def victims(folder):
    """Files of others in a folder r, and what they hold; each would have the right hash in a list."""
    text = b'nodes: {mine: M}\n'
    digits = hash_of(folder, text)
    names = [b'r/src/main.c', b'r/.git/config', b'r/.git/page.html', b'r/Makefile', b'out-of-tree/k.html', b'out-of-tree/k.svg', b'r/maps/a.yaml', b'r/notes.txt.bak']
    for name in names:
        put(path(folder, name), text)
    os.symlink(b'../out-of-tree', path(folder, b'r/link'))
    os.symlink(b'../out-of-tree/k.html', path(folder, b'r/k.html'))
    os.symlink(b'../out-of-tree/k.svg', path(folder, b'r/k.svg'))
    return digits, {name: text for name in names}, [b'src/main.c', b'.git/config', b'.git/page.html', b'Makefile', b'link/k.html', b'link/k.svg', b'k.html', b'k.svg',
        b'../out-of-tree/k.html', b'src/../../out-of-tree/k.html', os.fsencode(folder) + b'/out-of-tree/k.svg', b'maps/a.yaml', b'notes.txt.bak', b'./k.html', b'src//main.c']


def kept(folder, victims, what):
    for name, text in victims.items():
        assert os.path.exists(path(folder, name)) and open(path(folder, name), 'rb').read() == text, f'{what}: {name} is lost'
    for name in (b'r/k.html', b'r/link', b'r/k.svg'):
        assert os.path.islink(path(folder, name)), f'{what}: {name} is lost'


def test_site_removes_nothing_of_others(folder):
    digits, theirs, names = victims(folder)
    where, listed = path(folder, b'r'), path(folder, b'r', LIST.encode())
    for kind in (b'html', b'markdown'):
        if os.path.exists(path(folder, b'r/a.svg')):
            os.unlink(path(folder, b'r/a.svg'))
        args = ['site', 'maps', '-T', 'svg', '-o', '.'] + (['--markdown'] if kind == b'markdown' else [])
        for name in [*names, b'many']:
            lines = b''.join(digits + b' ' + kind + b' ' + one + b'\n' for one in (names if name == b'many' else [name]))
            put(listed, b'atlasc site 1\n' + lines)
            atlasc(where, *args)
            kept(folder, theirs, (kind, name))
        for bad in (b'', b'\n', b'\x00' * 100, b'src/main.c\n.git/config\nlink/k.html\n', b'atlasc site 1\nx', b'atlasc site 1\n' + digits + b' html src/main.c',
                    b'atlasc site 2\n' + digits + b' html k.html\n', b'atlasc site 1\n' + digits + b' html %00k.html\n', b'atlasc site 1\n' + digits + b' html %2\n',
                    b'atlasc site 1\n' + b'x' * 100000):
            put(listed, bad)
            said = atlasc(where, *args).stderr
            assert b'nothing that it lists is removed' in said, (bad[:60], said)
            assert not atlasc(where, *args).stderr, 'it is said once'
            kept(folder, theirs, bad[:60])
        for odd in ('fifo', 'folder', 'link'):
            os.unlink(listed)
            {'fifo': os.mkfifo, 'folder': os.mkdir, 'link': lambda p: os.symlink(b'src/main.c', p)}[odd](listed)
            said = atlasc(where, *args, status=4).stderr
            assert b'cannot write' in said, (odd, said)
            kept(folder, theirs, odd)
            (os.rmdir if odd == 'folder' else os.unlink)(listed)
            put(listed, b'')


def test_site_removes_what_it_made(folder):
    maps(folder, [b'top', b'sub/gone', b'new\nline', b'edited', b'linked', b'bad\xff'])
    atlasc(folder, 'site', 'maps', '-o', 'out', '-T', 'svg')
    for name in (b'sub/gone', b'new\nline', b'edited', b'linked', b'bad\xff'):
        os.unlink(path(folder, b'maps', name + b'.yaml'))
    with open(path(folder, b'out/edited.html'), 'ab') as page:
        page.write(b'<!-- by hand -->')
    os.rename(path(folder, b'out/linked.svg'), path(folder, b'kept.svg'))
    os.symlink(b'../kept.svg', path(folder, b'out/linked.svg'))
    put(path(folder, b'out/precious.txt'), b'mine')
    said = atlasc(folder, 'site', 'maps', '-o', 'out', '-T', 'svg').stderr
    left = lists(path(folder, b'out'))
    assert b'edited.html' in left and b'linked.svg' in left and b'precious.txt' in left and os.path.exists(path(folder, b'kept.svg')), left
    assert not left & {b'sub/gone.html', b'sub/gone.svg', b'new\nline.html', b'new\nline.svg', b'edited.svg', b'bad\xff.html', b'linked.html'}, left
    assert not os.path.exists(path(folder, b'out/sub'))
    assert b'left alone from now on: out/edited.html, out/linked.svg' in said, said
    assert not atlasc(folder, 'site', 'maps', '-o', 'out', '-T', 'svg').stderr, 'it is said once'
    assert lists(path(folder, b'out')) == left


def test_two_sites_in_one_folder(folder):
    maps(folder, [b'top', b'gone'])
    html_args, md_args = ['site', 'maps', '-o', 'out', '-T', 'svg'], ['site', 'maps', '-o', 'out', '--markdown']
    atlasc(folder, *html_args)
    alone = lists(path(folder, b'out'))
    atlasc(folder, *md_args)
    both = lists(path(folder, b'out'))
    assert alone < both and b'gone.md' in both
    atlasc(folder, *html_args)
    assert lists(path(folder, b'out')) == both
    os.unlink(path(folder, b'maps/gone.yaml'))
    atlasc(folder, *md_args)
    assert both - lists(path(folder, b'out')) == {b'gone.md', b'gone.top.svg', b'top.md'}, both - lists(path(folder, b'out'))
    atlasc(folder, *html_args)
    left = lists(path(folder, b'out'))
    assert not {name for name in left if name.startswith(b'gone')}, left
    assert b'README.md' in left and b'index.html' in left


def test_site_overwrites_nothing_of_others(folder):
    maps(folder, [b'top', b'other'])
    for name in (b'index.html', b'other.html', b'a-z.html', b'assets/site.css', b'assets/drawings.css', b'other.svg'):
        for listed in (None, b'atlasc site 1\n' + b'0' * 32 + b' html ' + name + b'\n', name + b'\n'):
            shutil.rmtree(path(folder, b'out'), ignore_errors=True)
            put(path(folder, b'out', name), b'mine')
            if listed:
                put(path(folder, b'out', LIST.encode()), listed)
            before = found(path(folder, b'out'))
            said = atlasc(folder, 'site', 'maps', '-o', 'out', '-T', 'svg', status=4).stderr
            assert b'was not made by atlasc, and would be overwritten' in said and name in said, said
            assert found(path(folder, b'out')) == before, name
    shutil.rmtree(path(folder, b'out'))
    atlasc(folder, 'build', 'maps', '-T', 'svg', '-o', 'out')  # what `build` made may be replaced
    atlasc(folder, 'site', 'maps', '-o', 'out', '-T', 'svg')
    atlasc(folder, 'site', 'maps', '-o', 'out', '-T', 'svg')


def test_nothing_is_written_through_a_link(folder):
    maps(folder, [b'top', b'sub/low'])
    put(path(folder, b'elsewhere/file'), b'mine')
    for name in (b'top.svg', b'sub', b'index.html', b'sub/low.svg', b'assets'):
        for words in (['build', 'maps', '-T', 'svg'], ['site', 'maps', '-T', 'svg']):
            if words[0] == 'build' and name in (b'index.html', b'assets'):
                continue
            shutil.rmtree(path(folder, b'out'), ignore_errors=True)
            os.makedirs(os.path.dirname(path(folder, b'out', name)), exist_ok=True)
            to = b'elsewhere' if name in (b'sub', b'assets') else b'elsewhere/file'
            os.symlink(path(folder, to), path(folder, b'out', name))
            said = atlasc(folder, *words, '-o', 'out', status=4).stderr
            assert b'symbolic link' in said or b'was not made by atlasc' in said, (words, name, said)
            assert found(path(folder, b'elsewhere')) == {b'file': b'mine'}, (words, name)
    shutil.rmtree(path(folder, b'out'))
    os.symlink(b'elsewhere', path(folder, b'out'))  # the folder itself was named by who runs it
    atlasc(folder, 'build', 'maps', '-T', 'svg', '-o', 'out')
    assert b'top.svg' in found(path(folder, b'elsewhere'))


def test_build_removes_nothing_of_others(folder):
    digits, theirs, names = victims(folder)
    where, state = path(folder, b'r'), path(folder, b'r', STATE.encode())
    args = ['build', 'maps', '-T', 'svg', '-o', '.']

    def lines(name, form):
        return {'out': b'map ' + digits + b' ' + digits + b' 0 z.yaml\nout ' + digits + b' ' + name, 'gone': b'gone ' + digits + b' ' + name,
                'sheet': b'map ' + digits + b' ' + digits + b' 0 z.yaml\nsheet ' + digits + b' ' + name}[form] + b'\n'
    for form in ('out', 'gone', 'sheet'):
        for name in names[::4] if SLOW else names:
            for last in ('--prune', '--clean', None):
                put(state, b'atlasc build 2\n' + lines(name, form))
                atlasc(where, *args, *([last] if last else []), status=(0, 1))
                kept(folder, theirs, (form, name, last))
    for bad in (b'', b'\x00' * 100, b'atlasc build 1\n' + lines(b'k.svg', 'out'), b'atlasc build 2\ngone ' + digits, b'atlasc build 2\n' + b'x' * 100000,
                b'atlasc build 2\nout ' + digits + b' k.svg\n', b'atlasc build 2\nmap ' + digits + b' ' + digits + b' 9 z.yaml\n'):
        put(state, bad)
        said = atlasc(where, *args, '--clean', status=1).stderr
        assert b'cannot be understood, so nothing is removed' in said, (bad[:60], said)
        put(state, bad)
        assert b'cannot be understood' in atlasc(where, *args, '--prune').stderr, bad[:60]
        assert b'cannot be understood' not in atlasc(where, *args, '--prune').stderr, 'it is said once'
        kept(folder, theirs, bad[:60])
    with open(state, 'wb') as huge:
        huge.truncate(3 << 30)
    assert b'cannot be understood' in atlasc(where, *args, '--prune').stderr
    os.unlink(state)
    os.mkfifo(state)
    assert b'cannot write' in atlasc(where, *args, status=4).stderr
    os.unlink(state)
    os.symlink(b'src/main.c', state)
    assert b'symbolic link' in atlasc(where, *args, status=4).stderr
    kept(folder, theirs, 'a link instead of the state')


def test_build_removes_what_it_made(folder):
    names = [b'top', b'sub/gone', b'new\nline', b'edited', b'bad\xff', b'50%']
    maps(folder, names)
    args = ['build', 'maps', '-T', 'svg', '-o', 'out']
    atlasc(folder, *args)
    for name in names[1:]:
        os.unlink(path(folder, b'maps', name + b'.yaml'))
    put(path(folder, b'out/edited.svg'), b'by hand')
    said = atlasc(folder, *args).stderr
    assert b'left alone from now on: out/edited.svg' in said and b'of no map or view any more' in said, said
    put(path(folder, b'out/50%.svg'), b'by hand, too')
    assert b'left alone from now on: out/50%.svg' in atlasc(folder, *args, '--prune').stderr
    left = lists(path(folder, b'out'))
    assert left == {b'top.svg', b'top.top.svg', b'edited.svg', b'50%.svg'}, left
    put(path(folder, b'out/top.svg'), b'by hand')
    assert b'remove out/top.svg' not in atlasc(folder, *args, '--clean', '-n').stdout
    assert b'left alone from now on: out/top.svg' in atlasc(folder, *args, '--clean').stderr
    assert lists(path(folder, b'out')) == {b'top.svg', b'edited.svg', b'50%.svg'}


# ----------------------------------------------------------------------------------------------------------------------

def lacking(name):
    """Why a test is not to be called."""
    built = '_site' not in name or subprocess.run([ATLASC, 'site', '/nonexistent'], capture_output=True, env=environment()).returncode != 2
    return None if built else 'this program is built without sites'


if __name__ == '__main__':
    each.main(globals(), kind=str, unless=lacking)
