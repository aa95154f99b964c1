// Bundles the playground: node build.mjs SOURCE PACKAGE OUT, in a folder with node_modules.
// Two scripts beside a page, none of them a module, so that it runs from a folder, too: playground.js, and module.js with
// the WebAssembly packed in it. The page shows an example before either is there.
import {build} from 'esbuild'
import {copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {deflateRawSync} from 'node:zlib'

const [source, own, out] = process.argv.slice(2)
const here = join(source, 'integrations/playground')
mkdirSync(out, {recursive: true})
await build({
  entryPoints: [join(here, 'playground.js')],
  bundle: true, minify: true, format: 'iife', target: 'es2022', charset: 'utf8',
  outfile: join(out, 'playground.js'), logLevel: 'warning', nodePaths: [join(process.cwd(), 'node_modules')], legalComments: 'eof'
}).catch(() => process.exit(1))
writeFileSync(join(out, 'module.js'), `globalThis.atlascModule='${deflateRawSync(readFileSync(join(own, 'atlasc.wasm')), {level: 9}).toString('base64')}'\n`)

const {drawSync} = await import(join(own, 'node.js'))
const example = readFileSync(join(here, 'example.yaml'), 'utf8')
writeFileSync(join(out, 'example.svg'), drawSync(example, {type: 'svg'}).drawing)
const escaped = example.replace(/&/g, '&amp;').replace(/</g, '&lt;')
const schema = JSON.parse(readFileSync(join(source, 'schema/map.schema.json'), 'utf8'))
const styles = readdirSync(join(source, 'styles')).filter((name) => name.endsWith('.yaml')).map((name) => `<option>${name.slice(0, -5)}</option>`)
writeFileSync(join(out, 'index.html'), readFileSync(join(here, 'index.html'), 'utf8')
  .replace('<!-- layouts -->', () => schema.$defs.layout.enum.map((name) => `<option>${name}</option>`).join(''))
  .replace('<!-- styles -->', () => styles.sort().join('')).replace('<!-- example -->', () => `<pre>\n${escaped}</pre>`))
copyFileSync(join(here, 'playground.css'), join(out, 'playground.css'))
const licences = readdirSync('node_modules/@codemirror').map((name) => `node_modules/@codemirror/${name}/LICENSE`)
writeFileSync(join(out, 'licences.txt'), [...licences, 'node_modules/@lezer/common/LICENSE'].map((file) => readFileSync(file, 'utf8')).filter((text, i, all) => all.indexOf(text) === i).join('\n\n') +
  '\n\n' + readFileSync(join(own, 'NOTICE'), 'utf8'))
