#!/usr/bin/env python3
"""`atlasc build`: what it makes, what it makes again and what not, and what is left when it is stopped.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/build/run.py [WORD...]

Each function test_* gets an empty folder of its own. Nothing here looks at a clock, but for how long it waits.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import each

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
PATIENCE = 120
STATE = '.atlasc-build'


def run(folder, *command, status=0):
    done = subprocess.run([str(word) for word in command], cwd=folder, env=each.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == status, f'{command}: exit {done.returncode}, not {status}\n{done.stdout}{done.stderr}'
    return done


def build(folder, *args, status=0):
    return run(folder, ATLASC, 'build', *args, status=status)


def write(folder, **files):
    for name, text in files.items():
        put(folder / 'maps' / (name.replace('__', '/') + '.yaml'), text)


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob('*'))
            if path.is_file() and path.name != STATE}


def made(done):
    """The maps that were drawn, with the reasons."""
    return dict(re.match(r'maps/(.*)\.yaml: ([^:]*): ', line).groups() for line in done.stderr.splitlines()
                if re.match(r'maps/\S*\.yaml: [a-z ]+: ', line))


SMALL = 'nodes: {%s: {label: %s, nodes: {b: B}}}\n'
VIEWED = 'nodes:\n  a: {label: A, nodes: {b: B}}\nviews:\n  top: {depth: 1}\n  list: {layout: list}\n'
SHEET = 'extends: atlas\nborder: %s\n'


def sample(folder):
    write(folder, one=VIEWED, two=SMALL % ('x', 'X'), deep__three='style: look.yaml\n' + SMALL % ('y', 'Y'),
          deep__look=SHEET % 'round', **{'.hidden__no': SMALL % ('n', 'N')})
    put(folder / 'maps/readme.txt', 'nodes:\n')


def test_names(folder):
    """Every map and view in every format, and nothing else: the bytes are those of atlasc FILE."""
    sample(folder)
    build(folder, '-T', 'text,json', '-T', 'dot')
    stems = ['one', 'one.top', 'one.list', 'two', 'deep/three']
    assert sorted(files(folder / 'out')) == sorted(f'{stem}.{kind}' for stem in stems for kind in ('txt', 'json', 'dot'))
    got = files(folder / 'out')
    for stem in stems:
        name, _, view = stem.partition('.')
        for kind in ('txt', 'json', 'dot'):
            run(folder, ATLASC, f'maps/{name}.yaml', *(['--view', view] if view else []), '-o', f'single.{kind}')
            assert (folder / f'single.{kind}').read_bytes() == got[f'{stem}.{kind}'], f'{stem}.{kind}'
    os.symlink('..', folder / 'maps/back')
    assert not made(build(folder, '-T', 'text,json,dot'))


def test_defaults(folder):
    """Text and SVG; maps/ where there is one, else the current folder, in which out/ is passed over."""
    write(folder, one=SMALL % ('a', 'A'))
    put(folder / 'two.yml', '{"title": "T", "nodes": {"a": "A"}}')
    build(folder)
    assert set(files(folder / 'out')) == {'one.txt', 'one.svg'}
    put(folder / 'out/odd.yaml', SMALL % ('a', 'A'))
    build(folder, '.', '-q')
    assert set(files(folder / 'out')) == {'one.txt', 'one.svg', 'odd.yaml', 'two.txt', 'two.svg', 'maps/one.txt', 'maps/one.svg'}


def test_what_is_out_of_date(folder):
    sample(folder)
    args = '-T', 'text,svg'
    assert set(made(build(folder, *args)).values()) == {'new'}
    state = (folder / 'out' / STATE).read_bytes()
    dates = {path: path.stat().st_mtime_ns for path in (folder / 'out').rglob('*')}
    for path in (folder / 'maps').rglob('*.yaml'):
        os.utime(path)  # a date is no change
    assert not made(build(folder, *args))
    assert dates == {path: path.stat().st_mtime_ns for path in (folder / 'out').rglob('*')}
    write(folder, two=SMALL % ('x', 'Z'))
    assert made(build(folder, *args)) == {'two': 'changed'}
    write(folder, deep__look=SHEET % 'double')
    assert made(build(folder, *args)) == {'deep/three': 'style sheet changed'}
    assert '╔' in (folder / 'out/deep/three.txt').read_text()
    (folder / 'out/one.top.svg').unlink()
    put(folder / 'out/two.txt', 'by hand\n')
    assert made(build(folder, *args)) == {'one': 'output missing', 'two': 'output changed'}
    assert 'Z' in (folder / 'out/two.txt').read_text()
    assert set(made(build(folder, *args, '--depth', '1')).values()) == {'other program or options'}
    put(folder / 'out' / STATE, 'something else\n')
    assert set(made(build(folder, *args)).values()) == {'new'}
    write(folder, two=SMALL % ('x', 'X'), deep__look=SHEET % 'round')
    build(folder, *args)
    assert (folder / 'out' / STATE).read_bytes() == state, 'the state depends on what was built before'


def test_unchanged_output_keeps_its_date(folder):
    write(folder, one='nodes: {a: A}\n')
    build(folder)
    date = (folder / 'out/one.txt').stat().st_mtime_ns
    write(folder, one='nodes: {a: A}  # a comment\n')
    assert made(build(folder)) == {'one': 'changed'}
    assert (folder / 'out/one.txt').stat().st_mtime_ns == date


def test_bad_maps(folder):
    """They stop no other, are reported in the order of names however many processes there are, and tried again."""
    for number in range(12):
        write(folder, **{f'm{number:02}': SMALL % ('a', 'x' * number) if number % 3 else 'nodes: {a: {lable: X}}\n'})
    said = [build(folder, '-j', str(jobs), '-o', f'out{jobs}', status=1).stderr for jobs in (1, 2, 5)]
    assert said[0] == said[1] == said[2]
    assert len(files(folder / 'out5')) == 16 and files(folder / 'out1') == files(folder / 'out5')
    assert (folder / 'out1' / STATE).read_bytes() == (folder / 'out5' / STATE).read_bytes()
    assert [name for name in re.findall(r'(m\d\d)\.yaml:1:\d+: error', said[0])] == ['m00', 'm03', 'm06', 'm09']
    assert said[0].endswith("atlasc: maps/m09.yaml failed: maps/m09.yaml:1: unknown key 'lable'; did you mean 'label'?\n"
                            'atlasc: 12 maps: 8 made, 4 failed\n')
    assert set(made(build(folder, '-o', 'out1', status=1)).values()) == {'failed before'}
    assert (folder / 'out1' / STATE).stat().st_mtime < 10, 'make would not try it again'
    quiet = build(folder, '-q', '--format', 'json', '-o', 'out1', status=1)
    assert len([json.loads(line) for line in quiet.stderr.splitlines()]) == 4
    write(folder, m01='nodes: {a: }}\n')
    before = files(folder / 'out1')
    build(folder, '-o', 'out1', '--prune', status=1)
    assert files(folder / 'out1') == before, 'what failed is not gone'


def test_partly(folder):
    """A mistake is said once for all drawings of a map; a view that cannot be drawn leaves the others alone."""
    write(folder, one='nodes: {a: {label: A, tags: t}}\nviews:\n  none: {without: t}\n  odd: {only: tt}\n  good: {depth: 1}\n')
    said = build(folder, status=1).stderr
    assert said.count("'tt'") == 1 and said.count("maps/one.yaml, view 'none'") + said.count('one.yaml:3:3') >= 1, said
    assert {'one.txt', 'one.good.svg'} <= set(files(folder / 'out')) and 'one.none.txt' not in files(folder / 'out')


def test_clashes(folder):
    write(folder, a='nodes: {x: X}\nviews: {b: {depth: 1}}\n', **{'a.b': SMALL % ('y', 'Y')})
    put(folder / 'maps/a.yml', SMALL % ('z', 'Z'))
    said = build(folder, status=1).stderr
    assert "the view 'b' would have the names of those of 'maps/a.b.yaml'" in said, said
    assert "maps/a.yml: its drawings would have the names of those of 'maps/a.yaml'" in said, said
    assert 'Y' in (folder / 'out/a.b.txt').read_text() and 'X' in (folder / 'out/a.txt').read_text()


def test_gone(folder):
    sample(folder)
    put(folder / 'out/mine.svg', 'mine\n')
    build(folder)
    (folder / 'maps/deep/three.yaml').unlink()
    write(folder, one=SMALL % ('a', 'A'))
    for _ in range(2):
        said = build(folder).stderr
        assert 'of no map or view any more: out/deep/three.txt' in said or 'out/deep/three.svg' in said, said
        assert (folder / 'out/one.top.svg').exists()
    build(folder, '--prune')
    assert set(files(folder / 'out')) == {'one.txt', 'one.svg', 'two.txt', 'two.svg', 'mine.svg'}
    assert not (folder / 'out/deep').exists()
    build(folder, '-T', 'svg', '--prune')
    assert set(files(folder / 'out')) == {'one.svg', 'two.svg', 'mine.svg'}


def test_clean(folder):
    sample(folder)
    build(folder)
    put(folder / 'out/deep/mine.svg', 'mine\n')
    would = build(folder, '--clean', '-n').stdout.splitlines()
    assert len(would) == 10 and 'remove out/deep/three.svg' in would
    build(folder, '--clean')
    assert set(files(folder)) & {'out/deep/mine.svg', 'maps/one.yaml'} and set(files(folder / 'out')) == {'deep/mine.svg'}
    assert not (folder / 'out' / STATE).exists()
    put(folder / 'victim.svg', 'not ours\n')
    os.symlink('..', folder / 'out/up')
    digits = '0' * 32
    for name in ('../victim.svg', str(folder / 'victim.svg'), 'deep/../../victim.svg', 'up/victim.svg'):
        put(folder / 'out' / STATE, f'atlasc build 2\nmap {digits} {digits} 0 a.yaml\nout {digits} {name}\n')
        run_any = subprocess.run([ATLASC, 'build', '--clean'], cwd=folder, env=each.environment(), capture_output=True)
        assert (folder / 'victim.svg').exists(), (name, run_any)


def test_dry(folder):
    sample(folder)
    would = build(folder, '-n', status=3).stdout
    assert 'make (maps/one.yaml: new) out/one.txt out/one.svg out/one.top.txt' in would
    assert not (folder / 'out').exists()
    build(folder)
    assert build(folder, '-n').stdout == ''


def test_plan(folder):
    """Ninja, and whoever runs the commands of the JSON, make the same bytes, from a folder with odd names too."""
    sample(folder)
    write(folder, graph='layout: layered\nnodes: {a: A, b: {label: B, nodes: {c: C}}, d: {label: D, nodes: {e: E}}}\n'
                        'links: [a -> b, a -> d, b -> d]\nviews: {t: {layout: tree}}\n')  # Graphviz is asked, then a tree is drawn
    put(folder / "maps/it's $odd: #1/four & more.yaml", SMALL % ('y', 'Y'))
    args = '-T', 'text,svg,json,dot', '--prefix', "$ '", '--depth', '2'
    build(folder, *args)
    plan = json.loads(build(folder, *args, '-o', 'json', '--plan', 'json').stdout)
    for path in plan['folders']:
        (folder / path).mkdir(parents=True, exist_ok=True)
    for step in reversed(plan['steps']):
        there = set(files(folder))
        run(folder, *step['command'])
        assert set(files(folder)) - there == set(step['outputs'])
    assert files(folder / 'json') == files(folder / 'out')
    assert [step['inputs'][1:] for step in plan['steps'] if 'three' in step['map']] == [['maps/deep/look.yaml']]
    if not shutil.which('ninja'):
        raise each.Skipped('ninja is not there')
    (folder / 'build.ninja').write_text(build(folder, *args, '-o', 'ninja out', '--plan', 'ninja').stdout)
    run(folder, 'ninja')
    assert files(folder / 'ninja out') == files(folder / 'out')
    assert 'no work to do' in run(folder, 'ninja').stdout
    write(folder, deep__look=SHEET % 'double')
    assert '[1/1]' in run(folder, 'ninja').stdout
    said = build(folder, '--prefix', 'a\nb', '--plan', 'ninja', status=1)
    assert said.stdout == '' and 'ninja has no way' in said.stderr


def test_deps(folder):
    if not shutil.which('make'):
        raise each.Skipped('make is not there')
    sample(folder)
    put(folder / 'maps/a b$c#d.yaml', SMALL % ('y', 'Y'))
    put(folder / 'Makefile', f'out/{STATE}:\n\t{ATLASC} build --deps out.d\n-include out.d\n')
    wait = lambda: time.sleep(0.02)  # file systems count in ticks
    assert 'made' in run(folder, 'make').stderr
    assert 'up to date' in run(folder, 'make').stdout
    for change in (lambda: write(folder, two=SMALL % ('x', 'Q')), lambda: write(folder, deep__look=SHEET % 'heavy'),
                   lambda: write(folder, deep__new=SMALL % ('n', 'N')), lambda: (folder / 'maps/two.yaml').unlink(),
                   lambda: put(folder / 'maps/a b$c#d.yaml', SMALL % ('y', 'T'))):
        wait()
        change()
        wait()
        assert 'atlasc: ' in run(folder, 'make').stderr
        assert 'up to date' in run(folder, 'make').stdout
    wait()
    write(folder, bad='nodes: {a: {lable: X}}\n')
    for _ in range(2):
        run(folder, 'make', status=2)


def slow_map():
    """Takes seconds: links that cross each other everywhere."""
    count = 80000
    nodes = ''.join(f'  n{i}: N{i}\n' for i in range(count))
    links = ''.join(f'  - n{i} -> n{i * 7919 % count}\n' for i in range(1, count))
    return f'layout: layered\nnodes:\n{nodes}links:\n{links}'


def children_of(pid):
    """The processes that a build has begun."""
    found = []
    for path in pathlib.Path('/proc').glob('[0-9]*/stat'):
        try:
            fields = path.read_text().rsplit(')', 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def started(folder, count, jobs=2):
    """A build that is drawing."""
    process = subprocess.Popen([ATLASC, 'build', '-j', str(jobs), '-T', 'json'], cwd=folder, env=each.environment(), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    for _ in range(PATIENCE * 50):
        children = children_of(process.pid)
        if len(children) >= count or process.poll() is not None:
            return process, children
        time.sleep(0.02)
    raise AssertionError('it starts no process')


def test_interrupted(folder):
    if not pathlib.Path('/proc/self/stat').exists():
        raise each.Skipped('there is no /proc')
    write(folder, slow=slow_map(), slower=slow_map())
    for which in (signal.SIGINT, signal.SIGTERM):
        process, children = started(folder, 2)
        process.send_signal(which)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == -which, process.returncode
        assert not any(pathlib.Path(f'/proc/{child}').exists() for child in children)
        assert not files(folder / 'out'), files(folder / 'out').keys()


def test_killed_child(folder):
    if not pathlib.Path('/proc/self/stat').exists():
        raise each.Skipped('there is no /proc')
    write(folder, slow=slow_map(), small=SMALL % ('a', 'A'))
    process, children = started(folder, 1)
    slow = children[0]  # the largest map is begun first
    os.kill(slow, signal.SIGKILL)
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 4, said
    assert 'maps/slow.yaml failed: the process that drew it was ended by signal 9' in said, said
    assert set(files(folder / 'out')) == {'small.json'}


def test_killed_alone(folder):
    """The one process that draws is ended: another one draws what is left."""
    if not pathlib.Path('/proc/self/stat').exists():
        raise each.Skipped('there is no /proc')
    write(folder, slow=slow_map(), small=SMALL % ('a', 'A'), other=SMALL % ('b', 'B'))
    process, children = started(folder, 1, jobs=1)
    os.kill(children[0], signal.SIGKILL)
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 4, said
    assert 'ended by signal 9' in said and '2 made, 1 failed' in said, said
    assert set(files(folder / 'out')) == {'small.json', 'other.json'}


def test_few_processes(folder):
    """A process draws many maps; after some hundred its place is taken by another one."""
    if not pathlib.Path('/proc/self/stat').exists():
        raise each.Skipped('there is no /proc')
    write(folder, **{f'm{i}': SMALL % ('a', f'A{i}') for i in range(600)})
    process, seen = started(folder, 1, jobs=2)
    seen = set(seen)
    while process.poll() is None:
        seen |= set(children_of(process.pid))
    assert process.wait() == 0 and len(files(folder / 'out')) == 600
    assert 2 <= len(seen) <= 8, seen  # four, and what sanitizers begin at the end


def test_terminal(folder):
    """A line that is written over, with counts and time, no wider than the terminal; and plain lines where it is dumb."""
    import pty
    write(folder, good=SMALL % ('a', 'A'), bad='nodes: {a: {lable: X}}\n', **{'n' * 100: SMALL % ('b', 'B')})
    for term in ('xterm', 'dumb'):
        shutil.rmtree(folder / 'out', ignore_errors=True)
        ours, theirs = pty.openpty()
        process = subprocess.Popen([ATLASC, 'build', '-j', '1'], cwd=folder, env=each.environment() | {'TERM': term, 'NO_COLOR': '1'},
                                   stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
        os.close(theirs)
        said = b''
        while True:
            try:
                got = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not got:
                break
            said += got
        os.close(ours)
        assert process.wait(timeout=PATIENCE) == 1
        shown = [line for line in re.split(r'\r\n|\r\x1b\[K', said.decode()) if line]
        assert re.fullmatch(r'atlasc: 3 maps: 2 made, 1 failed; \d+\.\d\d s', shown[-1]), shown
        progress = [line for line in shown if re.match(r'\[[0-2]/3\] \d+\.\d s maps/', line)]
        assert bool(progress) == (term == 'xterm') and all(len(line) < 80 for line in progress), shown
        assert ('maps/good.yaml: new: 2 files' in shown) == (term == 'dumb'), shown
        assert any(line.startswith('maps/bad.yaml:1:') for line in shown), shown


def test_many(folder):
    """More maps than there may be open files and processes."""
    import resource
    for number in range(60):
        write(folder, **{f'm{number}': SMALL % ('a', number)})
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))
    done = subprocess.run([ATLASC, 'build', '-q', '-j', '1000'], cwd=folder, env=each.environment(), capture_output=True, text=True,
                          preexec_fn=limit, timeout=PATIENCE)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert len(files(folder / 'out')) == 120


def test_one_map(folder):
    """One map may be named; what is known of the others stays."""
    sample(folder)
    build(folder)
    write(folder, one=SMALL % ('a', 'A'), two=SMALL % ('b', 'B'))
    assert made(build(folder, 'maps/two.yaml')) == {'two': 'changed'}
    assert made(build(folder)) == {'one': 'changed'}


def test_cannot_write(folder):
    write(folder, one=SMALL % ('a', 'A'))
    put(folder / 'out/one.txt/in-the-way', '')
    said = build(folder, '-T', 'text,svg', status=4).stderr
    assert "cannot write 'out/one.txt'" in said and (folder / 'out/one.svg').exists()
    put(folder / 'file', '')
    assert 'cannot make the folder' in build(folder, '-o', 'file/out', status=4).stderr


def test_nothing_there(folder):
    assert "there is no map in '.'" in build(folder, status=1).stderr
    assert "cannot read 'nowhere'" in build(folder, 'nowhere', status=4).stderr
    for args in (['a', 'b'], ['--view', 'x'], ['-o', '-'], ['-T', 'text,gif'], ['--plan', 'make'], ['--clean', '--deps', 'x'],
                 ['-j', '0'], ['--dump', 'map'], ['-o', 'a', '-o', 'b'], ['--plan', 'json', '-n']):
        build(folder, *args, status=2)
    assert "--prune is of 'atlasc build'" in run(folder, ATLASC, 'map.yaml', '--prune', status=2).stderr


def test_cmake(folder):
    if not shutil.which('cmake'):
        raise each.Skipped('cmake is not there')
    project = folder / 'a project'
    shutil.copytree(HERE / 'project', project)
    put(project / 'all maps/one.yaml', 'style: look.yaml\n' + VIEWED)
    put(project / 'all maps/look.yaml', SHEET % 'round')
    for generator, tool in (('Ninja', 'ninja'), ('Unix Makefiles', 'make')):
        if not shutil.which(tool):
            continue
        binary, out = project / tool, project / tool / 'drawings'
        run(folder, 'cmake', '-G', generator, '-S', project, '-B', binary, f'-DATLASC_PROGRAM={ATLASC}',
            f'-DATLASC_MODULE={SOURCE}/cmake/atlasc.cmake')
        again = lambda: run(folder, 'cmake', '--build', binary)
        drew = lambda: 'atlasc: ' in (lambda done: done.stdout + done.stderr)(again())
        assert drew() and not drew(), generator
        assert set(files(out)) == {f'one{view}.{kind}' for view in ('', '.top', '.list') for kind in ('txt', 'dot')}
        assert '╭' in (out / 'one.txt').read_text()
        for name, text in (('all maps/look.yaml', SHEET % 'heavy'), ('all maps/below/two.yaml', SMALL % ('x', tool))):
            time.sleep(0.02)
            put(project / name, text)
            time.sleep(0.02)
            assert drew() and not drew(), (generator, name)
        assert (out / 'below/two.txt').exists()
        time.sleep(0.02)
        (project / 'all maps/below/two.yaml').unlink()
        assert drew() and not (out / 'below').exists(), generator


if __name__ == '__main__':
    each.main(globals())
