// The plug-ins in the tools that they are for: node plugins.mjs PACKAGE, from a folder with node_modules
import assert from 'node:assert/strict'
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'

const own = process.argv[2]
const from = (name) => import(pathToFileURL(resolve(own, name)))
/** What npm has brought: the main file of a package of modules. */
async function npm(name) {
  const about = JSON.parse(readFileSync(resolve('node_modules', name, 'package.json'), 'utf8'))
  const main = about.exports?.['.']?.import ?? about.exports?.['.'] ?? about.exports ?? about.main
  return import(pathToFileURL(resolve('node_modules', name, main.default ?? main)))
}
const {toFolder} = await from('to-folder.js')
const MAP = 'nodes:\n  shop: {label: Shop, nodes: {web: Web, api: API}}\nlinks: [web -> api]\n'
const PAGE = `# Shop

\`\`\`atlasc nested width=600
${MAP}\`\`\`

\`\`\`js
atlasc()
\`\`\`

\`\`\`atlasc type=text
${MAP}\`\`\`
`
const WRONG = '# Wrong\n\n- one\n\n  ```atlasc\n  nodes:\n    shop: {lable: "<b>"}\n  ```\n\n```atlasc colour=red\nnodes: {a: A}\n```\n'
function same(html) {
  assert.match(html, /<(figure|div) class="atlasc"><svg [^]*<\/svg><\/(figure|div)>/)
  assert.ok(!html.includes('<?xml'))
  assert.equal((html.match(/<svg/g) ?? []).length, 1)
  assert.match(html, /<code class="language-js">atlasc\(\)/)
  assert.match(html, /├─|┌─/)
}
const ids = (html) => [...html.matchAll(/ id="([^"]*)"/g)].map((m) => m[1])

// -- markdown-it -----------------------------------------------------------------------------------------------------
const {default: MarkdownIt} = await npm('markdown-it')
const {default: plugin} = await from('markdown-it.js')
same(new MarkdownIt().use(plugin).render(PAGE))
const twice = new MarkdownIt().use(plugin).render('```atlasc\n' + MAP + '```\n\n```atlasc\n' + MAP + '```\n')
assert.equal(new Set(ids(twice)).size, ids(twice).length, 'ids of a page are different')
assert.ok(ids(twice).length > 5)
const said = []
const wrong = new MarkdownIt().use(plugin, {onMessage: (message) => said.push(message)}).render(WRONG, {path: 'docs/wrong.md'})
assert.match(wrong, /<pre class="atlasc-error" role="alert">docs\/wrong\.md:7:\d+: error: unknown key 'lable'/)
assert.match(wrong, /docs\/wrong\.md:10:1: error: 'colour=red' is no layout/)
assert.ok(!wrong.includes('<b>'))
assert.equal(said.length, 2)
assert.throws(() => new MarkdownIt().use(plugin, {strict: true}).render(WRONG), /unknown key 'lable'/)
const folder = mkdtempSync(join(tmpdir(), 'atlasc-'))
try {
  const html = new MarkdownIt().use(plugin, {write: toFolder(join(folder, 'maps'), '/maps/')}).render(PAGE)
  const [file] = readdirSync(join(folder, 'maps'))
  assert.match(html, new RegExp(`<img class="atlasc" src="/maps/${file}" alt="[^"]*Shop[^"]*">`))
  assert.match(readFileSync(join(folder, 'maps', file), 'utf8'), /^(<\?xml[^>]*>\s*)?<svg /)
  assert.match(new MarkdownIt().use(plugin, {write: toFolder(folder, 'm/')}).render('```atlasc alt="A & B"\nnodes: {a: A}\n```'), /alt="A &amp; B"/)
} finally {
  rmSync(folder, {recursive: true})
}

// -- remark, as HTML and as MDX --------------------------------------------------------------------------------------
const {unified} = await npm('unified')
const [parse, rehype, raw, stringify] = await Promise.all(
  ['remark-parse', 'remark-rehype', 'rehype-raw', 'rehype-stringify'].map(async (name) => (await npm(name)).default))
const {default: remark} = await from('remark.js')
const page = (settings) => unified().use(parse).use(remark, settings).use(rehype, {allowDangerousHtml: true}).use(raw).use(stringify)
same(String(await page().process({value: PAGE, path: 'a.md'})))
const file = await page().process({value: WRONG, path: 'docs/wrong.md'})
assert.match(String(file), /docs\/wrong\.md:7:12: error: unknown key 'lable'/)
assert.deepEqual(file.messages.map(({line, source, ruleId}) => [line, source, ruleId]).sort((a, b) => a[0] - b[0]),
  [[7, 'atlasc', 'unknown-key'], [10, 'atlasc', 'usage']])
await assert.rejects(page({strict: true}).process(WRONG), /unknown key|no layout/)
assert.match(String(await page({write: (name) => `/x/${name}`}).process(PAGE)), /<p><img src="\/x\/atlasc-\w+\.svg" alt="[^"]*Shop/)

const {evaluate} = await npm('@mdx-js/mdx')
const escape = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;')
function jsx(type, {children, dangerouslySetInnerHTML, ...props}) {
  if (typeof type === 'function') return type(props)
  const parts = [children].flat(9).filter((child) => child !== undefined && child !== null)
  const inside = dangerouslySetInnerHTML?.__html ?? parts.map((part) => (part.html === undefined ? escape(part) : part.html)).join('')
  return {html: typeof type === 'string' ? `<${type}${props.className ? ` class="${props.className}"` : ''}>${inside}</${type}>` : inside}
}
const {default: Page} = await evaluate({value: PAGE, path: 'a.mdx'}, {jsx, jsxs: jsx, Fragment: Symbol('fragment'), remarkPlugins: [remark]})
same(Page({}).html)
