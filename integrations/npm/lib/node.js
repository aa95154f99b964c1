// The package in Node: the module is read from beside this file, when it is first asked for.
import {readFileSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {Atlas, format} from './core.js'

export {Atlas, format}

const beside = new URL('./atlasc.wasm', import.meta.url)
let own = null

/** The module, at once. */
export function loadSync() {
  return (own ??= new Atlas(new WebAssembly.Module(readFileSync(beside))))
}

/** The module, ready to draw without waiting. `source`: where it is to be had from, instead of beside this file. */
export async function load(source) {
  if (source === undefined) return loadSync()
  if (source instanceof URL && source.protocol === 'file:') return Atlas.from(await readFile(source))
  return Atlas.from(source instanceof URL || typeof source === 'string' ? await fetch(source) : await source)
}

/** Draws one map. */
export async function draw(map, options) {
  return loadSync().draw(map, options)
}

/** Draws one map, and returns it at once. */
export function drawSync(map, options) {
  return loadSync().draw(map, options)
}
