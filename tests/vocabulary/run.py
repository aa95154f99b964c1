#!/usr/bin/env python3
"""One vocabulary: what the program knows is what help, manuals, schema, completions and README.md say, no more, no less.

The program tells its words itself: `atlasc --dump=vocabulary` prints "scope word" lines. A scope is `command`; a command,
whose words are its options; an option, whose words are its values (layouts, formats, directions, borders, engines, lints,
styles ...); `question`. Each place below reads what somebody is told, as text or by asking a shell, without knowing what
the program says; then both are compared. (Keys of maps and sheets are held equal by tests/schema.)

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/vocabulary/run.py

Part of every run is a self-test: words are added to and taken from what the program says, and taken out of the texts, one
at a time, and each loss has to be found in every place that should have the word.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from manual import manpage

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()
PATIENCE = 120  # seconds for a shell, on a busy machine

KEYS = {'map', 'node', 'item', 'link', 'kind', 'view', 'term', 'sheet', 'role', 'known-node', 'known-link'}  # scopes of YAML
LISTS = ('styles', 'layouts', 'views', 'help')  # commands that draw nothing and take next to no options
FILES = ('man/atlasc.1', 'man/atlasc-map.5', 'schema/map.schema.json', 'schema/style.schema.json',
         'completions/_atlasc', 'completions/atlasc.bash', 'completions/atlasc.fish', 'README.md')


def atlasc(*args):
    return subprocess.run([ATLASC, *args], stdout=subprocess.PIPE, check=True, encoding='utf-8', timeout=PATIENCE).stdout


def known():
    """{scope: {word}}, as the program has it."""
    found = {}
    for line in atlasc('--dump=vocabulary').splitlines():
        scope, word = line.split(' ')
        if scope not in KEYS:
            found.setdefault(scope, set()).add(word)
    return found


def commands_of(words):
    return ['atlasc'] + sorted(words['command'])


# -- places: each gives {scope: {word}} of what it says ----------------------------------------------------------------

ROW = re.compile(r'^  (?:(-\w), |    )(--[a-z-]+)(?: (?:[A-Z]+))?  +(.*)$', re.M)


def helps(texts, words):
    """What help prints. A command's own help may leave out what stands in that of `atlasc FILE`, and -h."""
    found, shared = {'command': set()}, set()
    for command in commands_of(words):
        text = texts['help ' + command]
        rows = ROW.findall(text)
        own = {name for row in rows for name in row[:2] if name}
        if command == 'atlasc':
            shared = own
            usages = re.findall(r'^(?:Usage:|      ) atlasc ([a-z]+)', text, re.M)
            found['command'] = set(usages)
            for _, option, words_of in rows:
                if words.get(option):
                    found[option] = listed(words_of)
            found['atlasc'] = own
        else:
            rest = {'-h', '--help', '--version'} | (shared if command in ('build', 'watch', 'diff') else set())
            found[command] = own | (rest & words[command])
            for _, option, words_of in rows:
                if words.get(option) and option not in found:
                    found[option] = listed(words_of)
        if command == 'check':
            found['--allow'] = set(re.findall(r'^  ([a-z]+-[a-z]+|contrast) {2,}', text, re.M))
        if command == 'query':
            found['question'] = {word for form in re.findall(r'\[OPTION\]\.\.\. ([a-z|-]+)', text) for word in form.split('|')}
        if command == 'help':
            found['command'] &= listed(re.search(r'^COMMAND is (.*)\.$', text, re.M)[1])
    found['--style'] = {line.split()[0] for line in texts['styles'].splitlines()}
    found['--layout'] &= {line.split()[0] for line in texts['layouts'].splitlines()}
    return found


def listed(text):
    """The words of "before: a, b or c: behind"."""
    lists = re.findall(r'(?<![\w-])[a-z0-9-]+(?:\.[a-z]+)?(?:, [a-z0-9-]+(?:\.[a-z]+)?)* or [a-z0-9-]+(?:\.[a-z]+)?(?![\w-])', text)
    return set(re.split(', | or ', lists[0])) if lists else set()


def sections(text, name):
    return re.search(rf'^\.S[hs] {name}$(.*?)(?=^\.S[hs] |\Z)', text, re.M | re.S)[1]


def manual(texts, words):
    page, formats = texts['man/atlasc.1'], texts['man/atlasc-map.5']
    found = {'options': manpage.options(page.splitlines())}
    for option, values in re.findall(r'^\.It Fl (?:\w , )?(-[a-z-]+)(?: Ns = Ns)? Cm (.*)$', page, re.M):
        found.setdefault('-' + option, set()).update(values.split(' | '))
    about = re.search(r'^The commands are:$(.*?)^\.El$', page, re.M | re.S)[1]
    found['command'] = set(re.findall(r'^\.It Cm ([a-z]+)', about, re.M))
    found['command'] &= set(re.findall(r'^\.Cm ([a-z]+)$', sections(page, 'SYNOPSIS'), re.M))
    found['--allow'] = {word for line in re.findall(r'^\.It Ql (.*)$', sections(page, 'LINTS'), re.M)
                        for word in line.split(' , ')}
    found['question'] = {word for line in re.findall(r'^\.It Cm (.*)$', sections(page, 'QUESTIONS'), re.M)
                         for word in re.split(r' , Cm | , ', re.sub(r' Ar .*?(?= , |$)', '', line))}
    synopsis = re.search(r'^\.Cm (find \|.*)$', sections(page, 'SYNOPSIS'), re.M)[1].split(' | ')
    found['question'] &= set(synopsis)
    layouts = set(re.findall(r'^\.It Cm (\w+)$', sections(formats, 'LAYOUTS'), re.M))
    found['--layout'] = intersection(found['--layout'], layouts, *key_values(formats, 'layout'))
    found['--direction'] = intersection(found['--direction'], *key_values(formats, 'direction'))
    found['--border'] = intersection(found['--border'], *key_values(formats, 'border'))
    styles = re.search(r'^The built-in sheets are\n((?:\.Cm .*\n|and\n)+)', formats, re.M)
    found['--style'] = set(re.findall(r'^\.Cm ([a-z]+)', styles[1], re.M)) if styles else set()
    return found


def intersection(*sets):
    """What all have; but if they differ, what only some have counts as an unknown word, so that it is seen."""
    common = set.intersection(*sets)
    return common | {f'({word} in some places)' for word in set.union(*sets) - common}


def key_values(page, key):
    return [set(line.split(' | ')) for line in re.findall(rf'^\.It Ic {key} : Cm (.*)$', page, re.M)]


def schema(texts, words):
    found = {'--layout': [], '--direction': [], '--border': []}

    def walk(value, name):
        if isinstance(value, dict):
            if 'enum' in value and f'--{name}' in found:
                found[f'--{name}'].append(set(value['enum']))
            for key, inner in value.items():
                if key != 'kind-look':  # borders of boxes of a kind, which are lines, not characters
                    walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)
    for name in ('map', 'style'):
        walk(json.loads(texts[f'schema/{name}.schema.json']), '')
    return {scope: intersection(*sets) if sets else set() for scope, sets in found.items()}


def lines_to_complete(words):
    """(scope, command line): what a shell is asked."""
    asked = [('command', 'atlasc '), ('question', 'atlasc query ')]
    for command in commands_of(words):
        if command != 'help':
            asked += [(command, 'atlasc ' if command == 'atlasc' else f'atlasc {command} ')]
    asked = [(scope, line + ('-' if scope not in ('command', 'question') else '')) for scope, line in asked]
    owner = {'--allow': 'check ', '--plan': 'build '}
    return asked + [(scope, f'atlasc {owner.get(scope, "")}{scope} ') for scope in words if scope.startswith('--')]


BASH = r'''
source "$1"
while IFS= read -r line; do
  read -ra COMP_WORDS <<<"$line"
  [[ $line == *' ' ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _atlasc
  printf '%s\n' "${COMPREPLY[@]}" '%'
done
'''
FISH = r'''
source $argv[1]
while read -l line
    complete -C $line
    echo %
end
'''


def shell(argv, file):
    def place(texts, words):
        if not shutil.which(argv[0]):
            return None
        scripts = pathlib.Path(texts['folder'], pathlib.Path(file).name)
        scripts.write_text(texts[file], encoding='utf-8')
        asked = lines_to_complete(words)
        env = {'PATH': f'{texts["folder"]}/bin:{os.environ["PATH"]}', 'HOME': texts['folder'], 'LC_ALL': 'C.UTF-8', 'TERM': 'dumb'}
        done = subprocess.run(argv + [str(scripts)], cwd=texts['folder'] + '/work', env=env, check=True,
                              input=''.join(line + '\n' for _, line in asked), stdout=subprocess.PIPE, encoding='utf-8',
                              timeout=PATIENCE)
        answers = done.stdout.split('%\n')
        found = {}
        for (scope, _), answer in zip(asked, answers):
            offered = {line.split('\t')[0] for line in answer.splitlines() if line}
            found[scope] = {word.rpartition('=')[2] if word.startswith(scope) else word for word in offered}
        return found
    return place


def zsh(texts, words):
    """Read from the text: an array of options is a name, and each command has a list of such names."""
    text = texts['completions/_atlasc']
    arrays = dict(re.findall(r'^  (\w+)=\((.*?)\)$', text, re.M)) | dict(re.findall(r'^  (\w+)=\(\n(.*?)^  \)$', text, re.M | re.S))
    found = {'command': set(re.findall(r"^    '([a-z]+):[^']*'$", text, re.M))}
    found['command'] &= set(re.search(r'2:command:\(([^)]*)\)', text)[1].split())
    found['question'] = set(re.search(r'2:question:\(([^)]*)\)', text)[1].split())
    for names, arguments in re.findall(r'^    (\S+)\)\s+(_arguments.*?);;', text, re.M | re.S):
        specs = arguments + ' '.join(arrays.get(name, '') for name in re.findall(r'\$(\w+)', arguments))
        options = re.findall(r"'(?:\([^)]*\)|\*)?(--?[A-Za-z-]+)[=+]?\[", specs)
        options += [name for group in re.findall(r"'(?:\([^)]*\)|\*)'\{([^}]*)\}'\[", specs) for name in group.split(',')]
        if names != 'help':
            found['atlasc' if names == '*' else names] = {name.rstrip('+=') for name in options}
    values = {}
    for option, braces, list_ in re.findall(r"'(?:\([^)]*\)|\*)*(?:(--[a-z-]+)=|'\{([^}]*)\}')\[[^]]*\]:[^:']*:\(([^)]*)\)", text):
        name = option or [word for word in braces.split(',') if word.startswith('--')][0].rstrip('=')
        values.setdefault(name, []).append(set(list_.split()))
    for option, sets in values.items():
        found[option] = set.union(*sets)
    return found


def readme(texts, words):
    """What stands in README.md as code: commands behind `atlasc`, options, and words that are named."""
    text = texts['README.md']
    code = re.findall(r'`([^`\n]+)`', text) + re.findall(r'^(?:\$ )?(atlasc .*)$', text, re.M)
    found = {'command': {match[1] for bit in code for match in [re.match(r'atlasc ([a-z]+)(?![\w./-])', bit)] if match}}
    found['options'] = {word for bit in code for word in re.findall(r'(?<![\w-])(-[A-Za-z]|--[a-z][a-z-]*[a-z])(?![\w-])', bit)
                        if 'atlasc' in bit or bit.startswith('-')}
    found['--layout'] = set(re.findall(r'^\*\*([a-z]+)\*\*: ', text, re.M))
    row = re.search(r'^\| `-o PATH` \| ([^;|]*)', text, re.M)
    found['--type'] = set(re.findall(r'[a-z]+(?:\.[a-z]+)?', row[1].split(' by the')[0].lower())) - {'or'}
    row = re.search(r'^\| `-l LAYOUT`.*?: ([a-z, ]*) \|$', text, re.M)
    found['--direction'] = set(re.split(', | or ', row[1]))
    row = re.search(r'^\| `atlasc query (\w+).*$', text, re.M)
    found['question'] = {row[1], *re.findall(r'`([a-z-]+)(?: [A-Z ]+)?`', row[0].split('|')[2])}
    return found


# What each place must have to the last word; and scopes of which it may leave words out, but have none that is unknown.
# `options` stands for all options of all commands.
VALUES = '--type --layout --direction --engine --fit --scheme --border --color --links --ambiguous --text --plan --format --allow --dump'.split()
BY_COMMAND = 'atlasc build site check query measure diff embed boxes'.split()
PLACES = [
    ('help', helps, ['command', 'question', '--style'] + VALUES + BY_COMMAND + list(LISTS), []),
    ('the manuals', manual, ['command', 'question', 'options', '--style'] + VALUES, []),
    ('the schemas', schema, ['--layout', '--direction', '--border'], []),
    ('bash', shell(['bash', '--norc', '-c', BASH, 'bash'], 'completions/atlasc.bash'),
     ['command', 'question', '--style'] + VALUES + BY_COMMAND + list(LISTS[:3]), []),
    ('fish', shell(['fish', '--no-config', '-c', FISH], 'completions/atlasc.fish'),
     ['command', 'question', '--style'] + VALUES + BY_COMMAND + list(LISTS[:3]), []),
    ('zsh', zsh, ['command', 'question'] + [v for v in VALUES if v != '--layout'] + BY_COMMAND + list(LISTS[:3]), []),
    ('README.md', readme, ['--layout', '--type', '--direction'], ['command', 'options', 'question']),
]
# What a place leaves out, and why.
LEFT_OUT = {
    'every shell': {(command, '--version') for command in BY_COMMAND[1:]},  # it is offered once, without a command
    'README.md': {('question', 'names')},
}


def faults_of(words, said):
    """What differs between the program's words and what a place says."""
    faults = []
    for name, place, equal, only in PLACES:
        have = said[name]
        if have is None:
            continue
        out = LEFT_OUT['every shell'] if name in ('bash', 'fish', 'zsh') else LEFT_OUT.get(name, set())
        for scope in equal + only:
            want = set().union(*(words.get(c, set()) for c in commands_of(words))) if scope == 'options' else words.get(scope, set())
            want = {word for word in want if (scope, word) not in out}
            there = have.get(scope, set())
            faults += [f'{name}: {scope} {word} is missing' for word in sorted(want - there) if scope in equal]
            faults += [f'{name}: {scope} {word} is unknown to the program' for word in sorted(there - want)]
    return faults


def read(folder):
    texts = {file: (SOURCE / file).read_text(encoding='utf-8') for file in FILES}
    for command in commands_of(known()):
        texts['help ' + command] = atlasc('help', *([] if command == 'atlasc' else [command]))
    texts['styles'], texts['layouts'] = atlasc('styles'), atlasc('layouts')
    texts['folder'] = str(folder)
    return texts


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'bin').mkdir()
        (folder / 'work').mkdir()
        (folder / 'bin/atlasc').symlink_to(ATLASC)
        words, texts = known(), read(folder)
        said = {name: place(texts, words) for name, place, _, _ in PLACES}
        for name in [name for name, found in said.items() if found is None]:
            print(f'{name} is not there: its completion is not compared')
        faults = faults_of(words, said)
        print('\n'.join(faults), end='\n' if faults else '')
        tried, missed = self_test(words, texts, said) if not faults else (0, [])
    print('\n'.join(missed), end='\n' if missed else '')
    count = sum(map(len, words.values()))
    print(f'vocabulary: {count} words, {len(faults)} faults; {tried} losses tried, {len(missed)} not found')
    sys.exit(1 if faults or missed else 0)


def self_test(words, texts, said):
    """The number of losses that were tried, and those that nothing noticed."""
    tried, missed = 0, []
    for scope in words:  # the program learns a word, or forgets one
        for changed, word in ((words[scope] | {'invented'}, 'invented'), (words[scope] - {min(words[scope])}, min(words[scope]))):
            faults = faults_of(words | {scope: changed}, said)
            for name, _, equal, only in PLACES:
                scopes = equal if word == 'invented' else equal + only
                out = LEFT_OUT['every shell'] if name in ('bash', 'fish', 'zsh') else LEFT_OUT.get(name, set())
                if said[name] is None or scope not in scopes or word not in said[name][scope] and word != 'invented' or \
                        (scope, word) in out:
                    continue
                tried += 1
                if not any(fault.startswith(f'{name}: {scope} {word} ') for fault in faults):
                    missed.append(f'self-test: {name} has not noticed {scope} {word}')
    # A place loses a word, wherever it stands as a word: the readers of texts must see it.
    for name, place, equal, files in (('the manuals', manual, PLACES[1][2], FILES[:2]), ('the schemas', schema, PLACES[2][2], FILES[2:4]),
                                      ('zsh', zsh, PLACES[5][2], FILES[4:5]), ('README.md', readme, PLACES[6][2], FILES[7:])):
        for scope in equal:
            for word in sorted(words.get(scope, ())):
                if (scope, word) in LEFT_OUT['every shell'] or len(word) < 3 or word == 'atlas':
                    continue  # `atlas` is the beginning of the program's own name
                bare = word.lstrip('-')
                lost = {file: re.sub(rf'(?<![\w]){re.escape(bare)}(?![\w])', 'gone', texts[file],
                                     flags=re.I if name == 'README.md' else 0) for file in files}
                try:
                    found = place(texts | lost, words)
                except (TypeError, KeyError, ValueError):
                    found = {}  # the text fell apart, which is noticed as well
                tried += 1
                if word in found.get(scope, ()):
                    missed.append(f'self-test: {name} has {scope} {word} still, though it stands nowhere')
    for name, place, file in (('bash', PLACES[3][1], FILES[5]), ('fish', PLACES[4][1], FILES[6])):
        if said[name] is None:
            continue
        lost = re.sub(r'\b(github|used-by|long-row|site|width)\b', 'gone', texts[file])
        found = place(texts | {file: lost}, words)
        for scope, word in (('--format', 'github'), ('question', 'used-by'), ('--allow', 'long-row'), ('command', 'site'),
                            ('atlasc', '--width')):
            tried += 1
            if word in found.get(scope, ()):
                missed.append(f'self-test: {name} has {scope} {word} still, though it stands nowhere')
    return tried, missed


if __name__ == '__main__':
    main()
