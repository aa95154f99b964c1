// What native.c does, by the package: node module.mjs PACKAGE < requests > answers
import {existsSync, readFileSync, statSync, writeSync} from 'node:fs'
import {resolve} from 'node:path'
import {pathToFileURL} from 'node:url'

const {load, format} = await import(pathToFileURL(resolve(process.argv[2], 'node.js')))
const atlas = await load()
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const [folder, path, ...words] = line.split('\t')
  const options = {
    files(name) {
      const file = resolve(folder, name)
      if (!existsSync(file)) return null
      return statSync(file).isDirectory() || readFileSync(file)
    }
  }
  for (const word of words) {
    const at = word.indexOf('=')
    const name = word.slice(0, at), value = word.slice(at + 1)
    options[name] = name === 'depth' || name === 'width' ? Number(value) : value
  }
  const {status, drawing, messages} = atlas.draw(readFileSync(resolve(folder, path)), options)
  const said = Buffer.from(messages.map((message) => format(message) + '\n').join(''))
  const drawn = Buffer.from(drawing ?? '')
  const answer = Buffer.concat([Buffer.from(`${status} ${drawn.length} ${said.length}\n`), drawn, said])
  for (let at = 0; at < answer.length;) at += writeSync(1, answer, at)
}
