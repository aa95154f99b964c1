// The companion of Kroki over loopback, with a gateway that is played here: node kroki.mjs PACKAGE
import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import http from 'node:http'
import {resolve} from 'node:path'
import {pathToFileURL} from 'node:url'

const own = process.argv[2]
const {drawSync} = await import(pathToFileURL(resolve(own, 'node.js')))
const {register} = await import(pathToFileURL(resolve(own, 'kroki.js')))
const MAP = 'nodes:\n  shop: {label: Shop, nodes: {web: Web, api: API}}\nlinks: [web -> api]\n'

const calls = []
let forgets = false
const gateway = http.createServer(async (request, response) => {
  const parts = []
  for await (const part of request) parts.push(part)
  const body = Buffer.concat(parts).toString()
  calls.push({call: `${request.method} ${request.url}`, token: request.headers.authorization, body: body && JSON.parse(body)})
  response.writeHead(request.method === 'PUT' && forgets ? 404 : request.method === 'POST' ? 201 : 204).end()
  if (request.method === 'POST') forgets = false
})
gateway.listen(0, '127.0.0.1')
await once(gateway, 'listening')
const at = `http://127.0.0.1:${gateway.address().port}`
const until = async (what) => {
  for (let i = 0; !what(); i++) {
    assert.ok(i < 1000, `waited in vain: ${what}`)
    await new Promise((done) => setTimeout(done, 10))
  }
}

const child = spawn(process.execPath, [resolve(own, 'kroki.js')], {
  env: {PATH: process.env.PATH, PORT: '0', KROKI_GATEWAY: at, KROKI_COMPANION_HOST: 'companion', KROKI_COMPANION_REGISTRATION_TOKEN: 'word'}
})
let said = ''
child.stderr.on('data', (data) => (said += data))
await until(() => /listens on/.test(said) && calls.length)
const port = Number(/listens on 127\.0\.0\.1:(\d+)/.exec(said)[1])
assert.equal(calls[0].call, 'POST /services')
assert.equal(calls[0].token, 'Bearer word')
const {version, ...about} = calls[0].body
assert.deepEqual(about, {name: 'atlas', formats: ['svg', 'txt', 'json'], host: 'companion', port})
assert.match(version, /^\d+\.\d+\.\d+$/)

const ask = async (path, body = MAP, method = 'POST') => {
  const got = await fetch(`http://127.0.0.1:${port}${path}`, {method, body: method === 'POST' ? body : undefined, headers: {accept: 'application/json'}})
  return {status: got.status, type: got.headers.get('content-type'), text: await got.text()}
}
assert.deepEqual(await ask('/atlas/svg'), {status: 200, type: 'image/svg+xml', text: drawSync(MAP, {type: 'svg'}).drawing})
assert.equal((await ask('/atlas/txt?layout=nested&width=60&border=round')).text, drawSync(MAP, {layout: 'nested', width: 60, border: 'round'}).drawing)
assert.equal((await ask('/atlas/json')).text, drawSync(MAP, {type: 'json'}).drawing)
assert.equal(JSON.parse((await ask('/health', '', 'GET')).text).status, 'pass')
const wrong = await ask('/atlas/svg', 'nodes: {shop: {lable: Shop}}\n')
assert.equal(wrong.status, 400)
assert.equal(wrong.type, 'application/json')
assert.match(JSON.parse(wrong.text).error.message, /^map:1:16: error: unknown key 'lable'/)
for (const [path, status, method, body] of [['/atlas/png', 404], ['/other/svg', 404], ['/', 404], ['/atlas/svg', 405, 'GET'], ['/atlas/svg?colour=red', 400], ['/atlas/svg/x', 404],
  ['/atlas/svg?width=x', 400], ['/atlas/svg?layout=treee', 400], ['/atlas/svg?style=/etc/passwd', 400], ['/atlas/svg', 413, 'POST', 'x'.repeat((1 << 20) + 1)],
  ['/atlas/svg', 400, 'POST', 'style: ../secret.yaml\nnodes: {a: A}\n'], ['/atlas/svg', 400, 'POST', ''], ['/atlas/constructor', 404]]) {
  const got = await ask(path, body ?? MAP, method)
  assert.equal(got.status, status, `${path} ${got.text.slice(0, 200)}`)
  assert.ok(JSON.parse(got.text).error.message.length > 5)
}
assert.equal((await ask('/atlas/svg')).status, 200)
child.kill('SIGTERM')
assert.deepEqual(await once(child, 'exit'), [0, null])
assert.equal(calls.at(-1).call, 'DELETE /services/atlas')

// -- beats, and what a gateway that has started anew gets ------------------------------------------------------------
calls.length = 0
const leave = register({gateway: at, host: 'companion', port: 1, beat: 20})
await until(() => calls.filter((one) => one.call === 'PUT /services/atlas/heartbeat').length > 1)
forgets = true
await until(() => calls.filter((one) => one.call === 'POST /services').length === 2)
await leave()
assert.equal(calls.at(-1).call, 'DELETE /services/atlas')
const absent = []
const end = register({gateway: 'http://127.0.0.1:9', host: 'x', port: 1, beat: 20, say: (words) => absent.push(words)})
await until(() => absent.length > 1)
assert.match(absent[0], /not registered at .*: no answer/)
await end()
gateway.close()
