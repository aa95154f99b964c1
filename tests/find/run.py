#!/usr/bin/env python3
"""What is found for a question: by `atlasc query find` and by the search of a site's pages, in the same order.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/find/run.py [WORD...]

questions.txt has what readers ask of maps/, with what answers it: one of that is among the first three. Then the two
implementations of src/index/rank.h are held equal, entry by entry and score by score: for these questions, for labels
of the atlas, for words with slips and cut short, on maps with letters of all kinds, and on a large one; and the time of
a key is counted. Skipped (77) where node is not there, or the program was built without sites.
"""
import functools
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'site')]
import atlases

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or HERE.parent.parent)
ATLASC = os.path.abspath(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc'))
FIRST = 3
COMPARED = 40  # hits of a question
MOST_KEY = {'atlas': 10, 'large': 50}  # milliseconds that are meant
GENEROUS = 3  # for machines that are busy
LABELS = int(os.environ.get('ATL_FIND_N', 15))
LARGE = 2000
ODD = ['größe', 'GRÖSSE', '大きさ', '大き', 'main co', 'sub dir', 'fjord inlet', 'ö-fjord', 'angle brackets', 'letters to', 'twin', 'x y z',
       'how', 'the what', 'a', 'tapirword zebrafinch', 'one1', 'less < more', "so on 'n' on", 'größ', 'inelt', '…', 'Deep down', 'gamma delta epsilon']


def run(*command, env=None):
    return subprocess.run([str(word) for word in command], env=env or dict(os.environ, LC_ALL='C.UTF-8'), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600)


def questions():
    for line in (HERE / 'questions.txt').read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            question, *right = line.split(' | ')
            yield question, right


@functools.lru_cache(maxsize=None)
def asked(maps, question):
    """What the program finds: (name, score), best first, and its words for what stands nowhere."""
    done = run(ATLASC, 'query', '-m', maps, 'find', '--format', 'json', '--limit', COMPARED, '--', question)
    assert done.returncode in (0, 1), f'{question}: exit {done.returncode}\n{done.stderr}'
    found = json.loads(done.stdout)
    return [(hit['entry'], hit['score']) for hit in found['results']], found['count'], done.stderr


def is_one_of(entry, right):
    for one in right:
        place, _, label = one.partition(': ')
        if label == entry['label'] and (entry['type'] == 'term' if place == 'term' else entry['map'] == place):
            return True
    return False


def test_questions_are_answered(c):
    maps, late = SOURCE / 'maps', []
    for question, right in questions():
        found, _, _ = asked(maps, question)
        place = next((i + 1 for i, (entry, _) in enumerate(found) if is_one_of(entry, right)), 0)
        late += [(question, place, [entry['name'] for entry, _ in found[:FIRST]])] * (not 0 < place <= FIRST)
    c.figures = f'{len(list(questions()))} questions'
    assert not late, f'not among the first {FIRST}: {late}'


def spoiled(rng, word):
    """A word with a slip, or cut short."""
    at = rng.randrange(len(word))
    return rng.choice([word[:at] + word[at + 1:], word[:at] + 'x' + word[at:], word[:at] + word[at + 1:at + 2] + word[at:at + 1] + word[at + 2:],
                       word[:max(1, at)], word.upper(), word + 's', word + 'ing'])


def some(labels, seed):
    """Questions made of labels: whole, in pairs, with slips; fewer for a large map, which the program reads for each."""
    rng = random.Random(seed)
    words = sorted({word for label in labels for word in label.split()})
    for n in range(LABELS if len(labels) < LARGE else LABELS // 3):
        label = rng.choice(labels)
        pair = [rng.choice(words), rng.choice(label.split())]
        yield [label, ' '.join(pair), spoiled(rng, rng.choice(words)), ' '.join(spoiled(rng, word) for word in pair), label[:rng.randrange(1, len(label) + 1)]][n % 5]


def test_pages_and_program_find_the_same(c):
    count = hits = 0
    times = []
    for name in ('atlas', 'odd', 'large'):
        maps, out = SOURCE / 'maps' if name == 'atlas' else c.work / name, c.work / f'{name}.site'
        if name != 'atlas':
            getattr(atlases, name)(maps)
        made = run(ATLASC, 'site', maps, '-o', out)
        if made.returncode == 2:
            return 'the program is built without sites'
        assert made.returncode == 0, made.stderr
        names = run(ATLASC, 'query', '-m', maps, 'names').stdout.splitlines()
        labels = json.loads(run('node', HERE / 'find.mjs', SOURCE / 'src/site/web/rank.js', out / 'assets/index.js', 'labels').stdout)
        assert len(labels) == len(names), f'{name}: {len(labels)} rows, {len(names)} entries'
        list_of = [question for question, _ in questions()] if name == 'atlas' else ODD if name == 'odd' else []
        list_of += some(labels, name)
        task = c.work / 'questions.json'
        task.write_text(json.dumps(list_of))
        answers = json.loads(run('node', HERE / 'find.mjs', SOURCE / 'src/site/web/rank.js', out / 'assets/index.js', task).stdout)
        for question, answer in zip(list_of, answers['answers'], strict=True):
            found, number, said = asked(maps, question)
            got = [(names[hit['entry']], hit['score']) for hit in answer['hits'][:COMPARED]]
            wanted = [(entry['name'], score) for entry, score in found]
            assert got == wanted, f'{name}: {question!r}: the program finds {wanted[:6]}, the page {got[:6]}'
            assert len(answer['hits']) == number, f"{name}: {question!r}: {number} and {len(answer['hits'])} hits"
            for one in answer['asked']:
                assert not one['near'] or one['near'] in said, f'{question}: {one} of the page, {said} of the program'
            hits += number
        count += len(list_of)
        if name in MOST_KEY:
            times.append(f"{name}: median {answers['median']:.1f} ms of CPU a key, 99 of 100 below {answers['late']:.1f}, at most "
                         f"{answers['worst']:.1f}, of {MOST_KEY[name]}; {answers['keys']} keys")
            assert answers['median'] < MOST_KEY[name], times[-1]
            assert answers['late'] < MOST_KEY[name] * GENEROUS, times[-1]
    c.figures = f'{count} questions, {hits} hits; ' + '; '.join(times)
    return None


class Check:
    def __init__(self, work):
        self.work, self.figures = work, ''


def main():
    words = sys.argv[1:]
    if not shutil.which('node'):
        print('find: skipped, because node is not there')
        return 77
    checks = faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, test in list(globals().items()):
            if not name.startswith('test_') or (words and not any(word in name for word in words)):
                continue
            c = Check(pathlib.Path(folder))
            checks += 1
            try:
                skipped = test(c)
                print(f'ok  {name[5:]} ({skipped or c.figures})')
            except AssertionError as error:
                faults += 1
                print(f'not ok  {name[5:]}: {error}')
    print(f'find: {checks} checks, {faults} failed')
    return 1 if faults or not checks else 0


if __name__ == '__main__':
    sys.exit(main())
