// node check.mjs SOURCE ATLASC: the package that stands beside this file, over the library that ATLASC_LIBRARY names.
import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFileSync, readdirSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {draw, drawSync, format, MapError, version} from './index.js'

const [source, program] = process.argv.slice(2)
const env = {...process.env, LC_ALL: 'C.UTF-8'}
assert.equal(`atlasc ${version()}`, execFileSync(program, ['--version'], {env}).toString().split('\n')[0])

// -- the bytes of the program -----------------------------------------------------------------------------------------
const below = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name)
  return statSync(path).isDirectory() ? below(path) : /(?<!\.kinds|\.style)\.yaml$/.test(name) ? [path] : []
})
const maps = [...below(join(source, 'maps')), ...below(join(source, 'examples'))].sort()
let count = 0
for (const path of maps) {
  for (const type of ['text', 'svg', 'json']) {
    const said = execFileSync(program, [path, '-T', type, '-o', '-'], {env, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28})
    assert.ok(drawSync(readFileSync(path), {type, folder: dirname(path)}).data.equals(said), `${path}, ${type}: not the same bytes`)
    count++
  }
}
assert.ok(count > 60, String(count))

// -- messages as data ---------------------------------------------------------------------------------------------------
assert.throws(() => drawSync('nodes:\n  b\u00e4: {lable: B}\n', {name: 'b.yaml'}), (error) => {
  assert.ok(error instanceof MapError)
  assert.deepEqual(error.messages, [{severity: 'error', code: 'unknown-key', message: "unknown key 'lable'; did you mean 'label'?", name: 'b.yaml',
    line: 2, column: 8, endLine: 2, endColumn: 13}])
  assert.equal(format(error.messages[0]), "b.yaml:2:8: error: unknown key 'lable'; did you mean 'label'? [unknown-key]")
  return true
})
assert.ok(drawSync('nodes: {a: {kind: nosuch}}').messages.some(({severity}) => severity === 'warning'))
assert.throws(() => drawSync('nodes: {a: A}', {layout: 'treee'}), /did you mean 'tree'/)

// -- options --------------------------------------------------------------------------------------------------------------
assert.throws(() => drawSync('nodes: {a: A}', {root: `it's "this" one`}), (error) => error.message.includes(`it's "this" one`))
const titled = String(drawSync('title: T\nnodes: {a: A}', {type: 'svg', idPrefix: 'p-', title: true, legend: false, width: null}))
assert.ok(titled.includes('id="p-') && titled.includes('>T</text>'))
assert.ok(!String(drawSync('nodes: {a: {tags: x}, b: {tags: y}, c: {tags: z}}', {without: ['x', 'y']})).includes('a'))
for (const options of [{root: 'a\0b'}, {'a b': 1}]) assert.throws(() => drawSync('nodes: {a: A}', options), TypeError)
assert.throws(() => drawSync(7), TypeError)

// -- many at a time, on threads ---------------------------------------------------------------------------------------
const hub = readFileSync(join(source, 'maps/hub.yaml'))
const wanted = drawSync(hub, {type: 'svg'}).data
const drawn = await Promise.all(Array.from({length: 200}, () => draw(hub, {type: 'svg'})))
assert.ok(drawn.every(({data}) => data.equals(wanted)))
await assert.rejects(draw('nodes: {a: {lable: A}}'), MapError)

// -- memory stays as it is ------------------------------------------------------------------------------------------------
const many = (times) => {
  for (let i = 0; i < times; i++) drawSync(hub, {type: 'svg'})
  return process.memoryUsage().rss
}
many(1000)
const before = many(1000)
assert.ok(many(4000) - before < 32e6, 'drawings are not given back')
console.log(`${count} drawings are those of the program`)
