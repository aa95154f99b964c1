#!/usr/bin/env python3
"""The page for agents says what is true: `atlasc help --agents` and integrations/agents/atlasc/SKILL.md are the same text, its front
matter is of the form that is asked of skills, each command in it runs, and each option, key, kind and layout that it names is one.
(tests/readme runs its three examples.)"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get('ATLASC', str(SOURCE / 'build/release/atlasc'))
SKILL = SOURCE / 'integrations/agents/atlasc/SKILL.md'
COMMANDS = 12                                           # at least; fewer, and the table was not found
faults = []


def check(good, what):
    if not good:
        faults.append(what)


def run(words, folder=None, given=''):
    return subprocess.run([PROGRAM, *words], cwd=folder, input=given, capture_output=True, text=True, timeout=60, check=False)


def front_matter(lines):
    found = dict(re.fullmatch(r'([a-z-]+): (.+)', line).groups() for line in lines)
    check(set(found) <= {'name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'}, f'front matter has {set(found)}')
    check(found['name'] == SKILL.parent.name and re.fullmatch(r'[a-z0-9]+(-[a-z0-9]+)*', found['name']) and len(found['name']) <= 64,
          'the name is not that of the folder')
    description = found['description']
    check(0 < len(description) <= 1024 and ': ' not in description, 'the description is too long, or no plain scalar of YAML')


def vocabulary():
    words = {}
    for line in run(['--dump=vocabulary']).stdout.splitlines():
        scope, word = line.rsplit(' ', 1)
        words.setdefault(scope, set()).add(word)
    return words


def rows(page, heading):
    """The first cells, and the others, of the table under that heading."""
    table = page.split(f'| {heading} |', 1)[1].split('\n\n', 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r'(?<!\\)\|', line.strip('| '))] for line in table]


def spans(text):
    return re.findall(r'`([^`]+)`', text)


def main():
    text = SKILL.read_text(encoding='utf-8')
    _, head, page = text.split('---\n', 2)
    front_matter(head.splitlines())
    page = page.lstrip('\n')
    told = run(['help', '--agents'])
    check(told.returncode == 0 and told.stdout == page and not told.stderr, '`atlasc help --agents` prints something else than SKILL.md')
    check(len(page.splitlines()) < 180, 'the page is too long for one')

    known = vocabulary()
    for heading, scope in (('key of the map', 'map'), ('key of a node', 'node')):
        for first, *_ in rows(page, heading):
            for key in spans(first):
                check(key in known[scope], f'{key} is no key of a {scope}')
    named = {first: rest for first, *rest in rows(page, 'key of the map') + rows(page, 'key of a node')}
    layouts = spans(named['`layout`'][0])
    check(len(layouts) >= 7 and set(layouts) == set(run(['layouts', '--names']).stdout.split()), f'layouts are {layouts}')
    kinds = spans(named['`kind`'][0])
    check(len(kinds) >= 5 and set(kinds) <= known['known-node'], f'kinds are {kinds}')

    options = {word for scope in (*known['command'], 'atlasc') for word in known[scope] if word.startswith('--')}
    prose = re.sub(r'```.*?```', '', page, flags=re.S)
    for option in set(re.findall(r'(?<![\w-])--[a-z][a-z-]*', prose)):
        check(option in options, f'{option} is no option')

    commands = [span for row in rows(page, 'to') for span in spans(row[1])]
    check(len(commands) >= COMMANDS, f'the table has {len(commands)} commands')
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        team = re.search(r'<!-- file: team.yaml -->\n```yaml\n(.*?)```', page, re.S)[1]
        for name in ('team.yaml', 'old.yaml'):
            (place / name).write_text(team)
        (place / 'new.yaml').write_text(team.replace('Basket', 'Cart'))
        (place / 'README.md').write_text('<!-- atlasc: team.yaml -->\n<!-- /atlasc -->\n')
        for command in commands:
            words = shlex.split(command.replace('WORD', 'Shop'))
            check(words[0] == 'atlasc', f'`{command}` is no command of atlasc')
            got = run(words[1:], folder, team)
            check(got.returncode == 0 and (got.stdout or '-o' in words or words[1] in ('check', 'views', 'embed')),
                  f'`{command}` ends with {got.returncode}: {got.stderr}')
        check('Catalogue' in (place / 'README.md').read_text(), '`atlasc embed` wrote no drawing')
        wrong = re.search(r'<!-- file: wrong.yaml -->\n```yaml\n(.*?)```', page, re.S)[1]
        said = run(['check', '--format', 'json', '-'], folder, wrong).stderr.splitlines()
        listed = spans(page.split('gives one JSON object', 1)[1].split('.', 1)[0])
        for line in said:
            check(set(listed) <= set(json.loads(line)), f'a message has no {set(listed) - set(json.loads(line))}')
        check(len(said) == 2 and len(listed) >= 6, 'two mistakes were not found in one run')
    for word in re.findall(r'`(?:atlasc|man) ([a-z-]+)', prose):
        check(word in known['command'] or word.startswith('-') or word in ('atlasc', 'atlasc-map', 'team'), f'{word} is no command')
    for fault in faults:
        print(f'SKILL.md: {fault}')
    print(f'agents: {len(commands)} commands, {len(faults)} faults')
    sys.exit(1 if faults else 0)


main()
