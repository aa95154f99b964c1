// The playground in Chromium: node check.mjs TASK
import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {createRequire} from 'node:module'
import {extname, join} from 'node:path'
import {pathToFileURL} from 'node:url'

const task = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const required = createRequire(join(task.modules, 'package.json'))
const {chromium} = required('playwright-core')
const axe = readFileSync(required.resolve('axe-core/axe.min.js'), 'utf8')
const TYPES = {'.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml'}
const server = createServer((request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1) || 'index.html'
  response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain')
  try { response.end(readFileSync(join(task.built, name))) } catch { response.writeHead(404).end() }
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const served = `http://127.0.0.1:${server.address().port}/`
const file = pathToFileURL(join(task.built, 'index.html')).href
const site = pathToFileURL(join(task.site, 'index.html')).href
const browser = await chromium.launch({executablePath: task.browser, args: ['--no-sandbox']})
let failed = 0

/** A page, watched: it asks for nothing but its own files, and says nothing in the console. */
async function open(url, settings = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, ...settings})
  const page = await context.newPage()
  page.faults = []
  page.on('console', (message) => page.faults.push(message.text()))
  page.on('pageerror', (error) => page.faults.push(String(error)))
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(url.split('#')[0].replace(/index\.html$/, ''))) page.faults.push(`asks for ${request.url()}`)
  })
  await page.goto(url)
  if (!url.startsWith(site)) await page.waitForSelector('html[data-ready]', {state: 'attached'})
  return page
}
async function check(name, url, make, settings) {
  let page
  try {
    page = await open(url, settings)
    const figures = await make(page)
    assert.deepEqual(page.faults, [])
    console.log(`ok  ${name}${figures ? ` (${figures})` : ''}`)
  } catch (error) {
    failed++
    console.log(`not ok  ${name}: ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n    ')}`)
  }
  await page?.context().close()
}
const editor = (page) => page.getByRole('textbox', {name: 'The map, in YAML'})
/** Chromium, where it replaces a selection itself, makes a span with the style of what was there, which the policy blocks and
 * says; the editor drops it. So what is there is deleted first, by the editor. */
async function write(page, text) {
  await editor(page).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}
const altOf = (page) => page.locator('#drawing').getAttribute('alt')
const drawn = (page, words) => page.waitForFunction((want) => document.getElementById('drawing').alt.includes(want), words)
const SIXTY = 'links: [n00 -> n10, n21 -> n35, n44 -> n58]\nnodes:\n' + Array.from({length: 6}, (_, i) => `  g${i}:\n    label: Group ${i}\n    nodes:\n` +
  Array.from({length: 9}, (_, k) => `      n${i}${k}: Node ${i}.${k}\n`).join('')).join('').trimEnd()

for (const [where, url] of [['a server', served], ['a folder', file]]) {
  await check(`draws what is typed, from ${where}`, url, async (page) => {
    assert.match(await altOf(page), /Shop/)
    await write(page, 'nodes: {one: {label: First thing, nodes: {two: Second thing}}}\n')
    await drawn(page, 'Second thing')
    await page.waitForFunction(() => document.getElementById('drawing').naturalWidth > 50)
  })
}
await check('runs without a network', served, async (page) => {
  await page.context().setOffline(true)
  await write(page, 'nodes: {one: {label: Offline, nodes: {two: Two}}}\n')
  await drawn(page, 'Offline')
})
await check('draws sixty nodes as they are typed', served, async (page) => {
  await write(page, SIXTY)
  await drawn(page, 'Group 5')
  const times = await page.evaluate(async () => {
    const content = document.getElementById('editor').shadowRoot.querySelector('.cm-content')
    const image = document.getElementById('drawing')
    const times = []
    content.focus()
    for (let i = 0; i < 30; i++) {
      const from = performance.now()
      const before = image.src
      document.execCommand('insertText', false, 'i')
      while (image.src === before) await new Promise((done) => setTimeout(done))
      await image.decode()
      times.push(performance.now() - from)
    }
    return times.sort((a, b) => a - b)
  })
  assert.ok(times[15] < 50, `${times[15]} ms`)
  return `median ${times[15].toFixed(1)} ms, most ${times[29].toFixed(1)} ms`
})
await check('says what is wrong, and where', served, async (page) => {
  await write(page, 'nodes:\n  shop:\n    lable: Shop\n')
  const message = page.locator('#messages button')
  await message.waitFor()
  assert.equal(await message.textContent(), "3:5 error: unknown key 'lable'; did you mean 'label'?")
  await page.locator('.cm-lintRange-error').waitFor()
  assert.equal(await page.locator('.cm-lintRange-error').textContent(), 'lable')
  assert.ok(await page.locator('#both[data-stale]').count())
  await message.click()
  await page.keyboard.press('Shift+End')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText('label: Mended')
  await drawn(page, 'Mended')
  assert.equal(await message.count(), 0)
})
await check('completes by the schema', served, async (page) => {
  const offered = async (text) => {
    await write(page, text)
    await page.keyboard.press('Control+Space')
    await page.locator('.cm-tooltip-autocomplete li').first().waitFor()
    const words = await page.locator('.cm-tooltip-autocomplete li').allTextContents()
    await page.keyboard.press('Escape')
    return words
  }
  assert.ok((await offered('la')).includes('layout'))
  assert.ok((await offered('layout: ')).includes('nested'))
  const node = await offered('nodes:\n  shop:\n    l')
  assert.ok(node.includes('label') && !node.includes('glossary'), String(node))
  const flow = await offered('nodes:\n  shop:\n    nodes:\n      web: {label: Web, ')
  assert.ok(flow.includes('note') && flow.includes('items'), String(flow))
  assert.ok((await offered('nodes:\n  shop:\n    label: Shop\n    kind: ')).includes('database'))
  assert.ok((await offered('nodes: {a: A}\nlinks:\n  - from: a\n    ')).includes('to'))
  await write(page, 'nodes:\n  shop:\n    lab')
  await page.locator('.cm-tooltip-autocomplete li').first().waitFor()
  await page.waitForTimeout(120)
  await page.keyboard.press('Enter')
  await page.keyboard.insertText('Taken')
  await drawn(page, 'Taken')
})
await check('shares a map in the address', served, async (page) => {
  await write(page, 'nodes: {one: {label: Shared ☃, nodes: {two: Two}}}\n')
  await page.getByLabel('Layout').selectOption('nested')
  await page.getByRole('button', {name: 'Copy a link'}).click()
  await page.waitForFunction(() => location.hash.length > 20)
  const other = await open(page.url())
  await drawn(other, 'Shared ☃')
  assert.equal(await other.getByLabel('Layout').inputValue(), 'nested')
  assert.deepEqual(other.faults, [])
  await other.context().close()
  const bad = await open(`${served}#nothing`)
  await bad.waitForFunction(() => document.getElementById('said').textContent.includes('no map'))
  await bad.context().close()
})
await check('saves files', served, async (page) => {
  for (const [name, start] of [['SVG', /^<svg /], ['Text', /┌/], ['JSON', /^\{/], ['YAML', /^title:/]]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.do').getByRole('button', {name, exact: true}).click()])
    assert.match(readFileSync(await download.path(), 'utf8'), start, name)
  }
})
await check('shows text, in columns, by the keyboard', served, async (page) => {
  await page.getByRole('tab', {name: 'Picture'}).focus()
  await page.keyboard.press('ArrowRight')
  assert.match(await page.locator('#rows').textContent(), /┌/)
  assert.ok(await page.locator('#picture').isHidden())
  await page.keyboard.press('ArrowRight')
  assert.ok(await page.locator('#picture').isVisible() && await page.locator('#text').isVisible())
  await page.getByLabel('Columns of text').fill('40')
  const widest = (await page.locator('#rows').textContent()).split('\n').reduce((most, row) => Math.max(most, [...row].length), 0)
  assert.ok(widest <= 40, `${widest} columns`)
})
for (const [name, settings] of [['light', {colorScheme: 'light'}], ['dark', {colorScheme: 'dark'}], ['on a phone', {viewport: {width: 390, height: 844}, hasTouch: true}]]) {
  await check(`is accessible, ${name}`, served, async (page) => {
    await page.getByRole('tab', {name: 'Both'}).click()
    await write(page, 'nodes:\n  shop:\n    lable: Shop\n')
    await page.locator('#messages button').waitFor()
    // The policy of the page lets no other script in but one that the browser itself runs.
    const found = await page.evaluate(`${axe}; axe.run()`)
    assert.deepEqual(found.violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), [])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(sideways <= 0, `scrolls sideways by ${sideways} px`)
  }, settings)
}
await check('a map of a stranger runs nothing', served, async (page) => {
  await write(page, 'nodes: {one: {label: "<img src=x onerror=alert(1)><script>alert(2)</script>", href: "javascript:alert(3)"}}\n')
  await page.waitForTimeout(200)
})
for (const [name, settings] of [['wide', {}], ['dark', {colorScheme: 'dark'}], ['on a phone', {viewport: {width: 390, height: 844}, hasTouch: true}]]) {
  await check(`is led to by a site, ${name}`, site, async (page) => {
    await page.waitForLoadState()
    const title = await page.locator('h1').textContent()
    const found = await page.evaluate(`${axe}; axe.run({preload: false})`)
    assert.deepEqual(found.violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), [])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(sideways <= 0, `scrolls sideways by ${sideways} px`)
    if (process.env.ATL_SHOTS) await page.screenshot({path: join(process.env.ATL_SHOTS, `site-${name}.png`)})
    await page.getByRole('link', {name: 'Open in the playground'}).click()
    await page.waitForSelector('html[data-ready]', {state: 'attached'})
    await drawn(page, title)
    assert.equal(await page.locator('#messages button').count(), 0)
    assert.match(await editor(page).textContent(), /nodes:/)
    await page.goBack()
    await page.getByRole('link', {name: 'Playground', exact: true}).click()
    await page.waitForSelector('html[data-ready]', {state: 'attached'})
    await drawn(page, 'Shop')
  }, settings)
}
if (process.env.ATL_SHOTS) {
  for (const [name, settings] of [['wide', {}], ['dark', {colorScheme: 'dark'}], ['phone', {viewport: {width: 390, height: 844}}]]) {
    const page = await open(served, settings)
    await page.waitForTimeout(300)
    await page.screenshot({path: join(process.env.ATL_SHOTS, `${name}.png`), fullPage: name === 'phone'})
    await page.context().close()
  }
}
await browser.close()
server.close()
process.exit(failed ? 1 : 0)
