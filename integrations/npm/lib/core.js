// A map in, a drawing out: the module of WebAssembly behind one function. Knows no file, no network and no clock, and
// runs wherever WebAssembly does; node.js and browser.js bring the module.

const NAMES = {
  type: 'type', layout: 'layout', direction: 'direction', style: 'style', root: 'root', depth: 'depth', width: 'width',
  fit: 'fit', border: 'border', scheme: 'scheme', idPrefix: 'id-prefix', view: 'view', only: 'only', without: 'without',
  name: 'name'
}

// Memory of a module never shrinks. After a drawing that took more than this, the next one has a new module.
const KEPT = 16 << 20
// How often a map is read again because it names files that name files: more than sheets may extend each other.
const ROUNDS = 32

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Messages as the module writes them, one JSON object a line, as data of this package. */
function parse(text) {
  return text.split('\n').filter(Boolean).map((line) => {
    const {severity, code, message, file = null, line: from = null, column = null, endLine = null, endColumn = null} = JSON.parse(line)
    return {severity, code, message, name: file, line: from, column, endLine, endColumn}
  })
}

/** A message as a compiler prints it. */
export function format({name, line, column, severity, message, code}) {
  return `${line ? `${name}:${line}:${column}: ` : ''}${severity}: ${message} [${code}]`
}

function bytesOf(map) {
  if (typeof map === 'string') return encoder.encode(map)
  if (map instanceof Uint8Array) return map
  if (map instanceof ArrayBuffer) return new Uint8Array(map)
  throw new TypeError('a map is a string or a Uint8Array')
}

/** Options as the module takes them: names and texts. */
function texts(options) {
  const list = []
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || key === 'files') continue
    if (!Object.hasOwn(NAMES, key)) throw new TypeError(`there is no option '${key}'; there are ${Object.keys(NAMES).join(', ')} and files`)
    if (key === 'depth' || key === 'width') {
      if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new TypeError(`the option '${key}' takes a whole number, not '${value}'`)
    } else if (Array.isArray(value) ? key !== 'only' && key !== 'without' : typeof value !== 'string') {
      throw new TypeError(`the option '${key}' takes a text`)
    }
    list.push([NAMES[key], Array.isArray(value) ? value.join(',') : String(value)])
  }
  return list
}

/** A function that knows files by name, from whatever the caller has of them. */
function lookup(files) {
  if (typeof files === 'function') return files
  const known = new Map()
  for (const [name, value] of Object.entries(files)) known.set(name.replace(/^(\.\/+)+/, ''), value)
  return (name) => known.get(name)
}

export class Atlas {
  #module
  #exports = null

  /** Of a compiled module; load() makes one. */
  constructor(module) {
    this.#module = module
    this.#start()
  }

  /** Compiles the bytes of the module, or of a Response. */
  static async from(source) {
    if (source instanceof WebAssembly.Module) return new Atlas(source)
    if (typeof Response === 'function' && source instanceof Response) {
      if (!source.ok) throw new Error(`atlasc.wasm: ${source.status} ${source.statusText}`)
      source = await source.arrayBuffer() // and not as a stream, which not every server has the right type for
    }
    return new Atlas(await WebAssembly.compile(source))
  }

  #start() {
    this.#exports = new WebAssembly.Instance(this.#module, {}).exports
    this.#exports._initialize()
  }

  #text(at) {
    const bytes = new Uint8Array(this.#exports.memory.buffer)
    return decoder.decode(bytes.subarray(at, bytes.indexOf(0, at)))
  }

  /** "0.1.0" */
  get version() {
    return this.#text(this.#exports.version())
  }

  /** Bytes of memory that the module has. */
  get memory() {
    return this.#exports.memory.buffer.byteLength
  }

  /** Draws one map: {drawing, messages, status}. Throws a TypeError where options are not of their form. */
  draw(map, options = {}) {
    const bytes = bytesOf(map)
    const given = texts(options)
    const find = options.files ? lookup(options.files) : null
    const files = new Map()
    const asked = new Set()
    try {
      for (let round = 0; ; round++) {
        const {result, wanted} = this.#once(bytes, find ? [...given, ['folder', '']] : given, files)
        let more = false
        for (const name of find && round < ROUNDS ? wanted : []) {
          const file = asked.has(name) ? null : find(name)
          asked.add(name)
          if (file === true) files.set(`${name}/folder`, new Uint8Array())
          else if (file || file === '') files.set(name, bytesOf(file))
          more ||= Boolean(file || file === '')
        }
        if (!more) return result
      }
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error
      this.#start() // what the old one was doing is lost, and it with it
      throw new Error('the map takes more memory than the module can have', {cause: error})
    } finally {
      if (this.#exports.memory.buffer.byteLength > KEPT) this.#start()
    }
  }

  #once(map, options, files) {
    const e = this.#exports
    const mine = []
    const put = (bytes) => {
      const at = e.alloc(bytes.length + 1)
      if (!at) throw new RangeError('out of memory')
      const memory = new Uint8Array(e.memory.buffer)
      memory.set(bytes, at)
      memory[at + bytes.length] = 0
      mine.push(at)
      return at
    }
    for (const [name, value] of [...options, ['format', 'json']]) e.option(put(encoder.encode(name)), put(encoder.encode(value)))
    for (const [name, bytes] of files) e.file(put(encoder.encode(name)), put(bytes), bytes.length)
    const status = e.draw(put(map), map.length)
    const data = e.data()
    const drawing = data ? decoder.decode(new Uint8Array(e.memory.buffer, data, e.size())) : null
    const messages = parse(this.#text(e.messages()))
    const wanted = this.#text(e.wanted()).split('\n').filter(Boolean)
    for (const at of mine) e.release(at)
    return {result: {drawing, messages, status}, wanted}
  }
}
