// What the npm package promises to who calls it: node api.mjs PACKAGE SOURCE
import assert from 'node:assert/strict'
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, writeFileSync, mkdirSync, symlinkSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {Worker} from 'node:worker_threads'

const [own, source] = process.argv.slice(2)
const from = (name) => import(pathToFileURL(resolve(own, name)))
const {load, loadSync, draw, drawSync, format, Atlas} = await from('node.js')
const hub = readFileSync(join(source, 'maps/hub.yaml'))
const MAP = 'nodes:\n  shop: {label: Shop, nodes: {web: Web, api: API}}\nlinks: [web -> api]\n'

// -- a drawing -------------------------------------------------------------------------------------------------------
assert.equal(drawSync(MAP).status, 0)
assert.match(drawSync(MAP).drawing, /Shop/)
assert.deepEqual(await draw(MAP, {type: 'svg'}), drawSync(new TextEncoder().encode(MAP), {type: 'svg'}))
assert.match(drawSync(MAP, {type: 'svg', idPrefix: 'p1-'}).drawing, /id="p1-/)
assert.equal(JSON.parse(drawSync(MAP, {type: 'json'}).drawing).nodes.length, 3)
assert.match(drawSync(MAP, {type: 'dot'}).drawing, /^digraph/)
assert.ok(!drawSync(MAP, {without: ['nothing', 'else']}).drawing.includes('else'))
assert.equal((await load()).version, loadSync().version)

// -- messages as data ------------------------------------------------------------------------------------------------
const wrong = drawSync('nodes:\n  shop:\n    lable: Shop\n', {name: 'typo.yaml'})
assert.equal(wrong.drawing, null)
assert.equal(wrong.status, 1)
assert.deepEqual(wrong.messages[0], {severity: 'error', code: 'unknown-key', message: "unknown key 'lable'; did you mean 'label'?",
  name: 'typo.yaml', line: 3, column: 5, endLine: 3, endColumn: 10})
assert.equal(format(wrong.messages[0]), "typo.yaml:3:5: error: unknown key 'lable'; did you mean 'label'? [unknown-key]")
const unknown = drawSync(MAP, {layout: 'treee'})
assert.equal(unknown.status, 2)
assert.match(unknown.messages[0].message, /did you mean 'tree'/)
assert.equal(unknown.messages[0].line, null)
assert.equal(unknown.messages[0].endLine, null)
const over = drawSync('nodes:\n  a: A\nlinks:\n  - a -> \u00e9\u{1f600}x\n').messages[0]
assert.deepEqual([over.line, over.column, over.endLine, over.endColumn], [4, 10, 4, 13]) // code points, not bytes
assert.match(drawSync(MAP, {type: 'png'}).messages[0].message, /no PNG/)
for (const options of [{colour: 'red'}, {width: -1}, {width: '80'}, {depth: 1.5}, {layout: 7}]) assert.throws(() => drawSync(MAP, options), TypeError)
assert.throws(() => drawSync(7), TypeError)
assert.match(drawSync('a: [', {}).messages[0].severity, /error/)
assert.equal(drawSync(new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe])).status, 1)
assert.equal(drawSync('').status, 1)

// -- files -----------------------------------------------------------------------------------------------------------
const named = 'kinds: k.yaml\nstyle: looks/s.yaml\nnodes: {a: {label: A, kind: zork}}\n'
assert.match(drawSync(named).messages[0].message, /cannot be named here/)
const files = {'k.yaml': 'zork: {shape: cylinder}\n', 'looks/s.yaml': 'extends: t.yaml\n', './looks/t.yaml': new TextEncoder().encode('extends: atlas\n')}
const asked = []
const found = drawSync(named, {type: 'svg', files})
assert.deepEqual(found.messages, [])
assert.deepEqual(drawSync(named, {type: 'svg', files: (name) => (asked.push(name), files[name] ?? files['./' + name])}), found)
assert.equal(new Set(asked).size, asked.length, 'a file is asked for once')
assert.match(drawSync(named, {files: {}}).messages[0].message, /there is no file 'k.yaml'/)
assert.match(drawSync('style: ../s.yaml\nnodes: {a: A}\n', {files: () => 'extends: atlas\n'}).messages[0].code, /outside/)
assert.match(drawSync('kinds: k.yaml\nnodes: {a: {kind: zork}}\n', {files: (name) => (name === '../k.yaml' ? 'zork: {shape: rounded}\n' : name === '../.git')}).drawing, /a/)
assert.throws(() => drawSync(named, {files: () => { throw new Error('mine') }}), /mine/)
assert.equal(drawSync(MAP).status, 0)

// -- memory ----------------------------------------------------------------------------------------------------------
const atlas = await Atlas.from(readFileSync(join(own, 'atlasc.wasm')))
atlas.draw(hub, {type: 'svg'})
const before = atlas.memory
for (let i = 0; i < 20000; i++) atlas.draw(hub, {type: i % 3 ? 'svg' : 'text'})
assert.equal(atlas.memory, before, 'memory grows')
const many = 'nodes:\n' + Array.from({length: 100000}, (_, i) => `  n${i}: Node ${i}\n`).join('')
assert.equal(atlas.draw(many, {layout: 'list'}).status, 0)
assert.ok(atlas.memory < 4 << 20, 'what a large map took is given back')
assert.deepEqual(atlas.draw(hub), drawSync(hub))
const deep = 'nodes: ' + '{a: {nodes: '.repeat(100000)
assert.equal(atlas.draw(deep).status, 1)
assert.equal(atlas.draw(hub).status, 0)

// -- a worker, and what browsers take --------------------------------------------------------------------------------
const worker = new Worker(`import('${pathToFileURL(resolve(own, 'node.js'))}').then(async ({draw}) =>
  require('node:worker_threads').parentPort.postMessage(await draw(${JSON.stringify(MAP)})))`, {eval: true})
assert.deepEqual(await new Promise((done, fail) => worker.once('message', done).once('error', fail)), drawSync(MAP))
await worker.terminate()
const browser = await from('browser.js')
const bytes = readFileSync(join(own, 'atlasc.wasm'))
for (const kind of [bytes, new WebAssembly.Module(bytes), new Response(bytes), Promise.resolve(new Response(bytes))])
  assert.deepEqual((await browser.load(kind)).draw(MAP), drawSync(MAP))
await assert.rejects(browser.load(new Response('', {status: 404})), /404/)
const fetched = globalThis.fetch
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)))
assert.deepEqual(await browser.draw(MAP, {type: 'svg'}), drawSync(MAP, {type: 'svg'}))
globalThis.fetch = fetched

// -- the command line ------------------------------------------------------------------------------------------------
const folder = mkdtempSync(join(tmpdir(), 'atlasc-'))
try {
  const run = (...words) => spawnSync(process.execPath, [resolve(own, 'cli.js'), ...words], {cwd: folder, encoding: 'utf8', input: MAP})
  writeFileSync(join(folder, 'team.yaml'), MAP)
  assert.deepEqual([run('team.yaml').stdout, run('-').stdout], [drawSync(MAP).drawing, drawSync(MAP).drawing])
  assert.equal(run('team.yaml', '-o', 'a.svg', '--output=b.json', '-ltree').status, 0)
  assert.equal(readFileSync(join(folder, 'a.svg'), 'utf8'), drawSync(MAP, {type: 'svg', layout: 'tree'}).drawing)
  assert.equal(readFileSync(join(folder, 'b.json'), 'utf8'), drawSync(MAP, {type: 'json', layout: 'tree'}).drawing)
  writeFileSync(join(folder, 'typo.yaml'), 'nodes: {shop: {lable: Shop}}\n')
  const typo = run('typo.yaml')
  assert.equal(typo.status, 1)
  assert.match(typo.stderr, /^typo\.yaml:1:16: error: unknown key 'lable'/)
  for (const words of [[], ['--colour', 'team.yaml'], ['team.yaml', '--width', 'x'], ['team.yaml', '-o', 'a.png'], ['site', 'maps'], ['a', 'b'], ['team.yaml', '-o']])
    assert.equal(run(...words).status, 2, words.join(' '))
  assert.equal(run('absent.yaml').status, 4)
  assert.match(run('--version').stdout, /^atlasc \d+\.\d+\.\d+\n$/)
  assert.match(run('--help').stdout, /^atlasc: /)
  mkdirSync(join(folder, 'looks'))
  writeFileSync(join(folder, 'looks/s.yaml'), 'extends: atlas\nborder: double\n')
  writeFileSync(join(folder, 'styled.yaml'), `style: looks/s.yaml\n${MAP}`)
  assert.match(run('styled.yaml').stdout, /╔/)
  writeFileSync(join(folder, 'secret'), 'extends: atlas\nborder: double\n')
  rmSync(join(folder, 'looks/s.yaml'))
  symlinkSync('../secret', join(folder, 'looks/s.yaml'))
  assert.equal(run('styled.yaml').status, 1)
} finally {
  rmSync(folder, {recursive: true})
}
