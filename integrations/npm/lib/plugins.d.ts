import type {Atlas, Message, Options} from 'atlasc'

export interface Settings {
  /** Options of every drawing; those behind the word of a fence overrule them. */
  options?: Omit<Options, 'files' | 'idPrefix' | 'name'>
  files?: Options['files']
  /** Puts an SVG somewhere and returns its address; without it, SVG stands in the page. See toFolder(). */
  write?: (name: string, svg: string) => string
  /** Called for each message; its place is that in the document. */
  onMessage?: (message: Message) => void
  /** An error ends the build; else it is shown in the page. */
  strict?: boolean
  /** The module; needed where there is no Node: `await load()`. */
  atlas?: Atlas
  /** remark: the documents are MDX, whatever their names are. */
  mdx?: boolean
}
