"""What the tests read from a manual page: its examples, its options, its vocabulary.

A comment before a display or a list says what stands in it. Comments are invisible to the reader of the page.

    .\\" file: NAME         the display is a file of this name; it stays until another has its name
    .\\" run:               the display is commands, each after "$ ", and what they print, byte for byte
    .\\" exit: STATUS       (after "run:") the exit status of the last command; without it, 0
    .\\" fold: COLUMNS      (after "run:") what they print is folded at this many characters
    .\\" not run: REASON    the display is no example
    .\\" vocabulary: SCOPE  the .It Ic entries of the list are keys of SCOPE
    .\\" kinds: SHEET       the .Ic line after it lists the kinds of a built-in sheet
    .\\" known: WHAT        the .It Ic entries of the list are kinds, of nodes or of links, that every sheet knows

Commands are run by sh in one folder a page, with the atlasc under test as `atlasc`.
"""
import re
from dataclasses import dataclass

MARK = re.compile(r'^\.\\" (file|run|exit|fold|not run|vocabulary|kinds|known):\s*(.*)$')


@dataclass
class Display:
    what: str       # file, run, not run; "" when nothing says it
    argument: str   # the name, the reason
    exit: int       # the status that is promised
    fold: int       # columns; 0: lines as they come
    begin: int      # index of the first line inside the display
    end: int        # index after the last one
    text: str       # as the reader sees it


def decode(line):
    """A line of a literal display as the reader sees it."""
    if line.startswith(r'\&'):
        line = line[2:]
    return line.replace(r'\e', '\\')


def encode(line):
    """The inverse of decode: nothing in the line is a request or an escape."""
    line = line.replace('\\', r'\e')
    return r'\&' + line if line[:1] in ('.', "'") else line


def fold(text, columns):
    """The text with longer lines cut; 0 cuts none."""
    if not columns:
        return text
    return ''.join(re.sub(f'(.{{{columns}}})(?=.)', r'\1\n', line) for line in text.splitlines(True))


def displays(lines):
    """Every literal display of a page, in order."""
    what, argument, status, columns, found = '', '', 0, 0, []
    begin = None
    for number, line in enumerate(lines):
        mark = MARK.match(line)
        if begin is not None:
            if line == '.Ed':
                text = ''.join(decode(inside) + '\n' for inside in lines[begin:number])
                found.append(Display(what, argument, status, columns, begin, number, text))
                what, argument, status, columns, begin = '', '', 0, 0, None
        elif mark and mark[1] == 'exit':
            status = int(mark[2])
        elif mark and mark[1] == 'fold':
            columns = int(mark[2])
        elif mark and mark[1] not in ('vocabulary', 'kinds', 'known'):
            what, argument, status, columns = mark[1], mark[2], 0, 0
        elif line.startswith('.Bd -literal'):
            begin = number + 1
    return found


def options(lines):
    """The options that the page documents: {'-o', '--width', ...}, from `.It Fl o Ar path`, `.It Fl h , -help`."""
    found = set()
    for line in lines:
        if line.startswith('.It Fl '):
            words = line.split()[2:]
            for before, word in zip(['Fl'] + words, words):
                if before in ('Fl', ',') and word not in ('Fl', ','):
                    found.add('-' + word)
    return found


def vocabulary(lines, called="vocabulary"):
    """{scope: [key, ...]}, from the lists marked with `vocabulary:`; `.It Ic about , url` names two keys."""
    found, scope, depth = {}, None, 0
    for line in lines:
        mark = MARK.match(line)
        if mark and mark[1] == called:
            scope, depth = mark[2].strip(), 0
        elif scope and line.startswith('.Bl '):
            depth += 1
        elif scope and line == '.El':
            depth -= 1
            if depth == 0:
                scope = None
        elif scope and depth == 1 and line.startswith('.It Ic '):
            words = line[len('.It Ic '):].split(' : ')[0].split()
            found.setdefault(scope, []).extend(word for word in words if word not in (',', 'Ic'))
    return found


def kinds(lines):
    """{sheet: [kind, ...]}, from the lines marked with `kinds:`."""
    found = {}
    for mark, line in zip(map(MARK.match, lines), lines[1:]):
        if mark and mark[1] == 'kinds':
            found[mark[2]] = [word for word in line.split()[1:] if word not in (',', '.')]
    return found
