// libatlas.so in Node, by koffi: PNG, PDF and files of maps, which the module of WebAssembly (the npm package `atlasc`) has not.
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import koffi from 'koffi'

const Result = koffi.struct('atlas_result', {data: 'void *', size: 'size_t', messages: 'void *'})
let own = null

/** The functions of the library, which is loaded when the first is called. */
function atlas() {
  if (own) return own
  const beside = fileURLToPath(new URL('./libatlas.so.0', import.meta.url))
  const library = koffi.load(process.env.ATLASC_LIBRARY || (existsSync(beside) ? beside : 'libatlas.so.0'))
  const draw = library.func('atlas_draw', 'int', ['uint8_t *', 'size_t', 'str', koffi.out(koffi.pointer(Result))])
  own = {
    draw,
    drawAsync: (...given) => new Promise((done, failed) => draw.async(...given, (error, status) => error ? failed(error) : done(status))),
    free: library.func('atlas_result_free', 'void', [koffi.pointer(Result)]),
    version: library.func('atlas_version', 'str', [])
  }
  return own
}

/** Of the library that is loaded. */
export function version() {
  return atlas().version()
}

/** The map, or an option, is wrong: nothing was drawn. */
export class MapError extends Error {
  constructor(messages) {
    super(messages.map(format).join('\n'))
    this.name = 'MapError'
    this.messages = messages
  }
}

/** A message as a compiler prints it. */
export function format({severity, code, message, name, line, column}) {
  return `${line ? `${name}:${line}:${column}: ` : ''}${severity}: ${message} [${code}]`
}

/** `name=value` as the library reads it: whatever could end a value stands in quotes of the other kind. */
function word([key, value]) {
  if (value === undefined || value === null || value === false) return ''
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (value === true) return name
  const text = Array.isArray(value) ? value.join(',') : String(value)
  if (!/^[a-z][a-z-]*$/.test(name)) throw new TypeError(`'${key}' is no name of an option`)
  if (text.includes('\0')) throw new TypeError(`the option '${key}' has a NUL in it`)
  return `${name}=` + text.replace(/"|['\s]/g, (c) => c === '"' ? `'"'` : `"${c}"`)
}

function asked(map, options) {
  const bytes = typeof map === 'string' ? Buffer.from(map) : map
  if (!(bytes instanceof Uint8Array)) throw new TypeError('a map is a string or a Uint8Array')
  return [bytes, bytes.length, [...Object.entries(options).map(word), 'format=json'].filter(Boolean).join(' ')]
}

function answer(status, result) {
  try {
    if (status === 4) throw new RangeError('libatlas is out of memory')
    const said = result.messages ? koffi.decode(result.messages, 'char', -1) : ''
    const messages = said.split('\n').filter(Boolean).map((line) => {
      const {severity, code, message, file = null, line: from = null, column = null, endLine = null, endColumn = null} = JSON.parse(line)
      return {severity, code, message, name: file, line: from, column, endLine, endColumn}
    })
    if (!result.data) throw new MapError(messages)
    const data = Buffer.from(koffi.decode(result.data, koffi.array('uint8_t', Number(result.size), 'Typed')))
    return {data, messages, status, toString: () => data.toString()}
  } finally {
    atlas().free(result)
  }
}

/** Draws one map on a thread of its own. Options are those of the command line: `idPrefix` for --id-prefix. */
export async function draw(map, options = {}) {
  const result = {}
  return answer(await atlas().drawAsync(...asked(map, options), result), result)
}

/** Draws one map, and returns it at once. */
export function drawSync(map, options = {}) {
  const result = {}
  return answer(atlas().draw(...asked(map, options), result), result)
}
