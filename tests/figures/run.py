#!/usr/bin/env python3
"""Figures of speed and memory that are quoted in README.md and bench/README.md are those of the results.

The results stand in bench/README.md between two marks, where `bench/run --write` puts them with their commit and date. Of
README.md all prose is looked at, of bench/README.md what stands behind the results: each number with a unit of time or
memory, and each ratio like 1/9.7, has to stand in the results as it is quoted. Some that do not are tried, too.
"""
import os
import pathlib
import re
import sys

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or pathlib.Path(__file__).resolve().parents[2])
BEGIN, END = '<!-- results: written by bench/run --write -->', '<!-- end of results -->'
NUMBER = r'(?<![\w/.,-])\d[\d,]*(?:\.\d+)?'
FIGURE = re.compile(rf'({NUMBER})(?= (?:ms|µs|ns|s|kB|MB|GB|bytes|million instructions)\b| times (?:as|faster|libyaml|dot)\b)|(?<![\w/.])1/\d+(?:\.\d+)?\b')


def prose(text):
    """Text without code, tables and comments, its lines where they were."""
    text = re.sub(r'```.*?```|<!--.*?-->', lambda m: re.sub(r'[^\n]', '', m[0]), text, flags=re.S)
    return re.sub(r'^\|.*$|`[^`\n]*`', '', text, flags=re.M)


def faults_of(results, name, text):
    known = set(re.findall(rf'{NUMBER}|1/\d+(?:\.\d+)?', results))
    for number, line in enumerate(prose(text).splitlines(), 1):
        for match in FIGURE.finditer(line):
            if (match[1] or match[0]) not in known:
                yield f'{name}:{number}: {match[0]} is quoted, and the results do not have it'


def main():
    bench, readme = (SOURCE / name for name in ('bench/README.md', 'README.md'))
    text = bench.read_text(encoding='utf-8')
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        sys.exit('figures: bench/README.md has lost the marks of its results')
    before, rest = text.split(BEGIN, 1)
    results, after = rest.split(END, 1)
    faults = []
    if not re.match(r'\s*\d{4}-\d\d-\d\d, commit [0-9a-f]{7,}\*?\. ', results):
        faults.append('bench/README.md: the results do not begin with their date and commit')
    lines = (before + results).count('\n')
    faults += faults_of(results, 'bench/README.md', '\n' * lines + after)
    faults += faults_of(results, 'README.md', readme.read_text(encoding='utf-8'))
    quoted = FIGURE.findall(prose(after))
    if not quoted:
        faults.append('bench/README.md: no figure is found behind the results: nothing is compared')
    for what in ('It takes 987.65 ms.', '(1/98765)', 'It is 987.65 times as fast.', 'some 98,765 bytes a node'):
        if not list(faults_of(results, 'self-test', what)):
            faults.append(f'self-test: not noticed: {what}')
    for fault in faults:
        print(fault)
    print(f'figures: {len(quoted)} quoted in bench/README.md, {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
