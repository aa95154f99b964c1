/** What is asked of a drawing. What is not given is as the map says, or as `atlasc` on the command line has it. */
export interface Options {
  /** `text` is the default. `dot` and `mermaid` are the graph, for those; `map.json` is the map as data. */
  type?: 'text' | 'svg' | 'json' | 'dot' | 'mermaid' | 'markdown' | 'map.json'
  /** How it is arranged; else as the map says, or means. */
  layout?: 'tree' | 'layered' | 'nested' | 'chain' | 'radial' | 'list'
  direction?: 'down' | 'right' | 'up' | 'left'
  /** A style by name, or a style sheet among `files`. */
  style?: string
  /** The id or the dotted path of the node that is drawn, with what is below it. */
  root?: string
  /** Levels that are drawn; what is folded away is counted. */
  depth?: number
  /** Columns of text, or px of a picture, that it should fit. */
  width?: number
  fit?: 'tall' | 'square' | 'wide'
  /** Lines of text. */
  border?: 'single' | 'round' | 'heavy' | 'double' | 'ascii'
  /** Colours of SVG: `auto` follows the reader's scheme. */
  scheme?: 'auto' | 'light' | 'dark'
  /** Before every id in SVG, for several drawings on one page: letters, digits and `-_.:`. */
  idPrefix?: string
  /** A view that the map names. */
  view?: string
  /** Kinds or tags: what is kept. */
  only?: string | string[]
  /** Kinds or tags: what is left out. */
  without?: string | string[]
  /** What the map is called in messages; `map` is the default. */
  name?: string
  /**
   * The style sheets and files of kinds that a map may name, by their names as seen from the map; or a function that is
   * asked for each, and returns nothing where there is none, and true for a folder. Without this, a map may name no file.
   */
  files?: Record<string, string | Uint8Array> | ((name: string) => string | Uint8Array | boolean | null | undefined)
}

/** Something wrong with a map, or worth to be known. Lines and columns count from 1, columns in code points. */
export interface Message {
  severity: 'error' | 'warning' | 'note'
  /** A short name that stays the same: `unknown-key`. */
  code: string
  message: string
  /** Of the map, or the file; null where it has no place. */
  name: string | null
  line: number | null
  column: number | null
  /** Where it ends: the place behind the last character that is meant. */
  endLine: number | null
  endColumn: number | null
}

export interface Result {
  /** null after an error. */
  drawing: string | null
  messages: Message[]
  /** 0; 1: the map has errors, or links found no way; 2: an option has no such value. */
  status: 0 | 1 | 2
}

/** The module, loaded. */
export class Atlas {
  constructor(module: WebAssembly.Module)
  static from(source: WebAssembly.Module | BufferSource | Response): Promise<Atlas>
  readonly version: string
  /** Bytes of memory that the module has. */
  readonly memory: number
  draw(map: string | Uint8Array, options?: Options): Result
}

/** Loads the module once, from beside this package, or from `source`. */
export function load(source?: string | URL | WebAssembly.Module | BufferSource | Response | Promise<Response>): Promise<Atlas>

/** Draws one map; loads the module where that has not been done. */
export function draw(map: string | Uint8Array, options?: Options): Promise<Result>

/** Node only: the module, at once. */
export function loadSync(): Atlas

/** Node only: draws one map, and returns it at once. */
export function drawSync(map: string | Uint8Array, options?: Options): Result

/** A message as a compiler prints it: `map:3:5: error: unknown key 'lable'; did you mean 'label'? [unknown-key]` */
export function format(message: Message): string
