// Fenced blocks ```atlasc as drawings, for markdown-it: VitePress, Eleventy, and whatever has it.
//
//     md.use(atlasc)                                     SVG in the page
//     md.use(atlasc, {write: toFolder('public/maps', '/maps/')})    SVG as files
import {drawFence, wordsOf} from './fence.js'

export default function atlasc(md, settings = {}) {
  const other = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, i, options, env, self) => {
    const token = tokens[i], words = wordsOf(md.utils.unescapeAll(token.info))
    if (words === null) return other(tokens, i, options, env, self)
    const seen = (env.atlascDrawings ??= new Map())
    const at = {path: env.path ?? env.relativePath, line: token.map ? token.map[0] + 1 : 0}
    return drawFence(token.content, words, at, seen, settings).html
  }
}
