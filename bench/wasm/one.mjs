// One renderer in a process of its own: node one.mjs PACKAGE NAME TIMES [MAP TYPE]. Prints what it took as JSON: loading
// and the first drawing by the clock, then the median of the processor's time, in milliseconds.
import {readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {performance} from 'node:perf_hooks'
import {pathToFileURL} from 'node:url'

const [own, name, times, map, type = 'svg'] = process.argv.slice(2)
// The same twelve boxes and eleven edges for each.
const EDGES = [['hub', 'models'], ['hub', 'datasets'], ['hub', 'spaces'], ['models', 'llms'], ['models', 'emb'], ['models', 'vision'], ['datasets', 'nlp'],
  ['datasets', 'audio'], ['spaces', 'gradio'], ['spaces', 'streamlit'], ['spaces', 'docker']]
const ids = [...new Set(EDGES.flat())]
const yaml = map ? readFileSync(map) : 'layout: layered\nnodes:\n' + ids.map((id) => `  ${id}: ${id} box\n`).join('') + 'links:\n' + EDGES.map(([a, b]) => `  - ${a} -> ${b}\n`).join('')

const RENDERERS = {
  async atlasc() {
    const atlas = await (await import(pathToFileURL(resolve(own, 'node.js')))).load()
    return () => atlas.draw(yaml, {type}).drawing
  },
  async 'viz-js'() {
    const viz = await (await import('@viz-js/viz')).instance()
    const dot = `digraph {node [shape=box]\n${ids.map((id) => `${id} [label="${id} box"]`).join('\n')}\n${EDGES.map(([a, b]) => `${a} -> ${b}`).join('\n')}}`
    return () => viz.renderString(dot, {format: 'svg'})
  },
  async elkjs() { // a layout alone, without a drawing
    const elk = new (await import('elkjs/lib/elk.bundled.js')).default()
    return () => elk.layout({id: 'root', layoutOptions: {'elk.algorithm': 'layered'}, children: ids.map((id) => ({id, width: 90, height: 30})),
      edges: EDGES.map(([a, b], i) => ({id: `e${i}`, sources: [a], targets: [b]}))})
  },
  async 'beautiful-mermaid'() {
    const mermaid = await import('beautiful-mermaid')
    const text = `flowchart TD\n${ids.map((id) => `  ${id}[${id} box]`).join('\n')}\n${EDGES.map(([a, b]) => `  ${a} --> ${b}`).join('\n')}\n`
    const draw = mermaid.renderMermaidSVG ?? mermaid.renderMermaid
    return () => draw(text)
  }
}
const from = performance.now()
const draw = await RENDERERS[name]()
const loaded = performance.now()
if (!(await draw())) throw new Error('nothing is drawn')
const first = performance.now()
const took = []
for (let i = 0; i < Number(times); i++) {
  const before = process.cpuUsage()
  for (let k = 0; k < 4; k++) await draw()
  const {user, system} = process.cpuUsage(before)
  took.push((user + system) / 4000)
}
took.sort((a, b) => a - b)
console.log(JSON.stringify({load: loaded - from, first: first - loaded, median: took[took.length >> 1], least: took[0], rss: process.memoryUsage().rss / 1e6}))
