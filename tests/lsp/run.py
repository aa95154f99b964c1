#!/usr/bin/env python3
"""atlasc lsp: what an editor is told, by the library that editors use, and what strangers are.

client.mjs opens, changes and breaks a map and asks about places in it, with vscode-languageserver-protocol from npm; where
Node or npm's packages are not there, that half is left out, which is said. What no editor sends is sent from here: heads
without a length, lengths that are too long, no JSON, ids that are lists, an end in the middle of a message.

    ATLASC=build/release/atlasc ATL_SOURCE=. ATL_BUILD=build/release tests/lsp/run.py
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import npm

ATLASC = str(pathlib.Path(os.environ['ATLASC']).absolute())
SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', HERE.parents[1])).absolute()
BUILD = pathlib.Path(os.environ.get('ATL_BUILD', SOURCE / 'build/release')).absolute()
PATIENCE = 60
SKIPPED = 77
HEAD = re.compile(rb'Content-Length: (\d+)\r\n\r\n')

faults = []


def framed(content):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return b'Content-Length: %d\r\n\r\n' % len(content) + content


def answers(*messages, args=()):
    """The exit status, and what is answered to bytes on the input, which then ends."""
    ran = subprocess.run([ATLASC, 'lsp', *args], input=b''.join(messages), capture_output=True, timeout=PATIENCE)
    found, at = [], 0
    while at < len(ran.stdout):
        head = HEAD.match(ran.stdout, at)
        if not head:
            faults.append(f'no head of a message: {ran.stdout[at:at + 80]}')
            break
        end = head.end() + int(head[1])
        found.append(json.loads(ran.stdout[head.end():end]))
        at = end
    if ran.stderr and ran.returncode != 2:
        faults.append(f'something is said beside the protocol: {ran.stderr[:300]}')
    return ran.returncode, found


def expect(what, got, wanted):
    if got != wanted:
        faults.append(f'{what}: {got}, not {wanted}')


def errors(found):
    return [(one.get('id'), one.get('error', {}).get('code')) for one in found]


def request(number, method, **params):
    return {'jsonrpc': '2.0', 'id': number, 'method': method, 'params': params}


def framing():
    begin = framed(request(1, 'initialize', capabilities={}))
    last = framed(request('last', 'shutdown'))
    good = [(1, None), ('last', None)]
    status, found = answers()
    expect('no input', (status, found), (0, []))
    status, found = answers(begin, last, framed({'jsonrpc': '2.0', 'method': 'exit'}))
    expect('a short life', (status, errors(found)), (0, good))
    status, found = answers(begin, framed({'jsonrpc': '2.0', 'method': 'exit'}))
    expect('exit without shutdown', (status, errors(found)), (1, good[:1]))
    status, found = answers(begin)
    expect('the end of the input', (status, errors(found)), (0, good[:1]))
    status, found = answers(begin, last[:-4])
    expect('an end in the middle of a message', (status, errors(found)), (0, good[:1]))
    # What is no message is answered, and the next one read.
    for what, bad, wanted in (
            ('no JSON', framed(b'{"jsonrpc":'), (None, -32700)),
            ('nothing', framed(b''), (None, -32700)),
            ('bytes that are no UTF-8', framed(b'{"id": 2, "method": "\xff"}'), (None, -32700)),
            ('a NUL in a text', framed(b'{"id": 2, "method": "a\\u0000"}'), (None, -32700)),
            ('many brackets', framed(b'[' * 100000), (None, -32700)),
            ('a list', framed([1, 2]), (None, -32600)),
            ('a number', framed(b'7'), (None, -32700)),
            ('no method', framed({'id': 2}), (2, -32600)),
            ('a method that is a number', framed({'id': 2, 'method': 7}), (2, -32600)),
            ('an id that is a list', framed({'id': [], 'method': 'shutdown'}), (None, -32600)),
            ('params that are a list', framed({'id': 2, 'method': 'textDocument/hover', 'params': [1]}), (2, -32602)),
            ('no params', framed({'id': 2, 'method': 'textDocument/rename'}), (2, -32602)),
            ('a request of what is told', framed({'id': 2, 'method': 'textDocument/didOpen'}), (2, -32601)),
            ('a message that is too long', b'Content-Length: 67108865\r\n\r\n' + b' ' * 67108865, (None, -32600))):
        status, found = answers(begin, bad, last)
        expect(what, (status, errors(found)), (0, [good[0], wanted, good[1]]))
    # What is told and makes no sense is passed over.
    for told in ({}, {'textDocument': 7}, {'textDocument': {'uri': 1, 'text': 2}}, {'textDocument': {'uri': 'x'}}, [1], 7):
        for method in ('didOpen', 'didChange', 'didClose'):
            status, found = answers(begin, framed({'method': f'textDocument/{method}', 'params': told}), last)
            expect(f'{method} {told}', (status, errors(found)), (0, good))
    # Other heads, and the case of letters.
    status, found = answers(b'Content-Type: x\r\ncontent-length:' + begin[15:], last)
    expect('another head', (status, errors(found)), (0, good))
    # Where no length is known, no next message can be found.
    for what, bad in (('no length', b'Content-Type: x\r\n\r\n{}'), ('a negative one', b'Content-Length: -5\r\n\r\n'),
                      ('one that is no number', b'Content-Length: 5x\r\n\r\n{}'), ('a huge one', b'Content-Length: 99999999999999999999\r\n\r\n'),
                      ('no head', b'{"jsonrpc": "2.0"}\n'), ('a line without an end', b'x' * 100000), ('bytes', bytes(range(256)) * 20)):
        status, found = answers(begin, bad, last)
        expect(what, (status, errors(found)), (1, [good[0], (None, -32700)]))
    # A document that is opened with more than it should have is there all the same.
    told = {'method': 'textDocument/didOpen', 'params': {'textDocument': {'uri': 'x', 'text': 'nodes: {a: A}', 'range': {}}}}
    where = {'textDocument': {'uri': 'x'}, 'position': {'line': 0, 'character': 9}}
    status, found = answers(begin, framed(told), framed(request(2, 'textDocument/hover', **where)), last)
    expect('a text with a range', (status, [one.get('id') for one in found]), (0, [1, None, 2, 'last']))
    # Not of a file: nothing is read beside it. A file that a map names by a URI that is none is refused as a file's.
    text = 'style: ../../etc/passwd.yaml\nnodes: {a: A}\n'
    told = {'method': 'textDocument/didOpen', 'params': {'textDocument': {'uri': 'untitled:1', 'version': 1, 'text': text}}}
    status, found = answers(begin, framed(told), last)
    expect('a map that is no file', (status, [one.get('method') for one in found]), (0, [None, 'textDocument/publishDiagnostics', None]))
    if len(found) != 3 or not any(one['severity'] == 1 for one in found[1]['params']['diagnostics']):
        faults.append(f'a map that is no file names one: {found[1]}')
    status, found = answers(args=['--port', '1'])
    expect('an option that there is not', status, 2)


def editor():
    """False where there is no Node, or npm brings nothing."""
    node = shutil.which('node')
    if not node:
        print('lsp: not tried with the library of editors: there is no node')
        return False
    try:
        folder = npm.packages(HERE, BUILD, SOURCE)
    except AssertionError as why:
        print(f'lsp: not tried with the library of editors: {why}')
        return False
    ran = subprocess.run([node, HERE / 'client.mjs', ATLASC, folder], capture_output=True, text=True, timeout=PATIENCE)
    lines = ran.stdout.splitlines()
    if ran.returncode or ran.stderr or not lines or not lines[-1].startswith('looked at '):
        faults.append(f'the client ends with {ran.returncode}: {ran.stderr[-1500:]}')
    faults.extend(line for line in lines if not line.startswith('looked at '))
    print(f'lsp: {lines[-1] if lines else "nothing"} as an editor')
    return True


framing()
tried = editor()
for fault in faults:
    print(f'lsp: {fault}')
sys.exit(1 if faults else 0 if tried else SKIPPED)
