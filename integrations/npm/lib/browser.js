// The package in a browser, a worker, Deno: the module is fetched from beside this file.
import {Atlas, format} from './core.js'

export {Atlas, format}

let loading = null

/** The module, ready to draw without waiting. `source`: where it is to be had from, instead of beside this file. */
export function load(source) {
  if (source === undefined) return (loading ??= read(new URL('./atlasc.wasm', import.meta.url)))
  return read(source)
}

async function read(source) {
  const from = source instanceof URL || typeof source === 'string' ? await fetch(source) : await source
  return Atlas.from(from)
}

/** Draws one map; loads the module where that has not been done. */
export async function draw(map, options) {
  return (await load()).draw(map, options)
}
