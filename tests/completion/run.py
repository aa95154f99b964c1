#!/usr/bin/env python3
"""Asks bash, fish and zsh what they would offer, and compares.

A shell that is not there is skipped with a word; bash must be there. Each case is a command line with the cursor at its
end and the exact candidates, in any order. The folder it happens in holds a map, a sheet, a text and a folder.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/completion/run.py
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()

FILES = {'my team.yaml': '', 'sheet.yml': '', 'notes.txt': '',
         'sub/more.yaml': 'nodes: {a: A}\nviews: {overview: {depth: 1}, back-end: {root: a}}\n'}
MAPS = ['my team.yaml', 'sheet.yml', 'sub']
DRAWING = '''-o --output -T --type -l --layout --direction --groups --engine --width --fit --style --border --color --links --ambiguous --bidi --prefix --scale
    --scheme --id-prefix --text --title --legend --view --root --depth --only --without --focus --neighbours --without-links --pager --dump --format -h --help
    --version'''.split()

# (the line before the cursor, what is offered); STYLES and LAYOUTS stand for what
# `atlasc styles --names` and `atlasc layouts --names` print
STYLES, LAYOUTS = object(), object()
CASES = [
    ('atlasc ', MAPS + ['build', 'watch', 'site', 'serve', 'check', 'query', 'measure', 'diff', 'lsp', 'embed', 'boxes', 'styles', 'layouts', 'views', 'help']),
    ('atlasc ch', ['check']),
    ('atlasc -', DRAWING),
    ('atlasc --s', ['--style', '--scale', '--scheme']),
    ('atlasc sub/', ['sub/more.yaml']),
    ('atlasc -T ', ['text', 'svg', 'png', 'pdf', 'html', 'dot', 'mermaid', 'markdown', 'json', 'map.json']),
    ('atlasc -T s', ['svg']),
    ('atlasc -l ', [LAYOUTS]),
    ('atlasc --output n', ['notes.txt']),
    ('atlasc --type=', ['text', 'svg', 'png', 'pdf', 'html', 'dot', 'mermaid', 'markdown', 'json', 'map.json']),
    ('atlasc --layout li', ['list']),
    ('atlasc --direction ', ['down', 'right', 'up', 'left']),
    ('atlasc --border ', ['single', 'round', 'heavy', 'double', 'ascii']),
    ('atlasc --border=ro', ['round']),
    ('atlasc --color ', ['auto', 'always', 'never']),
    ('atlasc --links ', ['auto', 'osc8', 'never']),
    ('atlasc --ambiguous ', ['narrow', 'wide']),
    ('atlasc --bidi ', ['auto', 'always', 'never']),
    ('atlasc --fit ', ['square', 'tall', 'wide']),
    ('atlasc --scheme ', ['auto', 'light', 'dark']),
    ('atlasc --text ', ['auto', 'embed', 'paths']),
    ('atlasc --format ', ['human', 'json', 'gcc', 'github']),
    ('atlasc --dump=', ['map', 'style', 'graph', 'order', 'place', 'scene', 'vocabulary']),
    ('atlasc --dump=s', ['style', 'scene']),
    ('atlasc --style ', ['my team.yaml', 'sheet.yml', 'sub', STYLES]),
    ('atlasc --width ', []),
    ('atlasc --view ', []),
    ('atlasc sub/more.yaml --view ', ['overview', 'back-end']),
    ('atlasc --only a,b sub/more.yaml --view=o', ['overview']),
    ('atlasc views ', MAPS),
    ('atlasc lsp -', ['--stdio', '-h', '--help']),
    ('atlasc views -', ['--names', '-h', '--help']),
    ('atlasc -T svg sh', ['sheet.yml']),
    ('atlasc sheet.yml --di', ['--direction']),
    ('atlasc sheet.yml ', []),
    ('atlasc -o notes.txt sheet.yml --bo', ['--border']),
    ('atlasc bu', ['build']),
    ('atlasc build ', MAPS),
    ('atlasc build -', """-o --output -T --type -j --jobs -n --dry-run -q --quiet --prune --clean --deps --plan -l --layout --direction --groups --engine
        --width --fit --style --border --color --links --ambiguous --bidi --prefix --scale --scheme --id-prefix --text --title --legend --root --depth --only --without --focus --neighbours --without-links
        --format -h --help""".split()),
    ('atlasc build --p', ['--prefix', '--plan', '--prune']),
    ('atlasc build --plan ', ['ninja', 'json']),
    ('atlasc build -T ', ['text', 'svg', 'png', 'pdf', 'html', 'dot', 'mermaid', 'markdown', 'json', 'map.json']),
    ('atlasc watch ', MAPS),
    ('atlasc watch -', '''-o --output -T --type -j --jobs -q --quiet --prune -l --layout --direction --groups --engine --width --fit --style --border
        --color --links --ambiguous --bidi --prefix --scale --scheme --id-prefix --text --title --legend --view --root --depth --only --without
        --focus --neighbours --without-links --format -h --help'''.split()),
    ('atlasc serve ', MAPS),
    ('atlasc serve -', '-o --output -T --type --width -j --jobs --style --port --host -h --help'.split()),
    ('atlasc serve -T ', ['svg', 'png']),
    ('atlasc serve --port ', []),
    ('atlasc site ', MAPS),
    ('atlasc site -T ', ['svg', 'png']),
    ('atlasc site -', '-o --output -T --type --width --markdown --playground --playground-from -j --jobs --style --format -h --help'.split()),
    ('atlasc check ', MAPS),
    ('atlasc check sheet.yml sub/', ['sub/more.yaml']),
    ('atlasc check -', ['--format', '--style', '--allow', '--as-of', '--fresh', '-h', '--help']),
    ('atlasc check --allow d', ['dangling-link', 'dangling-see', 'dangling-map', 'duplicate-label']),
    ('atlasc query ', ['find', 'uses', 'used-by', 'path', 'orphans', 'stats', 'names']),
    ('atlasc query u', ['uses', 'used-by']),
    ('atlasc query -', ['-m', '--maps', '--limit', '--format', '--width', '--color', '--links', '--pager', '-h', '--help']),
    ('atlasc query --maps sub/', ['sub/more.yaml']),
    ('atlasc query -m sub uses ', ['more', 'more/a']),
    ('atlasc query --maps=sub path a m', ['more', 'more/a']),
    ('atlasc query find ', []),
    ('atlasc check --format ', ['human', 'json', 'gcc', 'github']),
    ('atlasc measure ', MAPS),
    ('atlasc measure -', '''-l --layout --direction --groups --engine --width --fit --view --root --depth --only --without --focus --neighbours --without-links --style --cells --format --paths
        --drawing -h --help'''.split()),
    ('atlasc measure --format ', ['human', 'json', 'gcc', 'github']),
    ('atlasc measure --d', ['--direction', '--depth', '--drawing']),
    ('atlasc styles -', ['--names', '-h', '--help']),
    ('atlasc layouts -', ['--names', '-h', '--help']),
    ('atlasc help -', ['--agents']),
    ('atlasc help ', ['build', 'watch', 'site', 'serve', 'check', 'query', 'measure', 'diff', 'lsp', 'embed', 'boxes', 'styles', 'layouts', 'views', 'help']),
]

BASH = r'''
source "$1"
IFS= read -r line
words=()
rest=$line
while [[ $rest =~ ^\ *([^\ =]+|=) ]]; do  # as readline does: blanks and "=" break words
  words+=("${BASH_REMATCH[1]}")
  rest=${rest:${#BASH_REMATCH[0]}}
done
[[ $line == *[\ =] ]] && words+=("")
[[ $line == *= ]] && unset 'words[-1]'
COMP_WORDS=("${words[@]}")
COMP_CWORD=$((${#words[@]} - 1))
_atlasc
printf '%s\n' "${COMPREPLY[@]}"
'''

FISH = r'''
source $argv[1]
read -l line
complete -C $line
'''

# Zsh completes only where there is a line editor: one runs on a pseudo-terminal and tells what is added to the list.
ZSH = r"""
zmodload zsh/zpty
IFS= read -r line
zpty z zsh -f -i
zpty -w z "PROMPT=; source $1"
zpty -r z ignored "*READY*"
zpty -w -n z "$line"$'\t'
zpty -r z answer "*DONE*"
print -r -- "$answer"
zpty -d z
"""
ZSH_INSIDE = r"""
fpath=(FOLDER $fpath)
autoload -Uz compinit
compinit -u -C -d "$HOME/zcompdump"
bindkey '^I' complete-word
compadd() {
  local -a hits
  local hit
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
    builtin compadd -A hits "$@"
    for hit in $hits; do print -r -- "<<<$hit>>>"; done
  fi
  builtin compadd "$@"
}
tell() { print -r -- DONE; compstate[insert]=; compstate[list]= }
comppostfuncs=(tell)
echo REA''DY
"""


def ask_bash(line, folder, env):
    done = subprocess.run(['bash', '--norc', '-c', BASH, 'bash', str(SOURCE / 'completions/atlasc.bash')], cwd=folder,
                          env=env, input=line + '\n', stdout=subprocess.PIPE, encoding='utf-8', check=True, timeout=30)
    return {word for word in done.stdout.splitlines() if word}


def ask_fish(line, folder, env):
    done = subprocess.run(['fish', '--no-config', '-c', FISH, str(SOURCE / 'completions/atlasc.fish')], cwd=folder,
                          env=env, input=line + '\n', stdout=subprocess.PIPE, encoding='utf-8', check=True, timeout=30)
    found = {word.split('\t')[0].rstrip('/') for word in done.stdout.splitlines()}
    return {word.split('=', 1)[1] if word.startswith('--') and '=' in word else word for word in found}


def ask_zsh(line, folder, env):
    done = subprocess.run(['zsh', '-f', '-c', ZSH, 'zsh', str(folder.parent / 'inside.zsh')], cwd=folder, env=env, input=line + '\n',
                          stdout=subprocess.PIPE, encoding='utf-8', check=True, timeout=30)
    found = {word.replace('\\ ', ' ') for word in re.findall('<<<(.*)>>>', done.stdout)}
    last = line.split(' ')[-1]
    return {last + word for word in found} if last.endswith('/') else found  # it adds the file to the folder


def main():
    faults = 0
    for shell, script in (('bash', 'atlasc.bash'), ('zsh', '_atlasc'), ('fish', 'atlasc.fish')):
        if not shutil.which(shell):
            print(f'{shell} is not there: the syntax of completions/{script} is not checked')
        elif subprocess.run([shell, '-n', str(SOURCE / 'completions' / script)]).returncode:
            print(f'{shell} -n completions/{script} failed')
            faults += 1

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'bin').mkdir()
        (folder / 'bin/atlasc').symlink_to(ATLASC)
        for name, text in FILES.items():
            path = folder / 'work' / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (folder / 'inside.zsh').write_text(ZSH_INSIDE.replace('FOLDER', f"'{SOURCE}/completions'"))
        env = {'PATH': f'{folder}/bin:{os.environ["PATH"]}', 'HOME': str(folder), 'LC_ALL': 'C.UTF-8', 'TERM': 'dumb'}
        named = {stands: subprocess.run(['atlasc', command, '--names'], env=env, stdout=subprocess.PIPE,
                                        encoding='utf-8').stdout.split()
                 for stands, command in ((STYLES, 'styles'), (LAYOUTS, 'layouts'))}
        if not all(named.values()):
            print('atlasc styles --names, or atlasc layouts --names, prints nothing')
            faults += 1
        for shell, ask in (('bash', ask_bash), ('zsh', ask_zsh), ('fish', ask_fish)):
            if not shutil.which(shell):
                continue
            ask(CASES[0][0], folder / 'work', env)  # zsh writes its table of completions once, for the others
            with ThreadPoolExecutor() as pool:
                answers = list(pool.map(lambda case: ask(case[0], folder / 'work', env), CASES))
            for (line, expected), got in zip(CASES, answers):
                expected = {word for item in expected for word in named.get(item, [item])}
                if shell == 'zsh' and not expected:
                    continue  # where nothing else fits it lists the options, or says what is wanted
                if got != expected:
                    faults += 1
                    print(f'{shell}: "{line}" offers {sorted(got)}, not {sorted(expected)}')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
