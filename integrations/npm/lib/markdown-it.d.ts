import type {Settings} from './plugins.js'
export type {Settings}
/** Draws fenced blocks ```atlasc: `md.use(atlasc, settings)`. */
export default function atlasc(md: any, settings?: Settings): void
