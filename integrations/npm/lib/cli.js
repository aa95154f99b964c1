#!/usr/bin/env node
// `npx atlasc`: the drawing part of the command line, on the module of WebAssembly. Files are read and written here; the
// module has none. Options are those of atlasc(1), and messages and exit statuses, too.
import {existsSync, readFileSync, realpathSync, statSync, writeFileSync} from 'node:fs'
import {dirname, relative, resolve} from 'node:path'
import {drawSync, format, loadSync} from './node.js'

const DONE = 0, INPUT = 1, USAGE = 2, SYSTEM = 4
// Where text is not for a terminal it is no wider than this, if it can be.
const PIPED = 100
const TYPES = {txt: 'text', svg: 'svg', json: 'json', dot: 'dot', gv: 'dot'}
// Options of drawing by their names on the command line; what a call names otherwise stands behind them.
const DRAWING = {
  type: 'type', layout: 'layout', direction: 'direction', width: 'width', fit: 'fit', view: 'view', root: 'root', depth: 'depth',
  only: 'only', without: 'without', style: 'style', scheme: 'scheme', border: 'border', 'id-prefix': 'idPrefix'
}
const SHORT = {o: 'output', T: 'type', l: 'layout', h: 'help'}
const NATIVE = ['build', 'site', 'check', 'query', 'measure', 'embed', 'boxes', 'styles', 'layouts', 'views']

const HELP = `atlasc: compiles a map, written in YAML, to text, SVG and JSON

  npx atlasc team.yaml                    print it as text
  npx atlasc team.yaml -o team.svg        write SVG; the suffix says what
  npx atlasc team.yaml -l list            as an indented list
  npx atlasc team.yaml --root api --depth 2   a part of it

Usage: atlasc [OPTION]... FILE            FILE '-' is standard input

  -o, --output PATH     write to PATH ('-': standard output); may be given more than once
  -T, --type TYPE       text, svg, json or dot, whatever the suffix says
  -l, --layout NAME     tree, layered, nested, chain, radial or list
      --direction DIR   down, right, up or left
      --width N         no wider than N columns (text) or px (pictures)
      --fit SHAPE       tall, square or wide: the shape of a tree whose width is not given
      --view NAME       draw a view of the map
      --root ID         draw the node ID and what is below it
      --depth N         draw N levels; what is folded away is counted
      --only WORDS      keep nodes of these kinds or tags, joined by commas
      --without WORDS   leave out nodes of these kinds or tags
      --style STYLE     a style by name, or a style sheet by file name
      --scheme SCHEME   auto, light or dark (pictures)
      --border BORDER   single, round, heavy, double or ascii (text)
      --id-prefix STR   before every id in SVG, for several drawings on one page
  -h, --help            this help
      --version         the version

This is atlasc as a module of WebAssembly: it draws. PNG, folders, sites, checks and documents are the program's.
Exit status: 0 done, 1 the input has errors, 2 usage, 4 the system refused.
`

class Usage extends Error {}

/** Options of the command line: {files, outputs, options}. */
function read(words) {
  const files = [], outputs = [], options = {}
  for (let i = 0, plain = false; i < words.length; i++) {
    const word = words[i]
    if (plain || word === '-' || !word.startsWith('-')) {
      files.push(word)
      continue
    }
    if (word === '--') {
      plain = true
      continue
    }
    const m = /^(?:--([a-z-]+)(?:=(.*))?|-([a-zA-Z])(.+)?)$/s.exec(word)
    const name = m?.[1] ?? SHORT[m?.[3]]
    let value = m?.[2] ?? m?.[4]
    if (name === 'help' || name === 'version') return {[name]: true}
    if (name !== 'output' && !Object.hasOwn(DRAWING, name ?? '')) throw new Usage(`there is no option '${word}' here; 'atlasc --help' lists them`)
    if (value === undefined) {
      if (++i === words.length) throw new Usage(`the option '${word}' needs a value`)
      value = words[i]
    }
    if (name === 'output') outputs.push(value)
    else if (name === 'width' || name === 'depth') {
      if (!/^[0-9]{1,7}$/.test(value)) throw new Usage(`the option '--${name}' takes a number, not '${value}'`)
      options[name] = Number(value)
    } else options[DRAWING[name]] = value
  }
  return {files, outputs, options}
}

/** What the module may know of the files around a map: those that it names, as long as no link leads out of their folder. */
function around(folder) {
  return (name) => {
    const path = resolve(folder, name)
    if (!existsSync(path)) return null
    if (statSync(path).isDirectory()) return true
    const real = relative(realpathSync(dirname(path)), realpathSync(path))
    return real.startsWith('..') ? null : readFileSync(path)
  }
}

function main(words) {
  const {files, outputs, options, help, version} = read(words)
  if (help) process.stdout.write(HELP)
  if (version) process.stdout.write(`atlasc ${loadSync().version}\n`)
  if (help || version) return DONE
  if (files.length && NATIVE.includes(files[0]) && !existsSync(files[0]))
    throw new Usage(`'${files[0]}' is a command of the program, which this is not: this draws one map`)
  if (files.length !== 1) throw new Usage(files.length ? 'one map at a time' : "no map is given; 'atlasc --help' says more")
  const standard = files[0] === '-'
  const map = readFileSync(standard ? 0 : files[0])
  let status = DONE
  for (const path of outputs.length ? outputs : ['-']) {
    const suffix = /\.([a-z]+)$/.exec(path)?.[1]
    const type = options.type ?? (path === '-' ? 'text' : TYPES[suffix])
    if (!type) throw new Usage(`'${path}' does not say what to write; end it in .txt, .svg, .json or .dot, or say --type`)
    const terminal = path === '-' && process.stdout.isTTY && process.stdout.columns
    const asked = {...options, type, name: standard ? '<stdin>' : files[0], files: around(standard ? '.' : dirname(files[0]))}
    const fitted = type === 'text' && !options.fit && options.width === undefined
    let result = drawSync(map, fitted ? {...asked, width: terminal || PIPED} : asked)
    // A width that nobody asked for is no promise: what cannot meet it is as wide as it is.
    if (fitted && !terminal) result = {...result, messages: result.messages.filter((message) => message.code !== 'too-wide')}
    for (const message of result.messages) process.stderr.write(format(message) + '\n')
    status = Math.max(status, result.status === 1 ? INPUT : result.status)
    if (result.drawing === null) break
    if (path === '-') process.stdout.write(result.drawing)
    else writeFileSync(path, result.drawing)
  }
  return status
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Usage) && !error.code) throw error
  process.stderr.write(`atlasc: ${error instanceof Usage ? error.message : error.message.replace(/^[A-Z]+: /, '')}\n`)
  process.exitCode = error instanceof Usage ? USAGE : SYSTEM
}
