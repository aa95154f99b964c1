#!/usr/bin/env python3
"""What `atlasc site` remembers: a page is made anew when something that it is made of is another one, and only then.

    ATLASC=build/release/atlasc tests/remember/run.py [WORD...]

Whether a page was made is seen by forging it: other bytes are put into its file, and their hash into what is remembered.
A page that is made anew is as it should be afterwards; one that is not stays forged.
"""
import functools
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import each

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 120
KNOWN, LISTED = '.atlasc-pages', '.atlasc-site'
KEY = 0x0706050403020100, 0x0f0e0d0c0b0a0908
WORD = 2 ** 64 - 1


def digits(data):
    """SipHash-2-4 of 128 bits, as src/base/hash.h has it."""
    v = [0x736f6d6570736575 ^ KEY[0], 0x646f72616e646f6d ^ KEY[1] ^ 0xee, 0x6c7967656e657261 ^ KEY[0], 0x7465646279746573 ^ KEY[1]]

    def turn(x, by):
        return (x << by | x >> 64 - by) & WORD

    def mix(rounds):
        for _ in range(rounds):
            v[0] = v[0] + v[1] & WORD
            v[1] = turn(v[1], 13) ^ v[0]
            v[0] = turn(v[0], 32)
            v[2] = v[2] + v[3] & WORD
            v[3] = turn(v[3], 16) ^ v[2]
            v[0] = v[0] + v[3] & WORD
            v[3] = turn(v[3], 21) ^ v[0]
            v[2] = v[2] + v[1] & WORD
            v[1] = turn(v[1], 17) ^ v[2]
            v[2] = turn(v[2], 32)

    whole = len(data) // 8 * 8
    words = [int.from_bytes(data[i:i + 8], 'little') for i in range(0, whole, 8)]
    for word in words + [int.from_bytes(data[whole:], 'little') | (len(data) & 255) << 56]:
        v[3] ^= word
        mix(2)
        v[0] ^= word
    v[2] ^= 0xee
    mix(4)
    low = v[0] ^ v[1] ^ v[2] ^ v[3]
    v[1] ^= 0xdd
    mix(4)
    return b''.join(half.to_bytes(8, 'little') for half in (low, v[0] ^ v[1] ^ v[2] ^ v[3])).hex()


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')


def site(folder, *options, status=0, program=ATLASC):
    env = each.environment('ATLASC_FONT_DIR', locale='C.UTF-8')
    done = subprocess.run([program, 'site', 'maps', '-o', 'site', '-T', 'svg', '--markdown', *options], cwd=folder, env=env,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == status, f'exit {done.returncode}\n{done.stdout}{done.stderr}'
    return done.stderr


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob('*')) if path.is_file()}


def maps(folder, count=3):
    put(folder / 'maps/look.yaml', 'extends: base.yaml\n')
    put(folder / 'maps/base.yaml', 'extends: atlas\nborder: round\n')
    for i in range(count):
        put(folder / f'maps/m{i}.yaml', f'title: Map {i}\n' + 'style: look.yaml\n' * (i == 1)
            + f'nodes:\n  a{i}: {{label: A{i}, map: m{(i + 1) % count}.yaml, nodes: {{b: B}}}}\n')


def forge(folder):
    """Forges all pages that are remembered."""
    known = (folder / 'site' / KNOWN).read_text()
    listed = (folder / 'site' / LISTED).read_text()
    for line in known.splitlines():
        word, _, rest = line.partition(' ')
        if word == 'page':
            path = folder / 'site' / rest[33:]
            old, new = digits(path.read_bytes()), digits(path.read_bytes() + b'forged\n')
            assert old in known and old in listed
            path.write_bytes(path.read_bytes() + b'forged\n')
            known, listed = known.replace(old, new), listed.replace(old, new)
    put(folder / 'site' / KNOWN, known)
    put(folder / 'site' / LISTED, listed)


def made(folder, *options, **more):
    """The pages that a run makes anew; the others are as they were."""
    forge(folder)
    site(folder, *options, **more)
    pages = {name: b'forged' not in text for name, text in files(folder / 'site').items() if name.endswith('.md')}
    return {name.removesuffix('.md') for name, anew in pages.items() if anew and name not in ('a-z.md', 'README.md')}


def begin(folder, count=3):
    maps(folder, count)
    site(folder)
    return {name for name in files(folder / 'site') if name.endswith('.md')}


def test_nothing(folder):
    begin(folder)
    before = files(folder / 'site')
    site(folder)
    assert files(folder / 'site') == before
    assert made(folder) == set()


def test_as_from_nothing(folder):
    """What is made page by page is what is made at once, whatever changed between, in one process or in several."""
    begin(folder, 12)
    for i, text in ((3, 'nodes: {x: {label: other, map: m5.yaml}}\n'), (7, 'title: Seven\nnodes: {y: {label: z, kind: model}}\n')):
        put(folder / f'maps/m{i}.yaml', text)
        site(folder)
        shutil.rmtree(folder / 'kept', ignore_errors=True)
        (folder / 'site').rename(folder / 'kept')
        site(folder, '-j', '1')
        assert files(folder / 'site') == files(folder / 'kept')
        shutil.rmtree(folder / 'site')
        site(folder, '-j', '3')
        assert files(folder / 'site') == files(folder / 'kept')


def test_changed_map(folder):
    begin(folder)
    put(folder / 'maps/m2.yaml', (folder / 'maps/m2.yaml').read_text().replace('B', 'other'))
    assert made(folder) == {'m2'}


def test_changed_title(folder):
    """The others link to it by its title."""
    begin(folder)
    put(folder / 'maps/m2.yaml', (folder / 'maps/m2.yaml').read_text().replace('Map 2', 'Other'))
    assert 'm2' in made(folder) and 'Other' in (folder / 'site/m1.md').read_text()


def test_changed_sheet(folder):
    begin(folder)
    put(folder / 'maps/look.yaml', 'extends: base.yaml\nborder: heavy\n')
    assert made(folder) == {'m1'}


def test_changed_base_of_a_sheet(folder):
    begin(folder)
    put(folder / 'maps/base.yaml', 'extends: atlas\nborder: double\n')
    assert made(folder) == {'m1'}


def test_other_options(folder):
    begin(folder)
    assert made(folder, '--style', 'mono') >= {'m1', 'm2'}


def test_other_program(folder):
    """Other bytes: one more at its end changes nothing else."""
    begin(folder)
    other = folder / 'atlasc'
    shutil.copy(ATLASC, other)
    with other.open('ab') as out:
        out.write(b'\0')
    assert made(folder, program=str(other)) >= {'m1', 'm2'}


def test_deleted_output(folder):
    begin(folder)
    for name in ('m1.svg', 'm2.md'):
        before = files(folder / 'site')
        (folder / 'site' / name).unlink()
        site(folder)
        assert files(folder / 'site') == before, name


def test_changed_output(folder):
    begin(folder)
    before = files(folder / 'site')
    put(folder / 'site/m1.svg', 'other')
    site(folder)
    assert files(folder / 'site') == before


def test_new_and_gone(folder):
    begin(folder)
    put(folder / 'maps/new.yaml', 'nodes: {n: N}\n')
    assert 'new' in made(folder)
    (folder / 'maps/new.yaml').unlink()
    site(folder)
    assert not (folder / 'site/new.md').exists() and 'new.md' not in (folder / 'site' / KNOWN).read_text()


def test_packed_scripts(folder):
    """What is searched, and the places of terms, are packed anew where they say something else, and only then."""
    begin(folder)
    put(folder / 'maps/words.yaml', 'title: Words\nnodes: {w: {label: W, about: A fjord.}}\nglossary: {fjord: An inlet.}\n')
    command = [ATLASC, 'site', 'maps', '-o', 'html']
    run = functools.partial(subprocess.run, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    if run(command).returncode == 2:
        return  # built without sites
    scripts = ['assets/index.js', 'assets/places.js']
    before = files(folder / 'html')
    if any(b'("' not in before[name] for name in scripts):
        return  # libdeflate is not there

    def forged():
        known = (folder / 'html' / KNOWN).read_text()
        for name in scripts:
            other = before[name].replace(b'("', b'("forged', 1)
            assert digits(before[name]) in known, name
            known = known.replace(digits(before[name]), digits(other))
            (folder / 'html' / name).write_bytes(other)
        put(folder / 'html' / KNOWN, known)
        run(command)
        return {name for name in scripts if b'("forged' in (folder / 'html' / name).read_bytes()}
    assert forged() == set(scripts)
    put(folder / 'html' / KNOWN, '')
    run(command)
    assert files(folder / 'html') == before
    put(folder / 'maps/m0.yaml', (folder / 'maps/m0.yaml').read_text().replace('b: B', 'b: Bee'))
    assert forged() == {'assets/places.js'}
    put(folder / 'html' / KNOWN, '')
    run(command)
    before = files(folder / 'html')
    put(folder / 'maps/m0.yaml', (folder / 'maps/m0.yaml').read_text().replace('b: Bee', 'b: Fjord'))
    assert forged() == set()


def test_messages_are_said_every_time(folder):
    begin(folder)
    put(folder / 'maps/m2.yaml', 'nodes: {a: {label: A, kind: nothing-like-it}}\n')
    first = site(folder)
    assert 'nothing-like-it' in first and site(folder) == first


def test_bad_memory(folder):
    """What is cut, odd or about files of others says nothing."""
    begin(folder)
    before, known = files(folder / 'site'), (folder / 'site' / KNOWN).read_text()
    put(folder / 'maps/base.yaml', 'extends: atlas\nborder: double\n')
    site(folder)
    after = files(folder / 'site')
    for text in ('', 'x', known[:len(known) // 2], known.replace('pages 1', 'pages 9'), known.replace('uses', 'uses 99999999999'),
                 known.replace(' m1.', ' ../m1.'), known + 'uses -1\n', known.replace('m1.svg', '%')):
        put(folder / 'site' / KNOWN, text)
        site(folder)
        assert files(folder / 'site') == after, text
    assert before != after


if __name__ == '__main__':
    each.main(globals())
