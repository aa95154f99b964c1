// The playground: an editor, and the drawing of what is in it, as it is typed. Nothing leaves the page: the module is in a
// script beside it, a map is shared in the fragment of the address, which no server sees.
import {autocompletion, completionKeymap} from '@codemirror/autocomplete'
import {defaultKeymap, history, historyKeymap, indentWithTab} from '@codemirror/commands'
import {yaml} from '@codemirror/lang-yaml'
import {HighlightStyle, syntaxHighlighting, indentUnit} from '@codemirror/language'
import {setDiagnostics} from '@codemirror/lint'
import {EditorState} from '@codemirror/state'
import {EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers} from '@codemirror/view'
import {tags} from '@lezer/highlight'
import {Atlas} from '../npm/lib/core.js'
import schema from '../../schema/map.schema.json'
import {completionsAt} from './complete.js'

const byId = (id) => document.getElementById(id)
const form = byId('options'), image = byId('drawing'), rows = byId('rows'), both = byId('both')

// -- packing: of the module, and of what is shared -------------------------------------------------------------------
async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}

function ofBase64(text) {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
}

function toBase64(bytes) {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

async function pack(value) {
  return toBase64(await through(new TextEncoder().encode(JSON.stringify(value)), new CompressionStream('deflate-raw')))
}

// What is shared is somebody's: no more of it is unpacked than a map that is typed by hand could have.
const MOST_SHARED = 1 << 20
async function unpack(text) {
  const reader = new Blob([ofBase64(text)]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  const parts = []
  for (let size = 0, part; !(part = await reader.read()).done; parts.push(part.value))
    if ((size += part.value.length) > MOST_SHARED) throw new RangeError('too large')
  return JSON.parse(await new Blob(parts).text())
}

// -- drawing ---------------------------------------------------------------------------------------------------------
let atlas = null, address = null, last = {svg: null, text: null}

function optionsOf(type) {
  const given = Object.fromEntries(new FormData(form))
  const width = type === 'text' ? given.columns : given.width
  const options = {type, name: 'map.yaml'}
  for (const key of ['layout', 'direction', 'style']) if (given[key]) options[key] = given[key]
  if (type === 'svg' && given.scheme !== 'auto') options.scheme = given.scheme
  if (/^[1-9][0-9]{0,4}$/.test(width)) options.width = Number(width)
  return options
}

/** A place of a message in the text: its column counts code points. */
function offsetOf(number, column, doc) {
  const line = doc.line(Math.min(Math.max(number ?? 1, 1), doc.lines))
  return Math.min(line.from + [...line.text].slice(0, (column ?? 1) - 1).join('').length, line.to)
}

function rangeOf(message, doc) {
  const from = offsetOf(message.line, message.column, doc)
  return {from, to: Math.max(from, message.endLine ? offsetOf(message.endLine, message.endColumn, doc) : from)}
}

function show(messages) {
  const doc = view.state.doc
  const list = messages.slice(0, 50)
  byId('messages').replaceChildren(...list.map((message) => {
    const item = document.createElement('li'), button = document.createElement('button')
    button.type = 'button'
    button.className = message.severity
    button.textContent = `${message.line ? `${message.line}:${message.column} ` : ''}${message.severity}: ${message.message}`
    button.addEventListener('click', () => {
      view.dispatch({selection: {anchor: rangeOf(message, doc).from}, scrollIntoView: true})
      view.focus()
    })
    item.append(button)
    return item
  }))
  const severity = {error: 'error', warning: 'warning', note: 'info'}
  view.dispatch(setDiagnostics(view.state, list.filter((message) => message.line)
    .map((message) => ({...rangeOf(message, doc), severity: severity[message.severity], message: message.message}))))
}

function draw() {
  if (!atlas) return
  const map = view.state.doc.toString()
  const picture = atlas.draw(map, optionsOf('svg'))
  const words = both.dataset.shows === 'picture' ? null : atlas.draw(map, optionsOf('text'))
  show(words ? [...picture.messages, ...words.messages.filter((one) => !picture.messages.some((other) => other.code === one.code && other.line === one.line))] : picture.messages)
  both.toggleAttribute('data-stale', picture.drawing === null)
  if (picture.drawing !== null && picture.drawing !== last.svg) {
    const old = address
    address = URL.createObjectURL(new Blob([picture.drawing], {type: 'image/svg+xml'}))
    image.src = address
    image.alt = wordsFor(picture.drawing)
    if (old) URL.revokeObjectURL(old)
    last.svg = picture.drawing
  }
  if (words?.drawing) rows.textContent = words.drawing
  document.documentElement.dataset.scheme = new FormData(form).get('scheme')
}

/** The hierarchy in words, which a drawing has for who does not see it. */
function wordsFor(svg) {
  const words = ['title', 'desc'].map((tag) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(svg)?.[1])
  return words.filter(Boolean).join('. ').replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => ({lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&'})[name]) ||
    'The map as a drawing'
}

// -- the editor ------------------------------------------------------------------------------------------------------
// In a root of its own its styles are sheets that are adopted, which the page's policy leaves alone.
const place = byId('editor')
const example = place.textContent.replace(/^\n+/, '')
const inside = place.attachShadow({mode: 'open'})
const look = EditorView.theme({
  '&': {height: '100%', fontSize: '13px', color: 'var(--ink)', backgroundColor: 'var(--page)'},
  '.cm-scroller': {fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace", lineHeight: '1.5'},
  '.cm-content': {caretColor: 'var(--ink)'},
  '.cm-cursor': {borderLeftColor: 'var(--ink)'},
  '.cm-gutters': {backgroundColor: 'var(--bar)', color: 'var(--quiet)', borderRight: '1px solid var(--line)'},
  '.cm-activeLine': {backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)'},
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent) !important'},
  '.cm-tooltip': {backgroundColor: 'var(--bar)', color: 'var(--ink)', border: '1px solid var(--line)'},
  '.cm-tooltip-autocomplete ul li[aria-selected]': {backgroundColor: 'var(--accent)', color: 'var(--page)'}
})
const colors = HighlightStyle.define([
  {tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--accent)'},
  {tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic'},
  {tag: [tags.keyword, tags.meta, tags.punctuation], color: 'var(--quiet)'}
])

function complete(context) {
  const found = completionsAt(context.state.sliceDoc(0, context.pos), schema)
  if (!found || (!found.word && !context.explicit)) return null
  return {from: context.pos - found.word.length, options: found.options, validFor: /^[\w-]*$/}
}

const view = new EditorView({
  parent: inside,
  root: inside,
  state: EditorState.create({
    doc: example,
    extensions: [
      lineNumbers(), highlightSpecialChars(), history(), drawSelection(), highlightActiveLine(), yaml(), indentUnit.of('  '),
      syntaxHighlighting(colors), autocompletion({override: [complete], icons: false}),
      // Tab indents; Escape and then Tab leaves the editor, as everywhere in it.
      keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({'aria-label': 'The map, in YAML'}), EditorView.lineWrapping, look,
      EditorView.updateListener.of((update) => update.docChanged && draw())
    ]
  })
})

// -- what is shown, saved, shared ------------------------------------------------------------------------------------
const shown = ['picture', 'text', 'both']
function select(what) {
  both.dataset.shows = what
  for (const name of shown) {
    const tab = byId(`tab-${name}`)
    tab.setAttribute('aria-selected', String(name === what))
    tab.tabIndex = name === what ? 0 : -1
  }
  byId('picture').hidden = what === 'text'
  byId('text').hidden = what === 'picture'
  draw()
}
shown.forEach((name, i) => {
  const tab = byId(`tab-${name}`)
  tab.addEventListener('click', () => select(name))
  tab.addEventListener('keydown', (event) => {
    const step = {ArrowRight: 1, ArrowLeft: shown.length - 1}[event.key]
    if (!step) return
    const next = shown[(i + step) % shown.length]
    select(next)
    byId(`tab-${next}`).focus()
  })
})
form.addEventListener('input', draw)
form.addEventListener('submit', (event) => event.preventDefault())

function say(words) {
  byId('said').textContent = words
}

for (const button of document.querySelectorAll('[data-save]')) {
  button.addEventListener('click', () => {
    const suffix = button.dataset.save, map = view.state.doc.toString()
    const text = suffix === 'yaml' ? map : atlas?.draw(map, optionsOf({svg: 'svg', txt: 'text', json: 'json'}[suffix])).drawing
    if (!text) return say('The map has errors: there is nothing to save.')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], {type: suffix === 'svg' ? 'image/svg+xml' : 'text/plain'}))
    link.download = `map.${suffix}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
    say(`Saved as map.${suffix}.`)
  })
}

byId('share').addEventListener('click', async () => {
  const options = Object.fromEntries([...new FormData(form)].filter(([, value]) => value && value !== 'auto'))
  keep(await pack({map: view.state.doc.toString(), ...options}))
  try {
    await navigator.clipboard.writeText(location.href)
    say('The link is copied; it has the whole map in it.')
  } catch {
    say('The link is in the address bar; it has the whole map in it.')
  }
})
function keep(fragment) {
  window.history.replaceState(null, '', `#${fragment}`)
}

async function read() {
  if (location.hash.length < 2) return
  try {
    const {map, ...options} = await unpack(location.hash.slice(1))
    for (const field of form.elements) if (typeof options[field.name] === 'string') field.value = options[field.name]
    view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: String(map)}})
    draw()
  } catch {
    say('What the address has behind # is no map that was shared from here.')
  }
}
window.addEventListener('hashchange', read)

async function start() {
  atlas = await Atlas.from(await through(ofBase64(globalThis.atlascModule), new DecompressionStream('deflate-raw')))
  globalThis.atlascModule = null
  draw()
  await read()
  document.documentElement.dataset.ready = ''
}
start()
