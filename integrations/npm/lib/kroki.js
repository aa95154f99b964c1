#!/usr/bin/env node
// A companion of Kroki: an HTTP server that draws what a gateway sends it, and registers itself there.
//
//     POST /atlas/svg?layout=nested    the map in the body; svg, txt and json. A map with errors is 400, and says where
//     GET  /health                     200 while it runs
//
// By the environment: PORT (8010), HOST to listen on (127.0.0.1), KROKI_GATEWAY (http://kroki:8000; none: it registers
// nowhere), KROKI_COMPANION_HOST, by which the gateway reaches it, and KROKI_COMPANION_REGISTRATION_TOKEN. A map may name no
// file, and the module has neither files nor a network: it is as safe in every mode of Kroki, KROKI_SAFE_MODE or not.
import http from 'node:http'
import {fileURLToPath} from 'node:url'
import {realpathSync} from 'node:fs'
import {format, loadSync} from './node.js'

const NAME = 'atlas'
const FORMATS = {
  svg: ['svg', 'image/svg+xml'], txt: ['text', 'text/plain; charset=utf-8'], json: ['json', 'application/json']
}
const WORDS = {
  layout: 'layout', direction: 'direction', style: 'style', root: 'root', fit: 'fit', border: 'border', scheme: 'scheme', view: 'view',
  only: 'only', without: 'without', 'id-prefix': 'idPrefix'
}
const NUMBERS = ['width', 'depth']
// As much as Kroki's gateway takes of a diagram by itself, and what one map is drawn from in a second.
const MOST_BYTES = 1 << 20
const BEAT = 30_000

class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

function optionsOf(query) {
  const options = {}
  for (const [name, value] of query) {
    if (Object.hasOwn(WORDS, name)) options[WORDS[name]] = value
    else if (!NUMBERS.includes(name)) throw new Refused(400, `there is no option '${name}'; there are ${[...Object.keys(WORDS), ...NUMBERS].join(', ')}`)
    else if (/^[0-9]{1,7}$/.test(value)) options[name] = Number(value)
    else throw new Refused(400, `the option '${name}' takes a number, not '${value}'`)
  }
  return options
}

async function bodyOf(request) {
  const parts = []
  let size = 0
  for await (const part of request) {
    if ((size += part.length) > MOST_BYTES) throw new Refused(413, `the map has more than ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

async function answer(request, url) {
  const [, name, suffix, ...more] = url.pathname.split('/')
  if (url.pathname === '/health' && request.method === 'GET')
    return ['application/json', JSON.stringify({status: 'pass', name: NAME, version: loadSync().version})]
  if (name !== NAME || more.length || !Object.hasOwn(FORMATS, suffix ?? ''))
    throw new Refused(404, `there is no ${url.pathname}; there are ${Object.keys(FORMATS).map((one) => `/${NAME}/${one}`).join(', ')} and /health`)
  if (request.method !== 'POST') throw new Refused(405, 'a map is sent by POST')
  const options = optionsOf(url.searchParams)
  const {drawing, messages} = loadSync().draw(await bodyOf(request), {...options, type: FORMATS[suffix][0]})
  if (drawing === null) throw new Refused(400, messages.map(format).join('\n'))
  return [FORMATS[suffix][1], drawing]
}

export function serve() {
  return http.createServer({requestTimeout: 20_000, headersTimeout: 10_000}, async (request, response) => {
    const say = (status, type, body) => {
      response.writeHead(status, {'content-type': type, 'content-length': Buffer.byteLength(body), 'x-content-type-options': 'nosniff'})
      response.end(body)
    }
    try {
      say(200, ...(await answer(request, new URL(request.url, 'http://companion'))))
    } catch (error) {
      const status = error instanceof Refused ? error.status : error instanceof TypeError ? 400 : 500
      if (status === 413) response.setHeader('connection', 'close')
      say(status, 'application/json', JSON.stringify({error: {message: status === 500 ? 'the map could not be drawn' : error.message}}))
    }
  })
}

/** Registers, beats, and registers anew where the gateway has forgotten it; returns what ends that. */
export function register({gateway, host, port, token, beat = BEAT, say = () => {}}) {
  const about = {name: NAME, version: loadSync().version, formats: Object.keys(FORMATS), host, port}
  const call = async (method, path, body) => {
    try {
      const headers = {'content-type': 'application/json', ...(token && {authorization: `Bearer ${token}`})}
      const got = await fetch(new URL(path, gateway), {method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(5000)})
      await got.arrayBuffer()
      return got.status
    } catch {
      return 0
    }
  }
  let known = false
  const turn = async () => {
    if (known) known = (await call('PUT', `/services/${NAME}/heartbeat`)) < 300
    if (!known) {
      const status = await call('POST', '/services', about)
      known = status >= 200 && status < 300
      say(known ? `registered at ${gateway}` : `not registered at ${gateway}: ${status || 'no answer'}`)
    }
  }
  let last = turn()
  const timer = setInterval(() => (last = last.then(turn)), beat)
  return async () => {
    clearInterval(timer)
    await last
    if (known) await call('DELETE', `/services/${NAME}`)
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const {PORT = '8010', HOST = '127.0.0.1', KROKI_GATEWAY, KROKI_COMPANION_HOST, KROKI_COMPANION_REGISTRATION_TOKEN} = process.env
  const server = serve()
  loadSync()
  server.listen(Number(PORT), HOST, () => {
    const {port} = server.address()
    console.error(`atlasc-kroki: listens on ${HOST}:${port}`)
    const leave = KROKI_GATEWAY ? register({
      gateway: KROKI_GATEWAY, host: KROKI_COMPANION_HOST ?? HOST, port, token: KROKI_COMPANION_REGISTRATION_TOKEN,
      say: (words) => console.error(`atlasc-kroki: ${words}`)
    }) : async () => {}
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, async () => {
        server.close()
        server.closeIdleConnections()
        await leave()
        process.exit(0)
      })
    }
  })
}
