"""The schemas as an editor shows them: yaml-language-server, asked over its own protocol.

    with Editor(folder of node_modules) as editor: editor.mistakes(text, schema) -> [(line, column, message)]
"""
import json
import queue
import subprocess
import threading

PATIENCE = 120                                                 # seconds for one answer: a machine may be busy


class Editor:
    def __init__(self, packages):
        server = packages / 'node_modules/yaml-language-server/bin/yaml-language-server'
        self.process = subprocess.Popen(['node', server, '--stdio'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.opened = self.asked = 0
        self.arrived = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        self.ask('initialize', {'processId': None, 'rootUri': None, 'capabilities': {}})
        self.send({'method': 'initialized', 'params': {}})
        self.send({'method': 'workspace/didChangeConfiguration', 'params': {'settings': {
            'yaml': {'validate': True, 'completion': True, 'schemaStore': {'enable': False}}}}})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def send(self, message):
        body = json.dumps({'jsonrpc': '2.0', **message}).encode()
        self.process.stdin.write(b'Content-Length: %d\r\n\r\n' % len(body) + body)
        self.process.stdin.flush()

    def listen(self):
        while True:
            length = 0
            while header := self.process.stdout.readline().strip():
                name, _, value = header.partition(b':')
                if name.lower() == b'content-length':
                    length = int(value)
            if not length:
                return
            self.arrived.put(json.loads(self.process.stdout.read(length)))

    def wait(self, wanted):
        while True:
            message = self.arrived.get(timeout=PATIENCE)
            if 'method' in message and 'id' in message:        # it asks something itself
                self.send({'id': message['id'], 'result': None})
            elif wanted(message):
                return message

    def ask(self, method, params):
        self.asked += 1
        mine = self.asked
        self.send({'id': mine, 'method': method, 'params': params})
        return self.wait(lambda message: message.get('id') == mine)['result']

    def open(self, text, schema):
        """Opens a file whose first line names its schema, as atlasc-map(5) says."""
        self.opened += 1
        uri = f'file:///map-{self.opened}.yaml'
        text = f'# yaml-language-server: $schema={schema.as_uri()}\n{text}'
        self.send({'method': 'textDocument/didOpen', 'params': {
            'textDocument': {'uri': uri, 'languageId': 'yaml', 'version': 1, 'text': text}}})
        return uri, text

    def mistakes(self, text, schema):
        uri, _ = self.open(text, schema)
        told = self.wait(lambda message: message.get('method') == 'textDocument/publishDiagnostics'
                         and message['params']['uri'] == uri)['params']['diagnostics']
        return sorted((each['range']['start']['line'], each['range']['start']['character'] + 1, each['message'])
                      for each in told)

    def words(self, text, schema):
        """What is offered at the end of a text."""
        uri, text = self.open(text, schema)
        lines = text.split('\n')
        offered = self.ask('textDocument/completion', {'textDocument': {'uri': uri}, 'position': {
            'line': len(lines) - 1, 'character': len(lines[-1])}})
        return {each['label'] for each in (offered['items'] if isinstance(offered, dict) else offered)}
