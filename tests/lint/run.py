#!/usr/bin/env python3
"""The rules of the house that a machine can hold: who includes whom, which library is known where, what is banned.

    tests/lint/run.py               looks at the whole project
    tests/lint/run.py --self-test   feeds every rule something bad, and something good that looks like it

A fault is one line, `path:line: rule: what`. Formatting is checked by clang-format 14 and scripts by shellcheck, where
they are there. Names nothing outside the standard library of Python.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))

# Who may include whom, beside itself; '.' is src/ itself, where the public header stands. A back end names the scene
# and the resolved styles in it, never the map or a layout.
ROOMS = {
    'base': '',
    'text': 'base',
    'map': 'base',
    'style': 'base text map',
    'read': 'base map style',
    'order': 'base map',
    'route': 'base',
    'arrange': 'base',
    'place': 'base text map style order route arrange',
    'judge': 'base place',
    'scene': 'base text map style order place',
    'emit': 'base text scene style',
    'index': 'base map',
    'docs': 'base',
    'diff': 'base map style',
    'boxes': 'base text',
    'site': 'base map index',
    'serve': 'base',
    'cmd': 'base text map style read order place judge scene emit index site docs boxes serve diff .',
    'main.c': 'base cmd',
    'atlas.h': '',
}

# Which files may know a library, as patterns of the path under src/. The first row that knows a header decides.
LIBRARIES = [
    (r'yaml\.h', r'read/yaml\.c'),
    (r'(graphviz/)?gvc\.h|(graphviz/)?gvcommon\.h|(graphviz/)?gvplugin.*\.h', r'order/dot\.c'),
    (r'graphviz/.*|cgraph\.h|cdt\.h', r'order/(cgraph|dot)\.c'),
    (r'(cairo/)?cairo.*\.h|pango/.*|fontconfig/.*|glib.*', r'emit/(canvas|canvas_text|canvas_shape|pdf|png)\.c'),
    (r'libdeflate\.h', r'emit/(png|png_\w+)\.c|site/pack\.c'),
    (r'ft2build\.h|freetype.*', r'emit/(font|canvas_text|svg_text)\.c'),
    (r'(harfbuzz/)?hb.*\.h', r'emit/svg_subset\.c'),
    (r'cmark.*\.h', r'docs/markdown\.c'),
    (r'expat\.h', r'read/svg\.c'),
    (r'microhttpd\.h', r'serve/http\.c'),
    (r'sys/inotify\.h', r'base/watch\.c'),
    (r'jansson\.h', r'emit/json_write\.c|cmd/.*'),
    (r'uthash\.h|ut(array|list|string|ringbuffer|stack)\.h', r'base/.*'),
]

# The headers of C17 and of POSIX: anything else between < and > is a library, and needs a row above.
SYSTEM = set('''assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg
    stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype dirent dlfcn
    fcntl fnmatch ftw getopt glob langinfo libgen poll pthread pwd regex sched spawn strings sysexits termios unistd
    arpa/inet netinet/in sys/ioctl sys/mman sys/resource sys/socket sys/stat sys/time sys/types sys/uio sys/wait'''.split())

BANNED = {
    'strcpy': 'atl_arena_strndup or memcpy', 'strcat': 'a buffer that knows its length', 'sprintf': 'snprintf',
    'vsprintf': 'vsnprintf', 'strtok': 'a span', 'atoi': 'strtol', 'atol': 'strtol', 'atof': 'strtod',
    'localtime': 'nothing: output knows no clock', 'qsort': 'atl_sort, which keeps the order of equals', 'gets': 'fread', 'alloca': 'an arena',
}

LONGEST = 800
SCRIPTS = {'.py', '.sh', '.cmake'}
PROSE = {'.md', '.1', '.5', '.json', '.yml'}
MARK = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X']) + r')\b(?!.*#\d)')
MACHINE = re.compile(r'(?<![\w.*)}\]/-])/(?:wo' + r'rk|ho' + r'me|Us' + r'ers)/\w')

# What pictures in comments are made of: characters that draw, corners of ASCII, arrows over several columns.
DRAWS = re.compile('[\u2500-\u257f\u25b2\u25b6\u25b8\u25bc\u25be\u25c0\u25c2]|[+][-]{2,}|[-]{2,}[+>]|<[-]{2,}')
FENCES = {'/* clang-format off */': True, '/* clang-format on */': False, '// clang-format off': True,
          '// clang-format on': False}

# Commits are looked at from the one behind this on. Where git does not have it (an archive, a shallow clone), none is.
COMMITS_SINCE = '582801eb844cbd78d66c4748eb14c89b45d862f0'
LONGEST_SUBJECT = 120
MORE_ROOMS = {'docs', 'readme', 'ci', 'build', 'all'}  # what a subject may name that is no folder of the project

RULES = ('commit', 'includes', 'include-path', 'library', 'banned', 'unmarked', 'length', 'tab', 'trailing-blank', 'last-line',
         'opening', 'picture', 'comment-style', 'dead-code', 'machine-path', 'one-meaning', 'format', 'shell')


def blank(match):
    return re.sub(r'[^\n]', ' ', match.group())


C_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_of(text):
    """C without its comments and the insides of its strings; every character keeps its place."""
    return C_TOKEN.sub(lambda m: blank(m) if m.group()[0] == '/' else '"' + blank(m)[2:] + '"', text)


def comments_of(text):
    """Comments without their stars, everything else blank."""
    def keep(match):
        got = match.group()
        if got[0] != '/':
            return blank(match)
        return got[2:-2] if got[1] == '*' else got[2:]
    out, at = [], 0
    for match in C_TOKEN.finditer(text):
        out.append(re.sub(r'[^\n]', '', text[at:match.start()]))
        out.append(keep(match))
        at = match.end()
    out.append(re.sub(r'[^\n]', '', text[at:]))
    return ''.join(out)


def includes(path, lines, fault):
    room = path.split('/')[1]  # src/ROOM/file, or src/file
    within = path.removeprefix('src/')
    allowed = set(ROOMS.get(room, '').split()) | {room}
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        quote, header = match.groups()
        if quote == '"':
            parts = header.split('/')
            if '..' in parts or '.' in parts or (len(parts) == 1 and header != 'atlas.h'):
                fault(number, 'include-path', f'"{header}" is not written from src/, as "room/file.h"')
                continue
            wanted = parts[0] if len(parts) > 1 else '.'
            if wanted not in allowed:
                fault(number, 'includes', f'{room} may not include "{header}"; it may: {" ".join(sorted(allowed))}')
            elif len(parts) > 2 and parts[:-1] != path.split('/')[1:-1]:
                fault(number, 'includes', f'"{header}" is private to src/{"/".join(parts[:-1])}/')
        elif header.removesuffix('.h') not in SYSTEM:
            for headers, files in LIBRARIES:
                if re.fullmatch(headers, header):
                    if not re.fullmatch(files, within):
                        fault(number, 'library', f'<{header}> is known only to {files}'.replace('\\', ''))
                    break
            else:
                fault(number, 'library', f'<{header}> is no header of C17 or POSIX, and no row of LIBRARIES')


def dead(line):
    """Whether a line of a comment is C: a statement or a call that ends like one."""
    return re.match(r'(if|for|while|switch) \(.*\)( \{|.*;)?$|return\b.*;$|\}( else \{)?$|#(if|include|define)\b'
                    r'|[\w*]+(->|\.|\[|\()[^ ].*\)?;$|[\w>.\[\]*-]+ [-+|&]?= .*;$|(const |struct )?\w+ \*?\w+ = .*;$', line)


def pictures(text, lines, fault):
    """A picture in a comment stands where clang-format leaves it alone: it would fill its lines like prose."""
    fenced, now = [], False
    for line in lines:
        now = FENCES.get(line.strip(), now)
        fenced.append(now)
    for match in C_TOKEN.finditer(text):
        first = text.count('\n', 0, match.start())
        drawn = [bool(DRAWS.search(re.sub('`[^`]*`', '', line))) for line in match.group().split('\n')]
        # One row alone is a word about a character; two in a row are a picture.
        at = next((k for k in range(len(drawn) - 1) if drawn[k] and drawn[k + 1]), None)
        if match.group()[0] == '/' and at is not None and not fenced[first + at]:
            fault(first + at + 1, 'picture', 'a picture in a comment stands between /* clang-format off */ and on')


def c_rules(path, text, lines, fault):
    if path.startswith('src/'):
        if path.split('/')[1] not in ROOMS:
            fault(1, 'includes', f'{path.split("/")[1]} is no room of the house: give it a row in tests/lint/run.py')
        else:
            includes(path, lines, fault)
    opens = lines[1:] if lines and lines[0] in FENCES else lines
    if not opens or not opens[0].startswith('/*'):
        fault(1, 'opening', 'the file does not open with a comment that says what it is')
    if len(lines) > LONGEST and not re.search(rf'\b{LONGEST}\b|\b[Mm]ade by\b|\b[Gg]enerated by\b', '\n'.join(lines[:20])):
        fault(LONGEST + 1, 'length', f'{len(lines)} lines; the first 20 do not say why it passes {LONGEST}')
    pictures(text, lines, fault)
    for number, line in enumerate(code_of(text).split('\n'), 1):
        for match in re.finditer(r'(?<![\w.>])(\w+)\s*\(', line):
            if match.group(1) in BANNED:
                fault(number, 'banned', f'{match.group(1)}: use {BANNED[match.group(1)]}')
    for match in C_TOKEN.finditer(text):
        if re.match(r'//[!/]|/\*!|/\*\*\s', match.group()):
            fault(text.count('\n', 0, match.start()) + 1, 'comment-style', f'{match.group()[:4].strip()}: plain comments, please')
    for number, line in enumerate(comments_of(text).split('\n'), 1):
        if line.startswith(' *     '):
            continue                              # an example in the prose of a header stands indented
        if dead(line.strip().lstrip('* ')):
            fault(number, 'dead-code', 'code in a comment: take it out, git keeps it')


def look(path, text):
    """The faults of one file: a list of (path, line, rule, what)."""
    found = []

    def fault(number, rule, what):
        found.append((path, number, rule, what))

    lines = text.split('\n')
    if lines[-1] == '':
        lines.pop()
    elif text:
        fault(len(lines), 'last-line', 'the last line does not end')
    suffix = pathlib.PurePath(path).suffix
    if suffix in ('.c', '.h'):
        c_rules(path, text, lines, fault)
    for number, line in enumerate(lines, 1):
        if MACHINE.search(line):
            fault(number, 'machine-path', 'a path of one machine')
        if suffix in PROSE:
            continue
        if '\t' in line:
            fault(number, 'tab', 'a tab')
        if line != line.rstrip():
            fault(number, 'trailing-blank', 'blanks at the end of the line')
        if MARK.search(line):
            fault(number, 'unmarked', 'without the number of an issue (#12)')
    return found


def is_shell(path):
    if path.suffix in ('', '.sh') and path.is_file():
        head = path.read_bytes()[:80].split(b'\n')[0]
        return bool(re.match(rb'#!.*\b(ba|da)?sh\b|# shellcheck shell=', head))
    return False


def files():
    """What is looked at: sources and scripts; not the data of tests, whose bytes are theirs."""
    skip = {'build', '.git', '__pycache__', 'corpus', 'node_modules'}
    for folder in ('src', 'tests', 'tools', 'cmake', 'bench', 'completions', 'man', 'schema', '.ci'):
        for here, folders, names in os.walk(ROOT / folder):
            within = pathlib.Path(here).relative_to(ROOT)
            folders[:] = sorted(f for f in folders if f not in skip and not (within == pathlib.Path('bench') and f == 'work'))
            for name in sorted(names):
                path = pathlib.Path(here) / name
                if within.parts[:2] in (('tests', 'golden'), ('tests', 'errors'), ('tests', 'maps')) and path.suffix != '.py':
                    continue
                if path.suffix in {'.c', '.h'} | SCRIPTS | PROSE or name == 'CMakeLists.txt' or is_shell(path):
                    yield path
    for name in sorted(os.listdir(ROOT)):
        path = ROOT / name
        if path.is_file() and (path.suffix in PROSE | SCRIPTS or name == 'CMakeLists.txt'):
            yield path


def clang_format(root, paths):
    """Faults of formatting; None where the one version whose output is ours is not there."""
    for name in ('clang-format-14', 'clang-format'):
        tool = shutil.which(name)
        if tool and ' 14.' in subprocess.run([tool, '--version'], stdout=subprocess.PIPE, text=True).stdout:
            break
    else:
        return None
    if not paths:
        return []
    done = subprocess.run([tool, '--dry-run', '-Werror', '--style=file'] + [str(path) for path in paths], cwd=root,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found = re.findall(r'^(.*?):(\d+):\d+: error:', done.stdout, re.M)
    if done.returncode and not found:
        return [('.clang-format', 1, 'format', done.stdout.strip())]
    lines = {}
    for path, line in found:
        lines.setdefault(os.path.relpath(os.path.join(root, path), root), set()).add(int(line))
    return [(path, min(at), 'format', f'{len(at)} lines differ from what clang-format -i {path} writes')
            for path, at in lines.items()]


def shellcheck(root, paths):
    tool = shutil.which('shellcheck')
    if not tool:
        return None
    if not paths:
        return []
    done = subprocess.run([tool, '-x', '-f', 'gcc'] + [str(path) for path in paths], cwd=root, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    found = re.findall(r'^(.*?):(\d+):\d+: (.*)$', done.stdout, re.M)
    if done.returncode and not found:
        return [('.', 1, 'shell', done.stdout.strip())]
    return [(os.path.relpath(os.path.join(root, path), root), int(line), 'shell', what) for path, line, what in found]


def rooms():
    """What the subject of a commit may name: folders of the project, of src/ and of tests/."""
    return MORE_ROOMS | {path.name.lstrip('.') for folder in ('.', 'src', 'tests') for path in (ROOT / folder).iterdir()
                         if path.is_dir()}


def subject_fault(subject, known):
    """None, or what is wrong with the first line of a commit."""
    match = re.match(r'([a-z][\w./-]*(?:, [a-z][\w./-]*)*): (?=\S)', subject)
    if not match:
        return 'it names no room ("route: find the shortest way first")'
    for name in match[1].split(', '):
        if name.split('/')[0] not in known:
            return f'"{name}" is no room'
    if len(subject) > LONGEST_SUBJECT:
        return f'it has {len(subject)} characters; the why goes into the body'
    if subject.endswith('.'):
        return 'it is a title and has no full stop'
    return None


def commits():
    """Faults of the newest commits; None where git cannot tell them."""
    try:
        done = subprocess.run(['git', 'log', '--no-merges', '--format=%h %s', f'{COMMITS_SINCE}..HEAD'], cwd=ROOT,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding='utf-8', errors='replace')
    except OSError:
        return None
    if done.returncode:
        return None
    known, found = rooms(), []
    for line in done.stdout.splitlines():
        commit, _, subject = line.partition(' ')
        what = subject_fault(subject, known)
        if what:
            found.append((f'commit {commit}', 1, 'commit', f'"{subject}": {what}'))
    return found


TAG = re.compile(r'^(?:struct|enum|union) (atl_\w+) \{', re.M)


def one_meaning(texts):
    """Tags of ours that are defined more than once in src/: two things of one name. `texts` are {path: text}."""
    first, found = {}, []
    for path, text in sorted(texts.items()):
        for match in TAG.finditer(code_of(text)):
            place = (path, text.count('\n', 0, match.start()) + 1)
            if match[1] in first:
                found.append((*place, 'one-meaning', f'{match[1]} is defined in {first[match[1]][0]}, too; one word means one thing'))
            first.setdefault(match[1], place)
    return found


def main():
    found, count, in_c, in_shell = [], 0, [], []
    for path in files():
        count += 1
        name = path.relative_to(ROOT).as_posix()
        found += look(name, path.read_text(encoding='utf-8', errors='replace'))
        if path.suffix in ('.c', '.h'):
            in_c.append(name)
        elif is_shell(path):
            in_shell.append(name)
    found += one_meaning({name: (ROOT / name).read_text(encoding='utf-8') for name in in_c if name.startswith('src/')})
    for tool, paths, what in ((clang_format, in_c, 'clang-format 14'), (shellcheck, in_shell, 'shellcheck')):
        got = tool(ROOT, paths)
        if got is None:
            print(f'{what} is not there: not checked')
        found += got or []
    got = commits()
    if got is None:
        print('git has no history from the commit on that is known here: subjects are not checked')
    found += got or []
    for fault in found:
        print('%s:%d: %s: %s' % fault)
    print(f'{count} files, {len(found)} faults')
    return 1 if found or not count else 0


# -- the self-test: what each rule must see, and what it must let pass -----------------------------------------------------

HEAD = '/* A file. */\n'
LONG = HEAD + 'int x;\n' * LONGEST
BAD = [
    ('includes', 'src/base/a.c', HEAD + '#include "text/metrics.h"\n'),
    ('includes', 'src/text/a.c', HEAD + '#include "map/map.h"\n'),
    ('includes', 'src/map/a.c', HEAD + '#include "style/style.h"\n'),
    ('includes', 'src/style/a.c', HEAD + '#include "read/yaml.h"\n'),
    ('includes', 'src/read/a.c', HEAD + '#include "order/order.h"\n'),
    ('includes', 'src/order/a.c', HEAD + '#include "style/style.h"\n'),
    ('includes', 'src/place/a.c', HEAD + '#include "scene/scene.h"\n'),
    ('includes', 'src/place/tree/a.c', HEAD + '#include "place/radial/radial.h"\n'),
    ('includes', 'src/scene/a.c', HEAD + '#include "emit/emit.h"\n'),
    ('includes', 'src/emit/a.c', HEAD + '#include "map/map.h"\n'),
    ('includes', 'src/emit/a.c', HEAD + '#  include "order/order.h"\n'),
    ('includes', 'src/emit/a.c', HEAD + '#include "place/place.h"\n'),
    ('includes', 'src/main.c', HEAD + '#include "map/map.h"\n'),
    ('includes', 'src/atlas.h', HEAD + '#include "cmd/compile.h"\n'),
    ('includes', 'src/emit/a.c', HEAD + '#include "atlas.h"\n'),
    ('includes', 'src/extra/a.c', HEAD),
    ('include-path', 'src/base/a.c', HEAD + '#include "arena.h"\n'),
    ('include-path', 'src/cmd/a.c', HEAD + '#include "../map/map.h"\n'),
    ('library', 'src/read/read.c', HEAD + '#include <yaml.h>\n'),
    ('library', 'src/read/yaml_map.c', HEAD + '#include <yaml.h>\n'),
    ('library', 'src/base/utf8.c', HEAD + '#include <unistr.h>\n'),
    ('library', 'src/place/a.c', HEAD + '#include <unigbrk.h>\n'),
    ('library', 'src/place/a.c', HEAD + '#include <graphviz/cgraph.h>\n'),
    ('library', 'src/order/graph.c', HEAD + '#include <graphviz/gvc.h>\n'),
    ('library', 'src/emit/svg.c', HEAD + '#include <cairo.h>\n'),
    ('library', 'src/emit/svg.c', HEAD + '#include <pango/pangocairo.h>\n'),
    ('library', 'src/text/metrics.c', HEAD + '#include <ft2build.h>\n'),
    ('library', 'src/emit/svg.c', HEAD + '#include <ft2build.h>\n'),
    ('library', 'src/emit/font.c', HEAD + '#include <hb-subset.h>\n'),
    ('library', 'src/cmd/a.c', HEAD + '#include <libdeflate.h>\n'),
    ('library', 'src/emit/svg.c', HEAD + '#include <jansson.h>\n'),
    ('library', 'src/docs/write.c', HEAD + '#include <cmark.h>\n'),
    ('includes', 'src/docs/a.c', HEAD + '#include "map/map.h"\n'),
    ('library', 'src/map/map.c', HEAD + '#include <uthash.h>\n'),
    ('library', 'src/base/a.c', HEAD + '#include <curl/curl.h>\n'),
    *(('banned', 'src/base/a.c', HEAD + f'int f(void) {{ return {name} (x); }}\n') for name in BANNED),
    ('banned', 'tests/unit/test_a.c', HEAD + 'int f(void) { return atoi(x); }\n'),
    ('unmarked', 'src/base/a.c', HEAD + '/* TO' + 'DO: later */\n'),
    ('unmarked', 'tools/a.py', '# FIX' + 'ME\n'),
    ('length', 'src/base/a.c', LONG),
    ('tab', 'src/base/a.c', HEAD + '\tint x;\n'),
    ('tab', 'CMakeLists.txt', '\tproject(x)\n'),
    ('trailing-blank', 'src/base/a.c', HEAD + 'int x; \n'),
    ('last-line', 'src/base/a.c', HEAD + 'int x;'),
    ('opening', 'src/base/a.c', '#include <stdio.h>\n'),
    ('opening', 'src/base/a.h', '\n' + HEAD),
    ('opening', 'src/base/a.c', '/* clang-format off */\n#include <stdio.h>\n'),
    ('picture', 'src/base/a.c', '/* A tree:\n *     ┌───┐\n *     └─┬─┘   one of its boxes */\n'),
    ('picture', 'src/base/a.c', HEAD + '/* As ASCII:\n *     +---+\n *     |   |--> there\n *     +---+\n */\n'),
    ('picture', 'src/base/a.c', HEAD + '/* clang-format off */\nint x;\n/* clang-format on */\n/* ╱╲\n   ╲╱ */\n'),
    ('comment-style', 'src/base/a.c', HEAD + '//! Returns.\n'),
    ('comment-style', 'src/base/a.c', HEAD + '/// Returns.\n'),
    ('comment-style', 'src/base/a.c', HEAD + '/**\n * Returns.\n */\n'),
    ('dead-code', 'src/base/a.c', HEAD + '// x = f(y);\n'),
    ('dead-code', 'src/base/a.c', HEAD + '/* atl_free(x); */\n'),
    ('dead-code', 'src/base/a.c', HEAD + '/*\n  if (x) {\n    y = 1;\n  }\n*/\n'),
    ('machine-path', 'src/base/a.c', HEAD + 'const char *x = "/wo' + 'rk/x";\n'),
    ('machine-path', 'README.md', 'See /ho' + 'me/joe/x.\n'),
]
GOOD = [
    ('src/base/a.c', '/* clang-format off */\n/* A tree:\n *     ┌───┐\n *     └─┬─┘\n */\n/* clang-format on */\nint x;\n'),
    ('src/base/a.c', HEAD + '/* The head is ▼, or a link `──places──▶`,\n * or `◀──`; a -> b\n * is c -> d, and x--y. */\n'),
    ('src/base/a.c', HEAD + 'const char *box[] = {"┌─┐",\n                     "└─┘"};\n'),
    ('src/emit/svg.c', HEAD + '#include "scene/scene.h"\n#include "style/style.h"\n#include <stdio.h>\n'),
    ('src/scene/build.c', HEAD + '#include "place/place.h"\n#include "map/map.h"\n'),
    ('src/place/tree/a.c', HEAD + '#include "place/tree/tree.h"\n#include "place/place.h"\n'),
    ('src/cmd/a.c', HEAD + '#include "emit/emit.h"\n#include "read/read.h"\n#include "atlas.h"\n#include <jansson.h>\n'),
    ('src/atlas.h', '/* What it is.\n *\n *     if (f(x) == 0)\n *       g(x);\n */\n'),
    ('src/main.c', HEAD + '#include "cmd/cmd.h"\n#include "base/out.h"\n'),
    ('src/read/yaml.c', HEAD + '#include <yaml.h>\n#include <unistd.h>\n'),
    ('src/order/cgraph.c', HEAD + '#include <graphviz/cgraph.h>\n'),
    ('src/order/dot.c', HEAD + '#include <graphviz/gvc.h>\n'),
    ('src/emit/png.c', HEAD + '#include <cairo.h>\n#include <pango/pangocairo.h>\n#include <libdeflate.h>\n#include <dlfcn.h>\n'),
    ('src/emit/font.c', HEAD + '#include <ft2build.h>\n'),
    ('src/emit/svg_text.c', HEAD + '#include <ft2build.h>\n'),
    ('src/emit/svg_subset.c', HEAD + '#include <hb-subset.h>\n'),
    ('src/base/a.c', HEAD + 'void f(void) { snprintf(a, 2, "atoi(x)"); my_strcpy(x); x->gets(1); } /* not gets(x) here */\n'),
    ('src/base/a.c', HEAD + '/* TO' + 'DO #12: later */\nchar name[] = "XX' + 'XXXX";\n'),
    ('src/base/a.c', '/* The table has more than 800 rows, one a script. */\n' + LONG),
    ('src/base/a.c', HEAD + '/* Frees it (see above); the rest stays. */\nint x; // bytes, half-open; never null\n/*** box ***/\n'),
    ('src/base/a.c', HEAD + "char q = '\"'; char r = '\\''; /* \"quoted\" */ int x;\n"),
    ('README.md', 'A list:  \n\twith a tab, and https://example.org/home/x, a/work/x\n'),
]


BAD_SUBJECTS = ['wip', 'Let npm trust what the system trusts', 'Place: keep chains short', 'cellar: dig', 'place:keep', 'place: ',
                'place: keep chains short.', 'place: ' + 'keep ' * 25, 'place, cellar: dig']
GOOD_SUBJECTS = ['place: keep chains from trying more columns than they have steps', 'tests/lint: know pictures', 'docs: mend',
                 'order, place: name layers', 'base: say "a: b"']


def self_test():
    wrong, fired = [], set()
    for rule, path, text in BAD:
        got = {fault[2] for fault in look(path, text)}
        fired |= got
        if got != {rule}:
            wrong.append(f'{rule} is wanted of {path}, {sorted(got) or "nothing"} found:\n{text[:200]}')
    for path, text in GOOD:
        for fault in look(path, text):
            wrong.append('%s:%d: %s: %s\nin a good file:\n' % fault + text[:300])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copy(ROOT / '.clang-format', folder)
        (folder / 'bad.c').write_text(HEAD + 'int  x=1;\n')
        (folder / 'good.c').write_text(HEAD + 'int x = 1;\n')
        (folder / 'bad').write_text('#!/bin/sh\nrm $1\n')
        (folder / 'good').write_text('#!/bin/sh\nrm "$1"\n')
        for rule, tool, bad, good in (('format', clang_format, 'bad.c', 'good.c'), ('shell', shellcheck, 'bad', 'good')):
            got = tool(folder, [bad])
            if got is None:
                print(f'{rule}: its tool is not there')
                fired.add(rule)
                continue
            fired |= {fault[2] for fault in got}
            wrong += [f'{rule} does not see {bad}'] if not got else []
            wrong += [f'{rule} finds {fault} in a good file' for fault in tool(folder, [good])]
    twice = one_meaning({'src/base/a.h': HEAD + 'struct atl_x {\n};\n', 'src/map/b.h': HEAD + 'enum atl_x { A };\n'})
    fired |= {fault[2] for fault in twice}
    wrong += ['one-meaning finds a fault in a good file'] if one_meaning({'src/base/a.h': HEAD + 'struct atl_x {\n};\n'}) else []
    for subject in BAD_SUBJECTS:
        if subject_fault(subject, rooms()):
            fired.add('commit')
        else:
            wrong.append(f'commit: nothing is found in "{subject}"')
    wrong += [f'commit: {subject_fault(subject, rooms())} in "{subject}"' for subject in GOOD_SUBJECTS
              if subject_fault(subject, rooms())]
    wrong += [f'{rule} was never seen to fire' for rule in RULES if rule not in fired]
    wrong += [f'{rule} is not in the list of rules' for rule in fired if rule not in RULES]
    for what in wrong:
        print(what)
    print(f'{len(BAD)} bad files, {len(GOOD)} good files, {len(wrong)} wrong')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(self_test() if sys.argv[1:] == ['--self-test'] else main())
