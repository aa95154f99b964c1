// Where the plug-ins put SVG files: toFolder('public/maps', '/maps/') writes into the first, and pages name the second.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

export function toFolder(folder, base) {
  return (name, svg) => {
    const path = join(folder, name)
    mkdirSync(folder, {recursive: true})
    // A watcher that looks at the folder sees no change where there is none.
    if (!existsSync(path) || readFileSync(path, 'utf8') !== svg) writeFileSync(path, svg)
    return base + name
  }
}
