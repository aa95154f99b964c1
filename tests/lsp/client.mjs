// An editor, by the library that editors use: it opens a map, changes it, breaks it, and asks.
//
//     node client.mjs ATLASC FOLDER-OF-NODE-MODULES
//
// Prints a line for each thing that is not as it should be, and a last one with how many were looked at.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [atlasc, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = require('vscode-languageserver-protocol/node');

let looked = 0;
function same(what, got, wanted) {
  looked++;
  if (JSON.stringify(got) !== JSON.stringify(wanted))
    console.log(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}
function holds(what, good, got) {
  looked++;
  if (!good) console.log(`${what}: ${JSON.stringify(got)}`);
}

const MAP = `title: Shop
nodes:
  shop:
    label: Läden 🛒
    about: Where *things* are sold.
    nodes:
      api: {label: "🛒🛒 API", see: ["data-base"]}
      web: Web
  'data-base':
    kind: db
    tags: [kept]
    items:
      - {id: rows, label: Rows}
links:
  - "api -> data-base: 🛒 asks"
  - {label: "🛒 \u00e9", from: web, to: shop.api}
  - 'data-base -> rows'
views:
  part: {root: shop, focus: [shop.api]}
  rest: {only: shop.*}
glossary:
  thing: {text: What is sold, see: data-base}
`;

const folder = mkdtempSync(join(tmpdir(), 'atlasc-lsp-'));
const uri = pathToFileURL(join(folder, 'a shop.yaml')).href;
const child = spawn(atlasc, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)));
const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
const waiting = [];
const heard = [];
connection.onNotification('textDocument/publishDiagnostics', (said) => (waiting.length ? waiting.shift()(said) : heard.push(said)));
const diagnostics = () => (heard.length ? Promise.resolve(heard.shift()) : new Promise((done) => waiting.push(done)));
connection.listen();
const ask = (method, params) => connection.sendRequest(method, params);
const tell = (method, params) => connection.sendNotification(method, params);
const refused = async (what, code, asking) => {
  try {
    const got = await asking;
    holds(`${what} is not refused`, false, got);
  } catch (error) {
    same(what, error.code, code);
  }
};

// A text as the editor has it; JavaScript counts in UTF-16 units, too.
let text = MAP;
let version = 1;
const position = (offset) => {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1).length };
};
const range = (begin, end) => ({ start: position(begin), end: position(end) });
const at = (part, more = 0) => {
  const found = text.indexOf(part);
  if (found < 0) throw new Error(`no '${part}' in the text`);
  return { textDocument: { uri }, position: position(found + more) };
};
const rangeOf = (part, skip = 0, length = part.length - skip) => {
  const found = text.indexOf(part);
  return range(found + skip, found + skip + length);
};
async function change(...edits) {
  const contentChanges = edits.map(([old, now]) => {
    const found = text.indexOf(old);
    if (found < 0) throw new Error(`no '${old}' in the text`);
    const one = { range: range(found, found + old.length), text: now };
    text = text.slice(0, found) + now + text.slice(found + old.length);
    return one;
  });
  await tell('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges });
  const said = await diagnostics();
  same('the version of what is said', said.version, version);
  return said.diagnostics;
}
async function whole(now) {
  text = now;
  await tell('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ text }] });
  return (await diagnostics()).diagnostics;
}
const applied = (edits) => {
  const offset = ({ line, character }) => text.split('\n').slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  let out = text;
  for (const edit of [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start)))
    out = out.slice(0, offset(edit.range.start)) + edit.newText + out.slice(offset(edit.range.end));
  return out;
};
const labels = async (...place) => (await ask('textDocument/completion', at(...place))).items.map((item) => item.label);

// -- life ---------------------------------------------------------------------------------------------------------
await refused('a question before initialize', -32002, ask('textDocument/hover', at('shop')));
const able = await ask('initialize', {
  processId: process.pid, rootUri: null, capabilities: { textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } } },
});
same('the encoding', able.capabilities.positionEncoding, 'utf-16');
same('incremental sync', able.capabilities.textDocumentSync, { openClose: true, change: 2 });
await refused('initialize again', -32600, ask('initialize', { processId: null, rootUri: null, capabilities: {} }));
await tell('initialized', {});
await refused('a method that there is not', -32601, ask('textDocument/foldingRange', { textDocument: { uri } }));
await refused('a document that is not open', -32602, ask('textDocument/hover', at('shop')));
await tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } });
let said = await diagnostics();
same('a good map', said.diagnostics, []);
await refused('a line that there is not', -32602, ask('textDocument/hover', { textDocument: { uri }, position: { line: 999, character: 0 } }));
await refused('no position', -32602, ask('textDocument/definition', { textDocument: { uri } }));

// -- definition -----------------------------------------------------------------------------------------------------
const definition = async (...place) => (await ask('textDocument/definition', at(...place)))?.range;
const api = rangeOf('api: {', 0, 3), base = rangeOf("'data-base':", 0, 11);
same('from a link', await definition('api -> ', 1), api);
same('from its other end', await definition('data-base: 🛒', 3), base);
same('behind an emoji', await definition('shop.api}', 6), api);
same('the segment before', await definition('shop.api}', 1), rangeOf('shop:', 0, 4));
same('from see, in quotes, behind emojis', await definition('"data-base"', 4), base);
same('from root', await definition('root: shop', 7), rangeOf('shop:', 0, 4));
same('from a path with a wild card', await definition('only: shop', 7), rangeOf('shop:', 0, 4));
same('from a term', await definition('see: data-base}', 7), base);
same('an item', await definition('-> rows', 4), rangeOf('rows, label', 0, 4));
same('no id', await definition('Where'), undefined);

// -- hover ----------------------------------------------------------------------------------------------------------
const hover = await ask('textDocument/hover', at('root: shop', 7));
same('the format of a hover', hover.contents.kind, 'markdown');
same('where it is', hover.range, rangeOf('root: shop', 6));
holds('its label', hover.contents.value.startsWith('**Läden 🛒**\n\nWhere *things* are sold.\n\n```text\n'), hover.contents.value);
holds('its drawing', hover.contents.value.includes('Web') && /[│|]/.test(hover.contents.value) && hover.contents.value.endsWith('```\n'), hover.contents.value);
holds('and nothing else of the map', !hover.contents.value.includes('Rows'), hover.contents.value);
holds('of an item, its card', (await ask('textDocument/hover', at('-> rows', 4))).contents.value.includes('data-base'), '');

// -- completion -----------------------------------------------------------------------------------------------------
same('in see', await labels('"data-base"', 5), ['data-base']);
holds('a key of a node', (await labels('kind: db', 1)).includes('kind'), await labels('kind: db', 1));
same('that begins so', await labels('tags', 2), ['tags']);
same('a key of a view', await labels('root: shop', 2), ['root']);
same('a root is a node, no item', await labels('root: shop', 6), ['shop', 'api', 'web', 'data-base']);
same('a path', await labels('shop.api]', 5), ['shop.api', 'shop.web']);
holds('only: kinds, tags, paths', (await labels('only: shop', 6)).join() === 'db,kept,shop.**,shop.api,shop.web,data-base.**,data-base.rows', await labels('only: shop', 6));
same('an end of a link', await labels('- "api', 4), ['api']);
same('the other one', await labels('api -> data', 9), ['data-base']);
same('in a mapping', await labels('from: web', 7), ['web']);
same('a kind', await labels('kind: db', 6), ['db']);
same('a label is nobody’s', await labels('label: L', 7), []);
same('a name of a node is the author’s', await labels('web: Web', 1), []);
const done = (await ask('textDocument/completion', at('shop.api}', 7))).items[0];
same('what is replaced', [done.textEdit.range, done.textEdit.newText], [rangeOf('shop.api}', 0, 7), 'shop.api']);

// -- changes, and what is broken -----------------------------------------------------------------------------------
said = await change(['🛒 asks', '🛒🛒 asks'], ['api -> data-base', 'api -> data-bose']);
same('a mistake behind a change', said.map((one) => [one.severity, one.code, one.range]), [[1, 'unknown-id', rangeOf('data-bose')]]);
holds('what was meant', said[0].message.includes("'data-base'") && said[0].source === 'atlasc', said);
said = await change(['to: shop.api}', 'to: , see: x}']);
holds('a mistake behind an emoji in its line', said.some((one) => one.code === 'unknown-key' && JSON.stringify(one.range) === JSON.stringify(rangeOf('see: x', 0, 3))), said);
said = await change(["- 'data-base -> rows'", '- "web -> \n  - {to: ']);
holds('a broken text', said.some((one) => one.severity === 1), said);
same('ids while it is broken', await labels('web -> \n', 7), ['shop', 'api', 'web', 'data-base', 'rows']);
said = await change(['title: Shop', 'title: "Shop']); // nothing behind it can be read now
holds('a quote that nothing ends', said.some((one) => one.severity === 1), said);
same('ids that the last good map had', await labels('web -> \n', 7), ['shop', 'api', 'web', 'data-base', 'rows']);
same('keys while it is broken', await labels('nodes:', 2), ['nodes']);
await refused('rename while it is broken', -32803, ask('textDocument/rename', { ...at('api:', 1), newName: 'x' }));
same('nothing is offered to rename', await ask('textDocument/prepareRename', at('api:', 1)), null);
await tell('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ range: { start: { line: 9999, character: 0 }, end: { line: 0, character: 0 } }, text: 'x' }] });
await diagnostics();
same('mended', await whole(MAP.replaceAll('\n', '\r\n')), []);
same('CR LF', await definition('shop.api}', 6), rangeOf('api: {', 0, 3));
same('and LF again', await whole(MAP), []);

// -- rename ---------------------------------------------------------------------------------------------------------
const rename = async (newName, ...place) => applied((await ask('textDocument/rename', { ...at(...place), newName })).changes[uri]);
same('what is renamed', await ask('textDocument/prepareRename', at('"data-base"', 4)), { range: rangeOf('"data-base"', 1, 9), placeholder: 'data-base' });
same('over quotes', await rename('store', '"data-base"', 4), MAP.replaceAll('data-base', 'store'));
same('over paths', await rename('mall', 'root: shop', 7), MAP.replace('  shop:', '  mall:').replaceAll('shop.', 'mall.').replace('root: shop', 'root: mall'));
same('of an item', await rename('lines', '-> rows', 4), MAP.replace('id: rows', 'id: lines').replace('-> rows', '-> lines'));
same('the end of a path', await rename('door', 'api: {', 1), MAP.replace('api: {', 'door: {').replace('"api ->', '"door ->').replaceAll('shop.api', 'shop.door'));
await refused('a name that is there', -32803, ask('textDocument/rename', { ...at('api:', 1), newName: 'web' }));
await refused('what is no id', -32803, ask('textDocument/rename', { ...at('api:', 1), newName: 'a: b' }));
await refused('no name', -32602, ask('textDocument/rename', at('api:', 1)));
await refused('no id is there', -32803, ask('textDocument/rename', { ...at('Where'), newName: 'x' }));
await whole(await rename('store', '"data-base"', 4));
same('the new text says it', await definition('api -> store', 8), rangeOf("'store':", 0, 7));

// -- a kind of text that is a number of units wide --------------------------------------------------------------------
same('a line of emojis alone', (await whole('nodes: {"a": {label: "🛒🛒"}, b: 🛒}\nlinks: ["a -> b: 🛒", "a -> c"]\n')).map((one) => one.range), [rangeOf('"a -> c"', 6, 1)]);

// -- the end ----------------------------------------------------------------------------------------------------------
await tell('textDocument/didClose', { textDocument: { uri } });
same('nothing is said of what is closed', (await diagnostics()).diagnostics, []);
same('shutdown', await ask('shutdown'), null);
await refused('a question after it', -32600, ask('textDocument/hover', at('nodes')));
await tell('exit');
same('the exit status', await ended, 0);
rmSync(folder, { recursive: true });
console.log(`looked at ${looked}`);
process.exit(0);
