export type Value = string | number | boolean | null | undefined | readonly (string | number)[]

/**
 * Options are those of the command line, `idPrefix` for --id-prefix; null, undefined and false are not given, a list is joined by
 * commas. These are the ones most asked for; any other is taken by its name.
 */
export interface Options {
  type?: 'text' | 'svg' | 'png' | 'pdf' | 'html' | 'dot' | 'mermaid' | 'markdown' | 'json' | 'map.json'
  layout?: 'tree' | 'layered' | 'nested' | 'grid' | 'chain' | 'radial' | 'list'
  direction?: 'down' | 'right' | 'up' | 'left'
  /** Columns of text, or px of a picture, that it should fit. */
  width?: number
  style?: string
  view?: string
  root?: string
  depth?: number
  title?: boolean
  legend?: boolean
  /** What the map is called in messages. */
  name?: string
  /** Where files that the map names are looked for. Without it a map may name none. */
  folder?: string
  [option: string]: Value
}

/** Lines and columns count from 1, columns in code points; null where the message is of no place. */
export interface Message {
  severity: 'error' | 'warning' | 'note'
  /** A short name that stays the same: `unknown-key`. */
  code: string
  message: string
  name: string | null
  line: number | null
  column: number | null
  endLine: number | null
  endColumn: number | null
}

export interface Drawing {
  data: Buffer
  /** Warnings and notes; and errors, where links found no way. */
  messages: Message[]
  /** 1 where links found no way. */
  status: 0 | 1
  toString(): string
}

/** The map, or an option, is wrong: nothing was drawn. */
export class MapError extends Error {
  constructor(messages: Message[])
  readonly messages: Message[]
}

/** Draws one map on a thread of its own. Throws a MapError, or a RangeError where memory has run out. */
export function draw(map: string | Uint8Array, options?: Options): Promise<Drawing>

/** Draws one map, and returns it at once. */
export function drawSync(map: string | Uint8Array, options?: Options): Drawing

/** A message as a compiler prints it. */
export function format(message: Message): string

/** Of the library that is loaded. */
export function version(): string
