// A fenced block of Markdown becomes a drawing: what the plug-ins for markdown-it and remark share.
//
//     ```atlasc nested width=600
//     nodes: {shop: {label: Shop, nodes: {web: Web, api: API}}}
//     ```
//
// Behind the word stand a layout, and options of drawing as name=value ("quoted" where it has blanks); type=text is a
// block of text. A mistake is shown in the page, with its place in the document.
import * as own from 'atlasc'

const LAYOUTS = ['tree', 'layered', 'nested', 'chain', 'radial', 'list']
const NUMBERS = ['width', 'depth']
const NAMES = ['type', 'layout', 'direction', 'style', 'root', 'depth', 'width', 'fit', 'border', 'scheme', 'view', 'only', 'without', 'alt']

export const escape = (text) => text.replace(/[&<>"]/g, (c) => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c])

/** Whether the info of a fence is ours; then the words behind the name. */
export function wordsOf(info) {
  const m = /^\s*atlasc(?:\s+(.*))?\s*$/s.exec(info ?? '')
  return m ? (m[1] ?? '') : null
}

function optionsOf(words) {
  const options = {}
  for (const [word, name, quoted, value] of words.matchAll(/([\w-]+)=(?:"([^"]*)"|(\S+))|\S+/g)) {
    if (LAYOUTS.includes(word)) options.layout = word
    else if (!NAMES.includes(name)) throw new TypeError(`'${word}' is no layout and no option; there are ${NAMES.join(', ')}`)
    else if (!NUMBERS.includes(name)) options[name] = quoted ?? value
    else if (/^[0-9]{1,7}$/.test(value ?? quoted)) options[name] = Number(value ?? quoted)
    else throw new TypeError(`the option '${name}' takes a number, not '${value ?? quoted}'`)
  }
  return options
}

/** A short name for a text, the same every time (FNV-1a). */
function nameOf(text) {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}

/** The hierarchy in words, which the SVG has for who does not see it. */
function wordsFor(svg) {
  const text = (tag) => new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`).exec(svg)?.[1] ?? ''
  return [text('title'), text('desc')].filter(Boolean).join('. ') || 'A map'
}

/**
 * Of the text of a block: {html, image, messages}. `html` is what stands in its place; `image` is {url, alt} where it is
 * a file. `at` is {path, line} of the line that opens the fence; `seen` counts drawings of a page by name.
 */
export function drawFence(map, words, at, seen, settings) {
  const atlas = settings.atlas ?? own.loadSync?.()
  if (!atlas) throw new Error('atlasc: give the plug-in a module: {atlas: await load()}')
  const messages = []
  const say = (message) => {
    const line = (at.line ?? 0) + (message.line ?? 0)
    const indent = message.line ? (at.indent ?? 0) : 0
    const end = message.endLine ? {endLine: (at.line ?? 0) + message.endLine, endColumn: message.endColumn + indent} : {endLine: null, endColumn: null}
    messages.push({...message, name: at.path ?? 'map', line: line || 1, column: (message.column ?? 1) + indent, ...end})
  }
  let result = null, options
  try {
    const {alt, ...asked} = optionsOf(words)
    options = {type: 'svg', ...settings.options, ...asked}
    let prefix = `m${nameOf(map + words)}-`
    const times = (seen.get(prefix) ?? 0) + 1
    seen.set(prefix, times)
    if (times > 1) prefix = prefix.slice(0, -1) + `-${times}-`
    result = atlas.draw(map, {idPrefix: prefix, files: settings.files, ...options})
    result.messages.forEach(say)
    options.alt = alt
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    say({severity: 'error', code: 'usage', message: error.message, line: null, column: null})
  }
  for (const message of messages) settings.onMessage?.(message)
  if (!result?.drawing) {
    if (settings.strict) throw new Error(messages.map(own.format).join('\n'))
    const said = messages.map(own.format).join('\n')
    return {html: `<pre class="atlasc-error" role="alert">${escape(said)}</pre>\n`, messages}
  }
  if (options.type !== 'svg') return {html: `<pre class="atlasc">${escape(result.drawing)}</pre>\n`, text: result.drawing, messages}
  if (settings.write) {
    const svg = result.drawing
    const alt = options.alt ?? wordsFor(svg).replace(/&(lt|gt|quot|amp|#39);/g, (_, c) => ({lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'"})[c])
    const url = settings.write(`atlasc-${nameOf(svg)}.svg`, svg)
    return {html: `<img class="atlasc" src="${escape(url)}" alt="${escape(alt)}">\n`, image: {url, alt}, messages}
  }
  return {html: `<figure class="atlasc">${result.drawing.replace(/^<\?xml[^>]*>\s*/, '').trim()}</figure>\n`, svg: result.drawing, messages}
}
