#!/usr/bin/env python3
"""atlasc serve: the site of a folder over HTTP, for browsers on this machine and for nobody else.

What is served and what is refused: paths out of the folder however they are written, links, hidden files, foreign hosts and
origins, methods that write. Word of changes and of mistakes, by server-sent events; the last good pages stay. Clients that
are slow, that never end their request or their line, and a thousand at once (ATL_SERVE_N of them, for ATL_SERVE_SECONDS);
nobody waits for them. A browser where there is one. Its end: nothing is left behind. Everything is bounded by time.

    ATLASC=build/release/atlasc ATL_SERVE_N=1000 ATL_SERVE_SECONDS=10 tests/serve/run.py
"""
import base64
import fcntl
import json
import os
import pathlib
import re
import resource
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())
CLIENTS = int(os.environ.get('ATL_SERVE_N', '400'))
SECONDS = float(os.environ.get('ATL_SERVE_SECONDS', '2'))
PATIENCE = 30     # seconds
SOON = 3          # seconds within which somebody is served while others are slow
SKIPPED = 77
faults = []


def fault(what):
    faults.append(what)
    print(what)


class Server:
    def __init__(self, folder, *args, maps='maps', env={}):
        self.temporary = folder / 'tmp'
        self.temporary.mkdir(exist_ok=True)
        self.log = folder / 'log'
        self.process = subprocess.Popen([ATLASC, 'serve', *args, maps], cwd=folder, stdout=subprocess.PIPE, stderr=open(self.log, 'w'),
                                        env={**os.environ, 'TMPDIR': str(self.temporary), **env})
        self.url = self.process.stdout.readline().decode().strip()
        self.port = int(re.fullmatch(r'http://.*:(\d+)/', self.url)[1]) if self.url else 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is not None:
            fault(f'the server ended by itself with {self.process.returncode}: {self.log.read_text()[-1000:]}')
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(PATIENCE) != -signal.SIGTERM:
            fault(f'the server ends with {self.process.returncode}: {self.log.read_text()[-1000:]}')
        if list(self.temporary.iterdir()):
            fault(f'something is left behind: {list(self.temporary.iterdir())}')

    def connect(self):
        return socket.create_connection(('127.0.0.1', self.port), timeout=PATIENCE)

    def send(self, request):
        """The bytes that come for some bytes, up to the end."""
        with self.connect() as client:
            client.sendall(request)
            got = b''
            while more := client.recv(65536):
                got += more
        return got

    def get(self, target, method='GET', **headers):
        """(status, {header: value}, body)"""
        lines = {'Host': f'127.0.0.1:{self.port}', 'Connection': 'close'} | {name.replace('_', '-'): value for name, value in headers.items()}
        text = f'{method} {target} HTTP/1.1\r\n' + ''.join(f'{name}: {value}\r\n' for name, value in lines.items() if value is not None)
        return parse(self.send(text.encode('latin-1', 'surrogateescape') + b'\r\n'))

    def ready(self):
        """Waits for the first version of the site; gives it."""
        with Listener(self) as listener:
            return listener.until(lambda state: state['version'] or state['fault'])


def parse(got):
    head, _, body = got.partition(b'\r\n\r\n')
    lines = head.decode('latin-1').split('\r\n')
    status = int(lines[0].split()[1]) if lines[0].startswith('HTTP/1.1 ') else 0
    return status, {name.lower(): value for name, _, value in (line.partition(': ') for line in lines[1:])}, body


class Listener:
    """Who listens for events."""

    def __init__(self, server):
        self.client, self.had = server.connect(), b''
        self.client.sendall(f'GET /.atlasc/events HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n'.encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def until(self, good):
        """The first state that is good; None when it does not come."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            while match := re.search(rb'event: state\ndata: (.*)\n\n', self.had):
                self.had = self.had[match.end():]
                state = json.loads(match[1])
                if good(state):
                    return state
            try:
                more = self.client.recv(65536)
            except TimeoutError:
                break
            if not more:
                break
            self.had += more
        return None


def files(folder, server):
    """What is served, and what is not."""
    status, headers, body = server.get('/')
    made = next(server.temporary.glob('atlasc-site-*'))
    if status != 200 or not headers.get('content-type', '').startswith('text/html') or b'/.atlasc/live.js' not in body:
        fault(f'/: {status} {headers} {body[-200:]}')
    if b"connect-src 'self'" not in body or len(body) != int(headers['content-length']):
        fault('a page may not listen, or its length is wrong')
    bare = re.sub(rb'<script src="/.atlasc/live.js"[^>]*></script>\n', b'', body.replace(b"connect-src 'self'; ", b'', 1))
    if bare != (made / 'index.html').read_bytes():
        fault('a page is not that of the site but for the script')
    for name in ('assets/site.css', 'assets/site.js', 'a-z.html', 'hub.svg'):
        status, headers, body = server.get(f'/{name}')
        if status != 200 or (not name.endswith('.html') and body != (made / name).read_bytes()):
            fault(f'{name}: {status}')
        if headers.get('x-content-type-options') != 'nosniff' or headers.get('cross-origin-resource-policy') != 'same-origin':
            fault(f'{name}: {headers}')
    head = server.get('/index.html', method='HEAD')
    if head[0] != 200 or head[2] or int(head[1]['content-length']) != len(server.get('/index.html')[2]):
        fault(f'HEAD: {head}')

    (made / 'secret.html').symlink_to('/etc/passwd')
    (made / 'up').symlink_to('..')
    (made / 'inside.html').symlink_to('index.html')
    (made / '.hidden').write_text('x')
    os.mkfifo(made / 'pipe')
    (folder / 'tmp/outside').write_text('OUTSIDE')
    outside = ['/../outside', '/%2e%2e/outside', '/.%2e/outside', '/%2E%2E%2Foutside', '/..%2foutside', '/..%5coutside', '/..\\outside',
               '/a/../../outside', '/./../outside', '//etc/passwd', '/%2fetc/passwd', '/up/outside', '/%75p/outside', '/secret.html',
               '/inside.html', '/pipe', '/.hidden', '/%2ehidden', '/.atlasc-site', '/.atlasc/', '/assets', '/assets/', '/nothing',
               '/index.html/', '/index.html%00.svg', '/%', '/%2', '/%zz', '/a%0d%0aX:%20y', f'http://127.0.0.1:{server.port}/index.html',
               'index.html', '/%252e%252e/outside', '/\xff\xfe', '/..;/outside', '/' + 'x' * 4000, '/' + '../' * 500 + 'etc/passwd',
               '/' + 'a/' * 1000, f'/{folder}/tmp/outside', '/' + str(folder) + '/tmp/outside', '/?/../../outside#' + '../' * 9][:-1]
    for target in outside:
        status, _, body = server.get(target)
        if not 400 <= status < 500 or b'OUTSIDE' in body or b'root:' in body:
            fault(f'{target[:60]}: {status} {body[:100]}')
    (made / 'secret.html').unlink(), (made / 'up').unlink(), (folder / 'tmp/outside').unlink()


def strangers(server):
    own = f'127.0.0.1:{server.port}'
    good = [{'Host': own}, {'Host': f'localhost:{server.port}'}, {'Host': f'[::1]:{server.port}'}, {'Origin': f'http://{own}'},
            {'Sec_Fetch_Site': 'same-origin'}, {'Sec_Fetch_Site': 'cross-site', 'Sec_Fetch_Mode': 'navigate'}]
    bad = [{'Host': 'evil.example'}, {'Host': f'evil.example:{server.port}'}, {'Host': f'127.0.0.1.evil.example:{server.port}'},
           {'Host': 'localhost.evil.example'}, {'Host': '127.0.0.1:1'}, {'Host': None}, {'Host': ''}, {'Host': f'{own}, evil.example'},
           {'Origin': 'http://evil.example'}, {'Origin': 'null'}, {'Origin': f'https://{own}'}, {'Origin': f'http://{own}.evil.example'},
           {'Origin': 'http://127.0.0.1:1'}, {'Sec_Fetch_Site': 'cross-site', 'Sec_Fetch_Mode': 'no-cors'}]
    for target in ('/', '/assets/site.css', '/.atlasc/live.js'):
        for headers in good:
            if server.get(target, **headers)[0] != 200:
                fault(f'{target} with {headers} is refused')
        for headers in bad:
            status, got, body = server.get(target, **headers)
            if not 400 <= status < 500 or b'atlas' in body.lower() or 'access-control-allow-origin' in got:
                fault(f'{target} with {headers}: {status}')
    for headers in bad:  # these would never end
        if not 400 <= server.get('/.atlasc/events', **headers)[0] < 500:
            fault(f'events with {headers} are given')
    two = server.send(f'GET / HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\nConnection: close\r\n\r\n'.encode())
    if not 400 <= parse(two)[0] < 500:
        fault(f'two hosts: {two[:60]}')
    for method in ('POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'):
        status, got, _ = server.get('/index.html', method=method, Content_Length='0')
        if status != 405 or got.get('allow') != 'GET, HEAD':
            fault(f'{method}: {status} {got}')
    for rubbish in (b'\r\n\r\n', b'GET\r\n\r\n', b'\x16\x03\x01\x02\x00\x01\x00', b'GET / HTTP/9.9\r\nHost: x\r\n\r\n', b'\0' * 300, b'A' * 70000,
                    f'GET / HTTP/1.1\r\nHost: {own}\r\nX: {"y" * 70000}\r\n\r\n'.encode()):
        try:
            with server.connect() as client:
                client.sendall(rubbish)
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass
        except OSError:
            pass
    if server.get('/')[0] != 200:
        fault('after rubbish nobody is served')


def changes(folder, server):
    """Word of what has changed and what is wrong; the last good pages stay."""
    with Listener(server) as listener:
        first = listener.until(lambda state: state['version'])
        (folder / 'maps/hub.yaml').write_text((folder / 'maps/hub.yaml').read_text().replace('THE-HUB', 'ANOTHER-HUB'))
        begun = time.monotonic()
        second = listener.until(lambda state: state['version'] != first['version'])
        if not second or b'ANOTHER-HUB' not in server.get('/hub.html')[2]:
            fault('a change does not come to the pages')
        print(f'from change to page: {(time.monotonic() - begun) * 1000:.0f} ms')
        (folder / 'maps/hub.yaml').touch()
        good, rules = (folder / 'maps/hub.yaml').read_text(), server.get('/assets/site.css')[2]
        (folder / 'maps/hub.yaml').write_text('nodes: {a: {lable: A}}\n')
        wrong = listener.until(lambda state: state['fault'])
        if not wrong or 'hub.yaml:1:13' not in wrong['fault'] or 'lable' not in wrong['fault'] or '\x1b' in wrong['fault']:
            fault(f'a mistake is not told: {wrong}')
        page = server.get('/hub.html')
        if page[0] != 200 or b'ANOTHER-HUB' not in page[2]:
            fault('a mistake takes the last good page away')
        if sorted(server.get('/assets/site.css')[2].split(b'\n')) != sorted(rules.split(b'\n')):
            fault('a mistake takes the looks of the last good page away')
        (folder / 'maps/hub.yaml').write_text(good)
        if not listener.until(lambda state: not state['fault']):
            fault('a mistake that is mended stays')
        (folder / 'maps/new.yaml').write_text('title: New\nnodes: {n: NEW-NODE}\n')
        listener.until(lambda state: state['version'] != second['version'])
        if b'NEW-NODE' not in server.get('/new.html')[2]:
            fault('a new map has no page')


def patience(server):
    """Clients that are slow or never end keep nobody from being served."""
    half = []
    own = f'Host: 127.0.0.1:{server.port}\r\n'
    for i in range(150):
        client = server.connect()
        client.sendall([b'', b'G', b'GET / HT', f'GET / HTTP/1.1\r\n{own}'.encode(), f'GET /a-z.html HTTP/1.1\r\n{own}\r\n'.encode() * 40,
                        f'POST / HTTP/1.1\r\n{own}Content-Length: 100\r\n\r\nx'.encode()][i % 6])  # the fifth reads nothing of its answers
        half.append(client)
    for i in range(20):
        begun = time.monotonic()
        status, _, body = server.get('/index.html')
        if status != 200 or not body.endswith(b'</script>\n') or time.monotonic() - begun > SOON:
            fault(f'beside 150 slow clients: {status} after {time.monotonic() - begun:.1f} s')
            break
    for client in half:
        client.close()
    with server.connect() as client:  # one byte at a time, but all of it
        for byte in f'GET /assets/icon.svg HTTP/1.1\r\n{own}Connection: close\r\n\r\n'.encode():
            client.sendall(bytes([byte]))
            time.sleep(0.001)
        if not client.recv(100).startswith(b'HTTP/1.1 200'):
            fault('a slow client is not served')


def crowd(server):
    """Many clients at once, each asking again and again on its connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, CLIENTS + 200)), hard))
    targets = ['/index.html', '/assets/site.css', '/hub.html', '/hub.svg']
    selector, errors, served, left = selectors.DefaultSelector(), [], 0, {}

    def ask(client, i):
        client.sendall(f'GET {targets[i % len(targets)]} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n'.encode())
        left[client] = [b'', None, i]
    for i in range(CLIENTS):
        client = server.connect()
        selector.register(client, selectors.EVENT_READ)
        ask(client, i)
    end = time.monotonic() + SECONDS
    until = end + PATIENCE
    busy = set(left)
    while busy and time.monotonic() < until:
        for key, _ in selector.select(1):
            client = key.fileobj
            state = left[client]
            try:
                more = client.recv(262144)
            except OSError as error:
                more = b''
                errors.append(str(error))
            if not more:
                errors.append('closed early')
                selector.unregister(client)
                busy.discard(client)
                continue
            state[0] += more
            if state[1] is None and b'\r\n\r\n' in state[0]:
                status, headers, _ = parse(state[0])
                state[1] = state[0].index(b'\r\n\r\n') + 4 + int(headers.get('content-length', 0))
                if status != 200:
                    errors.append(f'status {status}')
            if state[1] is not None and len(state[0]) >= state[1]:
                if len(state[0]) > state[1]:
                    errors.append('more than was asked for')
                served += 1
                if time.monotonic() < end:
                    ask(client, state[2] + 1)
                else:
                    selector.unregister(client)
                    busy.discard(client)
    for client in left:
        client.close()
    print(f'{CLIENTS} connections for {SECONDS:g} s: {served} answers, {len(errors)} errors, {len(busy)} without an answer')
    if errors or busy or served < CLIENTS:
        fault(f'a crowd: {errors[:5]}')


class Browser:
    """A page in a browser, by the DevTools protocol over two pipes."""

    def __init__(self, program, profile):
        (theirs, out), (self.input, back) = os.pipe(), os.pipe()
        self.output, self.count, self.had = out, 0, b''

        def place():  # the browser has its two at 3 and 4
            read, write = fcntl.fcntl(theirs, fcntl.F_DUPFD, 20), fcntl.fcntl(back, fcntl.F_DUPFD, 20)
            os.dup2(read, 3), os.dup2(write, 4)
        self.process = subprocess.Popen([program, '--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe',
                                         f'--user-data-dir={profile}', 'about:blank'], preexec_fn=place, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs), os.close(back)
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self.output), os.close(self.input)

    def ask(self, method, session=None, **params):
        self.count += 1
        message = {'id': self.count, 'method': method, 'params': params} | ({'sessionId': session} if session else {})
        os.write(self.output, json.dumps(message).encode() + b'\0')
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            while b'\0' in self.had:
                one, _, self.had = self.had.partition(b'\0')
                answer = json.loads(one)
                if answer.get('id') == self.count:
                    return answer.get('result', {})
            if select.select([self.input], [], [], 1)[0]:
                self.had += os.read(self.input, 1 << 20)
        raise TimeoutError(method)

    def page(self, expression):
        return self.ask('Runtime.evaluate', self.session, expression=expression, returnByValue=True).get('result', {}).get('value')

    def wait(self, expression):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.page(expression):
                return True
            time.sleep(0.05)
        return False


def browser(folder, server):
    """The page loads itself anew, and shows what is wrong over it: as a browser does it."""
    program = next(filter(None, map(shutil.which, ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'))), None)
    if not program or os.environ.get('ATL_SITE_BROWSER') == 'no':
        print('skipped: no browser')
        return
    path = folder / 'maps/hub.yaml'
    good = path.read_text()
    text, alert = "document.body.innerText.includes('%s')", "document.querySelector('[role=alert]')"
    with Browser(program, folder / 'profile') as page:
        page.ask('Page.navigate', page.session, url=f'http://localhost:{server.port}/hub.html')
        if not page.wait(text % 'ANOTHER-HUB'):
            fault(f'a browser does not show the page: {page.page("document.documentElement.outerHTML")}')
        path.write_text(good.replace('ANOTHER-HUB', 'THIRD-HUB'))
        if not page.wait(text % 'THIRD-HUB'):
            fault('a browser does not load a page anew that has changed')
        path.write_text('nodes: {a: {lable: A}}\n')
        if not page.wait(f"{alert}?.innerText.includes('lable')") or not page.page(text % 'THIRD-HUB'):
            fault(f'a browser does not show what is wrong over the last good page: {page.page("document.body.innerText")}')
        if not page.page(f"getComputedStyle({alert}).position == 'fixed' && {alert}.getBoundingClientRect().bottom == innerHeight"):
            fault('what is wrong does not stand over the page')
        if picture := os.environ.get('ATL_SERVE_PICTURE'):
            pathlib.Path(picture).write_bytes(base64.b64decode(page.ask('Page.captureScreenshot', page.session)['data']))
        path.write_text(good)
        if not page.wait(f"!{alert} && " + text % 'ANOTHER-HUB'):
            fault('what was wrong stays over the page')


def begins(folder):
    """What it says when it cannot begin; and a folder of its own."""
    busy = socket.socket()
    busy.bind(('127.0.0.1', 0))
    busy.listen()
    port = str(busy.getsockname()[1])
    for args, status, word in ((['--port', port, 'maps'], 4, 'something else'), (['--port', '70000', 'maps'], 2, '65535'),
                               (['--host', 'evil.example', 'maps'], 4, 'in numbers'), (['--port', '0', 'nothing'], 4, 'nothing'),
                               (['maps', 'maps'], 2, 'second'), (['--layout', 'list', 'maps'], 2, 'draws every map')):
        done = subprocess.run([ATLASC, 'serve', *args], cwd=folder, capture_output=True, timeout=PATIENCE, text=True)
        if done.returncode != status or word not in done.stderr:
            fault(f'{args}: {done.returncode}: {done.stderr}')
    busy.close()
    none = folder / 'none'
    none.mkdir()
    (none / 'libmicrohttpd.so.12').write_text('no library\n')
    done = subprocess.run([ATLASC, 'serve', '--port', '0', 'maps'], cwd=folder, capture_output=True, timeout=PATIENCE, text=True,
                          env={**os.environ, 'LD_LIBRARY_PATH': str(none)})
    if done.returncode != 4 or 'libmicrohttpd is not on this machine' not in done.stderr or done.stdout:
        fault(f'without the library: {done.returncode}: {done.stderr}')
    with Server(folder, '--port', '0', '-o', 'kept') as server:
        server.ready()
    if not (folder / 'kept/index.html').exists():
        fault('-o keeps nothing')
    (folder / 'bad').mkdir()
    (folder / 'bad/a.yaml').write_text('nodes: [\n')
    with Server(folder, '--port', '0', maps='bad') as server:
        server.ready()
        status, _, body = server.get('/')
        if status != 503 or b'/.atlasc/live.js' not in body:
            fault(f'before there is a site: {status} {body}')
        (folder / 'bad/a.yaml').write_text('nodes: {a: MENDED}\n')
        with Listener(server) as listener:
            listener.until(lambda state: state['version'])
        if b'MENDED' not in server.get('/')[2]:
            fault('a site that was mended does not come')


def main():
    if not sys.platform.startswith('linux'):
        print('serve: there is no inotify here')
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix='atlas-serve-') as name:
        folder = pathlib.Path(name)
        (folder / 'maps').mkdir()
        (folder / 'maps/hub.yaml').write_text('title: Hub\nnodes:\n  hub: {label: THE-HUB, nodes: {' + ', '.join(f'n{i}: Node {i}' for i in range(40)) + '}}\n')
        (folder / 'maps/index.yaml').write_text('title: Top\nnodes: {a: {label: A, map: hub.yaml}}\n')
        done = subprocess.run([ATLASC, 'serve', '--port', '0', '--host', 'x', 'maps'], cwd=folder, capture_output=True, timeout=PATIENCE, text=True)
        if 'built without' in done.stderr or 'is not on this machine' in done.stderr:
            print('serve: ' + done.stderr.strip())
            return SKIPPED
        begins(folder)
        with Server(folder, '--port', '0') as server:
            if not server.ready():
                fault(f'the site does not come: {server.log.read_text()}')
            for part in (lambda: files(folder, server), lambda: strangers(server), lambda: changes(folder, server),
                         lambda: patience(server), lambda: crowd(server), lambda: browser(folder, server)):
                part()
    print(f'{len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
